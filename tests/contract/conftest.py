"""Every store there is, each as a suite's `store`."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.adapters.sqlite.store import SqliteStore
from dockline.ports.store import Store


@pytest.fixture
def clock() -> MemoryClock:
    return MemoryClock()


@pytest.fixture(params=["memory", "sqlite"])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, clock: MemoryClock
) -> AsyncIterator[Store]:
    kinds: dict[str, Store] = {
        "memory": MemoryStore(clock),
        "sqlite": SqliteStore(tmp_path / "data" / "dockline.db", clock),
    }
    store = kinds[request.param]
    await store.open()
    yield store
    await store.close()
