"""The store in a PostgreSQL database, which several servers may share."""

import asyncio
import contextlib
from collections.abc import Collection, Sequence
from typing import Any

import asyncpg

from dockline.adapters.postgres.leads import LeadLane
from dockline.adapters.postgres.link import COMMAND_SECONDS, CONNECT_SECONDS
from dockline.adapters.postgres.schema import bring_up_to_date
from dockline.adapters.postgres.sql import (
    BUMP_GENERATION,
    GENERATION,
    Pool,
    as_told,
    bindable,
    lent,
    numbered,
)
from dockline.adapters.postgres.waking import wake
from dockline.adapters.postgres.writer import PutOffWriter, Writer
from dockline.adapters.relational import sql
from dockline.adapters.relational.audit_rows import AuditReads
from dockline.adapters.relational.care_rows import CareReads
from dockline.adapters.relational.chat_rows import ChatReads
from dockline.adapters.relational.event_rows import EventReads
from dockline.adapters.relational.find_reads import FindReads
from dockline.adapters.relational.lead_reads import LeadReads
from dockline.adapters.relational.people_rows import PeopleReads
from dockline.adapters.relational.record_reads import RecordReads
from dockline.adapters.relational.report_reads import ReportReads
from dockline.adapters.relational.rows import (
    call_of,
    calls_query,
    count_calls_query,
    session_of,
    space_of,
    statements_of,
    team_of,
    user_of,
)
from dockline.adapters.relational.statement import Row, Statement
from dockline.adapters.relational.token_rows import token_of
from dockline.adapters.system_clock import SystemClock
from dockline.domain.ids import AgentId, CallId, SpaceId
from dockline.domain.space import Space, Team, User
from dockline.ports.clock import Clock
from dockline.ports.lead_store import LeadBatch, Postpone, Pushed
from dockline.ports.store import (
    ACCOUNT_WRITES,
    ANSWER_LIFETIME,
    AgentStateRow,
    CallFilter,
    CallRecord,
    Session,
    StoredAnswer,
    StoreUnavailable,
    Token,
    Write,
)

_HEALTH_SECONDS = 2.0
_LONG_SECONDS = 120.0
"""For a report, or a look at every row for a number that is to be erased."""


class PostgresStore(
    LeadReads,
    FindReads,
    ChatReads,
    CareReads,
    PeopleReads,
    EventReads,
    AuditReads,
    RecordReads,
    ReportReads,
):
    _down = "cast(floor({}) as bigint)"

    def __init__(
        self,
        url: str,
        clock: Clock | None = None,
        *,
        most_connections: int = 10,
        most_waiting: int = 50_000,
        beside: bool = False,
    ) -> None:
        """``url``: ``postgresql://user:password@host:port/database``. ``most_connections``: for
        reads and large bodies, beside three for commits. ``most_waiting``: statements; beyond it
        commits are refused at once. ``beside``: where a server is at work with it, its schema is
        not moved."""
        self._url = url
        self._clock = clock or SystemClock()
        self._most_connections = most_connections
        self._most_waiting = most_waiting
        self._beside = beside
        self._pool: Pool | None = None
        self._writer: Writer | None = None
        self._put_off: PutOffWriter | None = None
        self._lane: LeadLane | None = None

    async def open(self) -> None:
        try:
            connection = await asyncpg.connect(self._url, timeout=CONNECT_SECONDS)
            try:
                await bring_up_to_date(connection, beside=self._beside)
            finally:
                await connection.close(timeout=CONNECT_SECONDS)
            pool = await asyncpg.create_pool(
                self._url,
                min_size=0,
                max_size=self._most_connections,
                timeout=CONNECT_SECONDS,
                command_timeout=COMMAND_SECONDS,
                reset=_leave_as_it_is,
            )
        except ValueError as error:
            raise StoreUnavailable(f"database_url: {error}") from error
        except Exception as error:
            raise as_told(error) from error
        self._pool = pool
        self._writer = Writer(self._url, "postgres-writer", self._most_waiting)
        self._put_off = PutOffWriter(self._url, "postgres-put-off", self._most_waiting)
        self._lane = LeadLane(self._url, pool, self._most_waiting)

    async def close(self) -> None:
        pool, lanes = self._pool, (self._lane, self._put_off, self._writer)
        self._pool = self._lane = self._put_off = self._writer = None
        for lane in lanes:
            if lane is not None:
                await lane.close()
        if pool is not None:
            try:
                await asyncio.wait_for(pool.close(), CONNECT_SECONDS)
            except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                pool.terminate()

    async def commit(self, writes: Sequence[Write]) -> None:
        put_off = bool(writes) and all(isinstance(write, Postpone) for write in writes)
        writer = self._put_off if put_off else self._writer
        if writer is None:
            raise StoreUnavailable("the store is closed")
        now = self._clock.now()
        statements = [statement for write in writes for statement in statements_of(write, now)]
        if any(isinstance(write, ACCOUNT_WRITES) for write in writes):
            # Last, for others wait for it.
            statements.append(Statement(BUMP_GENERATION, ()))
        if statements:
            await writer.commit(statements)

    async def push_leads(self, batch: LeadBatch) -> list[Pushed]:
        if self._lane is None:
            raise StoreUnavailable("the store is closed")
        return await self._lane.push(batch)

    async def wake_leads(self, space_id: SpaceId, now: float, *, limit: int) -> int:
        if self._pool is None:
            raise StoreUnavailable("the store is closed")
        try:
            async with lent(self._pool) as connection:
                return await wake(connection, space_id, now, limit)
        except Exception as error:
            raise as_told(error) from error

    async def healthy(self) -> bool:
        """Whether the database takes a write now."""
        with contextlib.suppress(StoreUnavailable):
            async with asyncio.timeout(_HEALTH_SECONDS):
                await self._rows(sql.PROBE)
            return True
        return False

    async def taking_in(self) -> bool:
        return False

    async def scrub(self) -> bool:
        """Its autovacuum does that, in its own time."""
        return False

    async def generation(self) -> int:
        rows = await self._rows(GENERATION)
        return int(rows[0][0])

    # --- reads --------------------------------------------------------------------------------

    async def spaces(self) -> list[Space]:
        return [space_of(row) for row in await self._rows(sql.SPACES)]

    async def teams(self, space_id: SpaceId) -> list[Team]:
        return [team_of(row) for row in await self._rows(sql.TEAMS, (space_id,))]

    async def users(self, space_id: SpaceId) -> list[User]:
        return [user_of(row) for row in await self._rows(sql.USERS, (space_id,))]

    async def tokens(self, space_id: SpaceId) -> list[Token]:
        return [token_of(row) for row in await self._rows(sql.TOKENS, (space_id,))]

    async def session(self, session_hash: bytes) -> Session | None:
        rows = await self._rows(sql.SESSION, (session_hash,))
        return session_of(rows[0]) if rows else None

    async def sessions_of(self, user_id: AgentId) -> list[Session]:
        return [session_of(row) for row in await self._rows(sql.SESSIONS_OF, (user_id,))]

    async def open_calls(self, space_id: SpaceId) -> list[CallRecord]:
        return [call_of(row) for row in await self._rows(sql.OPEN_CALLS, (space_id,))]

    async def call(self, space_id: SpaceId, call_id: CallId) -> CallRecord | None:
        rows = await self._rows(sql.CALL, (space_id, call_id))
        return call_of(rows[0]) if rows else None

    async def calls(
        self, space_id: SpaceId, which: CallFilter, *, limit: int, skip: int = 0
    ) -> list[CallRecord]:
        query, values = calls_query(space_id, which, limit, skip)
        return [call_of(row) for row in await self._rows(query, values)]

    async def count_calls(self, space_id: SpaceId, which: CallFilter) -> int:
        rows = await self._rows(*count_calls_query(space_id, which))
        return int(rows[0][0])

    async def agent_states(
        self,
        space_id: SpaceId,
        agent_id: AgentId,
        since: float,
        until: float,
        *,
        limit: int,
    ) -> list[AgentStateRow]:
        values = (space_id, agent_id, since, until, limit)
        return [AgentStateRow(*row) for row in await self._rows(sql.AGENT_STATES, values)]

    async def agent_state_before(
        self, space_id: SpaceId, agent_id: AgentId, at: float
    ) -> AgentStateRow | None:
        rows = await self._rows(sql.AGENT_STATE_BEFORE, (space_id, agent_id, at))
        return AgentStateRow(*rows[0]) if rows else None

    async def alive_at(self, space_id: SpaceId) -> float | None:
        rows = await self._rows(sql.ALIVE, (space_id,))
        return float(rows[0][0]) if rows else None

    async def answer(self, space_id: SpaceId, key: str) -> StoredAnswer | None:
        since = self._clock.now() - ANSWER_LIFETIME
        rows = await self._rows(sql.ANSWER, (space_id, key, since))
        return StoredAnswer(*rows[0]) if rows else None

    async def _rows(self, query: str, values: Row = ()) -> list[Row]:
        return await self._fetched(query, values, COMMAND_SECONDS)

    async def _report_rows(self, query: str, values: Row) -> list[Row]:
        return await self._fetched(query, values, _LONG_SECONDS)

    async def _fetched(self, query: str, values: Row, seconds: float) -> list[Row]:
        if self._pool is None:
            raise StoreUnavailable("the store is closed")
        try:
            async with lent(self._pool) as connection:
                given = bindable(values)
                found = await connection.fetch(numbered(query), *given, timeout=seconds)
        except Exception as error:
            raise as_told(error) from error
        return [tuple(record) for record in found]

    def _set(self, some: Collection[str]) -> list[str]:
        return list(bindable(tuple(some)))


async def _leave_as_it_is(connection: Any) -> None:
    """Nothing of ours stays on a connection, so there is nothing to reset."""
