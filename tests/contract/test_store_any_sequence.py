"""The store in memory and the one on the disk say the same, whatever is asked of them."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.adapters.sqlite.store import SqliteStore
from dockline.domain.ids import CallId, TeamId
from dockline.domain.space import Space, Team
from dockline.ports.store import (
    AppendAudit,
    AuditEntry,
    CallFilter,
    DropToken,
    PutAnswer,
    PutCall,
    PutSpace,
    PutTeam,
    PutToken,
    PutUser,
    ReplaceToken,
    SetRecordingName,
    Store,
    StoreConflict,
    StoredAnswer,
    Write,
)
from tests.contract.store_samples import LEAP, NOVA, call, token, user

_spaces = st.sampled_from([LEAP, NOVA])
_few = st.integers(0, 3)
_names = st.sampled_from(["Rishi", "rishi", "RISHI", "straße", "STRASSE", "x@y.z"])
_times = st.floats(0, 1e6, allow_nan=False)
_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet="ab"), inner, max_size=3)
    ),
    max_leaves=8,
)
_writes: st.SearchStrategy[Write] = st.one_of(
    st.builds(lambda s, n, new: PutSpace(Space(s, n), new=new), _spaces, _names, st.booleans()),
    st.builds(lambda i, s, n: PutTeam(Team(TeamId(f"t{i}"), s, n)), _few, _spaces, _names),
    st.builds(lambda i, s, n: PutUser(user(n, s, f"u{i}")), _few, _spaces, _names),
    st.builds(lambda i, s: PutToken(token("n", bytes([i]), s)), _few, _spaces),
    st.builds(lambda i: DropToken(bytes([i]) * 32), _few),
    st.builds(
        lambda i, ends, j, s: ReplaceToken(bytes([i]) * 32, ends, token("n", bytes([j]), s)),
        _few,
        st.none() | _times,
        _few,
        _spaces,
    ),
    st.builds(
        lambda i, s, at, ended, custom: PutCall(
            call(i, s, started_at=at, ended_at=ended, custom={"c": custom})
        ),
        _few,
        _spaces,
        _times,
        st.none() | _times,
        _json,
    ),
    st.builds(lambda i: SetRecordingName(CallId(f"call-{i}"), "r.wav"), _few),
    st.builds(lambda s, d: AppendAudit(AuditEntry(1.0, s, "cli", "act", {"d": d})), _spaces, _json),
    st.builds(
        lambda s, i: PutAnswer(StoredAnswer(s, f"k{i}", b"h", 200, b"{}", 1_749_999_000.0)),
        _spaces,
        _few,
    ),
)


async def _everything(store: Store) -> list[object]:
    found: list[object] = [await store.spaces()]
    for space_id in (LEAP, NOVA):
        found.append(await store.teams(space_id))
        found.append(await store.users(space_id))
        found.append(await store.tokens(space_id))
        found.append(await store.open_calls(space_id))
        found.append(await store.calls(space_id, CallFilter(), limit=100))
        found.append(await store.audit(space_id, limit=1000))
        found.append([await store.answer(space_id, f"k{i}") for i in range(4)])
    return found


async def _outcome(store: Store, writes: Sequence[Write]) -> str:
    try:
        await store.commit(writes)
    except StoreConflict as conflict:
        return conflict.field
    return "committed"


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("empty") / "dockline.db"

    async def make() -> None:
        store = SqliteStore(path)
        await store.open()
        await store.close()

    asyncio.run(make())
    return path.read_bytes()


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(commits=st.lists(st.lists(_writes, max_size=4), max_size=12))
def test_both_stores_say_the_same_of_any_sequence(
    commits: list[list[Write]], empty_file: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("any") / "dockline.db"
    path.write_bytes(empty_file)

    async def compare() -> None:
        memory, sqlite = MemoryStore(MemoryClock()), SqliteStore(path, MemoryClock())
        await sqlite.open()
        try:
            for writes in commits:
                assert await _outcome(sqlite, writes) == await _outcome(memory, writes)
                assert await _everything(sqlite) == await _everything(memory)
        finally:
            await sqlite.close()

    asyncio.run(compare())
