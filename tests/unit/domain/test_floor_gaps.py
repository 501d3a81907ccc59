"""Calls whose people, engine or server go in mid-course: nobody is left alone."""

from typing import Literal

import msgspec

from dockline.domain import commands as c
from dockline.domain.call import Call, WrapsUp
from dockline.domain.facts import AgentState, AgentView, CallPhase, LegState
from dockline.domain.floor import Floor, restore
from dockline.domain.ids import AgentId, CallId, PageId, SpaceId
from dockline.domain.seat import Seat
from dockline.domain.signals import EngineAway, EngineBack
from dockline.domain.space import SpaceSettings
from tests.support.floors import World

NUMBER = "442079460101"
Kind = Literal["agent", "number"]


def _talking(**settings: float) -> tuple[World, CallId]:
    world = World(**settings)
    world.sign_in("rishi")
    world.sign_in("siddhant")
    return world, world.talk("rishi")


def _ask(world: World, call_id: CallId, kind: Kind, *, blind: bool) -> None:
    target = "siddhant" if kind == "agent" else NUMBER
    world.ask("rishi", c.Transfer(call_id=call_id, blind=blind, target_kind=kind, target=target))


def _restarted(world: World) -> None:
    """Another server finds what was written down, and the engine as it stands."""
    floor = Floor(SpaceId("leap"), SpaceSettings())
    for call in [call for call in world.floor.calls.values() if call.open]:
        kept = msgspec.json.decode(msgspec.json.encode(call), type=Call)
        owner = kept.view.agent_id
        me = AgentView(agent_id=owner, login=owner, name=owner.title(), teams=("Support team",))
        restore(floor, kept, me, world.now)
    world.floor = floor
    world.docks.clear()
    world.do(EngineBack(inventory=world.inventory()))
    world.flush()


def test_a_restart_in_a_consultation_leaves_nobody_standing_alone() -> None:
    for answered in (False, True):
        world, call_id = _talking()
        kind: Kind = "agent" if answered else "number"  # one that has answered stays
        _ask(world, call_id, kind, blind=False)
        if answered:
            world.ask("siddhant", c.AnswerOffer(call_id=call_id))
        target = world.leg(call_id, "target")
        if answered:
            world.answers(target)
        _restarted(world)
        assert target not in world.legs
        world.sign_in("rishi", leg_up=True)
        assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))
        assert world.floor.calls[call_id].view.phase is CallPhase.TALKING


def test_a_restart_while_an_agent_is_being_asked_blindly_brings_the_first_one_back() -> None:
    for answered in (False, True):
        world, call_id = _talking()
        _ask(world, call_id, "agent", blind=True)
        if answered:
            world.ask("siddhant", c.AnswerOffer(call_id=call_id))
        world.flush()
        _restarted(world)
        assert world.music_for(world.leg(call_id, "customer"))
        world.sign_in("rishi")
        world.wait(11)
        assert world.shown("rishi").call_id == call_id
        world.answers(world.leg(call_id, "agent"))
        world.flush()
        assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))


def test_a_restart_while_an_agent_is_being_asked_blindly_and_nobody_returns() -> None:
    world, call_id = _talking()
    _ask(world, call_id, "agent", blind=True)
    world.ask("siddhant", c.AnswerOffer(call_id=call_id))
    target = world.leg(call_id, "target")
    world.flush()
    _restarted(world)
    if target in world.legs:
        world.answers(target)
    world.wait(60)
    world.flush()
    assert not world.legs
    assert world.records[call_id].view.cause == "transfer-failed"


def test_a_restart_with_one_call_given_away_and_another_one_going_on() -> None:
    world, first = _talking()
    _ask(world, first, "number", blind=True)
    world.answers(world.leg(first, "target"))
    world.flush()
    second = world.talk("rishi")
    _restarted(world)
    world.sign_in("rishi", leg_up=True)
    assert world.me("rishi").state is AgentState.TALKING
    assert world.shown("rishi").call_id == second
    assert world.together(world.leg(first, "target"), world.leg(first, "customer"))


def test_a_page_that_is_reloaded_as_the_server_dies_has_its_phone_rung_anew() -> None:
    world, call_id = _talking()
    world.sign_in("rishi", page="page-two")
    world.flush()
    rung = world.leg(call_id, "agent")
    world.restart()
    world.sign_in("rishi", page="page-two")
    again = world.floor.calls[call_id].agent_leg
    assert again != rung, "a name that is taken is rung by no engine"
    world.flush()
    assert again is not None
    world.answers(again)
    assert world.together(again, world.leg(call_id, "customer"))


def test_who_is_at_lunch_when_the_server_is_begun_anew_stays_there() -> None:
    world = World()
    world.sign_in("rishi", page="page-one")
    world.ask("rishi", c.Pause(reason="Lunch"))
    world.restart()
    world.sign_in("rishi", page="page-one", paused="Lunch")
    me = world.me("rishi")
    assert (me.state, me.pause_reason) == (AgentState.PAUSED, "Lunch")
    world.waits()
    assert world.me("rishi").state is AgentState.PAUSED, "no call rings where nobody is"


def test_who_had_a_chat_when_they_went_to_lunch_stays_there_as_well() -> None:
    world = World()
    world.set_teams(chats_per_agent=1)
    world.sign_in("rishi", page="page-one")
    world.chat()
    world.ask("rishi", c.Pause(reason="Lunch"))
    assert world.me("rishi").chats
    world.restart()
    world.sign_in("rishi", page="page-one", paused="Lunch")
    assert world.me("rishi").state is AgentState.PAUSED


def test_who_had_a_chat_goes_on_with_the_wrap_up_as_well() -> None:
    world = World(wrap_up_seconds=60)
    world.sign_in("rishi", page="page-one")
    world.chat()
    call_id = world.talk("rishi")
    world.ask("rishi", c.HangUpCall(call_id=call_id))
    assert world.me("rishi").chats
    until = world.me("rishi").until
    assert until is not None
    kept = msgspec.json.decode(world.call_records[call_id], type=Call)
    world.restart()
    assert call_id not in world.floor.calls
    world.sign_in("rishi", page="page-one", wraps_up=WrapsUp(kept, until))
    me = world.me("rishi")
    assert (me.state, me.call_id, me.until) == (AgentState.WRAP_UP, call_id, until)
    assert me.chats
    world.wait(until - world.now)
    assert world.me("rishi").state is AgentState.READY
    assert call_id not in world.floor.calls


def test_a_server_that_knows_better_does_not_ask_the_page() -> None:
    world = World()
    world.sign_in("rishi", page="page-one")
    world.ask("rishi", c.Pause(reason="Lunch"))
    world.ask("rishi", c.GoReady())
    world.lose("rishi")
    world.sign_in("rishi", page="page-one", paused="Lunch")
    assert world.me("rishi").state is AgentState.READY


def test_an_agent_who_left_in_the_strip_is_not_dialled_for() -> None:
    world = World(strip_seconds=3)
    world.sign_in("rishi")
    call_id = world.call("rishi")
    world.lose("rishi")
    world.wait(3)
    assert not world.legs
    assert world.records[call_id].view.cause == "agent-unreachable"


def test_a_page_reloaded_in_the_strip_gets_its_call_or_nobody_is_dialled() -> None:
    world = World(strip_seconds=3)
    world.sign_in("rishi")
    call_id = world.call("rishi")
    page = PageId("another")
    come = c.SignIn(agent_id=AgentId("rishi"), seat=Seat("rishi", "Rishi", ()), page_id=page)
    world.do(come)
    world.wait(3)
    assert not world.legs
    assert world.records[call_id].view.cause == "agent-unreachable"


def test_a_dock_that_came_back_while_the_engine_was_away_is_rung_when_it_is_there() -> None:
    world, call_id = _talking()
    world.lose("rishi")
    world.do(EngineAway(died=False, reason="socket"))
    world.sign_in("rishi")
    world.flush()
    world.do(EngineBack(inventory=world.inventory()))
    world.flush()
    world.wait(2)
    world.answers(world.leg(call_id, "agent"))
    assert world.shown("rishi").agent_leg is LegState.UP
    assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))


def test_a_transfer_that_cannot_be_written_down_leaves_the_call_as_it_is() -> None:
    for blind in (False, True):
        world, call_id = _talking()
        _ask(world, call_id, "number", blind=blind)
        world.legs.pop(world.leg(call_id, "target"))  # its order never went out
        world.do(c.StoreFailed(call_id=call_id))
        world.flush()
        if blind:
            world.answers(world.leg(call_id, "agent"))
        view = world.floor.calls[call_id].view
        assert (view.transfer, view.transfer_failed) == (None, "database-away")
        assert world.together(world.leg(call_id, "agent"), world.leg(call_id, "customer"))


def test_an_agent_who_held_before_asking_talks_again_when_it_comes_to_nothing() -> None:
    world, call_id = _talking()
    world.ask("rishi", c.Hold(call_id=call_id))
    _ask(world, call_id, "number", blind=False)
    world.end(world.leg(call_id, "target"), sip_status=486)
    assert world.shown("rishi").phase is CallPhase.TALKING
    assert world.me("rishi").state is AgentState.TALKING


def test_no_music_plays_over_those_who_are_joined() -> None:
    world, call_id = _talking()
    _ask(world, call_id, "number", blind=False)
    target = world.leg(call_id, "target")
    world.answers(target)
    world.ask("rishi", c.JoinAll(call_id=call_id))
    world.lose("rishi")
    world.end(world.leg(call_id, "agent"))
    assert world.together(target, world.leg(call_id, "customer"))
