"""Leads on their way into the database: small pushes of many callers in one upsert, a large body
in a transaction of its own, piece by piece."""

import asyncio
from collections import deque
from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Final

from msgspec import UNSET

from dockline.adapters.postgres.groups import Groups, Job
from dockline.adapters.postgres.push_sql import PUSH, PUSH_COLUMNS, REQUEUE, SAID
from dockline.adapters.postgres.sql import LOST, Connection, Pool, as_told, bindable
from dockline.adapters.postgres.writer import apply
from dockline.adapters.relational.life_rows import lead_statements
from dockline.adapters.relational.statement import Row, json_text
from dockline.domain.ids import LeadId
from dockline.domain.lead import LeadState, Push, first_values
from dockline.ports.lead_store import LeadBatch, Pushed

_SMALL: Final = 200
"""Leads of a push that shares a transaction with others."""
_GROUP: Final = 2_000
_PIECE: Final = 256
"""Leads of one statement of a large body: what is bound in one turn of the event loop."""
_TRIES: Final = 3


class _Small(Job):
    def __init__(self, batch: LeadBatch) -> None:
        super().__init__(len(batch.pushes))
        self.batch = batch
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
        batches = [job.batch for job in jobs]
        rows = [_row(batch, push) for batch in batches for push in batch.pushes]
        done = await _upsert(connection, rows)
        return [_pushed(batch, done) for batch in batches]


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
            # What JSON cannot say fails here, and in nobody's group.
            for push in batch.pushes:
                _data(push)
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
        ordered = sorted(batch.pushes, key=lambda push: push.number)
        done: dict[tuple[str, str], Pushed] = {}
        try:
            async with (
                self._large,
                self._pool.acquire() as connection,
                connection.transaction(),
            ):
                first = [one for write in batch.first for one in lead_statements(write)]
                await apply(connection, first)
                for start in range(0, len(ordered), _PIECE):
                    piece = ordered[start : start + _PIECE]
                    done |= await _upsert(connection, [_row(batch, push) for push in piece])
        except LOST:
            raise
        except Exception as error:
            raise as_told(error) from error
        return _pushed(batch, done)

    async def close(self) -> None:
        await self._small.close()


async def push_on(connection: Connection, batch: LeadBatch) -> None:
    """In the transaction at hand, with nobody else at work. Raises what asyncpg raises."""
    for start in range(0, len(batch.pushes), _PIECE):
        await _upsert(connection, [_row(batch, one) for one in batch.pushes[start:][:_PIECE]])


async def _upsert(connection: Connection, rows: Sequence[Row]) -> dict[tuple[str, str], Pushed]:
    """By list and number."""
    if not rows:
        return {}
    columns = [list(column) for column in zip(*rows, strict=True)]
    columns[_EXTERNAL_ID] = list(bindable(tuple(columns[_EXTERNAL_ID])))
    proposed = dict(
        zip(zip(columns[_LIST], columns[_NUMBER], strict=True), columns[0], strict=True)
    )
    found = await connection.fetch(PUSH, *columns)
    return {
        (list_id, number): Pushed(
            LeadId(lead_id), proposed[list_id, number] == lead_id, LeadState(state)
        )
        for list_id, number, lead_id, state in found
    }


_LIST: Final = PUSH_COLUMNS.index("list_id")
_NUMBER: Final = PUSH_COLUMNS.index("number")
_EXTERNAL_ID: Final = PUSH_COLUMNS.index("external_id")
"""The only text of a push that is neither ours, nor checked, nor JSON."""
_said: Final = attrgetter(*SAID)


def _row(batch: LeadBatch, push: Push) -> Row:
    """In the order of PUSH_COLUMNS."""
    said = REQUEUE if batch.requeue else 0
    for bit, value in zip(SAID.values(), _said(push), strict=True):
        if value is not UNSET:
            said |= bit
    return (
        push.lead_id,
        batch.space_id,
        batch.campaign_id,
        batch.list_id,
        push.number,
        _data(push),
        *first_values(push),
        batch.at,
        said,
    )


def _data(push: Push) -> str:
    return "{}" if push.data is UNSET else json_text(push.data)


def _pushed(batch: LeadBatch, done: dict[tuple[str, str], Pushed]) -> list[Pushed]:
    return [done[batch.list_id, push.number] for push in batch.pushes]
