"""Entries of the audit log get their number and their hash where they are written."""

import sqlite3

from dockline.adapters.relational import audit_sql as sql
from dockline.adapters.relational.audit_rows import head_of, linked, space_of_chain
from dockline.adapters.relational.statement import Statement


def append(connection: sqlite3.Connection, statement: Statement) -> None:
    """Within a transaction that nobody else writes beside."""
    row = connection.execute(sql.HEAD, (space_of_chain(statement),)).fetchone()
    values, head = linked(head_of(row) if row is not None else None, statement.values)
    connection.execute(statement.sql, values)
    connection.execute(sql.PUT_HEAD, (head.space_id, head.seq, head.hash))
