"""Leads shown to agents: nothing is dialled before they accept."""

from dockline.domain.commands import ShowCard, TakeCard
from dockline.domain.errors import NotNow
from dockline.domain.facts import AgentState, CardGone, CardShown
from dockline.domain.floor.people import Agent
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId

_WHY = {
    AgentState.OFFLINE: "left",
    AgentState.PAUSED: "paused",
    AgentState.WRAP_UP: "call",
}


def show(floor: Floor, what: ShowCard, now: float) -> None:
    person = floor.agents.get(what.agent_id)
    if person is None or person.view.state is not AgentState.READY or not person.view.linked:
        raise NotNow("The agent is not ready for a lead.")
    if person.card is not None:
        raise NotNow("The agent has a lead's card already.")
    if not floor.settings.blending.gives_calls(person.view.chats):
        raise NotNow("The agent is in a chat.")
    floor.tell(CardShown(agent_id=what.agent_id, card=what.card), now)
    floor.wake(what.card.until, "card", what.agent_id)


def take(floor: Floor, what: TakeCard, now: float) -> None:
    person = floor.agents.get(what.agent_id)
    if person is not None and person.card is not None and person.card.lead.lead_id == what.lead_id:
        _gone(floor, person, what.why, now)


def over(floor: Floor, agent_id: AgentId, now: float) -> None:
    """The alarm of a card."""
    person = floor.agents.get(agent_id)
    if person is not None and person.card is not None and now >= person.card.until:
        _gone(floor, person, "too-long", now)


def settle(floor: Floor, agent_id: AgentId, now: float) -> None:
    """Who is not ready any more, or is in a chat where those come alone, has no card."""
    person = floor.agents.get(agent_id)
    if person is None or person.card is None:
        return
    if person.view.state is AgentState.READY:
        if not floor.settings.blending.gives_calls(person.view.chats):
            _gone(floor, person, "chat", now)
        return
    call = floor.calls.get(person.view.call_id) if person.view.call_id else None
    lead = call.view.lead if call is not None else None
    accepted = lead is not None and lead.lead_id == person.card.lead.lead_id
    why = "accepted" if accepted else _WHY.get(person.view.state, "call")
    _gone(floor, person, why, now)


def _gone(floor: Floor, person: Agent, why: str, now: float) -> None:
    assert person.card is not None
    lead_id = person.card.lead.lead_id
    floor.tell(CardGone(agent_id=person.view.agent_id, lead_id=lead_id, why=why), now)
