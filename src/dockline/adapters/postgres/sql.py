"""Statements as PostgreSQL has them, and what its errors mean."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import asyncpg

from dockline.adapters.relational.statement import Row
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
    asyncpg.InternalClientError,  # asked of a connection that is about to be known as lost
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
    """``?`` as ``$1``, ``$2``, ..., and sets of strings as arrays."""
    first, *rest = sql.replace("in (?*)", "= any(?::text[])").split("?")
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


def is_away(error: BaseException) -> bool:
    """Whether a connection that met this error is better left for a new one: it may lead to a
    server that does not answer any more, or that only takes reads since another one took over."""
    return isinstance(error, _AWAY) and not isinstance(error, LOST)


@asynccontextmanager
async def lent(pool: Pool) -> AsyncIterator[Connection]:
    """A connection of the pool's, which goes back there unless `is_away` is said of it."""
    async with pool.acquire() as connection:
        try:
            yield connection
        except Exception as error:
            if is_away(error):
                connection.terminate()
            raise


BUMP_GENERATION: Final = "update generation set n = n + 1"
GENERATION: Final = "select n from generation"


def affected(status: str) -> int:
    """Rows, after the tag of a command (``UPDATE 3``)."""
    return int(status.rpartition(" ")[2])
