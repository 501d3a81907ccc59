"""Searches of calls as statements and rows, and the reads that both databases share."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from typing import Final

from dockline.adapters.relational import record_sql as sql
from dockline.adapters.relational.life_rows import attempt_of
from dockline.adapters.relational.rows import call_of
from dockline.adapters.relational.statement import Row
from dockline.domain.ids import AgentId, CallId, SpaceId
from dockline.domain.leadlife import Attempt
from dockline.ports.record_store import (
    CallPlace,
    CallSearch,
    CallState,
    DroppedRecording,
    small,
)
from dockline.ports.store import CallRecord

_ANY: Final = str.maketrans({"!": "!!", "%": "!%", "_": "!_"})


def _clauses(which: CallSearch, after: CallPlace | None) -> Iterator[tuple[str, Row]]:
    """All but those about teams."""
    for clause, value in (
        (sql.SINCE, which.since),
        (sql.UNTIL, which.until),
        (sql.OF_AGENT, which.agent_id),
        (sql.IN_DIRECTION, which.direction),
        (sql.OF_KIND, which.kind),
        (sql.WITH_OUTCOME, which.outcome),
        (sql.WITH_NUMBER, which.number),
        (sql.WITH_DISPOSITION, which.disposition),
    ):
        if value is not None:
            yield clause, (value,)
    if which.recorded:
        yield sql.RECORDED, ()
    if which.text:
        yield sql.SAYING, (f"%{small(which.text).translate(_ANY)}%",)
    if after is not None:
        yield sql.AFTER, (after.started_at, after.call_id)


class RecordReads(ABC):
    @abstractmethod
    async def _rows(self, query: str, values: Row = ()) -> list[Row]:
        """Raises StoreUnavailable."""

    @abstractmethod
    def _set(self, some: Collection[str]) -> object:
        """As the value that stands for ``(?*)``."""

    async def search_calls(
        self,
        space_id: SpaceId,
        which: CallSearch,
        *,
        after: CallPlace | None = None,
        limit: int,
    ) -> list[CallRecord]:
        if which.teams == ():
            return []
        query, values = self._page(space_id, which, after, limit)
        return [call_of(row) for row in await self._rows(query, values)]

    def _page(
        self, space_id: SpaceId, which: CallSearch, after: CallPlace | None, limit: int
    ) -> tuple[str, Row]:
        parts = list(_clauses(which, after))
        query = " ".join((sql.CALLS, *(clause for clause, _ in parts)))
        values: Row = (space_id, *(value for _, some in parts for value in some))
        teams = which.teams
        if teams is None:
            return f"{query} {sql.NEWEST}", (*values, limit)
        if which.agent_id is not None or which.number is not None:
            named = (*values, self._set(teams), limit)
            return f"{query} {sql.OF_TEAMS_TOO} {sql.NEWEST}", named
        query = f"{query} {sql.OF_TEAM} {sql.NEWEST}"
        if len(teams) == 1:
            return query, (*values, teams[0], limit)
        # The newest of each team, joined: so no team's calls are ever sorted all together.
        each = " union all ".join(
            f"select * from ({query}) as of_{n}" for n, _ in enumerate(dict.fromkeys(teams))
        )
        every = [value for team in dict.fromkeys(teams) for value in (*values, team, limit)]
        return f"{each} {sql.NEWEST}", (*every, limit)

    async def count_found(self, space_id: SpaceId, which: CallSearch, *, most: int) -> int:
        if which.teams == ():
            return 0
        parts = list(_clauses(which, None))
        if which.teams is not None:
            narrow = which.agent_id is not None or which.number is not None
            named = sql.OF_TEAMS_TOO if narrow else sql.OF_TEAMS
            parts.append((named, (self._set(which.teams),)))
        query = " ".join((sql.FOUND, *(clause for clause, _ in parts), sql.BOUNDED))
        values = (space_id, *(value for _, some in parts for value in some), most)
        rows = await self._rows(f"select count(*) from ({query}) as found", values)
        return int(rows[0][0])

    async def dropped_recording(
        self, space_id: SpaceId, call_id: CallId
    ) -> DroppedRecording | None:
        rows = await self._rows(sql.DROPPED, (space_id, call_id))
        return DroppedRecording(*rows[0]) if rows else None

    async def states_in_call(self, space_id: SpaceId, call_id: CallId) -> list[CallState]:
        rows = await self._rows(sql.STATES, (call_id, space_id))
        return [CallState(AgentId(row[0]), *row[1:]) for row in rows]

    async def attempts_with(self, space_id: SpaceId, number: str, *, limit: int) -> list[Attempt]:
        rows = await self._rows(sql.ATTEMPTS, (space_id, number, limit))
        return [attempt_of(row) for row in rows]
