"""Holding a lead: for an agent's card, or for the dialer; and the agent who passes it on."""

from typing import Final

from msgspec.structs import replace

from dockline.domain.errors import NotNow
from dockline.domain.ids import AgentId
from dockline.domain.lead import LeadState
from dockline.domain.leadlife import LeadMove, Life, Skip, moved
from dockline.domain.leadsettings import LeadSettings


def hold(life: Life, settings: LeadSettings, now: float, agent_id: AgentId | None = None) -> Life:
    """Held for an agent's card, or for the dialer."""
    held = moved(life, LeadMove.HOLD, now)
    until = now + settings.card_seconds
    return replace(held, held_from=life.state, held_until=until, held_by=agent_id)


_BACK: Final = {
    LeadState.NEW: LeadMove.PUT_BACK_NEW,
    LeadState.RETRY: LeadMove.RETRY,
    LeadState.CALLBACK: LeadMove.CALL_BACK,
}


def put_back(life: Life, now: float) -> Life:
    """As it was before it was held."""
    if life.state is not LeadState.SCHEDULED:
        name = life.state.value.replace("_", "-")
        raise NotNow(f"A lead that is {name} is not held and cannot be put back.")
    return moved(life, _BACK[life.resting_state], now)


def skip(life: Life, settings: LeadSettings, now: float, agent_id: AgentId, reason: str) -> Life:
    """An agent passes the card on: the lead rests, and after too many skips it is exhausted."""
    if life.state is LeadState.SCHEDULED and life.held_by not in (None, agent_id):
        raise NotNow("The lead is on another agent's card.")
    rested = put_back(life, now)
    skips = (*life.skips, Skip(agent_id, now, reason))
    if len(skips) >= settings.most_skips:
        why = f"Skipped {len(skips)} times, the last time for: {reason or 'no reason given'}"
        rested = moved(rested, LeadMove.EXHAUST, now, why)
        return replace(rested, skips=skips)
    return replace(rested, skips=skips, due_at=now + settings.skip_seconds)
