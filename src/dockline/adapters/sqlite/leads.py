"""Leads on their way into the file.

A body of many leads is journalled first, whole, in one short transaction: from then on all of it
is safe. It is taken from the journal in slices, so that commits of others (the attempt of a call,
say) come in between and wait for one slice at most; while nobody waits, slices share a transaction,
which writes each page of an index once. A slice that is lost with the machine is still in the
journal; what is left there is taken up when the file is
opened again, and before anything else is pushed.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from dockline.adapters.relational import journal, lead_sql as sql, life_sql
from dockline.adapters.relational.lead_rows import lead_of, new_lead_rows, pushed_values
from dockline.adapters.relational.life_rows import lead_statements
from dockline.adapters.relational.statement import Row, Statement, json_text
from dockline.adapters.sqlite.connection import with_sets
from dockline.adapters.sqlite.writer import Work, Writer
from dockline.domain.ids import timed_id
from dockline.domain.lead import Lead, LeadState, Push, overgrown, pushed_again
from dockline.domain.leadlife import RESTING
from dockline.ports.lead_store import OVERGROWN, LeadBatch, Pushed

SLICE: Final = 64
"""Leads that a commit of others may have to wait for: a millisecond or two, and several times that
where the processor is wanted by others. With 256, the slowest hundredth of calls came twice as
late; bodies took as long."""
_AHEAD: Final = 64
"""Slices that are with the writer at a time: with 1,024 leads and not 4,096, fewer share a
transaction, and bodies of 10,000 take a fifth longer. A call waits for one slice all the same."""
_DIRECT: Final = 1_024
"""Leads of a body that is not worth a journal: it keeps others waiting for 20 ms at most."""


_WITH_DUE: Final = with_sets(life_sql.LEADS_WITH_DUE)
_LISTED: Final = with_sets(sql.LISTED)
_NUMBER: Final = sql.LEAD_COLUMNS.index("number")


class _Part(NamedTuple):
    """A slice of a body that is in the journal."""

    batch_id: str
    number: int
    batch: LeadBatch


class LeadLane:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._left_over = True
        """Something may be left in the journal that nobody is at work on."""

    async def push(self, batch: LeadBatch) -> list[Pushed]:
        """Raises StoreUnavailable, StoreConflict."""
        await self.finish()
        first = [one for write in batch.first for one in lead_statements(write)]
        if len(batch.pushes) <= _DIRECT:
            done = await self._writer.commit(first, Work(_apply, batch), len(batch.pushes))
            return list(done)
        # In the order of the body, which is that of the ids: of the indexes all but the one by
        # number grow at their ends.
        parts = [
            replace(batch, first=(), pushes=batch.pushes[n : n + SLICE])
            for n in range(0, len(batch.pushes), SLICE)
        ]
        batch_id = timed_id(batch.at)
        entries = [*first]
        for n, part in enumerate(parts):
            entries.append(Statement(sql.PUT_PART, (batch_id, n, journal.written(part))))
            await asyncio.sleep(0)
        await self._writer.commit(entries)
        return await self._take(batch_id, parts)

    async def _take(self, batch_id: str, parts: Sequence[LeadBatch]) -> list[Pushed]:
        pushed: list[Pushed] = []
        under_way: deque[asyncio.Future[Any]] = deque()
        try:
            for n, part in enumerate(parts):
                if len(under_way) == _AHEAD:
                    pushed += await under_way[0]
                    under_way.popleft()
                work = Work(_take_parts, _Part(batch_id, n, part))
                size = len(part.pushes) + 1
                under_way.append(self._writer.commit([], work, size, lasting=False, patient=True))
            while under_way:
                pushed += await under_way[0]
                under_way.popleft()
        except BaseException:
            self._left_over = True
            # What is with the writer is seen to its end: what is pushed next comes after it.
            await asyncio.gather(*under_way, return_exceptions=True)
            raise
        return pushed

    async def finish(self) -> None:
        """Take up what is left in the journal. Raises StoreUnavailable."""
        while self._left_over:
            self._left_over = False
            try:
                while await self._writer.commit([], Work(_take_some, 1), SLICE, lasting=False):
                    pass
            except BaseException:
                self._left_over = True
                raise


def _take_some(connection: sqlite3.Connection, counts: Sequence[int]) -> list[bool]:
    """Take as many parts from the journal, the oldest first; False where it is empty."""
    return [_take_one(connection) for count in counts for _ in range(count)]


def _take_one(connection: sqlite3.Connection) -> bool:
    row = connection.execute(sql.PARTS).fetchone()
    if row is None:
        return False
    batch_id, part, body = row
    _apply(connection, [journal.read(body)])
    connection.execute(sql.DROP_PART, (batch_id, part))
    return True


def _take_parts(connection: sqlite3.Connection, parts: Sequence[_Part]) -> list[list[Pushed]]:
    answers: list[list[Pushed]] = []
    for part in parts:
        dropped = connection.execute(sql.DROP_PART, (part.batch_id, part.number)).rowcount
        # Where another process, or `finish`, was faster, it may have been pushed again since.
        answers += _apply(connection, [part.batch]) if dropped else [_found(connection, part.batch)]
    return answers


def _found(connection: sqlite3.Connection, batch: LeadBatch) -> list[Pushed]:
    """What became of a body that is stored."""
    known = _known(connection, batch)
    leads = [known[push.number][0] for push in batch.pushes]
    return [
        Pushed(lead.lead_id, lead.lead_id == push.lead_id, lead.state)
        for lead, push in zip(leads, batch.pushes, strict=True)
    ]


def _known(
    connection: sqlite3.Connection, batch: LeadBatch
) -> dict[str, tuple[Lead, float | None]]:
    """By number, with what it is due at."""
    values = (batch.list_id, batch.space_id, _numbers(batch.pushes))
    rows = connection.execute(_WITH_DUE, values)
    return {row[_NUMBER]: (lead_of(row[:-1]), row[-1]) for row in rows}


def _apply(connection: sqlite3.Connection, batches: Sequence[LeadBatch]) -> list[list[Pushed]]:
    """Insert what is new, merge what is not. Taking the same part twice changes nothing more."""
    listed = _listed(connection, batches)
    rows: list[Row] = []
    for batch, numbers in zip(batches, listed, strict=True):
        rows += new_lead_rows(batch, numbers)
    if _insert(connection, rows) == len(rows):
        return [_all_new(batch, numbers) for batch, numbers in zip(batches, listed, strict=True)]
    return [
        _merge(connection, batch, numbers) for batch, numbers in zip(batches, listed, strict=True)
    ]


def _all_new(batch: LeadBatch, listed: set[str]) -> list[Pushed]:
    new, forbidden = LeadState.NEW, LeadState.DO_NOT_CALL
    return [
        Pushed(push.lead_id, True, forbidden if push.number in listed else new)
        for push in batch.pushes
    ]


def _insert(connection: sqlite3.Connection, rows: Sequence[Row]) -> int:
    """How many of them were not there yet."""
    inserted = start = 0
    for count, statement in sql.INSERT_LEADS.items():
        while len(rows) - start >= count:
            values = list(chain.from_iterable(rows[start : start + count]))
            inserted += connection.execute(statement, values).rowcount
            start += count
    return inserted


def _merge(connection: sqlite3.Connection, batch: LeadBatch, listed: set[str]) -> list[Pushed]:
    known = _known(connection, batch)
    pushed: list[Pushed] = []
    changes: dict[str, list[Row]] = {}
    for push in batch.pushes:
        lead, due_at = known[push.number]
        created = lead.lead_id == push.lead_id
        if not created:
            before = lead
            lead = pushed_again(
                lead,
                push,
                listed=push.number in listed,
                requeue=batch.requeue,
                now=batch.at,
            )
            if lead.data != before.data and overgrown(*_sizes(before, lead)):
                pushed.append(OVERGROWN)
                continue
            change, values = _change(before.state, lead, due_at)
            changes.setdefault(change, []).append(values)
        pushed.append(Pushed(lead.lead_id, created, lead.state))
    for change, some in changes.items():
        connection.executemany(change, some)
    return pushed


def _sizes(*leads: Lead) -> list[int]:
    """Of their data."""
    return [len(json_text(lead.data).encode()) for lead in leads]


def _change(before: LeadState, lead: Lead, due_at: float | None) -> tuple[str, Row]:
    """A lead that was pushed again is worth looking at, as soon as its own times allow it."""
    values = pushed_values(lead)
    if lead.state is not before:
        forbidden = lead.state is LeadState.DO_NOT_CALL
        change = life_sql.PUSHED_AND_FORBIDDEN if forbidden else life_sql.PUSHED_AND_QUEUED
        return change, (*values, _wakes_at(lead, None), lead.lead_id)
    return sql.PUT_LEAD, (*values, _wakes_at(lead, due_at), lead.lead_id)


def _wakes_at(lead: Lead, due_at: float | None) -> float | None:
    own = max(due_at or 0.0, lead.not_before or 0.0)
    return own if own > lead.updated_at and lead.state in RESTING else None


def _listed(connection: sqlite3.Connection, batches: Sequence[LeadBatch]) -> list[set[str]]:
    """Of each, the numbers that are never called."""
    with_lists = {
        space_id
        for space_id in {batch.space_id for batch in batches}
        if connection.execute(sql.ANYTHING_LISTED, (space_id,)).fetchone() is not None
    }
    return [
        _listed_of(connection, batch) if batch.space_id in with_lists else set()
        for batch in batches
    ]


def _listed_of(connection: sqlite3.Connection, batch: LeadBatch) -> set[str]:
    values = (batch.space_id, batch.campaign_id, _numbers(batch.pushes))
    return {number for (number,) in connection.execute(_LISTED, values)}


def _numbers(pushes: Sequence[Push]) -> str:
    return json_text([push.number for push in pushes])
