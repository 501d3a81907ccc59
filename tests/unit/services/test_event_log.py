"""The log of events lets go what is old, and keeps nobody waiting meanwhile."""

from collections.abc import Sequence

import pytest
from structlog.testing import capture_logs

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain.space import Space
from dockline.ports.event_store import (
    AppendEvent,
    ForgetEvents,
    Progress,
    PutDelivery,
    PutProgress,
    PutWebhook,
)
from dockline.ports.store import PutSpace, Write
from dockline.services.accounts import Accounts
from dockline.services.events import log as log_module
from dockline.services.events.log import LETTER_SECONDS, EventLog
from dockline.services.webhooks.deliveries import Deliveries
from dockline.services.webhooks.keeping import WebhookKeeping
from tests.contract.store_samples import LEAP
from tests.contract.test_store_events import HOOK, delivery, event, hook
from tests.support.hooks import Receiving


class Watched(MemoryStore):
    """Knows how many events each commit took out of the log, and how many deliveries it wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.gone: list[int] = []
        self.written: list[int] = []

    async def commit(self, writes: Sequence[Write]) -> None:
        before, held = len(self._events.get(LEAP, {})), dict(self._deliveries)
        await super().commit(writes)
        if any(isinstance(one, ForgetEvents) for one in writes):
            self.gone.append(before - len(self._events.get(LEAP, {})))
        changed = held.items() ^ self._deliveries.items()
        self.written.append(len({key for key, _ in changed}))


async def _with_letters(count: int) -> tuple[Watched, MemoryClock, EventLog, WebhookKeeping]:
    """A subscription that is switched off, and so many dead letters, a second apart."""
    store, clock = Watched(), MemoryClock()
    now = clock.now()
    await store.commit(
        [
            PutSpace(Space(LEAP, "Leap")),
            PutWebhook(hook(active=False)),
            *(AppendEvent(event(n, at=now - 100 * 3600.0)) for n in range(1, count + 1)),
            *(
                PutDelivery(delivery(n, dead=True, first_at=now - count + n))
                for n in range(1, count + 1)
            ),
        ]
    )
    accounts = Accounts(store, clock)
    await accounts.load()
    log = EventLog(store, clock)
    await log.start(accounts)
    deliveries = Deliveries(store, clock, accounts, log, Receiving())
    keeping = WebhookKeeping(accounts.book, deliveries)
    await keeping.start()
    store.written.clear()
    return store, clock, log, keeping


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


async def test_what_was_to_be_told_to_who_is_dropped_goes_some_at_a_time() -> None:
    """A million deliveries at once kept calls from being made for seconds."""
    store, _, log, keeping = await _with_letters(1300)
    await keeping.drop(LEAP, HOOK, actor="lena")
    assert await keeping.every(LEAP) == []
    await log.forget()
    assert await store.delivered_to() == []
    assert await store.event_range(LEAP) == (1301, 1300)
    assert sum(store.written) == 1300
    assert max(store.written) <= 500


@pytest.mark.parametrize("sent", [True, False])
async def test_dead_letters_are_sent_again_or_dropped_some_at_a_time(sent: bool) -> None:
    store, _, _, keeping = await _with_letters(1300)
    ask = keeping.revive if sent else keeping.bury
    assert await ask(LEAP, HOOK, None, actor="lena") == 1300
    assert await store.count_deliveries(HOOK) == ((1300, 0) if sent else (0, 0))
    assert max(store.written) <= 500


async def test_dead_letters_of_a_month_ago_go_some_at_a_time() -> None:
    store, clock, log, _ = await _with_letters(1300)
    clock.advance(LETTER_SECONDS - 99.5)
    await log.forget()
    assert await store.count_deliveries(HOOK) == (0, 100)
    assert await store.event_range(LEAP) == (1201, 1300)
    assert max(store.written) <= 500


async def test_of_too_many_dead_letters_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a receiver that is away for weeks a busy space would keep millions."""
    monkeypatch.setattr(log_module, "MOST_LETTERS", 200)
    store, _, log, _ = await _with_letters(1300)
    with capture_logs() as told:
        await log.forget()
    assert await store.count_deliveries(HOOK) == (0, 200)
    assert (await store.deliveries(HOOK, dead=True, limit=1))[0].delivery.seq == 1101
    assert await store.event_range(LEAP) == (1101, 1300)
    assert max(store.written) <= 500
    assert [(one["webhook_id"], one["dropped"]) for one in told] == [(HOOK, 1100)]
    store.written.clear()
    await log.forget()
    assert not any(store.written)
