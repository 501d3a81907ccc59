"""Calls on the floor, one story at a time."""

import pytest

from dockline.domain import commands as c, orders as o
from dockline.domain.errors import (
    AgentBusy,
    NoSuchCall,
    NotLoggedIn,
    NotNow,
    RecordingNotAllowed,
    VoiceUnavailable,
)
from dockline.domain.facts import AgentState, CallPhase, LegState, Outcome, RecordingState
from dockline.domain.ids import AgentId, CallId, PageId
from dockline.domain.signals import DigitPressed, EngineAway, EngineBack, Inventory
from tests.support.floors import World


def test_a_click_rings_number_and_agent_at_once() -> None:
    world = World()
    world.sign_in("rishi")
    step_orders = len(world.orders)
    call_id = world.call("rishi", name="Alex")
    kinds = [type(order) for order in world.orders[step_orders:]]
    assert kinds == [o.OpenRoom, o.DialNumber, o.RingAgent]
    assert world.shown("rishi").custom == {"name": "Alex"}
    assert world.me("rishi").state is AgentState.DIALLING
    world.answers(world.leg(call_id, "agent"))
    world.rings(world.leg(call_id, "customer"), early=True)
    assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))
    assert world.shown("rishi").early_media
    world.answers(world.leg(call_id, "customer"))
    assert world.me("rishi").state is AgentState.TALKING
    assert world.shown("rishi").phase is CallPhase.TALKING


def test_the_attempt_is_written_before_the_orders() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = CallId("11111111-1111-4111-8111-111111111111")
    start = c.StartCall(
        call_id=call_id, agent_id=AgentId("rishi"), number="1", caller_id="", custom={}
    )
    done = world.do(start)
    assert done.attempts
    assert call_id in done.touched


@pytest.mark.parametrize(
    ("ending", "outcome", "by"),
    [
        ({"sip_status": 486, "q850": 17}, Outcome.BUSY, "customer"),
        ({"sip_status": 603, "q850": 21}, Outcome.REJECTED, "customer"),
        ({"sip_status": 404, "q850": 1}, Outcome.INVALID_NUMBER, "system"),
        ({"sip_status": 480, "q850": 20}, Outcome.NO_ANSWER, "system"),
        ({"sip_status": 503, "q850": 34}, Outcome.CARRIER_FAILURE, "system"),
        ({"timed_out": True, "sip_status": 487}, Outcome.NO_ANSWER, "system"),
        ({"reason": "trunk-full"}, Outcome.CARRIER_FAILURE, "system"),
        ({"reason": "never-rang"}, Outcome.CARRIER_FAILURE, "system"),
        ({"q850": 17}, Outcome.BUSY, "customer"),
        ({"q850": 127}, Outcome.CARRIER_FAILURE, "system"),
    ],
)
def test_each_outcome_has_its_name(ending: dict[str, object], outcome: Outcome, by: str) -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.call("rishi")
    world.answers(world.leg(call_id, "agent"))
    world.end(world.leg(call_id, "customer"), **ending)
    shown = world.shown("rishi")
    assert (shown.outcome, shown.ended_by) == (outcome, by)
    assert shown.sip_status == ending.get("sip_status")
    assert world.me("rishi").state is AgentState.WRAP_UP
    world.flush()
    assert not world.legs
    assert not world.rooms
    world.wait(10)
    assert world.me("rishi").state is AgentState.READY


def test_the_agent_cancels_while_it_rings() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.call("rishi")
    world.answers(world.leg(call_id, "agent"))
    world.rings(world.leg(call_id, "customer"))
    world.ask("rishi", c.HangUpCall(call_id=call_id))
    assert world.records[call_id].view.outcome is Outcome.CANCELLED
    assert world.me("rishi").state is AgentState.READY
    world.flush()
    assert not world.legs


def test_a_cancelled_call_that_is_answered_after_all_is_hung_up() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.call("rishi")
    customer = world.leg(call_id, "customer")
    world.ask("rishi", c.HangUpCall(call_id=call_id))
    world.orders.clear()
    world.answers(customer)
    assert o.HangUp(leg_id=customer) in world.orders


def test_the_agents_leg_fails_and_the_customers_is_cancelled() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.call("rishi")
    customer = world.leg(call_id, "customer")
    world.end(world.leg(call_id, "agent"), timed_out=True)
    assert o.HangUp(leg_id=customer) in world.orders
    view = world.records[call_id].view
    assert (view.outcome, view.cause) == (Outcome.CANCELLED, "agent-unreachable")


def test_the_strip_lets_the_agent_cancel() -> None:
    world = World(strip_seconds=2)
    world.sign_in("rishi")
    call_id = world.call("rishi")
    assert world.shown("rishi").phase is CallPhase.WAITING
    assert not world.legs
    world.ask("rishi", c.HangUpCall(call_id=call_id))
    world.wait(5)
    assert not world.legs
    call_id = world.call("rishi")
    world.wait(2)
    assert world.shown("rishi").phase is CallPhase.DIALLING
    assert len(world.legs) == 2
    world.ask("rishi", c.HangUpCall(call_id=call_id))
    call_id = world.call("rishi")
    world.ask("rishi", c.CallNow(call_id=call_id))
    assert world.shown("rishi").phase is CallPhase.DIALLING


def test_hold_plays_music_and_is_counted() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.talk("rishi")
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    world.ask("rishi", c.Hold(call_id=call_id))
    assert world.music_for(customer)
    assert world.legs[agent].room is None
    assert world.me("rishi").state is AgentState.HELD
    with pytest.raises(NotNow):
        world.ask("rishi", c.Hold(call_id=call_id))
    world.wait(7)
    world.ask("rishi", c.Resume(call_id=call_id))
    assert world.together(agent, customer)
    assert world.shown("rishi").hold_seconds == 7
    world.ask("rishi", c.Hold(call_id=call_id))
    world.wait(3)
    world.end(customer, sip_status=200)
    assert world.records[call_id].view.hold_seconds == 10
    assert world.records[call_id].view.ended_by == "customer"


def test_mute_digits_and_recording() -> None:
    world = World(recording="on_demand")
    world.sign_in("rishi")
    call_id = world.talk("rishi")
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    world.ask("rishi", c.MuteCall(call_id=call_id, muted=True))
    assert world.muted == {agent}
    world.ask("rishi", c.PressDigits(call_id=call_id, digits="12#"))
    world.ask("rishi", c.PressDigits(call_id=call_id, digits="4"))
    assert world.digits == [(customer, "12#"), (customer, "4")]
    assert world.shown("rishi").digits_sent == "12#4"
    world.do(DigitPressed(leg_id=customer, tags=world.legs[customer].tags, digit="9"))
    assert world.shown("rishi").digits_received == "9"
    world.ask("rishi", c.SetRecording(call_id=call_id, on=True))
    assert world.recording == {f"{call_id}-1"}
    world.ask("rishi", c.SetRecording(call_id=call_id, on=False))
    world.ask("rishi", c.SetRecording(call_id=call_id, on=True))
    world.ask("rishi", c.HangUpCall(call_id=call_id))
    assert world.recording == set()
    assert world.records[call_id].recordings == [f"{call_id}-1", f"{call_id}-2"]


def test_a_recording_that_breaks_off_is_not_shown_as_going_on() -> None:
    world = World(recording="always")
    world.sign_in("rishi")
    call_id = world.talk("rishi")
    world.breaks_off(f"{call_id}-1")
    assert world.shown("rishi").recording is RecordingState.OFF
    assert world.records[call_id].view.recording is RecordingState.OFF
    world.ask("rishi", c.SetRecording(call_id=call_id, on=True))
    assert world.recording == {f"{call_id}-2"}


def test_the_end_of_a_recording_that_was_stopped_says_nothing_of_the_next_one() -> None:
    world = World(recording="on_demand")
    world.sign_in("rishi")
    call_id = world.talk("rishi")
    for on in (True, False, True):
        world.ask("rishi", c.SetRecording(call_id=call_id, on=on))
    world.breaks_off(f"{call_id}-1", ok=True)
    assert world.shown("rishi").recording is RecordingState.ON


def test_recording_follows_the_space() -> None:
    world = World(recording="always")
    world.sign_in("rishi")
    call_id = world.talk("rishi")
    assert world.recording == {f"{call_id}-1"}
    assert world.shown("rishi").recording is RecordingState.ON
    world = World(recording="off")
    world.sign_in("rishi")
    call_id = world.talk("rishi")
    with pytest.raises(RecordingNotAllowed):
        world.ask("rishi", c.SetRecording(call_id=call_id, on=True))


def test_who_may_not_call() -> None:
    world = World()
    with pytest.raises(NotLoggedIn):
        world.call("rishi")
    world.sign_in("rishi")
    world.talk("rishi")
    with pytest.raises(AgentBusy):
        world.call("rishi")
    world.sign_in("siddhant")
    world.do(EngineAway(died=False, reason="test"))
    with pytest.raises(VoiceUnavailable):
        world.call("siddhant")
    world.do(EngineBack(inventory=world.inventory()))
    world.do(c.PhoneLost(agent_id=AgentId("siddhant"), page_id=world.pages[AgentId("siddhant")]))
    with pytest.raises(VoiceUnavailable):
        world.call("siddhant")
    world.lose("siddhant")
    with pytest.raises(NotLoggedIn):
        world.call("siddhant")


def test_wrap_up_counts_down_is_extended_and_finished() -> None:
    world = World(wrap_up_seconds=30)
    world.sign_in("rishi")
    call_id = world.talk("rishi")
    world.end(world.leg(call_id, "customer"), sip_status=200)
    assert world.me("rishi").until == world.now + 30
    world.wait(20)
    world.ask("rishi", c.ExtendWrapUp())
    assert world.me("rishi").until == world.now + 70
    world.wait(69)
    assert world.me("rishi").state is AgentState.WRAP_UP
    world.ask(
        "rishi",
        c.FinishWrapUp(
            call_id=call_id,
            note="Again",
            disposition="Sold",
            then="paused",
            pause_reason="Tea",
        ),
    )
    assert (world.me("rishi").state, world.me("rishi").pause_reason) == (AgentState.PAUSED, "Tea")
    assert world.records[call_id].view.note == "Again"
    assert world.records[call_id].view.disposition == "Sold"
    assert world.shown("rishi") is None
    assert not world.floor.calls
    with pytest.raises(NoSuchCall):
        world.ask("rishi", c.FinishWrapUp(call_id=call_id))


def test_a_pause_in_a_call_waits_for_its_end() -> None:
    world = World(wrap_up_seconds=5)
    world.sign_in("rishi")
    call_id = world.talk("rishi")
    world.ask("rishi", c.Pause(reason="Lunch"))
    assert world.me("rishi").state is AgentState.TALKING
    world.end(world.leg(call_id, "customer"))
    world.wait(5)
    assert (world.me("rishi").state, world.me("rishi").pause_reason) == (AgentState.PAUSED, "Lunch")
    call_id = world.talk("rishi")
    world.end(world.leg(call_id, "customer"))
    world.wait(5)
    assert world.me("rishi").state is AgentState.PAUSED


def test_a_call_out_of_wrap_up_ends_the_wrap_up() -> None:
    world = World()
    world.sign_in("rishi")
    first = world.talk("rishi")
    world.end(world.leg(first, "customer"))
    world.flush()
    second = world.call("rishi")
    assert world.shown("rishi").call_id == second
    assert first not in world.floor.calls


def test_a_call_that_could_not_be_written_is_withdrawn() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.call("rishi")
    world.do(c.StoreFailed(call_id=call_id))
    assert world.records[call_id].view.cause == "database-away"
    assert world.me("rishi").state in (AgentState.READY, AgentState.WRAP_UP)


def test_sign_out_ends_the_call() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.talk("rishi")
    world.do(c.SignOut(agent_id=AgentId("rishi")))
    assert world.records[call_id].view.cause == "signed-out"
    assert world.me("rishi").state is AgentState.OFFLINE
    assert not world.floor.calls
    with pytest.raises(NotLoggedIn):
        world.ask("rishi", c.GoReady())


def test_the_engine_dies_in_mid_call() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.talk("rishi")
    world.legs.clear()
    world.do(EngineAway(died=True, reason="killed"))
    view = world.records[call_id].view
    assert (view.outcome, view.cause, view.ended_by) == (Outcome.ANSWERED, "engine-lost", "system")
    assert not world.docks[AgentId("rishi")].engine_up
    assert not world.me("rishi").phone
    world.do(EngineBack(inventory=Inventory()))
    assert world.docks[AgentId("rishi")].engine_up


def test_a_lost_socket_is_offline_after_the_grace_and_comes_back_as_it_was() -> None:
    world = World()
    world.sign_in("rishi")
    world.ask("rishi", c.Pause(reason="Lunch"))
    world.lose("rishi")
    world.wait(9.9)
    assert world.me("rishi").state is AgentState.PAUSED
    world.wait(0.2)
    assert world.me("rishi").state is AgentState.OFFLINE
    world.sign_in("rishi")
    assert (world.me("rishi").state, world.me("rishi").pause_reason) == (AgentState.PAUSED, "Lunch")


def test_a_second_page_takes_over() -> None:
    world = World()
    world.sign_in("rishi", page="first")
    world.sign_in("rishi", page="second")
    world.do(c.DockLost(agent_id=AgentId("rishi"), page_id=PageId("first")))
    assert world.me("rishi").linked
    assert world.me("rishi").phone


def test_the_agents_leg_breaks_under_a_dock_that_is_here() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.talk("rishi")
    customer = world.leg(call_id, "customer")
    world.end(world.leg(call_id, "agent"), reason="media-lost")
    assert world.music_for(customer)
    assert world.shown("rishi").agent_leg is LegState.RINGING
    world.answers(world.leg(call_id, "agent"))
    assert world.together(world.leg(call_id, "agent"), customer)
