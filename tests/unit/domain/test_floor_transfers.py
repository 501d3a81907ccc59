"""Transfers, reloads and restarts on the floor."""

import msgspec
import pytest

from dockline.domain import commands as c, orders as o
from dockline.domain.call import Call
from dockline.domain.errors import NotNow, TargetUnavailable, VoiceUnavailable
from dockline.domain.facts import (
    AgentState,
    AgentView,
    CallPhase,
    CallView,
    LegState,
    Outcome,
    RecordingState,
    TransferPhase,
)
from dockline.domain.floor import Floor, restore, step
from dockline.domain.ids import AgentId, CallId, SpaceId, TeamId
from dockline.domain.signals import EngineAway, EngineBack, Inventory
from dockline.domain.space import SpaceSettings
from tests.support.floors import OTHERS, TEAM, World


def _two() -> tuple[World, CallId]:
    world = World()
    world.sign_in("rishi")
    world.sign_in("siddhant")
    return world, world.talk("rishi")


def _ask_agent(world: World, call_id: CallId, *, blind: bool) -> None:
    world.ask(
        "rishi",
        c.Transfer(call_id=call_id, blind=blind, target_kind="agent", target="siddhant"),
    )


def _ask_number(world: World, call_id: CallId, *, blind: bool) -> None:
    world.ask(
        "rishi",
        c.Transfer(call_id=call_id, blind=blind, target_kind="number", target="442079460101"),
    )


def test_attended_transfer_to_an_agent() -> None:
    world, call_id = _two()
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    _ask_agent(world, call_id, blind=False)
    assert world.music_for(customer)
    assert world.me("siddhant").state is AgentState.RINGING
    assert world.shown("siddhant").number == "442079460100"
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    target = world.leg(call_id, "target")
    world.answers(target)
    assert world.together(agent, target)
    assert world.music_for(customer)
    world.ask("rishi", c.Swap(call_id=call_id))
    assert world.together(agent, customer)
    assert world.music_for(target)
    world.ask("rishi", c.Swap(call_id=call_id))
    assert world.together(agent, target)
    world.ask("rishi", c.HandOver(call_id=call_id))
    world.flush()
    assert world.together(customer, target)
    assert world.shown("siddhant").agent_id == "siddhant"
    assert world.me("siddhant").state is AgentState.TALKING
    assert world.me("rishi").state is AgentState.WRAP_UP
    world.ask("siddhant", c.Hold(call_id=call_id))
    assert world.music_for(customer)
    world.ask("siddhant", c.HangUpCall(call_id=call_id))
    world.flush()
    assert not world.legs
    assert world.me("siddhant").state is AgentState.WRAP_UP


def test_three_way_and_drop() -> None:
    world, call_id = _two()
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    _ask_agent(world, call_id, blind=False)
    with pytest.raises(NotNow):
        world.ask("rishi", c.JoinAll(call_id=call_id))
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    target = world.leg(call_id, "target")
    world.answers(target)
    world.ask("rishi", c.JoinAll(call_id=call_id))
    assert world.together(agent, customer, target)
    world.ask("rishi", c.DropTarget(call_id=call_id))
    world.flush()
    assert world.together(agent, customer)
    assert world.me("siddhant").state is AgentState.READY
    assert world.shown("siddhant") is None


def test_attended_transfer_to_a_number() -> None:
    world, call_id = _two()
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    _ask_number(world, call_id, blind=False)
    target = world.leg(call_id, "target")
    assert world.legs[target].room == world.legs[agent].room
    world.rings(target)
    assert world.shown("rishi").transfer.phase is TransferPhase.RINGING
    world.answers(target)
    world.ask("rishi", c.PressDigits(call_id=call_id, digits="5"))
    assert world.digits == [(target, "5")]
    world.ask("rishi", c.HandOver(call_id=call_id))
    world.flush()
    assert world.together(customer, target)
    assert world.me("rishi").state is AgentState.WRAP_UP
    world.end(target, sip_status=200)
    world.flush()
    assert not world.legs
    assert world.records[call_id].view.ended_by == "target"


@pytest.mark.parametrize("how", ["decline", "timeout", "lost", "hung up"])
def test_an_asked_agent_does_not_come(how: str) -> None:
    world, call_id = _two()
    _ask_agent(world, call_id, blind=False)
    if how == "decline":
        world.ask("siddhant", c.DeclineOffer(call_id=call_id))
    elif how == "timeout":
        world.wait(25)
    elif how == "lost":
        world.lose("siddhant")
    else:
        world.ask("siddhant", c.AnswerOffer(call_id=call_id))
        world.answers(world.leg(call_id, "target"))
        world.ask("siddhant", c.HangUpCall(call_id=call_id))
    world.flush()
    assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))
    assert world.shown("rishi").transfer_failed
    assert world.shown("rishi").phase is CallPhase.TALKING


def test_blind_transfer_reaches_the_target() -> None:
    world, call_id = _two()
    customer = world.leg(call_id, "customer")
    _ask_agent(world, call_id, blind=True)
    assert world.music_for(customer)
    assert world.me("rishi").state is AgentState.WRAP_UP
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    world.answers(world.leg(call_id, "target"))
    world.flush()
    assert world.together(customer, world.leg(call_id, "target"))
    assert world.shown("siddhant").agent_id == "siddhant"


def test_blind_transfer_that_fails_comes_back() -> None:
    world, call_id = _two()
    customer = world.leg(call_id, "customer")
    _ask_number(world, call_id, blind=True)
    world.flush()
    world.end(world.leg(call_id, "target"), sip_status=486)
    assert world.music_for(customer)
    world.answers(world.leg(call_id, "agent"))
    assert world.together(customer, world.leg(call_id, "agent"))
    assert world.shown("rishi").transfer_failed == "busy"
    assert world.me("rishi").state is AgentState.TALKING


def test_blind_transfer_that_fails_in_a_gap_of_the_engine_comes_back_after_it() -> None:
    world, call_id = _two()
    customer = world.leg(call_id, "customer")
    _ask_number(world, call_id, blind=True)
    world.flush()
    world.do(EngineAway(died=False, reason="socket"))
    world.end(world.leg(call_id, "target"), sip_status=486)
    assert world.shown("rishi").phase is CallPhase.TALKING
    world.do(EngineBack(inventory=world.inventory()))
    agent = world.leg(call_id, "agent")
    world.answers(agent)
    assert world.together(agent, customer)


def test_blind_transfer_that_fails_with_nobody_left_ends() -> None:
    world, call_id = _two()
    _ask_number(world, call_id, blind=True)
    world.flush()
    world.lose("rishi")
    world.do(c.SignOut(agent_id=AgentId("siddhant")))
    world.end(world.leg(call_id, "target"), sip_status=486)
    world.flush()
    assert world.records[call_id].view.cause == "transfer-failed"
    assert not world.legs


def test_a_colleague_who_declined_is_nobody_to_wait_for() -> None:
    world, call_id = _two()
    _ask_agent(world, call_id, blind=True)
    world.flush()
    world.do(c.SignOut(agent_id=AgentId("rishi")))
    world.ask("siddhant", c.DeclineOffer(call_id=call_id))
    world.flush()
    assert world.records[call_id].view.cause == "transfer-failed"
    assert not world.legs


def _sent_and_busy(*teams: TeamId) -> tuple[World, CallId, CallId]:
    """Rishi has sent their customer to a number that is called still, and talks to another."""
    world = World()
    world.sign_in("rishi")
    world.sign_in("siddhant", teams=teams or (TEAM,))
    call_id = world.talk("rishi")
    _ask_number(world, call_id, blind=True)
    other = world.talk("rishi")
    world.flush()
    return world, call_id, other


def test_blind_transfer_that_fails_while_its_sender_talks_to_another_goes_to_a_colleague() -> None:
    world, call_id, other = _sent_and_busy()
    customer = world.leg(call_id, "customer")
    world.end(world.leg(call_id, "target"), sip_status=486)
    world.flush()
    assert world.music_for(customer)
    assert world.me("siddhant").state is AgentState.RINGING
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    world.answers(world.leg(call_id, "target"))
    world.flush()
    assert world.together(customer, world.leg(call_id, "agent"))
    assert world.shown("siddhant").agent_id == "siddhant"
    assert world.me("rishi").call_id == other
    # It is a call like any other again: another transfer begins anew.
    world.do(c.SignOut(agent_id=AgentId("rishi")))
    world.wait(70)
    assert world.floor.calls[call_id].open


def test_blind_transfer_that_fails_waits_for_its_sender_where_no_colleague_takes_it() -> None:
    world, call_id, other = _sent_and_busy()
    customer = world.leg(call_id, "customer")
    world.end(world.leg(call_id, "target"), sip_status=486)
    world.ask("siddhant", c.DeclineOffer(call_id=call_id))
    world.flush()
    assert world.music_for(customer)
    assert world.me("siddhant").state is AgentState.READY
    world.ask("rishi", c.HangUpCall(call_id=other))
    assert world.me("rishi").state is AgentState.WRAP_UP
    world.ask("rishi", c.FinishWrapUp(other, note="", disposition=""))
    world.flush()
    world.answers(world.leg(call_id, "agent"))
    world.flush()
    assert world.together(customer, world.leg(call_id, "agent"))
    assert world.me("rishi").call_id == call_id
    assert not world.floor.returning


def test_who_is_sent_on_in_vain_is_not_kept_waiting_for_more_than_a_minute() -> None:
    world, call_id, _ = _sent_and_busy(OTHERS)
    world.end(world.leg(call_id, "target"), sip_status=486)
    world.wait(59)
    assert world.me("siddhant").state is AgentState.READY, "of another team"
    assert world.floor.calls[call_id].open
    world.wait(1)
    world.flush()
    assert world.records[call_id].view.cause == "transfer-failed"
    assert not world.floor.returning


def test_who_is_asked_last_has_their_time_and_then_it_ends() -> None:
    world, call_id, _ = _sent_and_busy()
    world.ask("siddhant", c.Pause(reason="Tea"))
    world.end(world.leg(call_id, "target"), sip_status=486)
    world.wait(50)
    world.ask("siddhant", c.GoReady())
    assert world.me("siddhant").state is AgentState.RINGING
    world.wait(24)
    assert world.floor.calls[call_id].open
    world.wait(1)
    world.flush()
    assert world.records[call_id].view.cause == "transfer-failed"
    assert world.me("siddhant").state is AgentState.READY


@pytest.mark.parametrize("how", ["page away", "signs out"])
@pytest.mark.parametrize("joined", [False, True])
@pytest.mark.parametrize("kind", ["number", "agent"])
def test_who_is_in_the_call_has_the_customer_where_the_agent_is_gone(
    joined: bool, kind: str, how: str
) -> None:
    world, call_id = _two()
    customer = world.leg(call_id, "customer")
    if kind == "number":
        _ask_number(world, call_id, blind=False)
    else:
        _ask_agent(world, call_id, blind=False)
        world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    target = world.leg(call_id, "target")
    world.answers(target)
    if joined:
        world.ask("rishi", c.JoinAll(call_id=call_id))
    world.flush()
    if how == "signs out":
        world.do(c.SignOut(agent_id=AgentId("rishi")))
    else:
        world.lose("rishi")
        world.wait(120)
    world.flush()
    assert world.together(customer, target)
    assert world.floor.calls[call_id].open
    assert world.floor.agents[AgentId("rishi")].view.state is AgentState.OFFLINE
    if kind == "agent":
        assert world.shown("siddhant").agent_id == "siddhant"
        world.sign_in("rishi")
        assert world.me("rishi").call_id is None
    world.end(customer)
    world.flush()
    assert not world.legs


def test_hand_over_before_the_answer() -> None:
    world, call_id = _two()
    customer = world.leg(call_id, "customer")
    _ask_number(world, call_id, blind=False)
    target = world.leg(call_id, "target")
    world.ask("rishi", c.HandOver(call_id=call_id))
    world.flush()
    assert world.music_for(customer)
    world.answers(target)
    assert world.together(customer, target)


def test_given_away_while_the_agents_phone_is_lost_the_next_agents_leg_is_missed() -> None:
    world, call_id = _two()
    customer = world.leg(call_id, "customer")
    world.end(world.leg(call_id, "agent"), reason="media-lost")
    _ask_agent(world, call_id, blind=True)
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    world.answers(world.leg(call_id, "target"))
    world.flush()
    world.end(world.leg(call_id, "target"), reason="media-lost")
    assert world.shown("siddhant").agent_leg is LegState.RINGING, "their phone is rung again"
    world.answers(world.leg(call_id, "agent"))
    assert world.together(world.leg(call_id, "agent"), customer)


def test_targets_that_cannot_take_it() -> None:
    world, call_id = _two()
    with pytest.raises(TargetUnavailable):
        world.ask(
            "rishi",
            c.Transfer(call_id=call_id, blind=True, target_kind="agent", target="rishi"),
        )
    world.lose("siddhant")
    with pytest.raises(TargetUnavailable):
        _ask_agent(world, call_id, blind=True)


# --- reload --------------------------------------------------------------------------------------


def test_a_reload_in_mid_call() -> None:
    world, call_id = _two()
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    world.ask("rishi", c.MuteCall(call_id=call_id, muted=True))
    world.lose("rishi")
    assert world.music_for(customer)
    assert world.shown("rishi").agent_leg is LegState.LOST
    assert world.shown("rishi").rejoin_until == world.now + 30
    world.wait(1)
    world.sign_in("rishi")
    assert o.HangUp(leg_id=agent) in world.orders
    world.flush()
    again = world.leg(call_id, "agent")
    assert again != agent
    world.answers(again)
    assert world.together(again, customer)
    assert again in world.muted
    assert world.shown("rishi").rejoin_until is None
    assert world.me("rishi").state is AgentState.TALKING


def test_a_reload_that_is_noticed_late() -> None:
    """The new page is here before the old one's socket is known to be gone."""
    world, call_id = _two()
    customer = world.leg(call_id, "customer")
    world.sign_in("rishi", page="the-new-page")
    world.flush()
    world.answers(world.leg(call_id, "agent"))
    assert world.together(world.leg(call_id, "agent"), customer)


def test_a_socket_that_blinked_keeps_its_leg() -> None:
    world, call_id = _two()
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    page = world.pages[AgentId("rishi")]
    world.lose("rishi")
    assert world.music_for(customer)
    world.sign_in("rishi", page=page, leg_up=True)
    assert world.together(agent, customer)
    assert world.leg(call_id, "agent") == agent


@pytest.mark.parametrize("how", ["blinked", "reloaded", "stays away"])
def test_a_colleague_whose_socket_is_lost_stays_in_the_call_if_it_only_blinked(how: str) -> None:
    world, call_id = _two()
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    _ask_agent(world, call_id, blind=False)
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    target = world.leg(call_id, "target")
    world.answers(target)
    world.ask("rishi", c.JoinAll(call_id=call_id))
    page = world.pages[AgentId("siddhant")]
    world.lose("siddhant")
    world.flush()
    assert world.together(agent, customer, target)
    if how == "blinked":
        world.wait(5)
        world.sign_in("siddhant", page=page, leg_up=True)
        world.wait(60)
        assert world.together(agent, customer, target)
        assert world.me("siddhant").state is AgentState.TALKING
        return
    if how == "reloaded":
        world.sign_in("siddhant")
    else:
        world.wait(11)
    world.flush()
    assert target not in world.legs
    assert world.together(agent, customer)
    assert world.shown("rishi").transfer_failed == "hung_up"
    after = AgentState.READY if how == "reloaded" else AgentState.OFFLINE
    assert world.me("siddhant").state is after
    assert world.me("siddhant").call_id is None


def test_nobody_comes_back() -> None:
    world, call_id = _two()
    world.lose("rishi")
    world.wait(12)
    assert world.me("rishi").state is AgentState.OFFLINE
    assert world.floor.calls[call_id].open
    world.wait(19)
    world.flush()
    view = world.records[call_id].view
    assert (view.cause, view.ended_by, view.outcome) == (
        "rejoin-expired",
        "system",
        Outcome.ANSWERED,
    )
    assert not world.legs
    assert world.me("rishi").call_id is None


def test_back_after_the_grace_and_before_the_end() -> None:
    world, call_id = _two()
    world.ask("rishi", c.Hold(call_id=call_id))
    world.lose("rishi")
    world.wait(15)
    world.sign_in("rishi")
    world.flush()
    world.answers(world.leg(call_id, "agent"))
    assert world.me("rishi").state is AgentState.HELD
    world.ask("rishi", c.Resume(call_id=call_id))
    assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))


def test_a_reload_while_it_rings() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.call("rishi")
    world.answers(world.leg(call_id, "agent"))
    world.lose("rishi")
    customer = world.leg(call_id, "customer")
    world.answers(customer)
    assert world.music_for(customer)
    world.sign_in("rishi")
    world.flush()
    world.answers(world.leg(call_id, "agent"))
    assert world.together(world.leg(call_id, "agent"), customer)
    assert world.me("rishi").state is AgentState.TALKING


def test_a_phone_that_does_not_answer_is_rung_again_and_then_given_up() -> None:
    world, call_id = _two()
    world.lose("rishi")
    world.sign_in("rishi")
    world.flush()
    for _ in range(5):
        world.end(world.leg(call_id, "agent"), timed_out=True)
        assert world.shown("rishi").agent_leg is LegState.LOST
        world.wait(1)
    world.wait(30)
    assert world.records[call_id].view.cause == "rejoin-expired"


# --- restart -------------------------------------------------------------------------------------


def _restart(world: World, call_id: CallId) -> tuple[Floor, Call]:
    kept = msgspec.json.decode(msgspec.json.encode(world.floor.calls[call_id]), type=Call)
    floor = Floor(SpaceId("leap"), SpaceSettings())
    me = AgentView(agent_id=AgentId("rishi"), login="rishi", name="Rishi", teams=("Support team",))
    restore(floor, kept, me, world.now)
    return floor, kept


def test_a_restart_finds_the_call_and_its_audio_goes_on() -> None:
    world, call_id = _two()
    floor, call = _restart(world, call_id)
    done = step(floor, EngineBack(inventory=world.inventory()), world.now)
    assert not [order for order in done.orders if isinstance(order, o.HangUp | o.Join | o.Leave)]
    assert floor.agents[AgentId("rishi")].view.state is AgentState.TALKING
    world.floor = floor
    world.docks.clear()
    world.sign_in("rishi", leg_up=True)
    assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))
    world.ask("rishi", c.Hold(call_id=call_id))
    assert world.music_for(world.leg(call_id, "customer"))
    world.ask("rishi", c.HangUpCall(call_id=call_id))
    world.flush()
    assert not world.legs
    assert call.view.outcome is Outcome.ANSWERED


def test_a_restart_after_the_customer_left() -> None:
    world, call_id = _two()
    del world.legs[world.leg(call_id, "customer")]
    floor, call = _restart(world, call_id)
    done = step(floor, EngineBack(inventory=world.inventory()), world.now)
    assert o.HangUp(leg_id=world.leg(call_id, "agent")) in done.orders
    assert (call.view.ended_by, call.view.outcome) == ("customer", Outcome.ANSWERED)


def test_a_restart_whose_dock_does_not_return() -> None:
    world, call_id = _two()
    floor, call = _restart(world, call_id)
    step(floor, EngineBack(inventory=world.inventory()), world.now)
    done = step(floor, c.Tick(), world.now + 10)
    assert [type(order) for order in done.orders] == [o.Leave, o.StartMusic]
    step(floor, c.Tick(), world.now + 40)
    assert call.view.cause == "rejoin-expired"


def test_legs_nobody_knows_are_hung_up() -> None:
    world, call_id = _two()
    inventory = world.inventory()
    floor = Floor(SpaceId("leap"), SpaceSettings())
    done = step(floor, EngineBack(inventory=inventory), world.now)
    hung = {order.leg_id for order in done.orders if isinstance(order, o.HangUp)}
    assert hung == {leg.leg_id for leg in inventory.legs}
    assert o.CloseRoom(room_id=inventory.rooms[0]) in done.orders
    assert call_id


def test_the_engines_socket_drops_and_returns() -> None:
    world, call_id = _two()
    world.do(EngineAway(died=False, reason="socket"))
    del world.legs[world.leg(call_id, "customer")]
    world.do(EngineBack(inventory=world.inventory()))
    world.flush()
    assert world.records[call_id].view.ended_by == "customer"
    assert not world.legs


def test_a_leg_that_came_up_in_the_gap() -> None:
    world = World()
    world.sign_in("rishi")
    call_id = world.call("rishi")
    for role in ("agent", "customer"):
        world.legs[world.leg(call_id, role)].state = "up"
    world.do(EngineAway(died=False, reason="socket"))
    world.do(EngineBack(inventory=world.inventory()))
    assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))
    assert world.me("rishi").state is AgentState.TALKING


def test_an_empty_engine_ends_everything() -> None:
    world, call_id = _two()
    world.do(EngineAway(died=False, reason="socket"))
    world.legs.clear()
    world.do(EngineBack(inventory=Inventory()))
    assert not world.floor.calls[call_id].open


def test_a_call_that_is_answered_in_the_gap_is_recorded_once() -> None:
    world = World(recording="always")
    world.sign_in("rishi")
    call_id = world.call("rishi")
    world.do(EngineAway(died=False, reason="socket"))
    world.answers(world.leg(call_id, "customer"))  # told as soon as the engine is found again
    assert not world.recording, "the order would wait, and be carried out beside the next one"
    world.do(EngineBack(inventory=world.inventory()))
    assert world.recording == {f"{call_id}-1"}
    assert world.shown("rishi").recording is RecordingState.ON


def test_a_call_that_is_found_answered_after_a_restart_is_recorded_once() -> None:
    world = World(recording="always")
    world.sign_in("rishi")
    call_id = world.call("rishi")
    world.legs[world.leg(call_id, "customer")].state = "up"
    world.restart()
    assert world.recording == {f"{call_id}-1"}
    assert world.floor.calls[call_id].recordings == [f"{call_id}-1"]


def test_in_the_gap_no_recording_is_begun_by_hand() -> None:
    world = World(recording="on_demand")
    world.sign_in("rishi")
    call_id = world.talk("rishi")
    world.do(EngineAway(died=False, reason="socket"))
    with pytest.raises(VoiceUnavailable):
        world.ask("rishi", c.SetRecording(call_id=call_id, on=True))
    world.do(EngineBack(inventory=world.inventory()))
    assert not world.recording
    assert world.shown("rishi").recording is RecordingState.OFF


def test_a_recording_that_was_stopped_by_hand_stays_so_over_a_gap() -> None:
    world = World(recording="always")
    world.sign_in("rishi")
    call_id = world.talk("rishi")
    world.ask("rishi", c.SetRecording(call_id=call_id, on=False))
    world.do(EngineAway(died=False, reason="socket"))
    world.do(EngineBack(inventory=world.inventory()))
    assert not world.recording


def test_a_recording_that_broke_off_in_the_gap_begins_anew() -> None:
    world = World(recording="always")
    world.sign_in("rishi")
    call_id = world.talk("rishi")
    world.do(EngineAway(died=False, reason="socket"))
    world.do(EngineBack(inventory=world.inventory()))
    assert world.recording == {f"{call_id}-1"}
    world.do(EngineAway(died=False, reason="socket"))
    world.recording.clear()
    world.do(EngineBack(inventory=world.inventory()))
    assert world.recording == {f"{call_id}-2"}
    assert world.floor.calls[call_id].recordings == [f"{call_id}-1", f"{call_id}-2"]
    world.do(EngineAway(died=False, reason="socket"))
    world.breaks_off(f"{call_id}-2", ok=True)  # told as soon as the engine is found again
    world.do(EngineBack(inventory=world.inventory()))
    assert world.recording == {f"{call_id}-3"}


def test_a_restart_while_a_customer_comes_back_goes_on_looking_for_somebody() -> None:
    world, call_id, _ = _sent_and_busy()
    customer = world.leg(call_id, "customer")
    world.ask("siddhant", c.Pause(reason="Tea"))
    world.end(world.leg(call_id, "target"), sip_status=486)
    world.flush()
    floor, _ = _restart(world, call_id)
    step(floor, EngineBack(inventory=world.inventory()), world.now)
    world.floor = floor
    world.docks.clear()
    world.sign_in("siddhant")
    assert world.me("siddhant").state is AgentState.RINGING
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    world.answers(world.leg(call_id, "target"))
    world.flush()
    assert world.together(customer, world.leg(call_id, "agent"))


@pytest.mark.parametrize("how", ["asked", "away", "joined"])
def test_a_restart_in_a_consultation_with_a_number_keeps_all_three(how: str) -> None:
    world, call_id = _two()
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    _ask_number(world, call_id, blind=False)
    target = world.leg(call_id, "target")
    world.answers(target)
    if how == "away":
        world.ask("rishi", c.Swap(call_id=call_id))
    elif how == "joined":
        world.ask("rishi", c.JoinAll(call_id=call_id))
    world.flush()
    stood = {leg: world.legs[leg].room for leg in (agent, customer, target)}
    music = set(world.music)
    world.restart()
    world.flush()
    assert {leg: world.legs[leg].room for leg in (agent, customer, target)} == stood
    assert world.music == music
    world.sign_in("rishi", leg_up=True)
    world.flush()
    assert world.me("rishi").state is AgentState.TALKING
    shown = world.shown("rishi").transfer
    assert shown is not None
    world.ask("rishi", c.HandOver(call_id=call_id))
    world.flush()
    assert world.together(customer, target)
    assert world.me("rishi").state is AgentState.WRAP_UP
    world.end(customer)
    world.flush()
    assert not world.legs


@pytest.mark.parametrize("how", ["asked", "away", "joined"])
def test_a_restart_in_a_consultation_with_a_colleague_keeps_all_three(how: str) -> None:
    world, call_id = _two()
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    _ask_agent(world, call_id, blind=False)
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    target = world.leg(call_id, "target")
    world.answers(target)
    if how == "away":
        world.ask("rishi", c.Swap(call_id=call_id))
    elif how == "joined":
        world.ask("rishi", c.JoinAll(call_id=call_id))
    world.flush()
    stood = {leg: world.legs[leg].room for leg in (agent, customer, target)}
    music = set(world.music)
    world.restart()
    world.flush()
    assert {leg: world.legs[leg].room for leg in (agent, customer, target)} == stood
    assert world.music == music
    world.sign_in("siddhant", leg_up=True)
    world.sign_in("rishi", leg_up=True)
    world.wait(20)
    assert [world.me(one).state for one in ("rishi", "siddhant")] == [AgentState.TALKING] * 2
    assert world.shown("siddhant").agent_id == "rishi"
    world.ask("rishi", c.HandOver(call_id=call_id))
    world.flush()
    assert world.together(customer, target)
    assert world.shown("siddhant").agent_id == "siddhant"
    assert world.me("rishi").state is AgentState.WRAP_UP
    world.ask("siddhant", c.HangUpCall(call_id=call_id))
    world.flush()
    assert not world.legs


@pytest.mark.parametrize("how", ["stays away", "comes without the leg", "had not answered"])
def test_a_restart_in_a_consultation_with_a_colleague_who_is_gone(how: str) -> None:
    """The agent is back with the customer."""
    world, call_id = _two()
    agent, customer = world.leg(call_id, "agent"), world.leg(call_id, "customer")
    _ask_agent(world, call_id, blind=False)
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    if how != "had not answered":
        world.answers(world.leg(call_id, "target"))
    world.restart()
    world.sign_in("rishi", leg_up=True)
    if how == "stays away":
        world.wait(11)
    else:
        world.sign_in("siddhant")
        assert world.me("siddhant").state is AgentState.READY
    world.flush()
    assert world.together(agent, customer)
    assert world.shown("rishi").transfer is None
    failed = "server-restarted" if how == "had not answered" else "hung_up"
    assert world.shown("rishi").transfer_failed == failed


def test_a_restart_in_a_consultation_whose_agents_both_stay_away_ends() -> None:
    world, call_id = _two()
    _ask_agent(world, call_id, blind=False)
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    world.answers(world.leg(call_id, "target"))
    world.restart()
    world.wait(120)
    world.flush()
    assert not world.legs
    assert world.records[call_id].view.cause == "rejoin-expired"


@pytest.mark.parametrize("blind", [True, False])
def test_agents_of_one_call_keep_a_note_each(blind: bool) -> None:
    world, call_id = _two()

    def kept() -> CallView:
        view: CallView = world.records[call_id].view
        return view

    world.ask("rishi", c.WriteNote(call_id=call_id, note="Wants the yearly plan"))
    _ask_agent(world, call_id, blind=blind)
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    world.answers(world.leg(call_id, "target"))
    if not blind:
        world.ask("rishi", c.HandOver(call_id=call_id))
    world.ask("siddhant", c.WriteNote(call_id=call_id, note="Signed", disposition="Sold"))
    more = "Wants the yearly plan, pays by invoice"
    world.ask("rishi", c.FinishWrapUp(call_id=call_id, note=more))
    world.ask("siddhant", c.WriteNote(call_id=call_id, note="Signed, starts on Monday"))
    assert [one.note for one in world.shown("siddhant").notes] == [more, "Signed, starts on Monday"]
    assert kept().note == f"Rishi: {more}\nSiddhant: Signed, starts on Monday"
    assert kept().disposition == "Sold", "what nobody chose does not undo it"
    world.ask("siddhant", c.WriteNote(call_id=call_id, note=" "))
    assert kept().note == more
