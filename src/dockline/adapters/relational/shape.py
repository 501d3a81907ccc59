"""Which tables and columns a version of the schema has.

That is asked of a database in memory that the migrations were run on, so it needs no list of its
own to be kept beside them."""

import contextlib
import sqlite3
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, cast

from dockline.adapters.relational.scripts import check_known, script
from dockline.ports.rows import Kind, Shape
from dockline.ports.store import StoreUnavailable

INTAKE: Final = "intake"
"""SQLite's alone: bodies of leads that are safe already, and not in their tables yet."""
PASSING: Final = frozenset({"alembic_version", "generation"})
"""Tables about the database itself."""
_KINDS: Final[Mapping[str, Kind]] = {
    "TEXT": "text",
    "INTEGER": "integer",
    "REAL": "real",
    "BLOB": "blob",
}


@lru_cache(maxsize=16)
def shape_of(version: str) -> Shape:
    """As SQLite has it. Raises UnknownSchema."""
    check_known(version)
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(script("sqlite", None, version))
        return sqlite_shape(connection)


def sqlite_shape(connection: sqlite3.Connection) -> dict[str, dict[str, Kind]]:
    """Of the database at hand."""
    tables = connection.execute(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%'"
        " escape '\\' order by name"
    ).fetchall()
    return {
        table: {
            name: _KINDS.get(kind.upper(), cast(Kind, kind))
            for name, kind in connection.execute(
                "select name, type from pragma_table_info(?) order by cid", (table,)
            )
        }
        for (table,) in tables
        if table not in PASSING
    }


def check_shape(found: Mapping[str, Mapping[str, Any]], version: str, wanted: Shape) -> None:
    """A database that says it has that schema. Raises StoreUnavailable where it has another."""
    for table in sorted({*found, *wanted}):
        there, due = dict(found.get(table, {})), dict(wanted.get(table, {}))
        if there == due:
            continue
        columns = sorted(name for name in {*there, *due} if there.get(name) != due.get(name))
        raise StoreUnavailable(
            f"it says it has schema {version}, but its table {table} is not as that has it"
            f" (columns {', '.join(columns)})"
        )


def reading(table: str, columns: Mapping[str, Kind]) -> str:
    """The statement that reads every row."""
    return f"select {', '.join(columns)} from {table}"
