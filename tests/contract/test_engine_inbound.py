"""Calls that come in, as the engine port has them: told, taken or turned away, and what waits."""

import pytest

from dockline.domain import orders as o, signals as s
from dockline.domain.ids import LegId, leg_id
from tests.support.asterisk import carrier, carrier_folder, installation
from tests.support.desks import desk, far_side, fresh_desk, impatient_desk, shared
from tests.support.engines import OURS, THEIRS, CallNames, Desk, ending

__all__ = [
    "carrier",
    "carrier_folder",
    "desk",
    "far_side",
    "fresh_desk",
    "impatient_desk",
    "installation",
    "shared",
]

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_call_that_comes_in_is_told_with_its_numbers(desk: Desk) -> None:
    call, far = await desk.call_in(name="Ann Onym")
    arrived = await desk.until(s.CallArrived)
    assert arrived == s.CallArrived(
        call.call_id, leg_id(call.call_id, "customer", 1), OURS, THEIRS, "Ann Onym"
    )
    assert desk.told_of(call.customer) == [s.CallArrived]
    assert await desk.engine.inventory() == s.Inventory()
    await far.hang_up()


async def test_a_withheld_number_is_empty(desk: Desk) -> None:
    _, far = await desk.call_in(caller="")
    arrived = await desk.until(s.CallArrived)
    assert (arrived.caller, arrived.caller_name) == ("", "")
    await far.hang_up()


@pytest.mark.parametrize("status", [404, 486, 480, 503])
async def test_a_call_is_turned_away_with_the_status_asked_for(desk: Desk, status: int) -> None:
    call, far = await desk.call_in()
    desk.submit(o.RejectLeg(call.customer, status))
    assert await far.turned_away_with() == status
    assert desk.told_of(call.customer) == [s.CallArrived]


async def test_a_call_that_nobody_takes_meets_503(impatient_desk: Desk) -> None:
    desk = impatient_desk
    call, far = await desk.call_in()
    assert await far.turned_away_with() == 503
    assert desk.told_of(call.customer) == [s.CallArrived]
    desk.take(call)
    await desk.until(s.LegEnded, leg_id=call.customer, tags=call.tags("customer"))
    assert desk.told_of(call.customer) == [s.CallArrived, s.LegEnded]


async def test_a_call_that_is_taken_is_a_leg(desk: Desk) -> None:
    call, far = await desk.taken()
    await desk.until(s.LegAnswered, leg_id=call.customer, tags=call.tags("customer"))
    held = await desk.engine.inventory()
    assert held.legs == (s.LegSeen(call.customer, call.tags("customer"), "up", None),)
    await far.hang_up()
    ended = await desk.until(s.LegEnded, leg_id=call.customer)
    assert (ended.tags, ended.sip_status) == (call.tags("customer"), 200)
    assert (ended.by_us, ended.timed_out, ended.reason) == (False, False, "")
    await desk.holds(lambda held: held == s.Inventory())
    assert desk.told_of(call.customer) == [s.CallArrived, s.LegAnswered, s.LegEnded]


async def test_a_call_that_was_taken_is_not_turned_away_later(impatient_desk: Desk) -> None:
    desk = impatient_desk
    call, _ = await desk.taken()
    # Another one, come later, has its time to run out.
    _, late = await desk.call_in()
    assert await late.turned_away_with() == 503
    held = await desk.engine.inventory()
    assert [leg.leg_id for leg in held.legs] == [call.customer]


async def test_a_call_that_was_taken_is_hung_up_by_us(desk: Desk) -> None:
    call, _ = await desk.taken()
    desk.submit(o.HangUp(call.customer))
    ended = await desk.until(s.LegEnded, leg_id=call.customer)
    assert ended.by_us
    assert ended.sip_status == 200


async def test_a_caller_who_leaves_before_being_taken_has_one_end(desk: Desk) -> None:
    call, far = await desk.call_in()
    await far.hang_up()
    desk.take(call)
    await desk.until(s.LegEnded, leg_id=call.customer, tags=call.tags("customer"))
    await desk.holds(lambda held: held == s.Inventory())
    assert desk.told_of(call.customer) == [s.CallArrived, s.LegEnded]


async def test_a_call_that_was_turned_away_cannot_be_taken(desk: Desk) -> None:
    call, far = await desk.call_in()
    desk.submit(o.RejectLeg(call.customer, 486))
    assert await far.turned_away_with() == 486
    desk.take(call)
    await desk.until(s.LegEnded, leg_id=call.customer)
    assert desk.told_of(call.customer) == [s.CallArrived, s.LegEnded]


async def test_a_call_taken_twice_is_answered_once(desk: Desk) -> None:
    call, far = await desk.call_in()
    desk.take(call)
    desk.take(call)
    await desk.until(s.LegAnswered, leg_id=call.customer)
    desk.submit(o.RejectLeg(call.customer, 486), o.SendDigits(call.customer, "1"))
    await far.hang_up()
    await desk.until(s.LegEnded, leg_id=call.customer)
    assert desk.told_of(call.customer) == [s.CallArrived, s.LegAnswered, s.LegEnded]


async def test_a_leg_that_never_came_in_ends_where_it_is_taken(desk: Desk) -> None:
    call = CallNames()
    desk.take(call)
    ended = await desk.until(s.LegEnded, leg_id=call.customer)
    assert ended.tags == call.tags("customer")
    desk.submit(o.RejectLeg(LegId("call-nowhere"), 404), o.StartWaiting(LegId("call-nowhere")))
    await desk.holds(lambda held: held == s.Inventory())


async def test_a_caller_presses_keys(desk: Desk) -> None:
    call, far = await desk.taken()
    await far.press("1#")
    await desk.until(s.DigitPressed, leg_id=call.customer, digit="#")
    pressed = desk.all(s.DigitPressed, leg_id=call.customer, tags=call.tags("customer"))
    assert [told.digit for told in pressed] == ["1", "#"]


async def test_a_caller_and_an_agent_in_one_room(desk: Desk) -> None:
    await desk.phone()
    call, far = await desk.taken()
    desk.submit(o.OpenRoom(call.room), o.StartWaiting(call.customer))
    desk.ring(call)
    await desk.until(s.LegAnswered, leg_id=call.agent)
    desk.submit(o.Join(call.room, call.customer), o.Join(call.room, call.agent))
    await desk.holds(lambda held: {leg.room_id for leg in held.legs} == {call.room})
    desk.submit(o.Leave(call.room, call.customer))
    await desk.holds(lambda held: {leg.room_id for leg in held.legs} == {call.room, None})
    await far.hang_up()
    await desk.until(s.LegEnded, leg_id=call.customer)
    await desk.clear_away(call)


async def test_a_caller_is_recorded(desk: Desk) -> None:
    call, far = await desk.taken()
    tags = call.tags("customer")
    desk.submit(o.StartRecording(call.customer, tags, "came-in"))
    await desk.holds(lambda held: held.recordings == ("came-in",))
    await far.hang_up()
    await desk.until(s.RecordingEnded, name="came-in", tags=tags)


async def test_plays_to_one_who_waits_are_played_in_turn(desk: Desk) -> None:
    desk.keep_message("patience")
    call, _ = await desk.taken()
    desk.submit(o.StartWaiting(call.customer))
    desk.play(call, "patience")
    desk.submit(
        o.Play(call.customer, call.tags("customer"), "", (o.Say(o.Phrase.THANKS),)),
    )
    ended = await desk.until_count(2, s.PlayEnded, within=15, leg_id=call.customer)
    assert [told.ok for told in ended] == [True, True]


async def test_waiting_ends_with_what_plays(desk: Desk) -> None:
    desk.keep_message("patience")
    call, _ = await desk.taken()
    desk.submit(o.StartWaiting(call.customer))
    desk.play(call, "patience")
    desk.play(call, "patience")
    await desk.plays()
    desk.submit(o.StopWaiting(call.customer))
    ended = await desk.until_count(2, s.PlayEnded, leg_id=call.customer)
    assert [told.ok for told in ended] == [False, False]
    desk.submit(o.StopWaiting(call.customer), o.StopWaiting(call.customer))


async def test_a_join_ends_waiting_and_what_plays(desk: Desk) -> None:
    desk.keep_message("patience")
    call, _ = await desk.taken()
    desk.submit(o.OpenRoom(call.room), o.StartWaiting(call.customer))
    desk.play(call, "patience")
    await desk.plays()
    desk.submit(o.Join(call.room, call.customer))
    await desk.until(s.PlayEnded, leg_id=call.customer, ok=False)
    await desk.holds(lambda held: [leg.room_id for leg in held.legs] == [call.room])


SAID = [o.Say(phrase, 1) for phrase in o.Phrase]


@pytest.mark.parametrize("say", [*SAID, o.Say(o.Phrase.PLACE, 342), o.Say(o.Phrase.WAIT, 0)])
async def test_every_phrase_can_be_said(desk: Desk, say: o.Say) -> None:
    call, _ = await desk.taken()
    desk.submit(o.Play(call.customer, call.tags("customer"), "", (say,)))
    assert (await desk.until(s.PlayEnded, within=30, leg_id=call.customer)).ok


async def test_a_recording_and_words_after_it(desk: Desk) -> None:
    desk.keep_message("patience")
    call, _ = await desk.taken()
    words = (o.Say(o.Phrase.PLACE, 21), o.Say(o.Phrase.THANKS))
    desk.submit(o.Play(call.customer, call.tags("customer"), "patience", words))
    assert (await desk.until(s.PlayEnded, within=20, leg_id=call.customer)).ok


@pytest.mark.parametrize("number", [-1, 0, 1000])
async def test_a_number_that_cannot_be_said(desk: Desk, number: int) -> None:
    call, _ = await desk.taken()
    words = (o.Say(o.Phrase.PLACE, number),)
    desk.submit(o.Play(call.customer, call.tags("customer"), "", words))
    assert not (await desk.until(s.PlayEnded, leg_id=call.customer)).ok


async def test_a_spy_of_nobody_is_dropped(desk: Desk) -> None:
    call = CallNames()
    spy = o.StartSpy(call.spy_name, call.customer, call.spy_room, call.tags("monitor"), True)
    desk.submit(o.OpenRoom(call.spy_room), spy, o.StopSpy(call.spy_name))
    desk.submit(o.CloseRoom(call.spy_room))
    await desk.holds(lambda held: held == s.Inventory())


async def test_a_spy_is_no_leg_and_ends_with_the_one_it_listens_to(desk: Desk) -> None:
    await desk.phone()
    call = await desk.connect(ending("100"))
    spy = o.StartSpy(call.spy_name, call.agent, call.spy_room, call.tags("monitor"), False)
    desk.submit(o.OpenRoom(call.spy_room), spy)
    held = await desk.holds(lambda held: held.spies == (call.spy_name,))
    assert call.spy_room in held.rooms
    assert {leg.leg_id for leg in held.legs} == {call.agent, call.customer}
    desk.submit(o.HangUp(call.agent))
    await desk.until(s.LegEnded, leg_id=call.agent)
    await desk.holds(lambda held: held.spies == ())
    desk.submit(o.StopSpy(call.spy_name), o.CloseRoom(call.spy_room))
    await desk.clear_away(call)
