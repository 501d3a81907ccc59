"""Every store there is, each as a suite's `store`."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

import asyncpg
import pytest

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.adapters.postgres.store import PostgresStore
from dockline.adapters.sqlite.store import SqliteStore
from dockline.ports.store import Store
from tests.support.postgres import Postgres, postgres


@pytest.fixture
def clock() -> MemoryClock:
    return MemoryClock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    with postgres(durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def used_database() -> list[str]:
    """The URL of the one that tests use in turn, once it is made."""
    return []


async def empty_database(server: Postgres, used: list[str]) -> str:
    """Its URL."""
    if not used:
        used.append(await server.new_database())
    await empty(used[0])
    return used[0]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, clock: MemoryClock
) -> AsyncIterator[Store]:
    store: Store
    if request.param == "memory":
        store = MemoryStore(clock)
    elif request.param == "sqlite":
        store = SqliteStore(tmp_path / "data" / "dockline.db", clock)
    else:
        server = request.getfixturevalue("postgres_server")
        used = request.getfixturevalue("used_database")
        store = PostgresStore(await empty_database(server, used), clock)
    await store.open()
    yield store
    await store.close()


_FILLED: Final = (
    "select string_agg(format('select %L as name where exists (select from %I)', tablename,"
    " tablename), ' union all ') from pg_tables where schemaname = 'public'"
    " and tablename not in ('alembic_version', 'generation')"
)
"""A question for the tables that hold something: to empty one costs as much as to fill it."""


async def empty(url: str) -> None:
    """Drop what is in a database; the schema, where there is one, stays."""
    connection = await asyncpg.connect(url)
    try:
        filled = await connection.fetchval(_FILLED)
        if filled is None:
            return  # it has no schema yet
        names = [record["name"] for record in await connection.fetch(filled)]
        if names:
            # The audit log lets nobody empty it, as long as its triggers are there.
            await connection.execute("alter table audit disable trigger user")
            await connection.execute(f"truncate {', '.join(names)}")
            await connection.execute("alter table audit enable trigger user")
        # A write that failed has moved it on, too.
        await connection.execute("alter table audit alter column entry_id restart")
    finally:
        await connection.close()
