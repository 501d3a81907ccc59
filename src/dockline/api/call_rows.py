"""Call records as the dock lists them."""

from typing import Any, Final

from dockline.api.dock_wire import CallRow
from dockline.ports.store import CallRecord

_NAME_FIELDS: Final = ("name", "full_name", "fullName", "customer_name", "contact")
_LONGEST_NAME: Final = 120


def call_row(record: CallRecord) -> CallRow:
    talked = 0.0
    if record.answered_at is not None and record.ended_at is not None:
        talked = max(0.0, record.ended_at - record.answered_at)
    return CallRow(
        call_id=record.call_id,
        kind=record.kind,
        number=record.number,
        name=name_in(record.custom),
        team=record.team,
        agent_name=record.agent_name,
        started_at=record.started_at,
        answered_at=record.answered_at,
        ended_at=record.ended_at,
        talk_seconds=talked,
        outcome=record.outcome,
        ended_by=record.ended_by,
        disposition=record.disposition,
        note=record.note,
    )


def name_in(custom: dict[str, Any]) -> str:
    """What a CRM's payload calls the customer; empty where it has no name."""
    for field in _NAME_FIELDS:
        value = custom.get(field)
        if isinstance(value, str) and value.strip():
            return value.strip()[:_LONGEST_NAME]
    return ""
