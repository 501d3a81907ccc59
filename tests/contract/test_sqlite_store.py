"""What only a store on a disk can be asked: crashes, full disks, other processes."""

import asyncio
import contextlib
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.relational import HEAD, MIGRATIONS, audit_sql, sql
from dockline.adapters.sqlite.store import SqliteStore
from dockline.domain.auditlog import AuditLine
from dockline.domain.ids import SpaceId
from dockline.domain.space import Space
from dockline.ports.care_store import Place
from dockline.ports.identity_store import Identity
from dockline.ports.store import (
    ANSWER_LIFETIME,
    AppendAudit,
    AuditEntry,
    CallRecord,
    PutAnswer,
    PutSpace,
    Session,
    StoredAnswer,
    StoreUnavailable,
    Token,
)

LEAP = SpaceId("leap")


def entry(n: int, size: int = 0) -> AppendAudit:
    return AppendAudit(AuditEntry(float(n), LEAP, "cli", "count", {"n": n, "fill": "x" * size}))


async def counted(store: SqliteStore) -> set[int]:
    return {kept.detail["n"] for kept in await store.audit(LEAP, limit=1_000_000)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dockline.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(path, busy_seconds=0.2)
    await store.open()
    yield store
    await store.close()


async def test_what_was_committed_is_there_after_reopening(path: Path) -> None:
    first = SqliteStore(path)
    await first.open()
    await first.commit([PutSpace(Space(LEAP, "Leap"))])
    await first.close()
    second = SqliteStore(path)
    await second.open()
    assert await second.spaces() == [Space(LEAP, "Leap")]
    await second.close()


async def test_the_file_is_for_its_owner_alone(store: SqliteStore, path: Path) -> None:
    await store.commit([entry(1)])
    for file in path.parent.glob("dockline.db*"):
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file.name


_COUNTING = """
import asyncio, sys
from pathlib import Path
from dockline.adapters.sqlite.store import SqliteStore
from dockline.domain.ids import SpaceId
from dockline.ports.store import AppendAudit, AuditEntry

async def count(store, first):
    for n in range(first, 10**9, 32):
        entry = AuditEntry(float(n), SpaceId("leap"), "cli", "count", {"n": n})
        await store.commit([AppendAudit(entry), AppendAudit(entry)])
        sys.stdout.write(f"{n}\\n")
        sys.stdout.flush()

async def main():
    store = SqliteStore(Path(sys.argv[1]))
    await store.open()
    await asyncio.gather(*(count(store, first) for first in range(32)))

asyncio.run(main())
"""


@pytest.mark.parametrize("lines", [1, 50, 400, 1500])
async def test_nothing_acknowledged_is_lost_when_the_process_is_killed(
    path: Path, lines: int
) -> None:
    acknowledged = await asyncio.to_thread(_killed_while_counting, path, lines)
    assert len(acknowledged) >= lines
    store = SqliteStore(path)
    await store.open()
    entries = await store.audit(LEAP, limit=1_000_000)
    await store.close()
    kept = [record.detail["n"] for record in entries]
    assert acknowledged <= set(kept)
    # Both halves of each commit are there, or neither.
    assert all(kept.count(n) == 2 for n in set(kept))


def _killed_while_counting(path: Path, lines: int) -> set[int]:
    with subprocess.Popen(
        [sys.executable, "-c", _COUNTING, str(path)], stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        read = [child.stdout.readline() for _ in range(lines)]
        child.send_signal(signal.SIGKILL)
        read.extend(child.stdout.readlines())
    # The last line may have been cut off in the middle.
    return {int(line) for line in read if line.endswith(b"\n")}


async def test_closing_commits_all_that_waits(path: Path) -> None:
    store = SqliteStore(path)
    await store.open()
    waiting = [asyncio.create_task(store.commit([entry(n)])) for n in range(500)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*waiting)
    again = SqliteStore(path)
    await again.open()
    assert await counted(again) == set(range(500))
    await again.close()


async def test_a_closed_store_refuses(path: Path) -> None:
    store = SqliteStore(path)
    await store.open()
    await store.close()
    with pytest.raises(StoreUnavailable):
        await store.commit([entry(1)])
    with pytest.raises(StoreUnavailable):
        await store.spaces()
    assert not await store.healthy()
    await store.close()


# --- the disk refuses -------------------------------------------------------------------------


@contextlib.contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file of this process may grow beyond ``size`` bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_full_disk_is_told_and_nothing_is_half_written(
    store: SqliteStore, path: Path
) -> None:
    await store.commit([entry(0)])
    log = path.with_name("dockline.db-wal")
    with largest_file(log.stat().st_size + 1_000):
        with pytest.raises(StoreUnavailable):
            await store.commit([entry(1, 100_000), entry(2, 100_000)])
        results = await asyncio.gather(
            *(store.commit([entry(n, 30_000)]) for n in range(3, 10)), return_exceptions=True
        )
        assert all(isinstance(result, StoreUnavailable) for result in results)
        assert not await store.healthy()
    assert await counted(store) == {0}
    await store.commit([entry(20)])
    assert await store.healthy()
    assert await counted(store) == {0, 20}


async def test_what_fits_is_committed_beside_what_does_not(store: SqliteStore, path: Path) -> None:
    await store.commit([entry(0)])
    log = path.with_name("dockline.db-wal")
    with largest_file(log.stat().st_size + 65_536):
        large, small = await asyncio.gather(
            store.commit([entry(1, 200_000)]), store.commit([entry(2)]), return_exceptions=True
        )
    assert isinstance(large, StoreUnavailable)
    assert small is None
    assert await counted(store) == {0, 2}


async def test_a_file_that_somebody_holds_is_told(store: SqliteStore, path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        with pytest.raises(StoreUnavailable):
            await store.commit([entry(1)])
        assert not await store.healthy()
        assert await counted(store) == set()
        other.execute("rollback")
    await store.commit([entry(2)])
    assert await counted(store) == {2}


async def test_more_than_may_wait_is_refused_at_once(path: Path) -> None:
    store = SqliteStore(path, busy_seconds=60, most_waiting=100)
    await store.open()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        waiting = [asyncio.create_task(store.commit([entry(n)])) for n in range(500)]
        refused = {task for task in waiting if await _refused_at_once(task)}
        other.execute("rollback")
    kept = [n for n, task in enumerate(waiting) if task not in refused]
    await asyncio.gather(*(waiting[n] for n in kept))
    assert 100 <= len(kept) <= 200
    assert await counted(store) == set(kept)
    await store.close()


async def _refused_at_once(task: asyncio.Task[None]) -> bool:
    await asyncio.sleep(0)
    return task.done() and isinstance(task.exception(), StoreUnavailable)


@pytest.fixture
def letter(path: Path) -> Path:
    path.write_bytes(b"This is a letter, not a database." * 100)
    return path


async def test_what_is_no_database_is_refused_when_it_is_opened(letter: Path) -> None:
    with pytest.raises(StoreUnavailable):
        await SqliteStore(letter).open()


async def test_a_folder_that_cannot_be_made_is_refused(letter: Path) -> None:
    with pytest.raises(StoreUnavailable):
        await SqliteStore(letter / "dockline.db").open()


# --- the schema -------------------------------------------------------------------------------


def test_the_head_this_program_compares_with_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


async def test_columns_are_in_the_order_of_the_structs(store: SqliteStore) -> None:
    assert CallRecord.__struct_fields__ == sql.CALL_COLUMNS
    assert Token.__struct_fields__ == sql.TOKEN_COLUMNS
    assert Session.__struct_fields__ == sql.SESSION_COLUMNS
    assert len(AuditLine.__struct_fields__) == len(audit_sql.LINE_COLUMNS)
    assert Identity.__struct_fields__ == audit_sql.IDENTITY_COLUMNS
    assert StoredAnswer.__struct_fields__ == sql.ANSWER_COLUMNS


async def test_a_file_of_a_later_version_is_refused(path: Path) -> None:
    store = SqliteStore(path)
    await store.open()
    await store.close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
        connection.commit()
    with pytest.raises(StoreUnavailable, match="another version"):
        await SqliteStore(path).open()


_OPEN_AT_HEAD = """
import asyncio, sys
from pathlib import Path
from dockline.adapters.sqlite.store import SqliteStore

async def main():
    store = SqliteStore(Path(sys.argv[1]))
    await store.open()
    await store.close()

asyncio.run(main())
sys.exit("alembic" in sys.modules or "sqlalchemy" in sys.modules)
"""


async def test_a_start_at_the_head_does_not_import_alembic(path: Path) -> None:
    store = SqliteStore(path)
    await store.open()
    await store.close()
    assert await _exit_status(_OPEN_AT_HEAD, path) == 0


async def test_processes_that_open_a_fresh_file_together_all_succeed(path: Path) -> None:
    statuses = await asyncio.gather(
        *(_exit_status(_OPEN_AT_HEAD.replace("sys.exit", "bool"), path) for _ in range(4))
    )
    assert statuses == [0, 0, 0, 0]


async def _exit_status(program: str, path: Path) -> int:
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", program, str(path))
    return await child.wait()


# --- other processes --------------------------------------------------------------------------


async def test_the_generation_changes_when_another_process_writes(
    store: SqliteStore, path: Path
) -> None:
    before = await store.generation()
    await store.commit([entry(1)])
    assert await store.generation() == before
    other = SqliteStore(path)
    await other.open()
    assert await store.generation() == before
    await other.commit([PutSpace(Space(LEAP, "Leap"))])
    await other.close()
    changed = await store.generation()
    assert changed != before
    assert await store.spaces() == [Space(LEAP, "Leap")]
    assert await store.generation() == changed


async def test_reads_do_not_wait_for_a_long_write(store: SqliteStore, path: Path) -> None:
    await store.commit([entry(1)])
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        other.execute("update audit set detail = '{}', erased_at = 1.0")
        assert await asyncio.wait_for(counted(store), timeout=5) == {1}
        other.execute("rollback")


async def test_answers_of_yesterday_go_some_at_a_time(path: Path) -> None:
    """All at once kept every commit waiting for five seconds, with the first call of the day."""
    clock = MemoryClock(200_000.0)
    store = SqliteStore(path, clock)
    await store.open()

    def answer(key: str, at: float) -> PutAnswer:
        return PutAnswer(StoredAnswer(LEAP, key, b"h", 200, b"{}", at))

    def left() -> int:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            return int(connection.execute("select count(*) from answers").fetchone()[0])

    await store.commit([answer(f"old-{n}", 200_000.0) for n in range(350)])
    clock.advance(ANSWER_LIFETIME + 1.0)
    await store.commit([answer("new", clock.now())])
    assert left() == 251
    for n in range(3):
        await store.commit([answer(f"more-{n}", clock.now())])
    assert left() == 4
    await store.close()


async def test_a_look_at_every_row_keeps_no_other_read_waiting(store: SqliteStore) -> None:
    """Two who looked for a number took both threads that the dialer and every page read by."""
    assert store._reader is not None
    await store._reader.close()
    with pytest.raises(StoreUnavailable):
        await store.spaces()
    assert await store.mentions(LEAP, Place.CALLS, "442079460101", limit=9) == []
    assert await store.chats_mentioning(LEAP, "442079460101") == []
