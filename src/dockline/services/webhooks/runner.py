"""One subscription at work: reads the log, has it sent, and keeps how far it has come.

What it has in hand is bounded; what fails again and again is put aside, so that others have room.
While that is full as well the log is not read on, and keeps the rest. All up to ``done_to`` is
settled or has a row of its own. ``begun_to`` is written before anything up to it is sent: what lies
between the two when a server ends may have been sent, and says so by its attempt, which is not the
first.
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
from dockline.services.webhooks.aside import Aside
from dockline.services.webhooks.sender import Sender, Tried
from dockline.services.webhooks.window import Item, item_of

_log = structlog.get_logger("dockline.webhooks")
MOST_IN_HAND: Final = 1_000
BATCH: Final = 250
SAVE_SECONDS: Final = 1.0
PROBED: Final = 100
PROBE_SECONDS: Final = 10.0
"""While nothing gets through and all in hand was tried, so many make room for others, so often:
perhaps it is those alone that are refused."""
_PAGE: Final = 200
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
        self._aside = Aside(store, webhook.webhook_id)
        self._behind: list[Item] = []
        """Read, and to be put aside behind others of their subjects once they have rows."""
        self._probed_at = float("-inf")
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
        await self._load_rows()
        self._begun = True

    async def _turn(self) -> None:
        await self._begin_replays()
        if self._more_rows:
            await self._load_rows()
        self._make_room()
        window = self._sender.window
        await self._aside.take_up(window, self._clock.now(), self._room_for_old)
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
        if self._aside.next_due is not None and self._room_for_old > 0:
            times.append(self._aside.next_due)
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

    @property
    def _room_for_old(self) -> int:
        """How much that was put aside may come back: what is new has some room left."""
        return MOST_IN_HAND * 3 // 4 - len(self._sender.window)

    def _room(self) -> int:
        return min(BATCH, MOST_IN_HAND - len(self._sender.window) - len(self._behind))

    def _make_room(self) -> None:
        """What fails goes aside where it takes more than half of the room. While nothing gets
        through, nothing new would either, as far as is known."""
        sender, now = self._sender, self._clock.now()
        too_many = len(sender.window) - MOST_IN_HAND // 2
        if sender.down:
            untried = self._room() > 0 or not all(item.failed for item in sender.window.heads())
            if untried or now - self._probed_at < PROBE_SECONDS:
                return
            self._probed_at, too_many = now, min(PROBED, too_many)
        if too_many > 0:
            self._aside.put_away(sender.window, now, too_many)

    async def _load_rows(self) -> None:
        """All that have one; those that there is no room for stand aside."""
        sender, after = self._sender, 0
        self._more_rows = False
        while True:
            page = await self._store.deliveries(
                self.webhook.webhook_id, dead=False, after=after, limit=_PAGE
            )
            for item in map(item_of, page):
                known = item.key in sender.window or item.key in sender.settled
                if known or item.key in sender.dead or self._aside.knows(item.key):
                    continue
                if item.subject in self._aside or len(sender.window) >= MOST_IN_HAND:
                    self._aside.add(item, sender.window)
                else:
                    sender.window.add(item)
            if len(page) < _PAGE:
                return
            # The two of one number, told and replayed, may lie on two pages.
            after = page[-1].delivery.seq - 1

    async def _read_log(self) -> bool:
        room = self._room()
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
        room = self._room()
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
        behind = {item.subject for item in self._behind}
        for logged in found:
            if types and logged.event.type not in types:
                continue
            key = (logged.seq, replayed)
            if key in window or self._aside.knows(key):
                continue
            # While nothing gets through its day began when it happened.
            first_at = logged.event.at if self._sender.down and not replayed else now
            begun = logged.seq <= begun_to
            item = Item(logged, replayed, first_at, now, attempts=int(begun))
            if item.subject in self._aside or item.subject in behind:
                behind.add(item.subject)
                self._behind.append(item)
                continue
            window.add(item)
            self._unbegun = self._unbegun or not begun

    # --- how far it has come --------------------------------------------------------------------

    async def _save(self, *, keep_all: bool = False) -> None:
        """Raises StoreUnavailable."""
        sender, webhook_id = self._sender, self.webhook.webhook_id
        behind, self._behind = self._behind, []
        rows = self._rows(keep_all=keep_all)
        dead, settled = dict(sender.dead), set(sender.settled)
        writes: list[Write] = [PutDelivery(item.row(self.webhook)) for item in [*rows, *behind]]
        writes += [PutDelivery(row) for row in dead.values()]
        writes += [DropDelivery(webhook_id, *key) for key in sorted(settled)]
        progress = self._cursors(self.progress)
        self._unsaved = False
        try:
            await self._store.commit([PutProgress(webhook_id, progress), *writes])
        except BaseException:
            self._unsaved = True
            self._behind = behind + self._behind
            for item in rows:
                item.changed = True
            raise
        for item in behind:
            item.kept = True
            self._aside.add(item, sender.window)
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
