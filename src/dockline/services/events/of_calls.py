"""Facts about calls and the dialer's lines as events."""

from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct

from dockline.domain import facts as f
from dockline.domain.ids import AgentId
from dockline.domain.line import Line
from dockline.domain.moments import moment
from dockline.domain.shown import CallView, LeadView, QueueView
from dockline.services.events import shapes as s

PersonOf = Callable[[AgentId | None], s.Person | None]

_PLAIN: Final[dict[type, str]] = {
    f.CallStarted: "call.started",
    f.CallDialling: "call.dialling",
    f.CallRinging: "call.ringing",
    f.CallAnswered: "call.answered",
    f.CallHeld: "call.held",
    f.CallResumed: "call.resumed",
    f.CallHandedOver: "call.transferred",
    f.CallNoted: "call.noted",
    f.CallEnded: "call.ended",
    f.CallQueued: "queue.joined",
    f.QueueChanged: "queue.changed",
    f.CallTaken: "queue.taken",
}
"""Those of which the call itself says all there is to say."""
_LINES: Final[dict[type, str]] = {
    f.LineRinging: "line.ringing",
    f.LineAnswered: "line.answered",
    f.LineMachine: "line.machine",
    f.LineConnected: "line.connected",
    f.LineAbandoned: "line.abandoned",
    f.LineEnded: "line.ended",
}


def call_told(fact: f.AnyFact, view: CallView, person: PersonOf) -> tuple[str, Struct] | None:
    """The event's type and data; None for what is not told."""
    begun = getattr(fact, "call", view)
    call = call_about(view, person, getattr(fact, "phase", begun.phase))
    plain = _PLAIN.get(type(fact))
    if plain is not None:
        return plain, s.CallData(call)
    match fact:
        case f.RecordingChanged():
            return "recording.changed", s.RecordingData(call, fact.recording.value)
        case f.CallBarged():
            return "call.barged", s.BargeData(call, fact.barged)
        case f.TransferChanged():
            return "call.transferring", _transfer(call, fact)
        case _:
            return None


def _transfer(call: s.Call, fact: f.TransferChanged) -> s.TransferData:
    to = fact.transfer
    return s.TransferData(
        call=call,
        blind=to is not None and to.blind,
        target_kind=to.target_kind if to is not None else "",
        target=to.target if to is not None else "",
        target_name=to.target_name if to is not None else "",
        phase=to.phase.value if to is not None else "",
        failed=fact.transfer_failed,
    )


def call_about(view: CallView, person: PersonOf, phase: f.CallPhase) -> s.Call:
    """``phase``: as the event has it; more may have happened in the same step."""
    return s.Call(
        call_id=view.call_id,
        kind=view.kind.value,
        phase=phase.value,
        agent=person(view.agent_id),
        team=view.team,
        number=view.number,
        caller_id=view.caller_id,
        started_at=moment(view.started_at),
        ringing_at=moment(view.ringing_at),
        answered_at=moment(view.answered_at),
        ended_at=moment(view.ended_at),
        hold_seconds=round(view.hold_seconds, 3),
        outcome=view.outcome.value if view.outcome is not None else None,
        ended_by=view.ended_by,
        cause=view.cause,
        sip_status=view.sip_status,
        note=view.note,
        disposition=view.disposition,
        lead=_lead(view.lead) if view.lead is not None else None,
        queue=_queue(view.queue, person) if view.queue is not None else None,
    )


def _lead(lead: LeadView) -> s.CallLead:
    return s.CallLead(
        lead_id=lead.lead_id,
        campaign_id=lead.campaign_id,
        campaign=lead.campaign,
        source=lead.source,
        external_id=lead.external_id,
        attempts=lead.attempts,
    )


def _queue(queue: QueueView, person: PersonOf) -> s.CallQueue:
    return s.CallQueue(
        team=queue.team,
        since=moment(queue.since),
        line_name=queue.line_name,
        callback=queue.callback,
        offered_to=person(queue.offered_to),
        missed=queue.missed,
    )


def line_told(fact: Any, line: Line, person: PersonOf) -> tuple[str, Struct] | None:
    """``fact``: of a line."""
    kind = _LINES.get(type(fact))
    if kind is None:
        return None
    lead, ended = line.what.lead, isinstance(fact, f.LineEnded)
    return kind, s.LineData(
        call_id=line.view.call_id,
        lead_id=lead.lead_id,
        campaign_id=lead.campaign_id,
        campaign=lead.campaign,
        team=line.what.team,
        number=line.view.number,
        caller_id=line.view.caller_id,
        started_at=moment(line.view.started_at),
        agent=person(fact.agent_id) if isinstance(fact, f.LineConnected) else None,
        outcome=fact.outcome.value if ended else None,
        cause=fact.cause if ended else "",
        sip_status=fact.sip_status if ended else None,
    )
