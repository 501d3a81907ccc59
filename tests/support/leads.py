"""Leads in any state, as their own moves make them."""

from typing import Any

from msgspec.structs import replace

from dockline.domain.dialrules import Usage
from dockline.domain.ids import AgentId, CallId, CampaignId, LeadId, ListId, SpaceId
from dockline.domain.lead import LeadState, Push, new_lead
from dockline.domain.leadhold import hold
from dockline.domain.leadlife import AttemptId, Callback, Life, answer, dial, hang_up
from dockline.domain.leadoutcome import call_back, dispose, fail
from dockline.domain.leadrules import Surroundings
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.retryplan import AttemptOutcome
from dockline.domain.space import DialPolicy

RISHI, SIDDHANT = AgentId("rishi"), AgentId("siddhant")
LONDON = "442079460018"
NEW_YORK = "12125550100"
TOLL_FREE = "18005550100"
NOWHERE = "881631234567"
"""A satellite telephone: nobody can tell its time zone."""
MONDAY_NOON = 1_750_071_600.0
"""2025-06-16 12:00 in London, 11:00 UTC."""


def lead_of(number: str = LONDON, now: float = MONDAY_NOON, **fields: Any) -> Life:
    lead = new_lead(
        Push(number, LeadId(fields.pop("lead_id", "lead"))),
        SpaceId("novanet"),
        CampaignId("spring"),
        ListId(fields.pop("list_id", "web")),
        listed=False,
        now=now,
    )
    return Life(replace(lead, **fields))


def dialled(life: Life, now: float, settings: LeadSettings | None = None) -> Life:
    name = f"{len(life.attempts) + 1}"
    held = hold(life, settings or LeadSettings(), now)
    return dial(held, AttemptId(name), CallId(f"call-{name}"), now, agent_id=RISHI)


def failed(
    life: Life,
    outcome: AttemptOutcome,
    now: float,
    settings: LeadSettings | None = None,
    seconds: float = 20.0,
) -> Life:
    """Dialled at ``now``, and ended so a little later."""
    settings = settings or LeadSettings()
    ringing = dialled(life, now, settings)
    return fail(ringing, attempt_of(ringing), outcome, settings, now + seconds)


def in_wrap_up(life: Life, now: float) -> Life:
    ringing = dialled(life, now)
    talking = answer(ringing, attempt_of(ringing), now, RISHI)
    return hang_up(talking, attempt_of(talking), now)


def attempt_of(life: Life) -> AttemptId:
    assert life.last is not None
    return life.last.attempt_id


def in_state(state: LeadState, now: float = MONDAY_NOON) -> Life:
    """A lead of that state, brought there at ``now`` by legal moves."""
    fresh = lead_of(now=now)
    settings = LeadSettings()
    match state:
        case LeadState.NEW:
            return fresh
        case LeadState.SCHEDULED:
            return hold(fresh, settings, now)
        case LeadState.DIALLING:
            return dialled(fresh, now)
        case LeadState.CONNECTED:
            ringing = dialled(fresh, now)
            return answer(ringing, attempt_of(ringing), now, RISHI)
        case LeadState.WRAP_UP:
            return in_wrap_up(fresh, now)
        case LeadState.RETRY:
            return failed(fresh, AttemptOutcome.BUSY, now, seconds=0)
        case LeadState.CALLBACK:
            return call_back(fresh, Callback(now + 60, now, RISHI), settings, now)
        case _:
            finished = in_wrap_up(fresh, now)
            code = "do-not-call" if state is LeadState.DO_NOT_CALL else "sold"
            life = dispose(finished, attempt_of(finished), code, settings, now).life
            return replace(life, lead=replace(life.lead, state=state))


def surroundings(**fields: Any) -> Surroundings:
    return replace(Surroundings(DialPolicy(), Usage()), **fields)
