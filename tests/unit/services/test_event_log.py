"""The log of events lets go what is old, and keeps nobody waiting meanwhile."""

from collections.abc import Sequence

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain.space import Space
from dockline.ports.event_store import (
    AppendEvent,
    ForgetEvents,
    Progress,
    PutProgress,
    PutWebhook,
)
from dockline.ports.store import PutSpace, Write
from dockline.services.accounts import Accounts
from dockline.services.events.log import EventLog
from tests.contract.store_samples import LEAP
from tests.contract.test_store_events import HOOK, event, hook


class Watched(MemoryStore):
    """Knows how many events each commit took out of the log."""

    def __init__(self) -> None:
        super().__init__()
        self.gone: list[int] = []

    async def commit(self, writes: Sequence[Write]) -> None:
        before = len(self._events.get(LEAP, {}))
        await super().commit(writes)
        if any(isinstance(one, ForgetEvents) for one in writes):
            self.gone.append(before - len(self._events.get(LEAP, {})))


async def test_what_is_old_is_forgotten_some_at_a_time() -> None:
    """A million at once kept calls from being written, and so from being made, for 17 seconds."""
    store, clock = Watched(), MemoryClock()
    now = clock.now()
    old = [event(n, at=now - 100 * 3600.0 + n) for n in range(1, 1301)]
    young = [event(n, at=now - 3600.0 + n) for n in range(1301, 1402)]
    await store.commit([PutSpace(Space(LEAP, "Leap")), PutWebhook(hook(active=False))])
    await store.commit([AppendEvent(one) for one in (*old, *young)])
    accounts = Accounts(store, clock)
    await accounts.load()
    log = EventLog(store, clock)
    await log.start(accounts)
    await log.forget()
    assert await store.event_range(LEAP) == (1301, 1401)
    assert len(await store.events(LEAP, after=0, limit=9999)) == len(young)
    assert sum(store.gone) == 1300
    assert max(store.gone) <= 500
    store.gone.clear()
    await log.forget()
    assert store.gone == [0]


async def test_what_a_subscription_is_still_to_hear_of_is_not_looked_through() -> None:
    store, clock = Watched(), MemoryClock()
    await store.commit(
        [
            PutSpace(Space(LEAP, "Leap")),
            PutWebhook(hook()),
            PutProgress(HOOK, Progress(done_to=600)),
            *(AppendEvent(event(n, at=float(n))) for n in range(1, 2001)),
        ]
    )
    accounts = Accounts(store, clock)
    await accounts.load()
    log = EventLog(store, clock)
    await log.start(accounts)
    await log.forget()
    assert await store.event_range(LEAP) == (601, 2000)
    assert store.gone == [500, 100]
