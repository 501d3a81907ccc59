"""Large bodies of leads in the file: whole after a crash, and in nobody's way."""

import asyncio
import contextlib
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dockline.adapters.sqlite.leads import SLICE
from dockline.adapters.sqlite.store import SqliteStore
from dockline.ports.store import AppendAudit, AuditEntry
from tests.contract.lead_samples import LIST, batch, number, push
from tests.contract.store_samples import LEAP

MANY = 40 * SLICE


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dockline.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(path, busy_seconds=0.2)
    await store.open()
    yield store
    await store.close()


def rows(path: Path, query: str) -> int:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(query).fetchone()[0])


_PUSHING = """
import asyncio, sys
from pathlib import Path
from dockline.adapters.sqlite.store import SqliteStore
from tests.contract.lead_samples import batch, push

async def main():
    store = SqliteStore(Path(sys.argv[1]))
    await store.open()
    for body in range(10**6):
        print(body, flush=True)
        await store.push_leads(
            batch(*(push(n, f"{body:04}-{n}", data={str(body): n}) for n in range(5000)))
        )

asyncio.run(main())
"""


@pytest.mark.parametrize("milliseconds", [0, 15, 40, 90, 160])
async def test_a_body_is_there_whole_or_not_at_all_after_a_crash(
    path: Path, milliseconds: int
) -> None:
    begun = await asyncio.to_thread(_killed_while_pushing, path, milliseconds)
    store = SqliteStore(path)
    await store.open()
    leads = await store.leads(LEAP, LIST, limit=100_000)
    await store.close()
    assert rows(path, "select count(*) from intake") == 0
    counts = [sum(str(body) in lead.data for lead in leads) for body in range(begun + 1)]
    # Every body but the one that was under way was acknowledged.
    assert counts[:begun] == [5000] * begun
    assert counts[begun] in (0, 5000)


def _killed_while_pushing(path: Path, milliseconds: int) -> int:
    """The number of the body that was begun last."""
    with subprocess.Popen(
        [sys.executable, "-c", _PUSHING, str(path)], stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(3)]
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(milliseconds / 1000)
        child.send_signal(signal.SIGKILL)
        lines += child.stdout.readlines()
    return int(lines[-1])


async def test_what_a_failure_left_in_the_journal_comes_before_the_next_push(
    store: SqliteStore, path: Path
) -> None:
    refused = MANY // 2
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(
            f"create trigger refusing before insert on leads when new.number = '{number(refused)}'"
            " begin select raise(abort, 'no more'); end"
        )
        body = batch(*(push(n, f"first-{n}", data={"who": "first"}) for n in range(MANY)))
        with pytest.raises(sqlite3.IntegrityError, match="no more"):
            await store.push_leads(body)
        # Those that were with the writer beside the one that was refused are none the worse for it.
        assert refused <= rows(path, "select count(*) from leads") < MANY
        assert rows(path, "select count(*) from intake") > 0
        other.execute("drop trigger refusing")
    await store.push_leads(batch(push(refused, "second", data={"who": "second"})))
    found = await store.leads_with(LEAP, LIST, [number(n) for n in range(MANY)])
    assert len(found) == MANY
    assert found[number(refused)].lead_id == f"first-{refused}"
    assert found[number(refused)].data == {"who": "second"}
    assert rows(path, "select count(*) from intake") == 0


async def test_a_slice_that_another_process_has_taken_is_not_taken_once_more(
    store: SqliteStore, path: Path
) -> None:
    body = [push(n, f"first-{n}", data={"who": "first"}) for n in range(MANY)]
    # As the other process would have done, and then somebody pushed one of them again.
    await store.push_leads(batch(*body[SLICE : 2 * SLICE]))
    await store.push_leads(batch(push(SLICE, "second", data={"who": "second"})))
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(
            "create trigger faster after delete on intake when old.part = 0"
            " begin delete from intake where part = 1; end"
        )
        pushed = await store.push_leads(batch(*body))
        other.execute("drop trigger faster")
    assert [one.lead_id for one in pushed] == [one.lead_id for one in body]
    assert all(one.created for one in pushed)
    found = await store.leads_with(LEAP, LIST, [number(SLICE), number(SLICE + 1)])
    assert found[number(SLICE)].data == {"who": "second"}
    assert found[number(SLICE + 1)].data == {"who": "first"}


async def test_small_commits_come_in_between_the_slices_of_a_large_body(
    store: SqliteStore,
) -> None:
    body = batch(*(push(n) for n in range(MANY)))
    pushing = asyncio.create_task(store.push_leads(body))
    between = 0
    while not pushing.done():
        entry = AuditEntry(float(between), LEAP, "cli", "call.requested", {})
        await store.commit([AppendAudit(entry)])
        between += not pushing.done()
    assert len(await pushing) == MANY
    assert between >= 5
