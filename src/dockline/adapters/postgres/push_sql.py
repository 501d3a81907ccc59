"""The upsert of leads: the rules of `dockline.domain.lead` and `dockline.domain.leadpush`, where
many may write at a time."""

from collections.abc import Collection, Iterable
from typing import Any, Final

from dockline.adapters.relational.lead_sql import NEW_LEAD_COLUMNS
from dockline.adapters.relational.life_sql import FORBIDDEN, QUEUED_AGAIN
from dockline.adapters.relational.statement import json_text
from dockline.domain.lead import FINISHED, LIVE, MOST_DATA, REPLACED, LeadState
from dockline.domain.leadlife import RESTING
from dockline.domain.leadoutcome import LISTED

SAID: Final = {name: 1 << bit for bit, name in enumerate(("data", *REPLACED))}
"""The bit of each field that a push may name."""
REQUEUE: Final = 1 << len(SAID)

_PUSH_COLUMNS: Final = {
    "lead_id": "text",
    "space_id": "text",
    "campaign_id": "text",
    "list_id": "text",
    "number": "text",
    "data": "text",
    "agent_id": "text",
    "external_id": "text",
    "priority": "bigint",
    "time_zone": "text",
    "expires_at": "double precision",
    "not_before": "double precision",
    "at": "double precision",
    "said": "smallint",
}
PUSH_COLUMNS: Final = tuple(_PUSH_COLUMNS)
Columns = list[list[Any]]
"""Of rows, in the order of PUSH_COLUMNS."""


def _names(states: Iterable[LeadState]) -> str:
    return ", ".join(f"'{state.value}'" for state in sorted(states))


_FORBID: Final = (
    "excluded.state = 'do_not_call'"
    f" and leads.state not in ({_names(LIVE | {LeadState.DO_NOT_CALL})})"
)
_QUEUE: Final = (
    f"excluded.state <> 'do_not_call' and excluded.said & {REQUEUE} <> 0"
    f" and leads.state in ({_names(FINISHED)})"
)


def _replaced(name: str) -> str:
    return f"case when excluded.said & {SAID[name]} <> 0 then excluded.{name} else leads.{name} end"


def _lived(name: str, forbidden: str, queued: str) -> str:
    return f"case when {_FORBID} then {forbidden} when {_QUEUE} then {queued} else leads.{name} end"


_MERGED: Final = "dockline_merge(leads.data, excluded.data)"
_FITS: Final = f"""case
        when excluded.said & {SAID["data"]} = 0 then true
        when octet_length(leads.data) + octet_length(excluded.data) <= {MOST_DATA} then true
        else octet_length({_MERGED}) <= greatest(octet_length(leads.data), {MOST_DATA})
    end"""
"""The lead does not become too large by it (`dockline.domain.lead.overgrown`)."""


def _changes() -> dict[str, str]:
    """What becomes of each column of a lead that is there."""
    kept = {
        name: _lived(
            name, FORBIDDEN.get(name, f"leads.{name}"), QUEUED_AGAIN.get(name, f"leads.{name}")
        )
        for name in FORBIDDEN | QUEUED_AGAIN
    }
    at_rest = f"leads.state in ({_names(RESTING)}) and not ({_FORBID}) or {_QUEUE}"
    own_time = f"greatest({kept['due_at']}, {_replaced('not_before')})"
    return {
        "state": _lived("state", "'do_not_call'", "'new'"),
        "data": f"case when excluded.said & {SAID['data']} <> 0 then {_MERGED} else leads.data end",
        **{name: _replaced(name) for name in REPLACED},
        **kept,
        "wakes_at": f"case when ({at_rest}) and {own_time} > excluded.updated_at"
        f" then {own_time} end",
        "updated_at": "excluded.updated_at",
        "said": "excluded.said",
    }


_OF_BATCH: Final = frozenset({"space_id", "campaign_id", "list_id", "at"})
"""Columns in which all leads of one batch are alike."""


def _pushed(alike: Collection[str]) -> str:
    """What is bound, as rows; ``alike``: columns that are one value and not one for each lead."""
    places = {name: f"${n}" for n, name in enumerate(_PUSH_COLUMNS, 1)}
    names = [name for name in _PUSH_COLUMNS if name not in alike]
    columns = ", ".join(f"{name}::{_PUSH_COLUMNS[name]}" for name in names)
    values = "".join(
        f", {places[name]}::{kind} as {name}"
        for name, kind in _PUSH_COLUMNS.items()
        if name in alike
    )
    # JSON, for it is written in one go: an array would be bound value by value.
    texts = ", ".join(f"json_array_elements_text({places[name]}::json)" for name in names)
    return f"select {columns}{values} from rows from ({texts}) as p({', '.join(names)})"


def _push(alike: Collection[str]) -> str:
    # Sorted, so that two who push the same leads wait for each other and never in a circle.
    return f"""
insert into leads ({", ".join(NEW_LEAD_COLUMNS)}, said)
select lead_id, space_id, campaign_id, list_id, number,
    case when listed then 'do_not_call' else 'new' end,
    data, agent_id, external_id, priority, time_zone, expires_at, not_before, 0, at, at,
    case when listed then '{LISTED}' else '' end,
    case when not listed and not_before > at then not_before end,
    said
from (
    select p.*, exists (
        select from do_not_call as d
        where d.space_id = p.space_id and d.number = p.number
            and d.campaign_id in ('', p.campaign_id)
    ) as listed
    from ({_pushed(alike)}) as p
) as pushed
order by list_id, number
on conflict (list_id, number) do update set
    {", ".join(f"{name} = {value}" for name, value in _changes().items())}
where {_FITS}
returning list_id, number, lead_id, state
"""


PUSH: Final = _push(())
"""Takes a JSON array for each of PUSH_COLUMNS. It tells nothing of a lead that would become too
large, and leaves it as it is."""
PUSH_OF_BATCH: Final = _push(_OF_BATCH)
"""The same for leads of one batch: what they have in common is bound once, and as it is."""


def bound(columns: Columns) -> list[Any]:
    """The values of PUSH. Raises TypeError for what JSON cannot say."""
    return [json_text(column) for column in columns]


def bound_of_batch(columns: Columns) -> list[Any]:
    """The values of PUSH_OF_BATCH. ``columns``: those of PUSH, of leads of one batch."""
    named = zip(PUSH_COLUMNS, columns, strict=True)
    return [column[0] if name in _OF_BATCH else json_text(column) for name, column in named]
