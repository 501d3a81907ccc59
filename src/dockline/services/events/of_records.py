"""A call that is known by its record alone, as an event."""

import msgspec

from dockline.domain.ids import timed_ids
from dockline.domain.moments import moment
from dockline.ports.event_store import Event
from dockline.ports.store import CallRecord
from dockline.services.events import shapes as s


def record_told(record: CallRecord) -> Event:
    """`call.ended` of one that could not be put back on the floor after a restart."""
    at = record.ended_at if record.ended_at is not None else record.started_at
    agent = s.Person(record.agent_id, record.agent_login, record.agent_name)
    call = s.Call(
        call_id=record.call_id,
        kind=record.kind,
        phase="ended",
        agent=agent if record.agent_id else None,
        team=record.team,
        number=record.number,
        caller_id=record.caller_id,
        started_at=moment(record.started_at),
        ringing_at=moment(record.ringing_at),
        answered_at=moment(record.answered_at),
        ended_at=moment(record.ended_at),
        hold_seconds=record.hold_seconds,
        outcome=record.outcome or None,
        ended_by=record.ended_by,
        cause=record.cause,
        sip_status=record.sip_status,
        note=record.note,
        disposition=record.disposition,
        lead=None,
        queue=None,
    )
    return Event(
        event_id=next(timed_ids(at)),
        space_id=record.space_id,
        type="call.ended",
        at=at,
        subject=record.call_id,
        body={"data": msgspec.to_builtins(s.CallData(call)), "custom": record.custom},
        number=record.number,
    )
