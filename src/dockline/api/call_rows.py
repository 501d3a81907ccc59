"""Call records as the dock lists them."""

import re
from itertools import islice
from typing import Any, Final

from dockline.api.dock_wire import CallRow
from dockline.ports.store import CallRecord

_WHOLE: Final = ("name", "fullname", "customername", "contactname", "contact")
_FIRST: Final = ("firstname", "givenname", "forename")
_LAST: Final = ("lastname", "surname", "familyname")
_MOST_FIELDS: Final = 100
"""That are looked at: what has thousands has its name among the first."""
_LONGEST_NAME: Final = 120
_SIGNS: Final = re.compile(r"[^a-z0-9]")


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
    """What a CRM's payload, or a table's row, calls the customer; empty where it has no name.
    ``First Name`` is ``firstName`` is ``first_name``; docks go by the same fields
    (``web/src/state/named.ts``)."""
    found: dict[str, str] = {}
    for field, value in islice(custom.items(), _MOST_FIELDS):
        text = value.strip() if isinstance(value, str) else ""
        key = _SIGNS.sub("", field.lower())
        # A contact may be a number, and is nobody's name then.
        if text and (key == "name" or any(map(str.isalpha, text))):
            found.setdefault(key, text)
    whole = _one_of(found, _WHOLE)
    both = " ".join(filter(None, (_one_of(found, _FIRST), _one_of(found, _LAST))))
    return (whole or both)[:_LONGEST_NAME]


def _one_of(found: dict[str, str], fields: tuple[str, ...]) -> str:
    return next((found[field] for field in fields if field in found), "")
