"""The store in one SQLite file, durable by itself: for one machine, without another service."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path

from dockline.adapters.relational import sql
from dockline.adapters.relational.audit_rows import AuditReads
from dockline.adapters.relational.care_rows import CareReads
from dockline.adapters.relational.care_sql import INTAKE
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
from dockline.adapters.relational.statement import Row, json_text
from dockline.adapters.relational.token_rows import token_of
from dockline.adapters.sqlite.connection import connect, with_sets
from dockline.adapters.sqlite.leads import LeadLane
from dockline.adapters.sqlite.reader import Reader
from dockline.adapters.sqlite.schema import bring_up_to_date
from dockline.adapters.sqlite.scrubbing import scrub
from dockline.adapters.sqlite.waking import wake
from dockline.adapters.sqlite.writer import Work, Writer
from dockline.adapters.system_clock import SystemClock
from dockline.domain.ids import AgentId, CallId, SpaceId
from dockline.domain.space import Space, Team, User
from dockline.ports.clock import Clock
from dockline.ports.lead_store import LeadBatch, Pushed
from dockline.ports.store import (
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


class SqliteStore(
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
    def __init__(
        self,
        path: Path,
        clock: Clock | None = None,
        *,
        busy_seconds: float = 5.0,
        most_waiting: int = 50_000,
        served: Callable[[], bool] = lambda: False,
    ) -> None:
        """``busy_seconds``: how long another process may hold the file before writes are refused.
        ``most_waiting``: statements; beyond it commits are refused at once. ``served``: whether
        a server is at work with the file; then its schema is not moved."""
        self._path = path
        self._clock = clock or SystemClock()
        self._busy_seconds = busy_seconds
        self._most_waiting = most_waiting
        self._served = served
        self._writer: Writer | None = None
        self._reader: Reader | None = None
        self._reports: Reader | None = None
        self._lane: LeadLane | None = None

    async def open(self) -> None:
        await asyncio.to_thread(
            bring_up_to_date, self._path, busy_seconds=self._busy_seconds, served=self._served
        )
        opened = partial(connect, self._path, busy_seconds=self._busy_seconds)
        writer = Writer(opened, self._most_waiting)
        await writer.start()
        self._writer = writer
        self._reader = Reader(partial(opened, read_only=True))
        self._reports = Reader(partial(opened, read_only=True), threads=1)
        self._lane = LeadLane(writer)
        await self._lane.finish()

    async def close(self) -> None:
        writer, readers = self._writer, (self._reader, self._reports)
        self._writer = self._reader = self._reports = None
        for reader in readers:
            if reader is not None:
                await reader.close()
        if writer is not None:
            # Last: the one that closes last folds the log into the file.
            await writer.close()

    async def commit(self, writes: Sequence[Write]) -> None:
        now = self._clock.now()
        statements = [statement for write in writes for statement in statements_of(write, now)]
        await self._open_writer().commit(statements)

    async def push_leads(self, batch: LeadBatch) -> list[Pushed]:
        self._open_writer()
        assert self._lane is not None
        return await self._lane.push(batch)

    async def wake_leads(self, space_id: SpaceId, now: float, *, limit: int) -> int:
        work = Work(wake, (space_id, now, limit))
        # Whoever stands in line again after a crash is found to wait, and woken, once more.
        answer = await self._open_writer().commit([], work, limit, lasting=False)
        return int(answer)

    async def healthy(self) -> bool:
        """Whether the disk takes a write now."""
        with contextlib.suppress(StoreUnavailable):
            await self._open_writer().ask(lambda connection: connection.execute(sql.PROBE).close())
            return True
        return False

    async def taking_in(self) -> bool:
        return bool((await self._rows(INTAKE))[0][0])

    async def scrub(self) -> bool:
        return bool(await self._open_writer().ask(scrub))

    async def generation(self) -> int:
        # On the writer's own connection: there only what others write makes a difference.
        answer = await self._open_writer().ask(_data_version)
        return int(answer)

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
        if self._reader is None:
            raise StoreUnavailable("the store is closed")
        return await self._reader.rows(with_sets(query), values)

    async def _report_rows(self, query: str, values: Row) -> list[Row]:
        if self._reports is None:
            raise StoreUnavailable("the store is closed")
        return await self._reports.rows(with_sets(query), values)

    def _set(self, some: Collection[str]) -> str:
        return json_text(list(some))

    def _open_writer(self) -> Writer:
        if self._writer is None:
            raise StoreUnavailable("the store is closed")
        return self._writer


def _data_version(connection: sqlite3.Connection) -> int:
    row = connection.execute(sql.DATA_VERSION).fetchone()
    return int(row[0])
