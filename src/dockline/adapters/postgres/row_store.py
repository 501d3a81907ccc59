"""Backups of a PostgreSQL database, and an empty one filled from a backup."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, Final

import asyncpg
import msgspec

from dockline.adapters.postgres.leads import push_on
from dockline.adapters.postgres.link import CONNECT_SECONDS
from dockline.adapters.postgres.schema import LOCK, version_of
from dockline.adapters.postgres.sql import BUMP_GENERATION, Connection, as_told, bindable
from dockline.adapters.relational import HEAD, journal
from dockline.adapters.relational.scripts import check_known, script
from dockline.adapters.relational.shape import INTAKE, PASSING, check_shape, reading, shape_of
from dockline.ports.rows import Kind, Row, Shape
from dockline.ports.store import StoreUnavailable

_ROWS: Final = 100
"""Fetched at a time; some hold as much as a megabyte."""
_OURS_ALONE: Final = ("leads", "said")
"""Holds for the length of one statement."""
_LOCK_SECONDS: Final = 10
_KINDS: Final[Mapping[str, Kind]] = {
    "text": "text",
    "bigint": "integer",
    "smallint": "integer",
    "double precision": "real",
    "bytea": "blob",
}
_ITS_OWN: Final = (asyncpg.PostgresError, asyncpg.InterfaceError)
"""Errors that are the database's, whoever else is at work."""
_COLUMNS: Final = """
select table_name, column_name, data_type from information_schema.columns
where table_schema = current_schema() and table_name = any($1::text[])
order by table_name, ordinal_position
"""
_IDENTITIES: Final = """
select table_name, column_name from information_schema.columns
where table_schema = current_schema() and is_identity = 'YES' and table_name = any($1::text[])
"""


class PostgresRows:
    def __init__(self, url: str) -> None:
        self._url = url

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator["_Snapshot"]:
        async with (
            self._connected() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            # The first read is what the moment is taken at. No error may come before it: it would
            # end the transaction.
            if await connection.fetchval("select to_regclass('alembic_version')") is None:
                raise StoreUnavailable("it has no tables of Dockline's")
            version = await connection.fetchval("select version_num from alembic_version")
            wanted = _without_intake(await asyncio.to_thread(shape_of, version))
            check_shape(await _shape(connection, wanted), version, wanted)
            yield _Snapshot(connection, version, wanted)

    async def found(self) -> Mapping[str, int]:
        async with self._connected() as connection:
            return await _found(connection)

    @asynccontextmanager
    async def loading(self, version: str) -> AsyncIterator["_Loading"]:
        shape = await asyncio.to_thread(shape_of, version)
        async with self._connected() as connection:
            transaction = connection.transaction()
            await transaction.start()
            # Where this ends badly, the connection is closed, and all of it is forgotten.
            await connection.execute(f"set local lock_timeout = '{_LOCK_SECONDS}s'")
            await connection.execute("select pg_advisory_xact_lock($1)", LOCK)
            if await _found(connection):
                raise StoreUnavailable("somebody has written to it meanwhile")
            await _begin(connection, version)
            yield _Loading(connection, version, shape)
            await _to_its_end(transaction.commit())

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Connection]:
        with _told():
            try:
                connection = await asyncpg.connect(self._url, timeout=CONNECT_SECONDS)
            except ValueError as error:
                raise StoreUnavailable(f"database_url: {error}") from error
        try:
            with _told(_ITS_OWN):
                yield connection
        finally:
            with suppress(*_ITS_OWN, OSError):
                await _to_its_end(connection.close(timeout=CONNECT_SECONDS))


class _Snapshot:
    database = "postgresql"

    def __init__(self, connection: Connection, version: str, shape: Shape) -> None:
        self._connection = connection
        self.version = version
        self.shape = shape

    async def count(self, table: str) -> int:
        return int(await self._connection.fetchval(f"select count(*) from {table}"))

    async def chunks(self, table: str) -> AsyncIterator[list[Row]]:
        with _told():
            cursor = await self._connection.cursor(reading(table, self.shape[table]))
        while True:
            with _told():
                records = await cursor.fetch(_ROWS)
            if not records:
                return
            yield [tuple(record) for record in records]


class _Loading:
    def __init__(self, connection: Connection, version: str, shape: Shape) -> None:
        self._connection = connection
        self._version = version
        self._shape = shape
        self._intake: list[Row] = []

    async def load(self, table: str, rows: Sequence[Row]) -> None:
        if table == INTAKE:
            self._intake += rows
            return
        with _told():
            await self._connection.copy_records_to_table(
                table,
                records=[bindable(row) for row in rows],
                columns=list(self._shape[table]),
            )

    async def finish(self) -> None:
        with _told():
            if self._version != HEAD:
                further = await asyncio.to_thread(script, "postgresql", self._version, HEAD)
                await self._connection.execute(further)
            for table, column in await self._connection.fetch(_IDENTITIES, list(self._shape)):
                await self._connection.execute(
                    f"select setval(pg_get_serial_sequence('{table}', '{column}'),"
                    f" max({column})) from {table} having count(*) > 0"
                )
            await self._take_in()
            await self._connection.execute(BUMP_GENERATION)

    async def _take_in(self) -> None:
        """Leads that SQLite had taken, and not put into their table yet."""
        columns = list(self._shape.get(INTAKE, ()))
        for row in sorted(self._intake, key=lambda one: (one[0], one[1])):
            try:
                batch = journal.read(row[columns.index("body")])
            except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
                raise StoreUnavailable(f"leads that were pushed are unreadable: {wrong}") from wrong
            await push_on(self._connection, batch)


async def _to_its_end(last: Coroutine[Any, Any, None]) -> None:
    """Whoever is told to stop here is told too late: half of the way would be neither."""
    doing = asyncio.ensure_future(last)
    while not doing.done():
        with suppress(asyncio.CancelledError):
            await asyncio.shield(doing)
    doing.result()


async def _begin(connection: Connection, version: str) -> None:
    """Tables as that version has them, in a database that has none, or empty ones."""
    there = None
    if await connection.fetchval("select to_regclass('alembic_version')") is not None:
        there = await version_of(connection)
    if there == version:
        return
    if there is not None:
        await asyncio.to_thread(check_known, there)
        old = _without_intake(await asyncio.to_thread(shape_of, there))
        tables = ", ".join(sorted({*old, *PASSING}))
        await connection.execute(f"drop table if exists {tables}")
        await connection.execute("drop function if exists dockline_merge(text, text)")
        await connection.execute("drop function if exists dockline_audit_stays()")
    await connection.execute(await asyncio.to_thread(script, "postgresql", None, version))


async def _found(connection: Connection) -> dict[str, int]:
    there = await _shape(connection, shape_of(HEAD))
    counted = {
        table: int(await connection.fetchval(f"select count(*) from {table}")) for table in there
    }
    return {table: count for table, count in counted.items() if count}


async def _shape(connection: Connection, tables: Shape) -> dict[str, dict[str, Any]]:
    """Of those tables that are there."""
    shape: dict[str, dict[str, Any]] = {}
    for table, column, kind in await connection.fetch(_COLUMNS, list(tables)):
        if (table, column) != _OURS_ALONE:
            shape.setdefault(table, {})[column] = _KINDS.get(kind, kind)
    return shape


def _without_intake(shape: Shape) -> Shape:
    return {table: columns for table, columns in shape.items() if table != INTAKE}


@contextmanager
def _told(errors: tuple[type[BaseException], ...] = (*_ITS_OWN, OSError)) -> Iterator[None]:
    try:
        yield
    except errors as error:
        told = as_told(error)
        if isinstance(told, StoreUnavailable):
            raise told from error
        raise StoreUnavailable(f"{type(error).__name__}: {error}") from error
