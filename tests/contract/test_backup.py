"""A backup of either database comes back in either, as it was at one moment."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from dockline.adapters.postgres.row_store import PostgresRows
from dockline.adapters.postgres.store import PostgresStore
from dockline.adapters.relational import HEAD, journal
from dockline.adapters.relational.scripts import script, versions
from dockline.adapters.relational.shape import shape_of
from dockline.adapters.sqlite.row_store import SqliteRows
from dockline.adapters.sqlite.store import SqliteStore
from dockline.domain.auditlog import ChainWalk
from dockline.domain.campaign import DoNotCall
from dockline.domain.lead import LeadState
from dockline.ports.audit_store import AuditFilter
from dockline.ports.lead_store import PutDoNotCall
from dockline.ports.record_store import CallSearch
from dockline.ports.rows import RowStore, UnknownSchema
from dockline.ports.store import AppendAudit, AuditEntry, Store, StoreUnavailable
from dockline.services.backup import BackupRefused, Made, make, restore
from tests.contract.filled import Tables, fill, tables
from tests.contract.lead_samples import LIST, batch, number, push
from tests.contract.life_samples import made, named
from tests.contract.store_samples import LEAP
from tests.support.postgres import Postgres

INTAKE = "intake"


class Place:
    """A database that is there, and how it is opened."""

    def __init__(self, rows: RowStore, store: Store, run: Callable[[str], Awaitable[None]]) -> None:
        self.rows = rows
        self.store = store
        self.run = run
        """Statements, on a connection of their own."""


Places = Callable[[str], Awaitable[Place]]


@pytest.fixture
async def places(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Callable[[str], Awaitable[Place]]]:
    """Makes an empty one of a kind."""
    urls: list[str] = []
    paths: list[Path] = []

    async def new(kind: str) -> Place:
        if kind == "sqlite":
            paths.append(path := tmp_path / f"database-{len(paths)}" / "dockline.db")
            path.parent.mkdir()
            return Place(SqliteRows(path), SqliteStore(path), lambda text: _sqlite(path, text))
        server: Postgres = request.getfixturevalue("postgres_server")
        urls.append(url := await server.new_database())
        return Place(PostgresRows(url), PostgresStore(url), lambda text: _postgres(url, text))

    yield new
    for url in urls:
        await request.getfixturevalue("postgres_server").drop_database(url)


async def _sqlite(path: Path, statements: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(statements)


async def _postgres(url: str, statements: str) -> None:
    connection: Any = await asyncpg.connect(url)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def opened(place: Place) -> AsyncIterator[Store]:
    await place.store.open()
    try:
        yield place.store
    finally:
        await place.store.close()


@pytest.fixture
def carry(tmp_path: Path) -> Callable[[Place, Place], Awaitable[Made]]:
    """From one database to the other, by a file."""
    count = 0

    async def carried(source: Place, target: Place) -> Made:
        nonlocal count
        count += 1
        file = tmp_path / f"{count}.backup"
        data = tmp_path / f"data-{count}"
        data.mkdir()
        done = await make(file, source.rows, {}, 1000.0, _silent, recordings=True)
        await restore(file, target.rows, data, {}, shape_of, _silent)
        return done

    return carried


Carry = Callable[[Place, Place], Awaitable[Made]]
BOTH = pytest.mark.parametrize("kind", ["sqlite", "postgres"])


def _databases(folder: Path) -> list[Path]:
    return list(folder.rglob("*.db*"))


def _silent(step: str, share: float | None) -> None:
    pass


def without_intake(found: Tables) -> Mapping[str, Any]:
    return {table: rows for table, rows in found.items() if table != INTAKE}


@pytest.mark.parametrize("way", [("sqlite", "postgres", "sqlite"), ("postgres", "sqlite")])
async def test_every_row_of_every_table_comes_back(
    places: Places, carry: Carry, way: tuple[str, ...]
) -> None:
    here = await places(way[0])
    async with opened(here) as store:
        await fill(store)
        before = without_intake(await tables(here.rows))
        assert all(before.values()), "a table that is empty shows nothing"
        # The server runs while the first backup is made.
        for kind in way[1:]:
            there = await places(kind)
            done = await carry(here, there)
            assert done.end.rows == {table: len(rows) for table, rows in before.items()}
            assert without_intake(await tables(there.rows)) == before
            here = there
    async with opened(here) as store:
        assert [one.action for one in await store.audit(LEAP, limit=9)] == ["second", "first"]
        # Numbers that the database gives go on behind those that were restored.
        await store.commit([AppendAudit(AuditEntry(3.0, LEAP, "cli", "third", {}))])
        assert [one.action for one in await store.audit(LEAP, limit=1)] == ["third"]
        (again,) = await store.push_leads(batch(push(3, "other", data={"more": 1})))
        assert not again.created


@BOTH
async def test_what_was_acknowledged_before_is_there_and_nothing_is_there_by_halves(
    places: Places, carry: Carry, kind: str
) -> None:
    here, there = await places(kind), await places("sqlite")
    acknowledged: list[int] = []
    enough, done = asyncio.Event(), asyncio.Event()

    async def keep_pushing(lane: int, store: Store) -> None:
        body = lane
        while not done.is_set():
            leads = (push(10 * body + n, data={"body": body}) for n in range(3))
            await store.push_leads(batch(*leads))
            acknowledged.append(body)
            body += 4
            if len(acknowledged) >= 40:
                enough.set()

    async with opened(here) as store:
        await made(store)
        lanes = [asyncio.create_task(keep_pushing(lane, store)) for lane in range(4)]
        await enough.wait()
        before = set(acknowledged)
        try:
            await carry(here, there)
        finally:
            done.set()
            await asyncio.gather(*lanes)
        assert len(acknowledged) > len(before), "nobody pushed meanwhile"
    async with opened(there) as store:
        bodies = [lead.data["body"] for lead in await store.leads(LEAP, LIST, limit=1_000_000)]
    assert before <= set(bodies)
    assert {bodies.count(body) for body in set(bodies)} == {3}


@BOTH
async def test_a_snapshot_stays_as_it_was(places: Places, kind: str) -> None:
    place = await places(kind)
    async with opened(place) as store, place.rows.snapshot() as snapshot:
        await store.commit([AppendAudit(AuditEntry(1.0, LEAP, "cli", "later", {}))])
        assert await snapshot.count("audit") == 0
        assert [rows async for rows in snapshot.chunks("audit")] == []
        assert len((await tables(place.rows))["audit"]) == 1


@BOTH
async def test_leads_that_are_not_in_their_table_yet_are_not_lost(
    places: Places, carry: Carry, kind: str
) -> None:
    here, there = await places("sqlite"), await places(kind)
    async with opened(here) as store:
        await made(store)
        await store.push_leads(batch(push(1, data={"a": 1}), push(2)))
        await store.commit([PutDoNotCall(DoNotCall(LEAP, number(3), 1.0))])
    for part, leads in enumerate([(push(1, "late", data={"b": 2}),), (push(3), push(4))]):
        body = journal.written(batch(*leads, at=3000.0)).hex()
        await here.run(f"insert into intake values ('batch', {part}, x'{body}')")
    await carry(here, there)
    async with opened(there) as store:
        found = await store.leads_with(LEAP, LIST, [number(n) for n in range(1, 5)])
        assert found[number(1)].data == {"a": 1, "b": 2}
        assert found[number(1)].lead_id == "lead-000001"
        assert found[number(3)].state is LeadState.DO_NOT_CALL
        assert found[number(4)].updated_at == 3000.0
    assert not (await tables(there.rows)).get(INTAKE)


@BOTH
async def test_an_empty_database_with_tables_is_filled(
    places: Places, carry: Carry, kind: str
) -> None:
    here, there = await places("sqlite"), await places(kind)
    async with opened(here) as store:
        await fill(store)
    async with opened(there):
        pass
    await carry(here, there)
    assert without_intake(await tables(there.rows)) == without_intake(await tables(here.rows))


@BOTH
async def test_a_database_that_is_not_empty_is_left_as_it_is(
    places: Places, carry: Carry, kind: str
) -> None:
    here, there = await places("sqlite"), await places(kind)
    async with opened(here) as store:
        await fill(store)
    async with opened(there) as store:
        await store.commit([AppendAudit(AuditEntry(1.0, LEAP, "cli", "mine", {}))])
    with pytest.raises(BackupRefused, match="1 in the table audit"):
        await carry(here, there)
    # Also where somebody came in between.
    with pytest.raises(StoreUnavailable, match="meanwhile"):
        async with there.rows.loading(HEAD) as loading:
            await loading.finish()
    async with opened(there) as store:
        assert [one.action for one in await store.audit(LEAP, limit=9)] == ["mine"]


@BOTH
@pytest.mark.parametrize("broken", ["rows", "block"])
async def test_a_restore_that_fails_leaves_nothing(
    places: Places, kind: str, broken: str, tmp_path: Path
) -> None:
    place = await places(kind)

    async def load() -> None:
        async with place.rows.loading(HEAD) as loading:
            await loading.load("alive", [("leap", 1.0)])
            if broken == "rows":
                await loading.load("alive", [("leap", 2.0)])
            raise ValueError("the file could not be read")

    with pytest.raises(StoreUnavailable if broken == "rows" else ValueError):
        await load()
    assert await place.rows.found() == {}
    assert not _databases(tmp_path)
    async with opened(place) as store:
        assert await store.spaces() == []


@BOTH
@pytest.mark.parametrize("version", ["0001", "0002", "0003"])
async def test_a_backup_of_an_older_schema_is_brought_up_to_date(
    places: Places, carry: Carry, kind: str, version: str
) -> None:
    here, there = await places(kind), await places("postgres" if kind == "sqlite" else "sqlite")
    dialect: Any = "sqlite" if kind == "sqlite" else "postgresql"
    await here.run(await asyncio.to_thread(script, dialect, None, version))
    await here.run(
        "insert into teams (team_id, space_id, name, name_key, caller_id)"
        " values ('team-a', 'leap', 'Support', 'support', '')"
    )
    # Somebody has opened the target with today's program before.
    async with opened(there):
        pass
    done = await carry(here, there)
    assert done.about.schema == version
    async with opened(there) as store:
        (team,) = await store.teams(LEAP)
        assert (team.name, team.settings.queue.ring_seconds) == (
            "Support",
            type(team.settings)().queue.ring_seconds,
        )
        await fill(store)


_WRITTEN = [one for one in versions() if not "0005" < one < "0012" and one != HEAD]
"""Versions that a server was ever at work with: those between came all at once."""


def _as_of(version: str, filled: Mapping[str, Any]) -> dict[str, list[tuple[Any, ...]]]:
    """What a database of that version has of the rows of today's."""
    now, then = shape_of(HEAD), shape_of(version)
    places = {table: [list(now[table]).index(one) for one in then[table]] for table in then}
    return {
        table: [tuple(row[place] for place in places[table]) for row in filled[table]]
        for table in then
        if table != INTAKE
    }


@BOTH
@pytest.mark.parametrize("version", _WRITTEN)
async def test_rows_of_every_version_come_to_todays(
    places: Places, kind: str, version: str
) -> None:
    here, there = await places("sqlite"), await places(kind)
    async with opened(here) as store:
        await fill(store)
        (wanted,) = (await store.lives(LEAP, [named(1)])).values()
        calls = await store.search_calls(LEAP, CallSearch(), limit=9)
    then = _as_of(version, await tables(here.rows))
    async with there.rows.loading(version) as loading:
        for table, rows in then.items():
            await loading.load(table, rows)
        await loading.finish()
    found = _as_of(version, await tables(there.rows))
    assert {table: set(rows) for table, rows in found.items()} == {
        table: set(rows) for table, rows in then.items()
    }
    async with opened(there) as store:
        assert await store.search_calls(LEAP, CallSearch(), limit=9) == calls
        lines = await store.audit_onward(LEAP, AuditFilter(), limit=9)
        assert [one.action for one in lines] == ["first", "second"]
        walk = ChainWalk(LEAP)
        assert all(walk.take(line) for line in lines)
        assert len(await store.users(LEAP)) == 2
        assert len(await store.tokens(LEAP)) == 2
        if version >= "0003":
            assert (await store.lives(LEAP, [named(1)])) == {named(1): wanted}


async def test_every_version_has_a_shape_and_an_unknown_one_has_none() -> None:
    assert versions()[-1] == HEAD
    sizes = [len(await asyncio.to_thread(shape_of, version)) for version in versions()]
    assert sizes == sorted(sizes)
    with pytest.raises(UnknownSchema, match="9999"):
        shape_of("9999")


@BOTH
async def test_a_database_of_a_newer_or_another_program_is_not_backed_up(
    places: Places, kind: str
) -> None:
    place = await places(kind)
    async with opened(place):
        pass
    await place.run("alter table audit add column colour text")
    with pytest.raises(StoreUnavailable, match=r"audit is not as that has it \(columns colour\)"):
        await tables(place.rows)
    await place.run("update alembic_version set version_num = '9999'")
    with pytest.raises(UnknownSchema):
        await tables(place.rows)


@BOTH
async def test_a_database_without_tables_is_not_backed_up(places: Places, kind: str) -> None:
    place = await places(kind)
    with pytest.raises(StoreUnavailable):
        await tables(place.rows)


async def test_a_database_that_is_away(places: Places) -> None:
    with pytest.raises(StoreUnavailable):
        await tables(PostgresRows("postgresql://me:secret@127.0.0.1:1/calls"))


@BOTH
async def test_whoever_stops_a_restore_as_it_ends_is_too_late(places: Places, kind: str) -> None:
    place = await places(kind)

    async def load() -> bool:
        async with place.rows.loading(HEAD) as loading:
            await loading.load("alive", [("leap", 1.0)])
            await loading.finish()
            asyncio.get_running_loop().call_soon(task.cancel)
        # What comes before the next turn of the loop is still of one piece with it.
        return True

    task = asyncio.create_task(load())
    assert await task
    assert await place.rows.found() == {"alive": 1}
