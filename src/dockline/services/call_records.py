"""A call on the floor as the record that is kept of it."""

import msgspec
from msgspec import structs

from dockline.domain.call import Call
from dockline.domain.facts import AgentView, CallKind, CallView, Outcome
from dockline.domain.ids import SpaceId
from dockline.ports.store import CallRecord


def record_of(space_id: SpaceId, call: Call, agent: AgentView | None) -> CallRecord:
    """``agent`` is the one whose call it is now; None: nobody's, it waits or waited in a queue."""
    view = call.view
    return CallRecord(
        call_id=view.call_id,
        space_id=space_id,
        kind=view.kind.value,
        direction=_direction(view),
        agent_id=view.agent_id,
        agent_login=agent.login if agent is not None else "",
        agent_name=agent.name if agent is not None else "",
        team_id=call.team_id,
        team=view.team,
        number=view.number,
        caller_id=view.caller_id,
        custom=view.custom,
        started_at=view.started_at,
        ringing_at=view.ringing_at,
        answered_at=view.answered_at,
        ended_at=view.ended_at,
        hold_seconds=view.hold_seconds,
        outcome=view.outcome.value if view.outcome is not None else "",
        ended_by=view.ended_by,
        cause=view.cause,
        sip_status=view.sip_status,
        recording=",".join(f"{name}.wav" for name in call.recordings),
        disposition=_disposition(view),
        note=view.note,
        open_state=msgspec.json.encode(call) if call.open or call.wraps_up else b"",
        onward_cost=call.onward_cost,
    )


def _direction(view: CallView) -> str:
    """Whose money it costs: one who called, and was called back by an agent, is called by us."""
    called_back = view.queue is not None and view.queue.callback and view.agent_id
    return "inbound" if view.kind is CallKind.INBOUND and not called_back else "outbound"


def _disposition(view: CallView) -> str:
    """By its name, which is what people read; a lead's has a code as well."""
    of_lead = view.lead.dispositions if view.lead is not None else ()
    return next((one.name for one in of_lead if one.code == view.disposition), view.disposition)


def call_of(record: CallRecord) -> Call:
    """The floor's state of a call that was open, or wrapped up, when its record was last written.

    Raises msgspec.DecodeError for what another version wrote and this one cannot read."""
    call = msgspec.json.decode(record.open_state, type=Call)
    call.team_id = record.team_id  # a version that went by names wrote none
    return call


def broken_off(record: CallRecord, at: float) -> CallRecord:
    """The record of an open call that cannot be put back on the floor: it ends there, or as soon
    as it was answered."""
    answered = record.answered_at is not None
    return structs.replace(
        record,
        ended_at=max(at, record.started_at, record.answered_at or 0.0),
        outcome=(Outcome.ANSWERED if answered else Outcome.CANCELLED).value,
        ended_by="system",
        cause="server-restarted",
        open_state=b"",
    )
