"""What is written while a server stops is written once."""

import asyncio
from collections.abc import Sequence
from typing import cast

from dockline.adapters.memory.clock import MemoryClock
from dockline.domain.ids import SpaceId
from dockline.ports.store import AppendAudit, AuditEntry, Store, StoreUnavailable, Write
from dockline.services.committer import Committer


class SlowStore:
    """Commits when it is told to."""

    def __init__(self) -> None:
        self.asked: list[list[Write]] = []
        self.begun, self.goes_on = asyncio.Event(), asyncio.Event()
        self.away = False

    async def commit(self, writes: Sequence[Write]) -> None:
        self.asked.append(list(writes))
        self.begun.set()
        await self.goes_on.wait()
        if self.away:
            raise StoreUnavailable("away")


def entry(action: str) -> AppendAudit:
    return AppendAudit(AuditEntry(1.0, SpaceId("leap"), "system", action, {}))


async def test_a_commit_on_its_way_is_waited_for_and_not_written_again() -> None:
    store = SlowStore()
    committer = Committer(cast(Store, store), MemoryClock())
    committer.start()
    first = committer.keep([entry("first")])
    await store.begun.wait()
    second = committer.keep([entry("second")])
    stopping = asyncio.create_task(committer.stop())
    await asyncio.sleep(0)
    store.goes_on.set()
    await stopping
    assert store.asked == [[entry("first")], [entry("second")]]
    assert first.done()
    assert second.done()


async def test_what_the_store_refuses_at_the_end_is_tried_once_more_and_no_task_is_left() -> None:
    store = SlowStore()
    store.away = True
    store.goes_on.set()
    committer = Committer(cast(Store, store), MemoryClock())
    committer.start()
    committer.keep([entry("first")])
    await store.begun.wait()
    await committer.stop()
    assert store.asked == [[entry("first")]] * 2
    assert asyncio.all_tasks() == {asyncio.current_task()}
