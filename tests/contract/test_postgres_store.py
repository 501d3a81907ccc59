"""What only a store of many servers can be asked: lost connections, other servers, deadlocks."""

import asyncio
import contextlib
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import asyncpg
import pytest

from dockline.adapters.postgres import store as postgres_store
from dockline.adapters.postgres.store import PostgresStore
from dockline.domain.ids import LeadId
from dockline.domain.lead import LeadState
from dockline.domain.leadhold import hold
from dockline.domain.space import Space
from dockline.ports.lead_store import Postpone, PutLife
from dockline.ports.store import AppendAudit, AuditEntry, PutSpace, StoreUnavailable
from tests.contract.lead_samples import LIST, batch, number, push
from tests.contract.life_samples import SETTINGS, in_turn, life, named
from tests.contract.store_samples import LEAP
from tests.support.postgres import Postgres, postgres
from tests.support.until import until


def entry(n: int) -> AppendAudit:
    return AppendAudit(AuditEntry(float(n), LEAP, "cli", "count", {"n": n}))


async def counted(store: PostgresStore) -> set[int]:
    return {kept.detail["n"] for kept in await store.audit(LEAP, limit=1_000_000)}


@pytest.fixture
async def url(postgres_server: Postgres) -> AsyncIterator[str]:
    url = await postgres_server.new_database()
    yield url
    await postgres_server.drop_database(url)


@contextlib.asynccontextmanager
async def opened(url: str, **options: Any) -> AsyncIterator[PostgresStore]:
    store = PostgresStore(url, **options)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


async def test_what_was_committed_is_there_after_reopening(url: str) -> None:
    async with opened(url) as store:
        await store.commit([PutSpace(Space(LEAP, "Leap"))])
    async with opened(url) as store:
        assert await store.spaces() == [Space(LEAP, "Leap")]


async def test_servers_that_open_a_fresh_database_together_all_succeed(url: str) -> None:
    stores = [PostgresStore(url) for _ in range(4)]
    await asyncio.gather(*(store.open() for store in stores))
    await asyncio.gather(*(store.commit([entry(n)]) for n, store in enumerate(stores)))
    assert await counted(stores[0]) == {0, 1, 2, 3}
    for store in stores:
        await store.close()


async def test_the_generation_changes_when_another_server_writes_accounts(url: str) -> None:
    async with opened(url) as mine, opened(url) as other:
        before = await mine.generation()
        await other.commit([entry(1)])
        await other.push_leads(batch(push()))
        assert await mine.generation() == before
        await other.commit([PutSpace(Space(LEAP, "Leap"))])
        assert await mine.generation() != before
        assert await mine.spaces() == [Space(LEAP, "Leap")]


async def test_a_database_of_a_later_version_is_refused(url: str) -> None:
    async with opened(url):
        pass
    connection = await asyncpg.connect(url)
    await connection.execute("update alembic_version set version_num = '9999'")
    await connection.close()
    with pytest.raises(StoreUnavailable, match="another version"):
        await PostgresStore(url).open()


@pytest.mark.parametrize(
    "wrong", ["postgresql://nobody:x@127.0.0.1:1/x", "mysql://x", "postgresql://x@[::1]:notaport/x"]
)
async def test_a_database_that_is_not_there_is_told(wrong: str) -> None:
    with pytest.raises(StoreUnavailable):
        await PostgresStore(wrong).open()


async def test_a_wrong_password_is_told(postgres_server: Postgres) -> None:
    wrong = postgres_server.url().replace("dockline:", "dockline:x")
    with pytest.raises(StoreUnavailable):
        await PostgresStore(wrong).open()


async def test_a_closed_store_refuses(url: str) -> None:
    store = PostgresStore(url)
    await store.open()
    waiting = [asyncio.create_task(store.commit([entry(n)])) for n in range(100)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*waiting)
    with pytest.raises(StoreUnavailable):
        await store.commit([entry(1)])
    with pytest.raises(StoreUnavailable):
        await store.push_leads(batch(push()))
    with pytest.raises(StoreUnavailable):
        await store.spaces()
    assert not await store.healthy()
    await store.close()
    async with opened(url) as again:
        assert await counted(again) == set(range(100))


async def test_more_than_may_wait_is_refused_at_once(url: str) -> None:
    async with opened(url, most_waiting=100) as store:
        results = await asyncio.gather(
            *(store.commit([entry(n)]) for n in range(500)), return_exceptions=True
        )
        kept = {n for n, result in enumerate(results) if result is None}
        assert len(kept) >= 100
        assert all(isinstance(one, StoreUnavailable) for one in results if one is not None)
        assert await counted(store) == kept


async def test_servers_that_push_the_same_leads_at_once_wait_and_never_in_a_circle(
    url: str,
) -> None:
    async with opened(url) as one, opened(url) as two:
        chance = random.Random(7)

        async def push_some(store: PostgresStore, n: int) -> int:
            numbers = chance.sample(range(600), 450 if n % 2 else 150)
            body = batch(*(push(k, f"{n}-{k}", data={f"k{n}": k}) for k in numbers))
            return sum(pushed.created for pushed in await store.push_leads(body))

        created = await asyncio.gather(
            *(push_some(store, n) for n, store in enumerate([one, two] * 12))
        )
        leads = await one.leads(LEAP, LIST, limit=1000)
        assert sum(created) == len(leads)
        assert sum(len(lead.data) for lead in leads) == 12 * 450 + 12 * 150


async def test_lives_and_pushes_of_the_same_leads_never_wait_in_a_circle(url: str) -> None:
    async with opened(url) as one, opened(url) as two:
        await one.push_leads(batch(*(push(n) for n in range(600))))
        chance = random.Random(7)
        lives = await one.lives(LEAP, [named(n) for n in range(600)])

        async def live(n: int) -> None:
            # Gathered into groups, each in an order of its own.
            for life in chance.sample(list(lives.values()), 100):
                held = hold(life, SETTINGS, 2001.0 + n)
                await asyncio.gather(
                    one.commit([PutLife(held)]),
                    two.commit([Postpone(life.lead.lead_id, LeadState.NEW, 9000.0)]),
                )

        async def push_all(n: int) -> None:
            for store in (one, two):
                await store.push_leads(batch(*(push(k, f"{n}-{k}") for k in range(600))))
                await store.wake_leads(LEAP, 9000.0, limit=200)

        await asyncio.gather(*(live(n) for n in range(20)), *(push_all(n) for n in range(3)))
    connection = await asyncpg.connect(url)
    query = "select deadlocks from pg_stat_database where datname = current_database()"
    assert await connection.fetchval(query) == 0
    await connection.close()


async def test_nobody_waits_for_leads_that_are_put_off_while_a_body_has_them(url: str) -> None:
    async with opened(url) as store:
        await store.push_leads(batch(push(1), push(2)))
        free, taken = await life(store, 1), await life(store, 2)
        body = await asyncpg.connect(url)
        async with body.transaction(), asyncio.timeout(20):
            await body.execute("select from leads where lead_id = $1 for update", named(2))
            await store.commit(
                [Postpone(one.lead.lead_id, LeadState.NEW, 9000.0) for one in (taken, free)]
            )
            await store.commit([PutLife(free, LeadState.NEW, 9000.0), entry(1)])
        await body.close()
        assert await in_turn(store, LeadState.NEW, 8999.0) == [named(2)], "it is left as it was"


async def test_a_server_that_may_only_be_read_is_left_for_the_one_that_takes_writes(
    url: str,
) -> None:
    """As while another one takes over: connections that came too early lead to the wrong one."""
    async with opened(url):
        pass
    name = url.rpartition("/")[2]
    admin = await asyncpg.connect(url)
    await admin.execute(f"alter database {name} set default_transaction_read_only = on")

    async def write(store: PostgresStore, n: int) -> None:
        life = Postpone(LeadId(named(1)), LeadState.NEW, 9000.0)
        for work in (
            store.commit([entry(n)]),
            store.commit([life]),
            store.push_leads(batch(push(n))),
            store.push_leads(batch(*(push(k) for k in range(300)))),
            store.wake_leads(LEAP, 9000.0, limit=10),
        ):
            if n:
                await work
                continue
            with pytest.raises(StoreUnavailable, match="ReadOnly"):
                await work

    async with opened(url, most_connections=1) as store:
        await write(store, 0)
        await admin.execute("set transaction_read_only = off")
        await admin.execute("set default_transaction_read_only = off")
        await admin.execute(f"alter database {name} reset default_transaction_read_only")
        await write(store, 1)
        assert await counted(store) == {1}
    await admin.close()


# --- the server is killed -----------------------------------------------------------------------


@pytest.fixture
def mortal() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


async def test_a_database_that_goes_away_is_told_and_found_again(mortal: Postgres) -> None:
    async with opened(mortal.url()) as store:
        acknowledged: set[int] = set()
        refused = asyncio.Event()

        async def count(first: int) -> None:
            for n in range(first, 1_000_000, 8):
                try:
                    await store.commit([entry(n)])
                except StoreUnavailable:
                    refused.set()
                    return
                acknowledged.add(n)

        counting = [asyncio.create_task(count(first)) for first in range(8)]
        await until(lambda: len(acknowledged) > 200)
        await asyncio.to_thread(mortal.kill)
        await asyncio.wait_for(asyncio.gather(*counting), 30)
        assert refused.is_set()
        assert not await store.healthy()
        with pytest.raises(StoreUnavailable):
            await store.push_leads(batch(push()))
        with pytest.raises(StoreUnavailable):
            await store.spaces()
        await asyncio.to_thread(mortal.start)
        async with asyncio.timeout(30):
            while not await store.healthy():  # it has its log to read first
                pass
        assert acknowledged <= await counted(store)
        await store.commit([entry(-1)])
        (pushed,) = await store.push_leads(batch(push()))
        assert pushed.created


_PUSHING = """
import asyncio, sys
from dockline.adapters.postgres.store import PostgresStore
from tests.contract.lead_samples import batch, push

async def main():
    store = PostgresStore(sys.argv[1])
    await store.open()
    for body in range(10**6):
        print(body, flush=True)
        await store.push_leads(
            batch(*(push(n, f"{body:04}-{n}", data={str(body): n}) for n in range(3000)))
        )

asyncio.run(main())
"""


async def test_a_body_is_there_whole_or_not_at_all_when_its_server_is_killed(url: str) -> None:
    begun = await asyncio.to_thread(_killed_while_pushing, url)
    async with opened(url) as store:
        found = await store.leads_with(LEAP, LIST, [number(n) for n in range(3000)])
        counts = [
            sum(str(body) in lead.data for lead in found.values()) for body in range(begun + 1)
        ]
    assert counts[:begun] == [3000] * begun
    assert counts[begun] in (0, 3000)


def _killed_while_pushing(url: str) -> int:
    with subprocess.Popen([sys.executable, "-c", _PUSHING, url], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(3)]
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(0.1)
        child.send_signal(signal.SIGKILL)
        lines += child.stdout.readlines()
    return int(lines[-1])


async def test_a_report_may_take_longer_than_what_calls_wait_for(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_store, "COMMAND_SECONDS", 0.1)
    async with opened(url) as store:
        with pytest.raises(StoreUnavailable):
            await store._rows("select 1 from pg_sleep(?)", (0.4,))
        assert await store._report_rows("select 1 from pg_sleep(?)", (0.4,)) == [(1,)]
