"""The engine port's contract, kept by the scripted engine and by a real Asterisk alike."""

import asyncio
import time

import pytest

from dockline.domain import orders as o, signals as s
from dockline.domain.ids import LegId, PhoneId, RoomId, leg_id
from tests.support.asterisk import carrier, carrier_folder, installation
from tests.support.desks import desk, far_side, fresh_desk, narrow_desk, shared
from tests.support.engines import CallNames, Desk, ending

__all__ = [
    "carrier",
    "carrier_folder",
    "desk",
    "far_side",
    "fresh_desk",
    "installation",
    "narrow_desk",
    "shared",
]

pytestmark = pytest.mark.asyncio(loop_scope="module")

ORDINARY = "442079460001"


async def test_a_fresh_engine_comes_back_with_nothing(fresh_desk: Desk) -> None:
    desk = fresh_desk
    assert desk.signals == [] or desk.signals == [s.EngineBack(s.Inventory())]
    await desk.until(s.EngineBack, inventory=s.Inventory())
    status = await desk.engine.status()
    assert status.up
    assert status.name in ("memory", "asterisk")
    assert (status.legs, status.rooms, status.restarts) == (0, 0, 0)


async def test_an_agent_is_rung_answers_and_is_hung_up(desk: Desk) -> None:
    await desk.phone()
    call = CallNames()
    desk.ring(call)
    await desk.until(s.LegAnswered, leg_id=call.agent, tags=call.tags("agent"))
    desk.submit(o.HangUp(call.agent))
    ended = await desk.until(s.LegEnded, leg_id=call.agent)
    assert ended.by_us
    assert ended.sip_status == 200
    assert not ended.timed_out
    assert ended.reason == ""
    assert await desk.holds(lambda held: held == s.Inventory())


async def test_ringing_comes_before_the_answer(desk: Desk) -> None:
    call = CallNames()
    desk.dial(call, ORDINARY)
    await desk.until(s.LegAnswered, leg_id=call.customer)
    kinds = [type(told) for told in desk.signals if getattr(told, "leg_id", "") == call.customer]
    assert kinds == [s.LegRinging, s.LegAnswered]
    assert not desk.all(s.LegRinging)[0].early_media


async def test_the_number_is_dialled_while_the_agents_phone_rings(desk: Desk) -> None:
    await desk.phone(answers=False)
    call = CallNames()
    desk.submit(o.OpenRoom(call.room))
    desk.ring(call, auto=False)
    desk.dial(call, ORDINARY)
    await desk.until(s.LegAnswered, leg_id=call.customer)
    assert desk.all(s.LegRinging, leg_id=call.agent)
    assert not desk.all(s.LegAnswered, leg_id=call.agent)
    await desk.clear_away(call)


async def test_a_phone_picked_up_by_hand(desk: Desk) -> None:
    phone = await desk.phone(answers=False)
    call = CallNames()
    desk.ring(call, auto=False)
    await desk.until(s.LegRinging, leg_id=call.agent)
    phone.pick_up(call.agent)
    await desk.until(s.LegAnswered, leg_id=call.agent)


@pytest.mark.parametrize(
    ("digits", "sip_status", "q850"),
    [("104", 486, 17), ("105", 404, 1), ("106", 503, 34), ("107", 480, 19), ("108", 603, 21)],
)
async def test_a_refusal_keeps_its_sip_status(
    desk: Desk, digits: str, sip_status: int, q850: int
) -> None:
    call = CallNames()
    desk.dial(call, ending(digits))
    ended = await desk.until(s.LegEnded, leg_id=call.customer)
    assert (ended.sip_status, ended.q850) == (sip_status, q850)
    assert (ended.by_us, ended.timed_out, ended.reason) == (False, False, "")
    assert not desk.all(s.LegAnswered)


async def test_nobody_answers_in_time(desk: Desk) -> None:
    call = CallNames()
    desk.dial(call, ending("103"), limit=1.0)
    await desk.until(s.LegRinging, leg_id=call.customer)
    ended = await desk.until(s.LegEnded, leg_id=call.customer)
    assert ended.timed_out
    assert not ended.by_us
    assert ended.reason == ""
    assert ended.sip_status is None or ended.sip_status == 487


async def test_an_agent_who_does_not_answer_in_time(desk: Desk) -> None:
    await desk.phone(answers=False)
    call = CallNames()
    desk.ring(call, limit=1.0, auto=False)
    ended = await desk.until(s.LegEnded, leg_id=call.agent)
    assert ended.timed_out
    assert not ended.by_us


async def test_a_ringing_leg_is_cancelled(desk: Desk) -> None:
    call = CallNames()
    desk.dial(call, ending("103"))
    await desk.until(s.LegRinging, leg_id=call.customer)
    desk.submit(o.HangUp(call.customer))
    ended = await desk.until(s.LegEnded, leg_id=call.customer)
    assert ended.by_us
    assert not ended.timed_out


async def test_a_leg_hung_up_in_the_breath_it_was_ordered_in(desk: Desk) -> None:
    call = CallNames()
    desk.dial(call, ORDINARY)
    desk.submit(o.HangUp(call.customer))
    await desk.until(s.LegEnded, leg_id=call.customer, by_us=True)
    desk.submit(o.CloseRoom(call.room))
    await desk.holds(lambda held: held == s.Inventory())
    assert len(desk.all(s.LegEnded)) == 1


async def test_early_media_is_told_from_plain_ringing(desk: Desk) -> None:
    call = CallNames()
    desk.dial(call, ending("109"))
    await desk.until(s.LegRinging, leg_id=call.customer, early_media=True)
    await desk.until(s.LegAnswered, leg_id=call.customer)


async def test_the_customer_hangs_up(desk: Desk) -> None:
    await desk.phone()
    call = await desk.connect(ending("113"))
    ended = await desk.until(s.LegEnded, leg_id=call.customer)
    assert (ended.sip_status, ended.by_us) == (200, False)
    held = await desk.holds(lambda held: len(held.legs) == 1)
    assert held.legs[0].leg_id == call.agent
    await desk.clear_away(call)


async def test_the_agent_hangs_up(desk: Desk) -> None:
    phone = await desk.phone()
    call = await desk.connect(ending("100"))
    await phone.hang_up(call.agent)
    ended = await desk.until(s.LegEnded, leg_id=call.agent)
    assert (ended.sip_status, ended.by_us) == (200, False)
    await desk.clear_away(call)


async def test_digits_come_in(desk: Desk) -> None:
    call = CallNames()
    desk.dial(call, ending("114"))
    await desk.until(s.DigitPressed, leg_id=call.customer, digit="#")
    pressed = desk.all(s.DigitPressed, leg_id=call.customer)
    assert [told.digit for told in pressed][:3] == ["4", "2", "#"]
    assert pressed[0].tags == call.tags("customer")


async def test_digits_go_out(desk: Desk) -> None:
    call = CallNames()
    desk.dial(call, ending("115"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    for digit in "7", "#":
        desk.submit(o.SendDigits(call.customer, digit))
        await desk.until(s.DigitPressed, leg_id=call.customer, digit=digit)


async def test_an_agents_keys_are_told(desk: Desk) -> None:
    phone = await desk.phone()
    call = CallNames()
    desk.ring(call)
    await desk.until(s.LegAnswered, leg_id=call.agent)
    phone.press(call.agent, "5")
    await desk.until(s.DigitPressed, leg_id=call.agent, digit="5")


@pytest.mark.parametrize("known", [True, False])
async def test_a_phone_that_cannot_be_reached(desk: Desk, known: bool) -> None:
    if known:
        await desk.engine.make_phone(PhoneId("dock-2"))
        getattr(desk.engine, "unregister", lambda _: None)(PhoneId("dock-2"))
    call = CallNames()
    desk.ring(call, "dock-2")
    ended = await desk.until(s.LegEnded, leg_id=call.agent)
    assert ended.reason == "phone-unreachable"
    assert not ended.by_us


async def test_the_inventory_shows_legs_rooms_and_tags(desk: Desk) -> None:
    await desk.phone()
    call = await desk.connect(ending("100"))
    held = await desk.holds(lambda held: all(leg.room_id for leg in held.legs))
    assert held.rooms == (call.room,)
    assert {leg.leg_id: leg for leg in held.legs} == {
        call.agent: s.LegSeen(call.agent, call.tags("agent"), "up", call.room),
        call.customer: s.LegSeen(call.customer, call.tags("customer"), "up", call.room),
    }
    await desk.clear_away(call)


async def test_a_leg_moves_between_rooms_and_out(desk: Desk) -> None:
    call = CallNames()
    aside = RoomId(f"ask-{call.call_id}")
    desk.dial(call, ending("100"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    desk.submit(o.OpenRoom(aside), o.Join(aside, call.customer))
    await desk.holds(lambda held: [leg.room_id for leg in held.legs] == [aside])
    desk.submit(o.Leave(aside, call.customer))
    await desk.holds(lambda held: [leg.room_id for leg in held.legs] == [None])
    desk.submit(o.Join(call.room, call.customer), o.CloseRoom(aside))
    await desk.holds(lambda held: [leg.room_id for leg in held.legs] == [call.room])
    desk.submit(o.CloseRoom(call.room))
    held = await desk.holds(lambda held: held.rooms == () and len(held.legs) == 1)
    assert held.legs[0].room_id is None
    assert held.legs[0].state == "up"
    await desk.clear_away(call)


async def test_orders_about_what_is_gone_are_dropped(desk: Desk) -> None:
    gone = CallNames()
    desk.submit(
        o.HangUp(gone.agent),
        o.Join(gone.room, gone.agent),
        o.Leave(gone.room, gone.agent),
        o.StartMusic(gone.room),
        o.StopMusic(gone.room),
        o.SendDigits(gone.agent, "1"),
        o.Mute(gone.agent, True),
        o.StopRecording("nothing"),
        o.CloseRoom(gone.room),
    )
    call = CallNames()
    desk.dial(call, ending("100"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    assert not [told for told in desk.signals if getattr(told, "leg_id", "") == gone.agent]
    await desk.clear_away(call)


async def test_music_mute_and_rooms_opened_twice_break_nothing(desk: Desk) -> None:
    call = CallNames()
    desk.dial(call, ending("100"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    desk.submit(
        o.OpenRoom(call.room),
        o.StartMusic(call.room),
        o.StartMusic(call.room),
        o.StopMusic(call.room),
        o.Mute(call.customer, True),
        o.Mute(call.customer, False),
    )
    held = await desk.holds(lambda held: held.rooms == (call.room,))
    assert [leg.leg_id for leg in held.legs] == [call.customer]
    await desk.clear_away(call)


async def test_a_recording_is_stopped_by_order(desk: Desk) -> None:
    call = CallNames()
    name = f"{call.call_id}-1"
    desk.dial(call, ending("100"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    desk.submit(o.StartRecording(call.customer, call.tags("customer"), name))
    await desk.holds(lambda held: held.recordings == (name,))
    await asyncio.sleep(0.3)  # the length of the recording, not a wait for anything
    desk.submit(o.StopRecording(name))
    ended = await desk.until(s.RecordingEnded, name=name)
    assert ended.ok
    assert 0.1 < ended.seconds < 3
    assert ended.tags == call.tags("customer")
    await desk.clear_away(call)


async def test_a_recording_ends_with_its_leg(desk: Desk) -> None:
    call = CallNames()
    desk.dial(call, ending("100"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    desk.submit(o.StartRecording(call.customer, call.tags("customer"), "talk"))
    await desk.holds(lambda held: held.recordings == ("talk",))
    await asyncio.sleep(0.3)  # the length of the recording, not a wait for anything
    await desk.clear_away(call)
    ended = await desk.until(s.RecordingEnded, name="talk")
    assert ended.ok
    assert ended.seconds > 0.1


async def test_a_recording_of_nobody_ends_at_once(desk: Desk) -> None:
    call = CallNames()
    desk.submit(o.StartRecording(call.customer, call.tags("customer"), "nobody"))
    assert not (await desk.until(s.RecordingEnded, name="nobody")).ok


async def test_a_full_trunk_turns_a_leg_away(narrow_desk: Desk) -> None:
    desk = narrow_desk
    first, second = CallNames(), CallNames()
    desk.dial(first, ending("103"))
    desk.dial(second, ORDINARY)
    ended = await desk.until(s.LegEnded, leg_id=second.customer)
    assert ended.reason == "trunk-full"
    desk.submit(o.HangUp(first.customer))
    await desk.until(s.LegEnded, leg_id=first.customer)
    third = CallNames()
    desk.dial(third, ending("100"))
    await desk.until(s.LegAnswered, leg_id=third.customer)


async def test_phones_are_made_and_dropped(desk: Desk) -> None:
    first = await desk.engine.make_phone(PhoneId("dock-9"))
    again = await desk.engine.make_phone(PhoneId("dock-9"))
    assert first.password != again.password
    assert len(again.password) >= 20
    assert again.uri.startswith("sip:dock-9@")
    assert await desk.engine.has_phone(PhoneId("dock-9"))
    await desk.engine.drop_phone(PhoneId("dock-9"))
    await desk.engine.drop_phone(PhoneId("dock-9"))
    assert not await desk.engine.has_phone(PhoneId("dock-9"))
    assert desk.engine.phone_socket().startswith("ws://127.0.0.1:")


async def test_many_calls_at_once_each_end_once(desk: Desk) -> None:
    calls = [CallNames() for _ in range(20)]
    for call, digits in zip(calls, ["104", "105", "100", "106"] * 5, strict=True):
        desk.dial(call, ending(digits))
    answered = calls[2::4]
    for call in answered:
        await desk.until(s.LegAnswered, leg_id=call.customer)
    for call in calls:
        desk.submit(o.HangUp(call.customer), o.CloseRoom(call.room))
    for call in calls:
        await desk.until(s.LegEnded, leg_id=call.customer)
    await desk.holds(lambda held: held == s.Inventory())
    assert len(desk.all(s.LegEnded)) == len(calls)


async def test_a_leg_ordered_twice_is_one_leg(desk: Desk) -> None:
    call = CallNames()
    desk.dial(call, ending("100"))
    desk.dial(call, ending("100"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    await desk.clear_away(call)
    assert len(desk.all(s.LegEnded)) == 1
    assert LegId(leg_id(call.call_id, "customer", 1)) == call.customer


async def test_the_line_is_told_with_what_is_being_set_up_on_it(desk: Desk) -> None:
    line = await desk.engine.line()
    assert line.up_since is not None
    assert 0.0 <= time.time() - line.up_since < 3600.0
    assert line.trunk is not None
    assert line.trunk.limits == desk.engine.trunk_limits()
    assert line.in_setup == 0
    call = CallNames()
    desk.dial(call, ending("103"))
    await desk.until(s.LegRinging, leg_id=call.customer)
    assert (await desk.engine.line()).in_setup == 1
    await desk.clear_away(call)


async def test_sound_is_counted_where_there_is_some(desk: Desk) -> None:
    call = CallNames()
    assert await desk.engine.audio(call.customer) is None
    desk.dial(call, ending("111"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    has_sound = (await desk.engine.status()).name == "asterisk"

    async def heard() -> bool:
        seen = await desk.engine.audio(call.customer)
        return seen is not None and seen.received > 0

    async with asyncio.timeout(10):
        while has_sound and not await heard():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert await heard() is has_sound
    await desk.clear_away(call)
    assert await desk.engine.audio(call.customer) is None
