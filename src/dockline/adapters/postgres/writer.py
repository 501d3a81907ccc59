"""Commits of plain writes, in groups."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from dockline.adapters.postgres.chains import append_all
from dockline.adapters.postgres.groups import Groups, Job
from dockline.adapters.postgres.sql import Connection, affected, bindable, numbered
from dockline.adapters.relational.statement import Statement
from dockline.ports.store import StoreConflict

_GROUP: Final = 1_000
"""Statements of one transaction, about."""
_LOCK_LEADS: Final = (
    "select from leads where lead_id = any($1::text[]) order by list_id, number for no key update"
)
"""In the order in which pushes lock them, so that nobody waits in a circle."""


_LOCK_FREE: Final = _LOCK_LEADS.replace("select from", "select lead_id from") + " skip locked"
"""The same without waiting: those that somebody else is changing are left out."""


class _Commit(Job):
    def __init__(self, statements: Sequence[Statement]) -> None:
        super().__init__(len(statements))
        self.statements = statements


class Writer(Groups[_Commit]):
    async def commit(self, statements: Sequence[Statement]) -> None:
        await self.put(_Commit(statements))

    def _take(self, jobs: deque[_Commit]) -> list[_Commit]:
        taken = [jobs.popleft()]
        size = taken[0].size
        while jobs and size + jobs[0].size <= _GROUP:
            size += jobs[0].size
            taken.append(jobs.popleft())
        return taken

    async def _apply(self, connection: Connection, jobs: list[_Commit]) -> list[Any]:
        statements = [one for job in jobs for one in job.statements]
        if _by_itself(statements):
            await apply(connection, statements)
        else:
            async with connection.transaction():
                await _apply_all(connection, statements)
        return [None] * len(jobs)


class PutOffWriter(Writer):
    """Of `Postpone` alone. What is being changed is not put off: that would go by what it was
    before, and a body under way would be waited for, with other leads locked meanwhile."""

    async def _apply(self, connection: Connection, jobs: list[_Commit]) -> list[Any]:
        statements = [one for job in jobs for one in job.statements]
        leads = list({one.lead_id for one in statements})
        async with connection.transaction():
            free = {lead_id for (lead_id,) in await connection.fetch(_LOCK_FREE, leads)}
            await apply(connection, [one for one in statements if one.lead_id in free])
        return [None] * len(jobs)


def _by_itself(statements: Sequence[Statement]) -> bool:
    """Whether all of it goes at once, which is a transaction as it is: to begin and to end one
    would be two more ways to the database, and on each a call waits for whoever else is at work."""
    first = statements[0]
    if len(statements) > 1 and (first.conflict or first.lead_id):
        return False
    return not first.chain and all(_kind(one) == _kind(first) for one in statements)


def _kind(one: Statement) -> tuple[str, str]:
    """Those of one kind that follow each other go at once."""
    return one.sql, one.conflict


async def _apply_all(connection: Connection, statements: Sequence[Statement]) -> None:
    leads = {one.lead_id for one in statements if one.lead_id}
    if len(leads) > 1:
        await connection.execute(_LOCK_LEADS, list(leads))
    await apply(connection, [one for one in statements if not one.chain])
    await append_all(connection, [one for one in statements if one.chain])


async def apply(connection: Connection, statements: Iterable[Statement]) -> None:
    """In their order."""
    for (text, conflict), alike in groupby(statements, key=_kind):
        sql = numbered(text)
        if conflict:
            for values in _values(alike):
                if affected(await connection.execute(sql, *values)) == 0:
                    raise StoreConflict(conflict)
            continue
        rows = list(_values(alike))
        if len(rows) == 1:
            await connection.execute(sql, *rows[0])
        else:
            await connection.executemany(sql, rows)


def _values(statements: Iterable[Statement]) -> Iterator[tuple[Any, ...]]:
    return (bindable(one.values) for one in statements)
