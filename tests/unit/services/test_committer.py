"""What is written while a server stops is written once."""

import asyncio
from collections.abc import Sequence
from typing import cast

import pytest

from dockline.adapters.memory.clock import MemoryClock
from dockline.domain.ids import SpaceId
from dockline.ports.event_store import AppendEvent, Event
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


def event(n: int) -> Event:
    body = {"data": {"n": n}, "custom": None}
    return Event(f"event-{n}", SpaceId("leap"), "call.ringing", float(n), "call-1", body)


async def test_what_is_written_at_once_is_told_after_what_was_told_before() -> None:
    store = SlowStore()
    committer = Committer(cast(Store, store), MemoryClock())
    committer.start()
    committer.tell([event(1)])
    await store.begun.wait()
    committer.tell([event(2)])
    at_once = asyncio.create_task(committer.at_once([AppendEvent(event(3))]))
    await asyncio.sleep(0)
    store.goes_on.set()
    await at_once
    await committer.stop()
    told = [write.event for some in store.asked for write in some if isinstance(write, AppendEvent)]
    assert told == [event(1), event(2), event(3)]


async def test_what_was_told_before_is_kept_where_what_is_written_at_once_is_refused() -> None:
    store = SlowStore()
    committer = Committer(cast(Store, store), MemoryClock())
    committer.tell([event(1)])
    store.away = True
    store.goes_on.set()
    with pytest.raises(StoreUnavailable):
        await committer.at_once([AppendEvent(event(2))])
    store.away = False
    await committer.stop()
    assert store.asked[-1] == [AppendEvent(event(1))]


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
