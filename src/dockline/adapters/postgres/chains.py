"""Entries of the audit log get their number and their hash where they are written."""

from collections.abc import Sequence

from dockline.adapters.postgres.sql import Connection, numbered
from dockline.adapters.relational import audit_sql as sql
from dockline.adapters.relational.audit_rows import head_of, linked, space_of_chain
from dockline.adapters.relational.statement import Row, Statement
from dockline.domain.auditlog import START


async def append_all(connection: Connection, statements: Sequence[Statement]) -> None:
    """Last of a transaction: whoever else writes on with the same chain waits until it is over.
    Several chains are taken in the order of their names, so that nobody waits in a circle."""
    for space_id in sorted({space_of_chain(one) for one in statements}):
        locked = await connection.fetchrow(numbered(sql.LOCK_HEAD), space_id, 0, START)
        assert locked is not None
        head = head_of(tuple(locked)) if locked["seq"] else None
        rows: list[Row] = []
        for one in statements:
            if space_of_chain(one) == space_id:
                values, head = linked(head, one.values)
                rows.append(values)
        assert head is not None
        await connection.executemany(numbered(sql.APPEND), rows)
        await connection.execute(numbered(sql.PUT_HEAD), head.space_id, head.seq, head.hash)
