"""One subscription at work: reads the log, has it sent, and keeps how far it has come.

What it has in hand is bounded; while that is full the log is not read on, and keeps the rest. All
up to ``done_to`` is settled or has a row of its own. ``begun_to`` is written before anything up to
it is sent: what lies between the two when a server ends may have been sent, and says so by its
attempt, which is not the first.
"""

import asyncio
import random
from collections.abc import Callable
from typing import Any, Final

import structlog
from msgspec.structs import replace

from dockline.ports.clock import Clock
from dockline.ports.event_store import (
    DropDelivery,
    LoggedEvent,
    Progress,
    PutDelivery,
    PutProgress,
    Webhook,
)
from dockline.ports.poster import Poster
from dockline.ports.store import Store, StoreUnavailable, Write
from dockline.services.webhooks.sender import Sender, Tried
from dockline.services.webhooks.window import Item, item_of

_log = structlog.get_logger("dockline.webhooks")
MOST_IN_HAND: Final = 1_000
BATCH: Final = 250
SAVE_SECONDS: Final = 1.0
LOOK_SECONDS: Final = 5.0
"""How soon events are noticed that another process has written."""


class Runner:
    def __init__(
        self,
        webhook: Webhook,
        store: Store,
        clock: Clock,
        poster: Poster,
        private: Callable[[], bool],
        gone: Callable[[Webhook], None],
        chance: random.Random | None = None,
    ) -> None:
        """``private``: whether addresses that are not public will do. ``gone`` hears that the
        receiver wants no more (410)."""
        self._store = store
        self._clock = clock
        self._gone = gone
        self._sender = Sender(
            webhook,
            clock,
            poster,
            private,
            self._ended,
            self._changed,
            chance or random.Random(),
        )
        self._read_to = 0
        self._replayed_to = 0
        self._replays: list[tuple[int, asyncio.Future[int]]] = []
        self._more_rows = True
        self._unbegun = False
        """Something was read whose beginning is not kept yet: it must not be sent."""
        self._unsaved = False
        self._saved_at = float("-inf")
        self._begun = False
        """It knows where the last one stopped."""
        self._over = False
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def webhook(self) -> Webhook:
        return self._sender.webhook

    @property
    def progress(self) -> Progress:
        return self._sender.progress

    @property
    def recent(self) -> list[Tried]:
        """The last attempts of this server, the newest first."""
        return list(self._sender.recent)

    # --- life ---------------------------------------------------------------------------------

    def start(self) -> None:
        name = f"webhook-{self.webhook.webhook_id}"
        self._task = asyncio.create_task(self._run(), name=name)

    async def stop(self, *, keep_all: bool = False) -> None:
        """``keep_all``: nobody goes on with it soon, so all that is in hand gets a row."""
        self._over = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._sender.stop()
        for _, future in self._replays:
            future.cancel()
        try:
            if self._begun:
                await self._save(keep_all=keep_all)
        except StoreUnavailable as why:
            _log.warning("how far a webhook has come is not kept", why=str(why))

    def change(self, webhook: Webhook) -> None:
        """It has another name, address, secret or choice of types from here on."""
        self._sender.webhook = webhook

    def news(self) -> None:
        """There may be more in the log."""
        self._wake.set()

    def revived(self) -> None:
        """Dead letters are to be told once more."""
        self._more_rows = True
        self._wake.set()

    async def replay(self, from_seq: int) -> int:
        """Tell again what was read so far, from that number on; returns the last. In place of a
        replay that is under way."""
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._replays.append((from_seq, done))
        self._wake.set()
        return await done

    def _changed(self) -> None:
        self._unsaved = True
        self._wake.set()

    def _ended(self) -> None:
        self._over = True
        self._gone(self.webhook)

    # --- the loop -----------------------------------------------------------------------------

    async def _run(self) -> None:
        while not self._over:
            self._wake.clear()
            try:
                if not self._begun:
                    await self._begin()
                await self._turn()
            except StoreUnavailable as why:
                _log.warning("a webhook waits for the database", why=str(why))
                await self._clock.sleep_until(self._clock.now() + SAVE_SECONDS)
                continue
            except Exception:
                _log.exception("a webhook stumbled", webhook_id=self.webhook.webhook_id)
                await self._clock.sleep_until(self._clock.now() + LOOK_SECONDS)
                continue
            await self._pause()

    async def _begin(self) -> None:
        """Where the last one stopped. What of its window has a row comes from there alone."""
        sender = self._sender
        sender.progress = await self._store.webhook_progress(self.webhook.webhook_id)
        self._read_to = sender.progress.done_to
        self._replayed_to = sender.progress.replay_done_to
        await self._load_rows(MOST_IN_HAND * 2)
        self._begun = True

    async def _turn(self) -> None:
        await self._begin_replays()
        if self._more_rows and len(self._sender.window) < MOST_IN_HAND // 2:
            await self._load_rows(MOST_IN_HAND // 2 - len(self._sender.window))
        read = await self._read_log()
        read = await self._read_again() or read
        self._sender.let_go()
        late = self._clock.now() - self._saved_at >= SAVE_SECONDS
        if self._unbegun or (self._unsaved and late):
            await self._save()
        if read:
            self._wake.set()
        self._sender.send()

    async def _pause(self) -> None:
        """Until something has happened, or something is due."""
        now, due = self._clock.now(), self._sender.next_at
        times = [now + LOOK_SECONDS]
        if self._unsaved:
            times.append(self._saved_at + SAVE_SECONDS)
        if due is not None:
            times.append(due)
        sleep = asyncio.ensure_future(self._clock.sleep_until(min(times)))
        ways: set[asyncio.Future[Any]] = {sleep, asyncio.ensure_future(self._wake.wait())}
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    # --- into the window ----------------------------------------------------------------------

    async def _begin_replays(self) -> None:
        while self._replays:
            from_seq, done = self._replays[0]
            start = from_seq - 1
            until = max(start, self._read_to)
            self._replayed_to = start
            self._sender.progress = replace(
                self._sender.progress,
                replay_done_to=start,
                replay_begun_to=start,
                replay_until=until,
            )
            await self._save()
            self._replays.pop(0)
            if not done.done():
                done.set_result(until)

    async def _load_rows(self, limit: int) -> None:
        sender = self._sender
        known = [*sender.window.keys(), *sender.settled, *sender.dead]
        found = await self._store.deliveries(
            self.webhook.webhook_id, dead=False, limit=limit, besides=known
        )
        for one in found:
            item = item_of(one)
            if item.key not in sender.window and item.key not in sender.settled:
                sender.window.add(item)
        self._more_rows = len(found) == limit

    async def _read_log(self) -> bool:
        room = min(BATCH, MOST_IN_HAND - len(self._sender.window))
        if room <= 0:
            return False
        found = await self._store.events(self.webhook.space_id, after=self._read_to, limit=room)
        self._take(found, replayed=False, begun_to=self.progress.begun_to)
        if found:
            self._read_to = found[-1].seq
            self._unsaved = True
        return bool(found)

    async def _read_again(self) -> bool:
        """Of the replay that was asked for."""
        until = self.progress.replay_until
        room = min(BATCH, MOST_IN_HAND - len(self._sender.window))
        if self._replayed_to >= until or room <= 0:
            return False
        found = await self._store.events(
            self.webhook.space_id, after=self._replayed_to, until=until, limit=room
        )
        self._take(found, replayed=True, begun_to=self.progress.replay_begun_to)
        self._replayed_to = found[-1].seq if found else until
        self._unsaved = True
        return True

    def _take(self, found: list[LoggedEvent], *, replayed: bool, begun_to: int) -> None:
        now, window, types = self._clock.now(), self._sender.window, self.webhook.types
        for logged in found:
            if types and logged.event.type not in types:
                continue
            if (logged.seq, replayed) in window:
                continue
            # While nothing gets through its day began when it happened.
            first_at = logged.event.at if self._sender.down and not replayed else now
            begun = logged.seq <= begun_to
            window.add(Item(logged, replayed, first_at, now, attempts=int(begun)))
            self._unbegun = self._unbegun or not begun

    # --- how far it has come --------------------------------------------------------------------

    async def _save(self, *, keep_all: bool = False) -> None:
        """Raises StoreUnavailable."""
        sender, webhook_id = self._sender, self.webhook.webhook_id
        rows = self._rows(keep_all=keep_all)
        dead, settled = dict(sender.dead), set(sender.settled)
        writes: list[Write] = [PutDelivery(item.row(self.webhook)) for item in rows]
        writes += [PutDelivery(row) for row in dead.values()]
        writes += [DropDelivery(webhook_id, *key) for key in sorted(settled)]
        progress = self._cursors(self.progress)
        self._unsaved = False
        try:
            await self._store.commit([PutProgress(webhook_id, progress), *writes])
        except BaseException:
            self._unsaved = True
            for item in rows:
                item.changed = True
            raise
        self._saved_at = self._clock.now()
        self._unbegun = False
        sender.progress = replace(
            sender.progress,
            done_to=progress.done_to,
            begun_to=progress.begun_to,
            replay_done_to=progress.replay_done_to,
            replay_begun_to=progress.replay_begun_to,
        )
        sender.settled -= settled
        for key, row in dead.items():
            if sender.dead.get(key) is row:
                del sender.dead[key]

    def _rows(self, *, keep_all: bool) -> list[Item]:
        """Those that are to be written: what failed, and what waits behind it."""
        window = self._sender.window
        held = list(window) if keep_all else window.held()
        rows = [item for item in held if not item.kept]
        rows += [item for item in window if item.kept and item.changed]
        for item in rows:
            item.kept, item.changed = True, False
        return rows

    def _cursors(self, progress: Progress) -> Progress:
        return replace(
            progress,
            done_to=self._done_to(replayed=False),
            begun_to=max(progress.begun_to, self._read_to),
            replay_done_to=self._done_to(replayed=True),
            replay_begun_to=max(progress.replay_begun_to, self._replayed_to),
        )

    def _done_to(self, *, replayed: bool) -> int:
        open_ones = [
            item.logged.seq
            for item in self._sender.window
            if item.replayed is replayed and not item.kept
        ]
        read_to = self._replayed_to if replayed else self._read_to
        # Of a replay that another took the place of there may be some beyond what was read.
        return min(read_to, min(open_ones) - 1) if open_ones else read_to
