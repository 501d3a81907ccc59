"""A whole server on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from argon2 import PasswordHasher

from dockline import stores
from dockline.adapters.postgres import serving
from dockline.adapters.postgres.serving import Serving
from dockline.adapters.postgres.sql import as_told
from dockline.cli.joinery import CannotStart
from dockline.domain.ids import SpaceId
from dockline.node import Node
from dockline.ports.store import StoreUnavailable
from dockline.settings import EngineSettings, Settings, SettingWrong, load
from tests.support.postgres import Postgres

LEAP = SpaceId("leap")
HOLDER = (
    "select pid from pg_locks where locktype = 'advisory' and granted"
    " and database = (select oid from pg_database where datname = current_database())"
)


def node(data: Path, url: str) -> Node:
    settings = Settings(
        host="127.0.0.1",
        port=0,
        data=data,
        database_url=url,
        engine=EngineSettings(kind="memory"),
    )
    return Node(settings, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


async def test_leads_pushed_to_one_server_are_known_to_the_next(
    postgres_server: Postgres, tmp_path: Path
) -> None:
    url = await postgres_server.new_database()
    body = {"cloud_id": "leap", "campaign": "Spring", "team_name": "Support", "source": "March"}
    lead = {"number": "919654301006", "data": {"name": "sumeet"}}
    answers = []
    token = ""
    for _ in range(2):
        one = node(tmp_path, url)
        await one.start()
        try:
            if not one.accounts.spaces():
                await one.accounts.create_space(LEAP, "Leap")
                await one.accounts.create_team(LEAP, "Support")
                token = await one.accounts.tokens.replace(LEAP, "api")
            async with httpx.AsyncClient(base_url=one.url, trust_env=False) as http:
                answer = await http.post(
                    "/router/api/v2/campaign/add", json=body | {"auth_token": token} | lead
                )
                assert answer.status_code == 200, answer.text
                answers.append(answer.json())
        finally:
            await one.stop()
    await postgres_server.drop_database(url)
    assert [answer["message"] for answer in answers] == ["Lead added", "Lead updated"]
    assert answers[0]["lead_id"] == answers[1]["lead_id"]
    assert not (tmp_path / "dockline.db").exists()


async def test_one_server_at_a_time_serves_a_database(
    postgres_server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second one would end the calls of the first, and dial its leads once more."""
    monkeypatch.setattr(stores, "Serving", partial(Serving, patience=0.0))
    url = await postgres_server.new_database()
    first, second = node(tmp_path / "first", url), node(tmp_path / "second", url)
    await first.start()
    with pytest.raises(CannotStart, match="another Dockline serves it"):
        await second.start()
    await first.stop()
    second = node(tmp_path / "second", url)
    async with asyncio.timeout(30):
        while True:  # the database lets go of the first a moment after
            try:
                await second.start()
                break
            except CannotStart:
                second = node(tmp_path / "second", url)
    await second.stop()
    await postgres_server.drop_database(url)


async def test_a_start_waits_for_the_server_that_is_about_to_end(
    postgres_server: Postgres,
) -> None:
    url = await postgres_server.new_database()
    ending, coming = Serving(url), Serving(url)
    await ending.take()
    taking = asyncio.create_task(coming.take())
    watch = await asyncpg.connect(url)
    refused = (
        "select count(*) from pg_stat_activity where datname = current_database()"
        " and query like 'select pg_try_advisory_lock%' and state = 'idle' and pid <> $1"
    )
    async with asyncio.timeout(30):
        while not await watch.fetchval(refused, await watch.fetchval(HOLDER)):
            pass
        await ending.close()
        await taking
    await coming.close()
    await watch.close()
    await postgres_server.drop_database(url)


@asynccontextmanager
async def served(
    postgres_server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Serving, asyncpg.Connection]]:
    """A database with its server's place, and a connection to look at it."""
    monkeypatch.setattr(serving, "_PROBE_SECONDS", 0.05)
    url = await postgres_server.new_database()
    server = Serving(url)
    await server.take()
    watch = await asyncpg.connect(url)
    yield server, watch
    await server.close()
    await watch.close()
    await postgres_server.drop_database(url)


async def taken_anew(server: Serving, watch: asyncpg.Connection, first: int) -> None:
    """Wait until the place is held by another connection than the first."""
    async with asyncio.timeout(30):
        while await watch.fetchval(HOLDER) in (None, first):
            pass
    assert not server.lost.is_set()


async def test_a_server_that_lost_its_connection_takes_the_database_again(
    postgres_server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(postgres_server, monkeypatch) as (server, watch):
        first = await watch.fetchval(HOLDER)
        await watch.execute("select pg_terminate_backend($1)", first)
        await taken_anew(server, watch, first)


async def test_no_place_is_taken_on_a_server_that_follows_another(
    postgres_server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "_PROBE_SECONDS", 0.05)
    url = await postgres_server.new_database()
    watch = await asyncpg.connect(url)
    await watch.execute(
        "create schema follower; create table follower.state as select false as it_does;"
        " create function follower.pg_is_in_recovery() returns bool language sql"
        " as 'select it_does from follower.state'"
    )
    name = url.rpartition("/")[2]
    await watch.execute(f"alter database {name} set search_path = follower, pg_catalog, public")
    server = Serving(url)
    await server.take()
    await watch.execute("update follower.state set it_does = true")
    async with asyncio.timeout(30):
        while await watch.fetchval(HOLDER):
            pass  # it looks for the one that takes writes
    other = Serving(url)
    with pytest.raises(StoreUnavailable, match="takes no writes"):
        await other.take()
    await watch.execute("update follower.state set it_does = false")
    async with asyncio.timeout(30):
        while not await watch.fetchval(HOLDER):
            pass
    assert not server.lost.is_set()
    await server.close()
    await watch.close()
    await postgres_server.drop_database(url)


async def test_a_connection_that_is_about_to_be_known_as_lost_is_taken_for_lost(
    postgres_server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked between the database's farewell and the end, it says that it is at something else."""
    async with served(postgres_server, monkeypatch) as (server, watch):
        first = await watch.fetchval(HOLDER)
        odd, ask = server._connection, asyncpg.Connection.fetchval

        async def fetchval(asked: asyncpg.Connection, *what: Any) -> Any:
            if asked is odd:
                raise asyncpg.InternalClientError("another operation (2) is in progress")
            return await ask(asked, *what)

        monkeypatch.setattr(asyncpg.Connection, "fetchval", fetchval)
        await taken_anew(server, watch, first)
    assert isinstance(as_told(asyncpg.InternalClientError("")), StoreUnavailable)


async def test_a_server_hears_that_another_has_taken_the_database(
    postgres_server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "_PROBE_SECONDS", 0.05)
    url = await postgres_server.new_database()
    server = Serving(url, patience=0.1)
    await server.take()
    watch, other = await asyncpg.connect(url), await asyncpg.connect(url)
    taking = asyncio.create_task(
        other.execute(serving.TAKE.replace("pg_try_advisory", "pg_advisory"), serving.KEY)
    )
    async with asyncio.timeout(30):
        while not await watch.fetchval(HOLDER.replace("granted", "not granted")):
            pass  # it stands in line
        await watch.execute("select pg_terminate_backend($1)", await watch.fetchval(HOLDER))
        await taking
        await server.lost.wait()
    await server.close()
    await other.close()
    await watch.close()
    await postgres_server.drop_database(url)


async def test_a_database_that_is_away_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="The database calls on ") as why:
        await node(tmp_path, "postgresql://me:secret@127.0.0.1:1/calls").start()
    assert "secret" not in str(why.value)


def test_the_variable_chooses_the_database() -> None:
    url = "postgresql://me@db/calls"
    assert load(environment={"DOCKLINE_DATABASE_URL": url}).database_url == url
    with pytest.raises(SettingWrong, match="database_url"):
        load(environment={"DOCKLINE_DATABASE_URL": "mysql://me@db/calls"})
