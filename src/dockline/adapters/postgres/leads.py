"""Leads on their way into the database: small pushes of many callers in one upsert, a large body
in a transaction of its own, piece by piece."""

import asyncio
import contextlib
from collections import defaultdict, deque
from collections.abc import Collection, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, Final, NamedTuple

import asyncpg
from msgspec import UNSET
from msgspec.structs import astuple

from dockline.adapters.postgres.groups import Groups, Job
from dockline.adapters.postgres.push_sql import (
    PUSH,
    PUSH_COLUMNS,
    PUSH_OF_BATCH,
    REQUEUE,
    SAID,
    Columns,
    bound,
    bound_of_batch,
)
from dockline.adapters.postgres.sql import LOST, Connection, Pool, as_told, bindable, lent
from dockline.adapters.postgres.writer import apply
from dockline.adapters.relational.lead_rows import told_columns
from dockline.adapters.relational.life_rows import lead_statements
from dockline.domain.ids import ListId
from dockline.domain.lead import REPLACED, LeadState, Push
from dockline.ports.lead_store import OVERGROWN, LeadBatch, Pushed

_SMALL: Final = 200
"""Leads of a push that shares a transaction with others."""
_GROUP: Final = 2_000
_PIECE: Final = 512
"""Leads of one statement of a large body: what is bound in one turn of the event loop."""
_TRIES: Final = 3
_TOLD: Final = 1_000
"""Leads of a large body whose answers are put in order in one turn."""


class _Small(Job):
    def __init__(self, batch: LeadBatch) -> None:
        super().__init__(len(batch.pushes))
        self.batch = batch
        # What JSON cannot say fails here, and in nobody's group.
        self.columns = _columns(batch, batch.pushes)
        self.keys = {(batch.list_id, push.number) for push in batch.pushes}


class _SmallPushes(Groups[_Small]):
    def _take(self, jobs: deque[_Small]) -> list[_Small]:
        """No lead twice: one upsert touches a row once."""
        taken = [jobs.popleft()]
        keys = set(taken[0].keys)
        while jobs and len(keys) + jobs[0].size <= _GROUP and keys.isdisjoint(jobs[0].keys):
            taken.append(jobs.popleft())
            keys |= taken[-1].keys
        return taken

    async def _apply(self, connection: Connection, jobs: list[_Small]) -> list[Any]:
        pieces = [job.columns for job in jobs]
        columns = [list(chain(*parts)) for parts in zip(*pieces, strict=True)]
        done = _Done()
        done.note(set(columns[_LEAD_ID]), await connection.fetch(PUSH, *bound(columns)))
        return [done.of(job.batch.list_id, job.batch.pushes) for job in jobs]


class LeadLane:
    def __init__(self, url: str, pool: Pool, most_waiting: int) -> None:
        self._small = _SmallPushes(url, "leads", most_waiting)
        self._pool = pool
        # One at a time: several at once take processors from calls, and are no sooner done.
        self._large = asyncio.Lock()

    async def push(self, batch: LeadBatch) -> list[Pushed]:
        """Raises StoreUnavailable, StoreConflict."""
        if not batch.pushes and not batch.first:
            return []
        if len(batch.pushes) <= _SMALL and not batch.first:
            return list(await self._small.put(_Small(batch)))
        for _ in range(_TRIES - 1):
            try:
                return await self._alone(batch)
            except LOST:
                continue
        try:
            return await self._alone(batch)
        except LOST as error:
            raise as_told(error) from error

    async def _alone(self, batch: LeadBatch) -> list[Pushed]:
        ordered = sorted(batch.pushes, key=attrgetter("number"))
        try:
            async with (
                self._large,
                lent(self._pool) as connection,
                connection.transaction(),
            ):
                first = [one for write in batch.first for one in lead_statements(write)]
                await apply(connection, first)
                done = await _store_all(connection, batch, ordered)
        except LOST:
            raise
        except Exception as error:
            raise as_told(error) from error
        pushed: list[Pushed] = []
        for start in range(0, len(batch.pushes), _TOLD):
            pushed += done.of(batch.list_id, batch.pushes[start : start + _TOLD])
            await asyncio.sleep(0)  # let a click-to-call pass
        return pushed

    async def close(self) -> None:
        await self._small.close()


async def push_on(connection: Connection, batch: LeadBatch) -> None:
    """In the transaction at hand, with nobody else at work. Raises what asyncpg raises."""
    await _store_all(connection, batch, batch.pushes)


async def _store_all(connection: Connection, batch: LeadBatch, pushes: Sequence[Push]) -> "_Done":
    """Piece by piece. While the database is at one, the next one is made ready: else it waits for
    us as long as we for it."""
    done = _Done()
    pieces = _Pieces(batch, pushes)
    loop = asyncio.get_running_loop()
    while (piece := pieces.take()) is not None:
        # Once this one is sent, which is at the end of this turn of the loop.
        ahead = loop.call_soon(pieces.look_ahead)
        try:
            found = await connection.fetch(PUSH_OF_BATCH, *piece.values)
        finally:
            ahead.cancel()
        done.note(piece.lead_ids, found)
    return done


class _Piece(NamedTuple):
    """Ready to be sent."""

    lead_ids: set[str]
    """What its leads are named, should they be new ones."""
    values: list[Any]
    """Of PUSH_OF_BATCH."""


class _Pieces:
    def __init__(self, batch: LeadBatch, pushes: Sequence[Push]) -> None:
        self._batch = batch
        self._pushes = pushes
        self._start = 0
        self._ready: _Piece | None = None

    def _make_ready(self) -> None:
        pushes = self._pushes[self._start : self._start + _PIECE]
        if self._ready is None and pushes:
            columns = _columns(self._batch, pushes)
            self._ready = _Piece(set(columns[_LEAD_ID]), bound_of_batch(columns))
            self._start += _PIECE

    def look_ahead(self) -> None:
        """Make the next one ready, if it can be."""
        with contextlib.suppress(Exception):  # `take` raises it
            self._make_ready()

    def take(self) -> _Piece | None:
        """None: that was all. Raises TypeError for what JSON cannot say."""
        self._make_ready()
        ready, self._ready = self._ready, None
        return ready


class _Done:
    """What became of leads, by list and number."""

    def __init__(self) -> None:
        self._lists: defaultdict[str, dict[str, Pushed]] = defaultdict(dict)

    def note(self, proposed: Collection[str], found: Sequence[asyncpg.Record]) -> None:
        """``proposed``: the ids that new ones were to get. ``found``: what PUSH told."""
        lists = self._lists
        for list_id, number, lead_id, state in found:
            lists[list_id][number] = Pushed(lead_id, lead_id in proposed, _STATES[state])

    def of(self, list_id: ListId, pushes: Sequence[Push]) -> list[Pushed]:
        numbers = self._lists[list_id]
        return [numbers.get(push.number, OVERGROWN) for push in pushes]


def _columns(batch: LeadBatch, pushes: Sequence[Push]) -> Columns:
    """In the order of PUSH_COLUMNS. There is at least one push."""
    count = len(pushes)
    numbers, lead_ids, *told = zip(*map(astuple, pushes), strict=True)
    said = [REQUEUE if batch.requeue else 0] * count
    for column, bit in zip(told, SAID.values(), strict=True):
        unset = column.count(UNSET)
        if not unset:
            said = [bits | bit for bits in said]
        elif unset < count:
            pairs = zip(said, column, strict=True)
            said = [bits if value is UNSET else bits | bit for bits, value in pairs]
    texts, replaced = told_columns(pushes)
    replaced[_EXTERNAL_ID] = list(bindable(tuple(replaced[_EXTERNAL_ID])))
    return [
        list(lead_ids),
        [batch.space_id] * count,
        [batch.campaign_id] * count,
        [batch.list_id] * count,
        list(numbers),
        texts,
        *replaced,
        [batch.at] * count,
        said,
    ]


_STATES: Final = {state.value: state for state in LeadState}
_LEAD_ID: Final = PUSH_COLUMNS.index("lead_id")
_EXTERNAL_ID: Final = REPLACED.index("external_id")
"""The only text of a push that is neither ours, nor checked, nor JSON."""
