"""Backups of the database file, and a file made anew from one.

For a process that does nothing else meanwhile: its loop waits for each statement, all of them
short but the migrations. So nobody who gives up leaves a thread behind that uses the file."""

import contextlib
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

from dockline.adapters.relational import HEAD
from dockline.adapters.relational.scripts import script
from dockline.adapters.relational.shape import check_shape, reading, shape_of, sqlite_shape
from dockline.adapters.sqlite.connection import connect
from dockline.adapters.sqlite.schema import version_of
from dockline.ports.rows import Row, Shape
from dockline.ports.store import StoreUnavailable

_ROWS: Final = 100
"""Read at a time; some hold as much as a megabyte."""


class SqliteRows:
    def __init__(self, path: Path, *, busy_seconds: float = 5.0) -> None:
        self._path = path
        self._busy_seconds = busy_seconds

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator["_Snapshot"]:
        connection = self._opened()
        try:
            with _told(self._path):
                yield _begun(connection)
        finally:
            connection.close()

    async def found(self) -> Mapping[str, int]:
        return self._found()

    @asynccontextmanager
    async def loading(self, version: str) -> AsyncIterator["_Loading"]:
        shape = shape_of(version)
        made = self._path.with_name(f"{self._path.name}.restoring")
        try:
            with _told(made):
                loading = _fresh(made, version, shape)
                try:
                    yield loading
                finally:
                    loading.close()
                self._put_in_place(made)
        finally:
            made.unlink(missing_ok=True)

    def _opened(self) -> sqlite3.Connection:
        if not self._path.is_file():
            raise StoreUnavailable(f"there is no file {self._path.name}")
        with _told(self._path):
            return connect(self._path, busy_seconds=self._busy_seconds, read_only=True)

    def _found(self) -> dict[str, int]:
        if not self._path.exists():
            return {}
        with contextlib.closing(self._opened()) as connection, _told(self._path):
            counted = {
                table: connection.execute(f'select count(*) from "{table}"').fetchone()[0]
                for table in sqlite_shape(connection)
            }
        return {table: count for table, count in counted.items() if count}

    def _put_in_place(self, made: Path) -> None:
        if self._found():
            raise StoreUnavailable("somebody has written to it meanwhile")
        # The log of the empty one would be taken for the new one's.
        for end in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)
        made.rename(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class _Snapshot:
    database = "sqlite"

    def __init__(self, connection: sqlite3.Connection, version: str, shape: Shape) -> None:
        self._connection = connection
        self.version = version
        self.shape = shape

    async def count(self, table: str) -> int:
        cursor = self._connection.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])

    async def chunks(self, table: str) -> AsyncIterator[list[Row]]:
        query = reading(table, self.shape[table])
        cursor = self._connection.execute(query)
        while rows := cursor.fetchmany(_ROWS):
            yield rows


class _Loading:
    """A file of its own, which takes the place of the empty one when it is whole."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, version: str, shape: Shape
    ) -> None:
        self._path = path
        self._connection = connection
        self._version = version
        self._shape = shape

    async def load(self, table: str, rows: Sequence[Row]) -> None:
        columns = self._shape[table]
        marks = ", ".join("?" * len(columns))
        insert = f"insert into {table} ({', '.join(columns)}) values ({marks})"
        with _told(self._path):
            self._connection.executemany(insert, rows)

    async def finish(self) -> None:
        with _told(self._path):
            self._finish()

    def _finish(self) -> None:
        self._connection.execute("commit")
        if self._version != HEAD:
            self._connection.executescript(script("sqlite", self._version, HEAD))
        file = os.open(self._path, os.O_RDWR)
        try:
            os.fsync(file)
        finally:
            os.close(file)

    def close(self) -> None:
        self._connection.close()


def _begun(connection: sqlite3.Connection) -> _Snapshot:
    connection.execute("begin")
    # The first read is what the moment is taken at.
    version = version_of(connection)
    if version is None:
        raise StoreUnavailable("it has no tables of Dockline's")
    wanted = shape_of(version)
    check_shape(sqlite_shape(connection), version, wanted)
    return _Snapshot(connection, version, wanted)


def _fresh(path: Path, version: str, shape: Shape) -> _Loading:
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    connection = connect(path, busy_seconds=0.0)
    try:
        # Nobody else knows of the file, and it is thrown away where anything goes wrong.
        connection.execute("pragma journal_mode = off").close()
        connection.execute("pragma synchronous = off")
        connection.executescript(script("sqlite", None, version))
        connection.execute("begin")
    except BaseException:
        connection.close()
        raise
    return _Loading(path, connection, version, shape)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{path.name}: {error}") from error
