"""The engine port's contract, as the dialer needs it: legs that stand alone, are listened to and
played to. Kept by the scripted engine and by a real Asterisk alike."""

import msgspec
import pytest

from dockline.domain import orders as o, signals as s
from dockline.domain.ids import AgentId, CallId, LegId, PhoneId, SpaceId
from dockline.ports.engine import TrunkLimits
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

RINGING, ANSWERED, JUDGED = s.LegRinging, s.LegAnswered, s.LegJudged
PLAYED, ENDED = s.PlayEnded, s.LegEnded


async def test_the_trunks_limits_are_told(narrow_desk: Desk) -> None:
    limits = narrow_desk.engine.trunk_limits()
    assert isinstance(limits, TrunkLimits)
    assert limits.calls_in_setup == 1
    assert limits.calls_per_second > 1


async def test_a_leg_dialled_alone_waits_for_a_room(desk: Desk) -> None:
    call = CallNames()
    desk.dial_alone(call, ending("118"))
    await desk.until(s.LegRinging, leg_id=call.customer, early_media=False)
    ringing = s.LegSeen(call.customer, call.tags("customer"), "ringing", None)
    await desk.holds(lambda held: held.legs == (ringing,))
    await desk.until(s.LegAnswered, leg_id=call.customer, tags=call.tags("customer"))
    alone = s.LegSeen(call.customer, call.tags("customer"), "up", None)
    held = await desk.holds(lambda held: held.legs == (alone,))
    assert held.rooms == ()
    desk.submit(o.OpenRoom(call.room), o.Join(call.room, call.customer))
    await desk.holds(lambda held: [leg.room_id for leg in held.legs] == [call.room])
    assert desk.told_of(call.customer) == [RINGING, ANSWERED]
    await desk.clear_away(call)


async def test_early_media_is_told_of_a_leg_dialled_alone(desk: Desk) -> None:
    call = CallNames()
    desk.dial_alone(call, ending("109"))
    await desk.until(s.LegRinging, leg_id=call.customer, early_media=True)
    await desk.until(s.LegAnswered, leg_id=call.customer)
    await desk.clear_away(call)


@pytest.mark.parametrize(
    ("digits", "sip_status", "q850"), [("104", 486, 17), ("105", 404, 1), ("107", 480, 19)]
)
@pytest.mark.parametrize("listen", [False, True])
async def test_a_leg_dialled_alone_is_refused(
    desk: Desk, digits: str, sip_status: int, q850: int, listen: bool
) -> None:
    call = CallNames()
    desk.dial_alone(call, ending(digits), listen=listen)
    ended = await desk.until(s.LegEnded, leg_id=call.customer)
    assert (ended.sip_status, ended.q850) == (sip_status, q850)
    assert (ended.reason, ended.by_us, ended.timed_out) == ("", False, False)


@pytest.mark.parametrize("listen", [False, True])
async def test_nobody_answers_a_leg_dialled_alone(desk: Desk, listen: bool) -> None:
    call = CallNames()
    desk.dial_alone(call, ending("103"), limit=1.2, listen=listen)
    ended = await desk.until(s.LegEnded, leg_id=call.customer)
    assert (ended.timed_out, ended.by_us) == (True, False)
    assert desk.told_of(call.customer) == [RINGING, ENDED]


async def test_the_time_may_run_from_the_ringing(desk: Desk) -> None:
    """The far end rings after two seconds: one that has a second from its ringing on is heard
    ringing, and one that has it from its dialling on is not."""
    patient, hasty = CallNames(), CallNames()
    desk.dial_alone(patient, ending("121"), limit=1.0, from_ringing=True)
    desk.dial_alone(hasty, ending("121"), limit=1.0)
    for call in (hasty, patient):
        ended = await desk.until(s.LegEnded, leg_id=call.customer)
        assert (ended.timed_out, ended.by_us) == (True, False)
    assert desk.told_of(hasty.customer) == [ENDED]
    assert desk.told_of(patient.customer) == [RINGING, ENDED]


async def test_a_leg_that_was_answered_is_not_cancelled(desk: Desk) -> None:
    call, rings = CallNames(), CallNames()
    desk.dial_alone(call, ending("118"))
    desk.dial_alone(rings, ending("103"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    await desk.until(s.LegRinging, leg_id=rings.customer)
    desk.submit(o.HangUp(call.customer, if_unanswered=True))
    desk.submit(o.HangUp(rings.customer, if_unanswered=True))
    ended = await desk.until(s.LegEnded, leg_id=rings.customer)
    assert ended.by_us
    await desk.holds(lambda held: [leg.leg_id for leg in held.legs] == [call.customer])
    assert desk.told_of(call.customer) == [RINGING, ANSWERED]
    await desk.clear_away(call)


@pytest.mark.parametrize("listen", [False, True])
async def test_a_leg_dialled_alone_is_cancelled(desk: Desk, listen: bool) -> None:
    call, at_once = CallNames(), CallNames()
    desk.dial_alone(call, ending("103"), listen=listen)
    desk.dial_alone(at_once, ending("103"), listen=listen)
    desk.submit(o.HangUp(at_once.customer))
    await desk.until(s.LegEnded, leg_id=at_once.customer, by_us=True)
    await desk.until(s.LegRinging, leg_id=call.customer)
    desk.submit(o.HangUp(call.customer))
    ended = await desk.until(s.LegEnded, leg_id=call.customer, by_us=True)
    assert ended.sip_status != 200
    await desk.holds(lambda held: held == s.Inventory())
    assert len(desk.all(s.LegEnded)) == 2


@pytest.mark.parametrize(
    ("digits", "verdict", "kinds"),
    [
        ("101", s.Verdict.HUMAN, [ANSWERED, JUDGED]),
        ("102", s.Verdict.MACHINE, [ANSWERED, JUDGED]),
        ("116", s.Verdict.HUMAN, [RINGING, ANSWERED, JUDGED]),
    ],
)
async def test_who_answered_is_told_once(
    desk: Desk, digits: str, verdict: s.Verdict, kinds: list[type[s.Signal]]
) -> None:
    call = await desk.judged(ending(digits))
    judged = desk.all(s.LegJudged)[0]
    assert (judged.verdict, judged.tags) == (verdict, call.tags("customer"))
    assert judged.cause
    assert desk.told_of(call.customer) == kinds
    desk.submit(o.OpenRoom(call.room), o.Join(call.room, call.customer))
    held = await desk.holds(lambda held: [leg.room_id for leg in held.legs] == [call.room])
    assert held.legs[0].tags == call.tags("customer")
    await desk.clear_away(call)
    assert desk.told_of(call.customer) == [*kinds, ENDED]
    assert desk.all(s.LegEnded)[0].sip_status == 200


async def test_many_are_listened_to_at_once(desk: Desk) -> None:
    wanted = {"101": s.Verdict.HUMAN, "102": s.Verdict.MACHINE, "119": None, "104": None}
    calls = {digits: [CallNames() for _ in range(3)] for digits in wanted}
    for digits, some in calls.items():
        for call in some:
            desk.dial_alone(call, ending(digits), listen=True)
    for digits, verdict in wanted.items():
        for call in calls[digits]:
            if verdict is None:
                await desk.until(s.LegEnded, leg_id=call.customer, by_us=False)
            else:
                await desk.until(s.LegJudged, leg_id=call.customer, verdict=verdict)
            await desk.clear_away(call, alone=False)
            assert desk.told_of(call.customer).count(JUDGED) == (verdict is not None)
            assert desk.told_of(call.customer)[-1] is ENDED
    await desk.holds(lambda held: held == s.Inventory())
    assert len(desk.all(s.LegEnded)) == 12


async def test_a_leg_that_is_listened_to_is_listed(desk: Desk) -> None:
    call = CallNames()
    desk.dial_alone(call, ending("101"), listen=True)
    await desk.until(s.LegAnswered, leg_id=call.customer)
    held = await desk.holds(lambda held: len(held.legs) == 1)
    seen = s.LegSeen(call.customer, call.tags("customer"), "up", None, listens=True)
    assert held.legs == (seen,)
    assert not desk.all(s.LegJudged)
    told = await desk.until(s.LegJudged, leg_id=call.customer)
    judged = msgspec.structs.replace(seen, listens=False, verdict=told.verdict)
    await desk.holds(lambda held: held.legs == (judged,))


async def test_the_far_end_leaves_while_it_is_listened_to(desk: Desk) -> None:
    call = CallNames()
    desk.dial_alone(call, ending("119"), listen=True)
    ended = await desk.until(s.LegEnded, leg_id=call.customer)
    assert (ended.sip_status, ended.by_us) == (200, False)
    await desk.holds(lambda held: held == s.Inventory())
    assert desk.told_of(call.customer) == [ANSWERED, ENDED]


async def test_a_leg_is_hung_up_while_it_is_listened_to(desk: Desk) -> None:
    call = CallNames()
    desk.dial_alone(call, ending("102"), listen=True)
    await desk.until(s.LegAnswered, leg_id=call.customer)
    desk.submit(o.HangUp(call.customer))
    ended = await desk.until(s.LegEnded, leg_id=call.customer)
    assert (ended.sip_status, ended.by_us) == (200, True)
    await desk.holds(lambda held: held == s.Inventory())
    assert desk.told_of(call.customer) == [ANSWERED, ENDED]


async def test_a_leg_that_is_listened_to_can_be_neither_joined_nor_played_to(desk: Desk) -> None:
    call = CallNames()
    desk.dial_alone(call, ending("101"), listen=True)
    await desk.until(s.LegAnswered, leg_id=call.customer)
    desk.submit(o.OpenRoom(call.room), o.Join(call.room, call.customer))
    desk.play(call, "")
    assert not (await desk.until(s.PlayEnded, leg_id=call.customer)).ok
    await desk.until(s.LegJudged, leg_id=call.customer, verdict=s.Verdict.HUMAN)
    assert [leg.room_id for leg in (await desk.engine.inventory()).legs] == [None]
    await desk.clear_away(call)


async def test_nobody_can_listen_in_a_room(desk: Desk) -> None:
    call = CallNames()
    order = o.DialNumber(
        call.customer, call.tags("customer"), ending("101"), "", call.room, 20.0, listen=True
    )
    desk.submit(o.OpenRoom(call.room), order)
    assert (await desk.until(s.LegEnded, leg_id=call.customer)).reason == "engine-refused"


async def test_a_message_is_left_once_the_machine_is_silent(desk: Desk) -> None:
    desk.keep_message("offer")
    call = await desk.judged(ending("117"), for_message=True)
    assert desk.all(s.LegJudged)[0].verdict is s.Verdict.MACHINE
    desk.play(call, "offer")
    assert (await desk.until(s.PlayEnded, leg_id=call.customer)).ok
    assert desk.told_of(call.customer) == [ANSWERED, JUDGED, PLAYED]
    await desk.clear_away(call)


async def test_a_person_is_not_kept_waiting_for_a_beep(desk: Desk) -> None:
    call = await desk.judged(ending("101"), for_message=True)
    assert desk.all(s.LegJudged)[0].verdict is s.Verdict.HUMAN
    await desk.clear_away(call)


@pytest.mark.parametrize("name", ["offer", ""])
async def test_a_recording_is_played_to_its_end(desk: Desk, name: str) -> None:
    desk.keep_message("offer")
    call = CallNames()
    desk.dial_alone(call, ending("100"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    desk.play(call, name)
    ended = await desk.until(s.PlayEnded, within=20.0, leg_id=call.customer)
    assert ended == s.PlayEnded(call.customer, call.tags("customer"), ok=True)
    held = await desk.holds(lambda held: len(held.legs) == 1)
    assert held.legs[0].state == "up"
    await desk.clear_away(call)
    assert desk.told_of(call.customer) == [ANSWERED, PLAYED, ENDED]


@pytest.mark.parametrize("name", ["nowhere", "../offer", "offer.wav", "offer\n", "a/b", "a" * 101])
async def test_what_is_no_recording_is_not_played(desk: Desk, name: str) -> None:
    desk.keep_message("offer")
    call = CallNames()
    desk.dial_alone(call, ending("100"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    desk.play(call, name)
    assert not (await desk.until(s.PlayEnded, leg_id=call.customer)).ok
    desk.play(call, "offer")
    await desk.until(s.PlayEnded, leg_id=call.customer, ok=True)
    await desk.clear_away(call)


async def test_in_place_of_what_is_no_recording_its_own_words_are_said(desk: Desk) -> None:
    call = CallNames()
    desk.dial_alone(call, ending("100"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    words = (o.Say(o.Phrase.NOBODY_FREE),)
    desk.submit(o.Play(call.customer, call.tags("customer"), "nowhere", instead=words))
    assert (await desk.until(s.PlayEnded, within=20.0, leg_id=call.customer)).ok
    await desk.clear_away(call)


async def test_only_a_leg_that_is_up_is_played_to(desk: Desk) -> None:
    call, gone = CallNames(), CallNames()
    desk.dial_alone(call, ending("103"))
    await desk.until(s.LegRinging, leg_id=call.customer)
    desk.play(gone, "")
    desk.play(call, "")
    assert not (await desk.until(s.PlayEnded, leg_id=call.customer)).ok
    assert desk.told_of(gone.customer) == []
    await desk.clear_away(call)


async def test_a_recording_ends_when_its_leg_does(desk: Desk) -> None:
    desk.keep_message("offer")
    call = CallNames()
    desk.dial_alone(call, ending("100"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    desk.play(call, "offer")
    desk.play(call, "offer")
    desk.submit(o.HangUp(call.customer))
    await desk.until(s.LegEnded, leg_id=call.customer, by_us=True)
    assert desk.told_of(call.customer) == [ANSWERED, PLAYED, PLAYED, ENDED]
    assert not desk.all(s.PlayEnded, ok=True)
    await desk.holds(lambda held: held == s.Inventory())


async def test_recordings_follow_each_other(desk: Desk) -> None:
    desk.keep_message("offer")
    call = CallNames()
    desk.dial_alone(call, ending("100"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    desk.play(call, "offer")
    desk.play(call, "nowhere")
    desk.play(call, "offer")
    await desk.until(s.PlayEnded, leg_id=call.customer, ok=False)
    await desk.until_count(2, s.PlayEnded, leg_id=call.customer, ok=True)
    await desk.clear_away(call)


async def test_who_joins_a_room_is_played_to_no_more(desk: Desk) -> None:
    desk.keep_message("offer")
    call = CallNames()
    desk.dial_alone(call, ending("100"))
    await desk.until(s.LegAnswered, leg_id=call.customer)
    desk.play(call, "offer")
    desk.play(call, "offer")
    desk.submit(o.OpenRoom(call.room), o.Join(call.room, call.customer))
    told = await desk.until_count(2, s.PlayEnded, leg_id=call.customer)
    assert [ended.ok for ended in told] == [False, False]
    await desk.holds(lambda held: [leg.room_id for leg in held.legs] == [call.room])
    await desk.clear_away(call)


async def test_one_standing_leg_takes_one_call_after_the_other(desk: Desk) -> None:
    await desk.phone()
    agent = AgentId("agent-7")
    stand = o.Tags(SpaceId("leap"), CallId(f"stand-{agent}"), "agent", agent_id=agent)
    leg = LegId(f"stand-{agent}-1")
    desk.submit(o.RingAgent(leg, stand, PhoneId("dock-1"), 20.0, True, ""))
    await desk.until(s.LegAnswered, leg_id=leg, tags=stand)
    for _ in range(3):
        await desk.holds(lambda held: held.legs == (s.LegSeen(leg, stand, "up", None),))
        call = CallNames()
        desk.dial_alone(call, ending("100"))
        await desk.until(s.LegAnswered, leg_id=call.customer)
        desk.submit(o.OpenRoom(call.room), o.Join(call.room, leg), o.Join(call.room, call.customer))
        await desk.holds(
            lambda held, room=call.room: [seen.room_id for seen in held.legs] == [room] * 2  # type: ignore[misc]
        )
        desk.submit(o.HangUp(call.customer), o.CloseRoom(call.room))
        await desk.until(s.LegEnded, leg_id=call.customer)
    desk.submit(o.HangUp(leg))
    assert (await desk.until(s.LegEnded, leg_id=leg)).by_us
    assert desk.told_of(leg)[-2:] == [ANSWERED, ENDED]
