"""Statements as PostgreSQL has them, and what its errors mean."""

import asyncio
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import asyncpg

from dockline.adapters.relational.lead_sql import LEAD_COLUMNS
from dockline.adapters.relational.sql import select
from dockline.adapters.relational.statement import Row
from dockline.domain.lead import FINISHED, LIVE, REPLACED, LeadState
from dockline.ports.store import StoreConflict, StoreUnavailable

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]
else:
    Connection, Pool = asyncpg.Connection, asyncpg.Pool

_FIELDS: Final = {
    "users_space_id_login_key_key": "login",
    "teams_space_id_name_key_key": "team_name",
    "spaces_pkey": "cloud_id",
    "campaigns_space_id_name_key_key": "campaign",
    "dial_lists_campaign_id_name_key_key": "source",
}
"""Unique constraints, and whose name was taken."""

_AWAY: Final = (
    OSError,
    asyncio.TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.ObjectNotInPrerequisiteStateError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.PostgresSystemError,
    asyncpg.UndefinedTableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
)
"""The database's fault, or nobody's: try again later."""

LOST: Final = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
"""The transaction lost against another one; it may be tried again at once."""


@lru_cache(maxsize=512)
def numbered(sql: str) -> str:
    """``?`` as ``$1``, ``$2``, ..."""
    first, *rest = sql.split("?")
    return first + "".join(f"${n}{part}" for n, part in enumerate(rest, 1))


def bindable(values: Row) -> Row:
    """PostgreSQL's text cannot hold NUL; the sign for what cannot be shown stands in its place."""
    if any(isinstance(value, str) and "\0" in value for value in values):
        return tuple(
            value.replace("\0", "\ufffd") if isinstance(value, str) else value for value in values
        )
    return values


def as_told(error: BaseException) -> BaseException:
    """What the caller is told: a name is taken, the database is away, or their own mistake."""
    if isinstance(error, asyncpg.UniqueViolationError):
        field = _FIELDS.get(error.constraint_name or "")
        return StoreConflict(field) if field is not None else error
    if isinstance(error, _AWAY):
        return StoreUnavailable(f"{type(error).__name__}: {error}")
    return error


BUMP_GENERATION: Final = "update generation set n = n + 1"
GENERATION: Final = "select n from generation"

# --- leads --------------------------------------------------------------------------------------

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


def _names(states: frozenset[LeadState]) -> str:
    return ", ".join(f"'{state.value}'" for state in sorted(states))


def _replaced(name: str) -> str:
    return (
        f"{name} = case when excluded.said & {SAID[name]} <> 0"
        f" then excluded.{name} else leads.{name} end"
    )


_ARRAYS: Final = ", ".join(f"${n}::{kind}[]" for n, kind in enumerate(_PUSH_COLUMNS.values(), 1))

# The rules of `dockline.domain.lead`, where many may write at a time. Sorted, so that two who
# push the same leads wait for each other and never in a circle.
PUSH: Final = f"""
insert into leads ({", ".join(LEAD_COLUMNS)}, said)
select lead_id, space_id, campaign_id, list_id, number,
    case when exists (
        select from do_not_call as d
        where d.space_id = p.space_id and d.number = p.number
            and d.campaign_id in ('', p.campaign_id)
    ) then 'do_not_call' else 'new' end,
    data, agent_id, external_id, priority, time_zone, expires_at, not_before, 0, at, at, said
from unnest({_ARRAYS}) as p({", ".join(_PUSH_COLUMNS)})
order by list_id, number
on conflict (list_id, number) do update set
    state = case
        when leads.state in ({_names(LIVE)}) then leads.state
        when excluded.state = 'do_not_call' then 'do_not_call'
        when excluded.said & {REQUEUE} <> 0 and leads.state in ({_names(FINISHED)}) then 'new'
        else leads.state
    end,
    data = case when excluded.said & {SAID["data"]} <> 0
        then dockline_merge(leads.data, excluded.data) else leads.data end,
    {", ".join(_replaced(name) for name in REPLACED)},
    updated_at = excluded.updated_at,
    said = excluded.said
returning list_id, number, lead_id, state
"""
PUSH_COLUMNS: Final = tuple(_PUSH_COLUMNS)

LEADS_WITH: Final = (
    f"{select('leads', LEAD_COLUMNS)} where list_id = ? and space_id = ?"
    " and number = any(?::text[])"
)
LISTED: Final = (
    "select distinct number from do_not_call where space_id = ? and campaign_id in ('', ?)"
    " and number = any(?::text[])"
)


def affected(status: str) -> int:
    """Rows, after the tag of a command (``UPDATE 3``)."""
    return int(status.rpartition(" ")[2])
