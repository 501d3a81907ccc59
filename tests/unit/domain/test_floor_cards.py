"""Leads' cards on the floor: shown to one who is ready, and gone with their readiness."""

import pytest

from dockline.domain import commands as c
from dockline.domain.chatcommands import VisitorEnds
from dockline.domain.errors import NotNow
from dockline.domain.facts import AgentState, CallKind, CardGone
from dockline.domain.ids import AgentId, CallId, LeadId
from dockline.domain.space import Blending
from tests.support.floors import World, lead_view

RISHI = AgentId("rishi")


def gone(world: World) -> list[str]:
    return [one.fact.why for one in world.log if isinstance(one.fact, CardGone)]


def accept(world: World, lead: str = "lead-1") -> CallId:
    call_id = world.new_call_id()
    world.do(
        c.StartCall(
            call_id=call_id,
            agent_id=RISHI,
            number="442079460101",
            caller_id="",
            custom={"name": "Alex"},
            kind=CallKind.PREVIEW,
            lead=lead_view(lead),
            wrap_up_seconds=7.0,
            ring_seconds=20.0,
        )
    )
    return call_id


def test_a_card_is_shown_until_its_time_is_over() -> None:
    world = World()
    world.sign_in("rishi")
    world.show("rishi", seconds=60)
    card = world.docks[RISHI].card
    assert card is not None
    assert card.lead.number == "442079460101"
    world.wait(59)
    assert world.docks[RISHI].card is not None
    world.wait(1)
    assert world.docks[RISHI].card is None
    assert gone(world) == ["too-long"]


def test_where_chats_come_alone_one_takes_the_card_and_keeps_the_next_away() -> None:
    world = World(blending=Blending(calls_while_chatting=False))
    world.sign_in("rishi")
    world.show("rishi")
    chat_id = world.chat()
    assert gone(world) == ["chat"]
    with pytest.raises(NotNow, match="in a chat"):
        world.show("rishi")
    world.do(VisitorEnds(chat_id=chat_id))
    world.show("rishi")
    assert world.docks[RISHI].card is not None


def test_one_card_at_a_time_and_only_for_who_is_ready() -> None:
    world = World()
    world.sign_in("rishi")
    world.show("rishi")
    with pytest.raises(NotNow, match="card already"):
        world.show("rishi", "lead-2")
    world.sign_in("mira")
    world.ask("mira", c.Pause(reason="Tea"))
    with pytest.raises(NotNow, match="not ready"):
        world.show("mira", "lead-3")


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (lambda world: world.ask("rishi", c.Pause(reason="Tea")), "paused"),
        (lambda world: world.call("rishi"), "call"),
        (lambda world: world.do(c.SignOut(agent_id=RISHI)), "left"),
        (accept, "accepted"),
    ],
)
def test_a_card_goes_when_its_agent_is_not_ready_any_more(what: object, why: str) -> None:
    world = World()
    world.sign_in("rishi")
    world.show("rishi")
    assert callable(what)
    what(world)
    assert world.floor.agents[RISHI].card is None
    assert gone(world) == [why]


def test_an_accepted_card_is_a_call_of_that_lead_with_the_campaigns_times() -> None:
    world = World(wrap_up_seconds=60.0, ring_seconds=60.0)
    world.sign_in("rishi")
    world.show("rishi")
    call_id = accept(world)
    call = world.shown("rishi")
    assert (call.kind, call.lead.lead_id) == (CallKind.PREVIEW, "lead-1")
    assert world.me("rishi").state is AgentState.DIALLING
    world.answers(world.leg(call_id, "agent"))
    world.answers(world.leg(call_id, "customer"))
    world.end(world.leg(call_id, "customer"))
    assert world.me("rishi").until == world.now + 7


def test_a_reloaded_page_still_shows_the_card() -> None:
    world = World()
    world.sign_in("rishi")
    world.show("rishi")
    world.lose("rishi")
    world.sign_in("rishi")
    card = world.docks[RISHI].card
    assert card is not None
    assert card.lead.lead_id == "lead-1"
    world.lose("rishi")
    world.wait(30)
    assert gone(world) == ["left"]


def test_another_leads_card_is_not_taken() -> None:
    world = World()
    world.sign_in("rishi")
    world.show("rishi")
    world.do(c.TakeCard(agent_id=RISHI, lead_id=LeadId("lead-2"), why="skipped"))
    assert world.docks[RISHI].card is not None
    world.do(c.TakeCard(agent_id=RISHI, lead_id=LeadId("lead-1"), why="skipped"))
    assert world.docks[RISHI].card is None
    assert gone(world) == ["skipped"]
