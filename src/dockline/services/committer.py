"""One space's way to the store: in order, in groups, and never lost while the server lives."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

import structlog

from dockline.domain.ids import CallId
from dockline.ports.clock import Clock
from dockline.ports.event_store import AppendEvent, Event
from dockline.ports.store import (
    AppendAudit,
    AuditEntry,
    CallRecord,
    PutCall,
    Store,
    StoreConflict,
    StoreUnavailable,
    Write,
)

_log = structlog.get_logger("dockline.store")
RETRY_SECONDS = 1.0
MOST_AUDIT = 100_000
"""Entries kept in memory while the database is away; the oldest are let go first, and said so."""
MOST_EVENTS = 100_000
"""The same of events."""


class _Unit(NamedTuple):
    """Writes that belong together."""

    writes: Sequence[Write]
    done: asyncio.Future[None]
    once: bool
    """Not kept while the store is away."""


class Committer:
    """Collects writes while a commit is on its way, and then commits them together.

    Of one call only the newest record counts. What the store refuses while it is away is kept and
    tried again, so that nothing is missed of the calls that went on. What it cannot keep at all is
    given up, alone and loudly: it must not hold back the rest of the space."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._calls: dict[CallId, CallRecord] = {}
        self._audit: list[AuditEntry] = []
        self._events: list[Event] = []
        self._units: list[_Unit] = []
        self._waiting: list[tuple[asyncio.Future[None], frozenset[CallId]]] = []
        self._work = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._retry: asyncio.Task[None] | None = None
        self._stopping = False
        self.failing = False
        """The last commit was refused."""

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="committer")

    async def stop(self) -> None:
        """Write what is left, once, and stop. A commit that is on its way is waited for: written
        again, it would be refused."""
        self._stopping = True
        if self._retry is not None:
            self._retry.cancel()
        self._work.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
        await self._commit()

    def later(self, record: CallRecord) -> None:
        self._calls[record.call_id] = record
        self._work.set()

    def keep(self, writes: Sequence[Write], *, once: bool = False) -> asyncio.Future[None]:
        """Write these together, after what was given before. Done when they are on disk, however
        long the store is away; an exception where they cannot be kept at all. ``once``: where the
        store is away they are not written later either, and that is StoreUnavailable."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        # Nobody need look at it: what is given up has been told in the log.
        done.add_done_callback(lambda one: one.cancelled() or one.exception())
        self._units.append(_Unit(writes, done, once))
        self._work.set()
        return done

    async def at_once(self, writes: Sequence[Write]) -> None:
        """Write these now and together, or not at all; what was told before them goes ahead, for
        it may be about the same call. Raises StoreUnavailable, StoreConflict."""
        before, self._events = self._events, []
        try:
            await self._store.commit([*(AppendEvent(event) for event in before), *writes])
        except BaseException as error:
            self._events = before + self._events
            self._work.set()
            if isinstance(error, StoreUnavailable | StoreConflict) or not isinstance(
                error, Exception
            ):
                raise
            _log.exception("an attempt cannot be kept")
            raise StoreUnavailable("the record cannot be kept") from error

    def note(self, entry: AuditEntry) -> None:
        if len(self._audit) >= MOST_AUDIT:
            _log.error("audit entries are lost: the database has been away for too long")
            del self._audit[: MOST_AUDIT // 10]
        self._audit.append(entry)
        self._work.set()

    def tell(self, events: Sequence[Event]) -> None:
        """Put these into the log with the next commit: that of the records given with them."""
        if not events:
            return
        if len(self._events) >= MOST_EVENTS:
            _log.error("events are lost: the database has been away for too long")
            del self._events[: MOST_EVENTS // 10]
        self._events += events
        self._work.set()

    async def durable(self, records: list[CallRecord]) -> None:
        """Return when these are on disk, with all that was given before. Raises
        StoreUnavailable; if the store is away, they will still be written when it is back."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        for record in records:
            self._calls[record.call_id] = record
        self._waiting.append((done, frozenset(record.call_id for record in records)))
        self._work.set()
        await done

    async def _run(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            if self._stopping:
                return
            await self._commit()

    async def _commit(self) -> None:
        calls, audit, waiting = self._calls, self._audit, self._waiting
        units, events = self._units, self._events
        self._calls, self._audit, self._waiting = {}, [], []
        self._units, self._events = [], []
        groups: list[Sequence[Write]] = [[PutCall(record)] for record in calls.values()]
        groups += [[AppendAudit(entry)] for entry in audit]
        groups += [unit.writes for unit in units]
        groups += [[AppendEvent(event)] for event in events]
        try:
            given_up = await self._write(groups)
        except StoreUnavailable as why:
            if not self.failing:
                _log.error("the database refuses writes; they are kept", why=str(why))
            self.failing = True
            self._keep(calls, audit, events, [unit for unit in units if not unit.once])
            self._try_again()
            refused = [done for done, _ in waiting] + [unit.done for unit in units if unit.once]
            for done in refused:
                if not done.done():
                    done.set_exception(StoreUnavailable(str(why)))
        except asyncio.CancelledError:
            self._keep(calls, audit, events, units)
            for done, _ in waiting:
                done.cancel()
            raise
        else:
            if self.failing:
                _log.info("the database takes writes again")
            self.failing = False
            lost = [_calls_of(group) for group in given_up]
            _tell(waiting, frozenset().union(*lost))
            for unit in units:
                if unit.done.done():
                    continue
                if any(unit.writes is group for group in given_up):
                    unit.done.set_exception(StoreUnavailable("this cannot be kept"))
                else:
                    unit.done.set_result(None)

    def _keep(
        self,
        calls: dict[CallId, CallRecord],
        audit: list[AuditEntry],
        events: list[Event],
        units: list[_Unit],
    ) -> None:
        """For the next try, before what came meanwhile."""
        self._events = events + self._events
        self._calls = calls | self._calls
        self._audit = audit + self._audit
        self._units = units + self._units

    async def _write(self, groups: Sequence[Sequence[Write]]) -> list[Sequence[Write]]:
        """Commit them all together, or each group alone where one of them cannot be kept. Returns
        the groups that were given up. Raises StoreUnavailable."""
        given_up: list[Sequence[Write]] = []
        if not groups:
            return given_up
        try:
            await self._store.commit([write for group in groups for write in group])
        except StoreUnavailable:
            raise
        except Exception:
            _log.exception("writes failed together; each is tried alone")
        else:
            return given_up
        for group in groups:
            try:
                await self._store.commit(group)
            except StoreUnavailable:
                raise
            except Exception:
                kinds = [type(write).__name__ for write in group]
                _log.exception("a write is given up", kinds=kinds)
                given_up.append(group)
        return given_up

    def _try_again(self) -> None:
        if not self._stopping and (self._retry is None or self._retry.done()):
            self._retry = asyncio.create_task(self._wait_and_work())

    async def _wait_and_work(self) -> None:
        await self._clock.sleep_until(self._clock.now() + RETRY_SECONDS)
        self._work.set()


def _calls_of(group: Sequence[Write]) -> frozenset[CallId]:
    return frozenset(write.record.call_id for write in group if isinstance(write, PutCall))


def _tell(
    waiting: list[tuple[asyncio.Future[None], frozenset[CallId]]], given_up: frozenset[CallId]
) -> None:
    for done, records in waiting:
        if done.done():
            continue
        if records & given_up:
            done.set_exception(StoreUnavailable("the record cannot be kept"))
        else:
            done.set_result(None)
