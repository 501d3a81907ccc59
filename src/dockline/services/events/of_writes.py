"""Writes as events: what becomes of leads, campaigns and the do-not-call lists.

Whoever writes them, the event goes into the same commit. Its id comes from what it tells, so that
a write that is tried again tells it once.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from dockline.domain.campaign import DoNotCall
from dockline.domain.ids import AgentId, CampaignId, ListId
from dockline.domain.lead import FINISHED, LeadState
from dockline.domain.leadlife import Attempt, AttemptId, Life
from dockline.domain.moments import moment
from dockline.ports.event_store import Event
from dockline.ports.lead_store import (
    DropDoNotCall,
    PutAttempt,
    PutCampaign,
    PutDialList,
    PutDoNotCall,
    PutLife,
    StopDrained,
)
from dockline.ports.store import AppendAudit, AuditEntry, Write
from dockline.services.events import shapes as s

_SPACE: Final = uuid.UUID("0f6c1f2e-6d53-5f0b-9f0a-5d0c7c3a2b11")
_CAMPAIGN: Final = "campaign."
_TOLD: Final = (
    *("created", "changed", "renamed", "started", "paused", "drained", "drained-out", "stopped"),
    *("archived", "restored"),
)
_SETTLED: Final = FINISHED | {LeadState.RETRY, LeadState.CALLBACK, LeadState.NEW}


class Names(Struct):
    """Of what a write knows by its id alone."""

    campaigns: dict[CampaignId, str] = {}
    lists: dict[ListId, str] = {}
    person: Callable[[AgentId], s.Person | None] = lambda agent_id: None


def learn(writes: Sequence[Write], names: Names) -> bool:
    """Learn from what is written; whether a name is missing yet."""
    missing = False
    for write in writes:
        match write:
            case PutCampaign(campaign):
                names.campaigns[campaign.campaign_id] = campaign.name
            case PutDialList(dial_list):
                names.lists[dial_list.list_id] = dial_list.name
            case PutLife(life):
                lead = life.lead
                missing = missing or lead.campaign_id not in names.campaigns
                missing = missing or lead.list_id not in names.lists
            case PutDoNotCall(entry):
                missing = missing or bool(
                    entry.campaign_id and entry.campaign_id not in names.campaigns
                )
            case DropDoNotCall():
                missing = missing or bool(
                    write.campaign_id and write.campaign_id not in names.campaigns
                )
            case _:
                pass
    return missing


def events_of(writes: Sequence[Write], names: Names, now: float) -> list[Event]:
    """``now``: for what has no time of its own."""
    attempts = {one.attempt.attempt_id for one in writes if isinstance(one, PutAttempt)}
    return [event for write in writes for event in _events_of(write, writes, attempts, names, now)]


def _events_of(
    write: Write,
    together: Sequence[Write],
    attempts: set[AttemptId],
    names: Names,
    now: float,
) -> Iterator[Event]:
    match write:
        case PutLife(life):
            attempt = life.last is not None and life.last.attempt_id in attempts
            yield from _of_lead(life, names, attempt=attempt)
        case PutDoNotCall(entry):
            yield _of_number("do_not_call.added", entry, names)
        case DropDoNotCall(space_id, number, campaign_id):
            entry = DoNotCall(space_id, number, now, "", campaign_id)
            yield _of_number("do_not_call.removed", entry, names)
        case AppendAudit(entry) if entry.action.startswith(_CAMPAIGN):
            if entry.action.removeprefix(_CAMPAIGN) in _TOLD:
                yield _of_campaign(entry, together)
        case _:
            pass


def _of_lead(life: Life, names: Names, *, attempt: bool) -> Iterator[Event]:
    """``attempt``: its last attempt is written as well."""
    state, last, lead = life.state, life.last, life.lead
    subject = last.call_id if last is not None else lead.lead_id
    at = lead.updated_at

    def event(kind: str, *known_by: object) -> Event:
        return Event(
            event_id=_id(kind, lead.lead_id, *known_by),
            space_id=lead.space_id,
            type=kind,
            at=at,
            subject=subject,
            body={"data": msgspec.to_builtins(_lead(life, names)), "custom": lead.data},
            number=lead.number,
            external_id=lead.external_id,
        )

    if attempt and last is not None:
        if state is LeadState.DIALLING:
            yield event("lead.dialled", last.attempt_id)
        elif state is LeadState.CONNECTED:
            yield event("lead.connected", last.attempt_id)
        elif state in _SETTLED and not last.open:
            yield event("lead.attempted", last.attempt_id)
    if state is LeadState.CALLBACK and life.callback is not None:
        yield event("lead.callback_promised", life.callback.made_at)
    if state in FINISHED:
        yield event("lead.finished", state.value, last.attempt_id if attempt and last else at)


def _lead(life: Life, names: Names) -> s.LeadData:
    lead, promised = life.lead, life.callback
    return s.LeadData(
        lead_id=lead.lead_id,
        campaign_id=lead.campaign_id,
        campaign=names.campaigns.get(lead.campaign_id, ""),
        source=names.lists.get(lead.list_id, ""),
        number=lead.number,
        state=life.state.value,
        reason=life.reason,
        attempts=lead.attempts,
        due_at=moment(life.due_at),
        callback_at=moment(promised.at) if promised is not None else None,
        callback_note=promised.note if promised is not None else "",
        attempt=_attempt(life.last, names) if life.last is not None else None,
    )


def _attempt(one: Attempt, names: Names) -> s.Attempt:
    return s.Attempt(
        attempt_id=one.attempt_id,
        call_id=one.call_id,
        caller_id=one.caller_id,
        round=one.round,
        agent=names.person(one.agent_id) if one.agent_id is not None else None,
        dialled_at=moment(one.dialled_at),
        answered_at=moment(one.answered_at),
        ended_at=moment(one.ended_at),
        outcome=one.outcome.value if one.outcome is not None else None,
        judged=one.judged.value if one.judged is not None else None,
        disposition=one.disposition,
    )


def _of_number(kind: str, entry: DoNotCall, names: Names) -> Event:
    data = s.DoNotCallData(
        number=entry.number,
        campaign_id=entry.campaign_id,
        campaign=names.campaigns.get(entry.campaign_id, ""),
        reason=entry.reason,
    )
    return Event(
        event_id=_id(kind, entry.space_id, entry.number, entry.campaign_id, entry.at),
        space_id=entry.space_id,
        type=kind,
        at=entry.at,
        subject=entry.number,
        body={"data": msgspec.to_builtins(data), "custom": None},
        number=entry.number,
    )


def _of_campaign(entry: AuditEntry, together: Sequence[Write]) -> Event:
    name = str(entry.detail.get("campaign", ""))
    ids = [
        one.campaign.campaign_id
        for one in together
        if isinstance(one, PutCampaign) and one.campaign.name == name
    ] + [one.campaign_id for one in together if isinstance(one, StopDrained)]
    data = s.CampaignData(
        campaign_id=ids[0] if ids else "",
        campaign=name,
        actor=entry.actor,
        before=_settings(entry.detail, "before"),
        after=_settings(entry.detail, "after"),
    )
    kind = entry.action.replace("-", "_")
    return Event(
        event_id=_id(kind, entry.space_id, name, entry.at),
        space_id=entry.space_id,
        type=kind,
        at=entry.at,
        subject=ids[0] if ids else name,
        body={"data": msgspec.to_builtins(data), "custom": None},
    )


def _settings(detail: dict[str, Any], key: str) -> dict[str, Any]:
    found = detail.get(key)
    return found if isinstance(found, dict) else {}


def _id(kind: str, *known_by: object) -> str:
    return str(uuid.uuid5(_SPACE, "\n".join((kind, *map(str, known_by)))))
