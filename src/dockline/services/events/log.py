"""The log of events: written in the same commits as what it tells, for spaces that have a
subscription, and only for those."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final, cast

import structlog

from dockline.domain.ids import AgentId, SpaceId
from dockline.ports.clock import Clock
from dockline.ports.event_store import (
    AppendEvent,
    DropDeadLetters,
    DropDeliveries,
    Event,
    ForgetEvents,
    WebhookId,
)
from dockline.ports.store import Store, StoreUnavailable, Write
from dockline.services.accounts import Accounts
from dockline.services.events.of_writes import Names, events_of, learn
from dockline.services.events.shapes import Person

_log = structlog.get_logger("dockline.events")
FORGET_SECONDS: Final = 600.0
"""How often what is too old is looked for."""
LETTER_SECONDS: Final = 30 * 86_400.0
"""How long dead letters are kept."""
MOST_LETTERS: Final = 100_000
"""Dead letters of one subscription. Each keeps its event, one to two KiB, in the log."""
_SLICE: Final = 500
"""Events that are forgotten in one commit: what a call writes waits for no more of them."""


class EventLog:
    """Stands before a store: what is committed through `store` is told as well."""

    def __init__(self, store: Store, clock: Clock, keep_hours: float = 72.0) -> None:
        self._store = store
        self._clock = clock
        self._keep_seconds = keep_hours * 3600.0
        self._names: dict[SpaceId, Names] = {}
        self._telling: frozenset[SpaceId] = frozenset()
        self._accounts: Accounts | None = None
        self._came: list[Callable[[SpaceId], None]] = []
        self._task: asyncio.Task[None] | None = None

    @property
    def store(self) -> Store:
        """The same store; commits go by the log."""
        log, store = self, self._store

        class Telling:
            async def commit(self, writes: Sequence[Write]) -> None:
                await log.commit(writes)

            def __getattr__(self, name: str) -> Any:
                return getattr(store, name)

        return cast(Store, Telling())

    async def start(self, accounts: Accounts) -> None:
        """``accounts``: whose names are told. Raises StoreUnavailable."""
        self._accounts = accounts
        webhooks = await self._store.webhooks()
        self.tell_of({one.space_id for one in webhooks if one.active})

    def keep_short(self) -> None:
        """Forget what is too old, from now on."""
        self._task = asyncio.create_task(self._run(), name="events-forgotten")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def tell_of(self, spaces: set[SpaceId]) -> None:
        """Those that have an active subscription."""
        self._telling = frozenset(spaces)

    def telling(self, space_id: SpaceId) -> bool:
        return space_id in self._telling

    def listen(self, came: Callable[[SpaceId], None]) -> None:
        """``came`` hears which space has something new in its log. It must not block."""
        self._came.append(came)

    async def commit(self, writes: Sequence[Write]) -> None:
        """As the store does it (`Store.commit`)."""
        if not self._telling:
            await self._store.commit(writes)
            return
        told = await self._events_of(writes)
        await self._store.commit([*writes, *(AppendEvent(event) for event in told)])
        spaces = {event.space_id for event in told}
        spaces |= {one.event.space_id for one in writes if isinstance(one, AppendEvent)}
        for space_id in spaces:
            for came in self._came:
                came(space_id)

    async def _events_of(self, writes: Sequence[Write]) -> list[Event]:
        """What is told must never stand in the way of what is written."""
        try:
            found = events_of(writes, Names(), 0.0)
            spaces = {one.space_id for one in found if one.space_id in self._telling}
            if not spaces:
                return []
            told: list[Event] = []
            for space_id in spaces:
                names = await self._known(space_id, writes)
                every = events_of(writes, names, self._clock.now())
                told += [event for event in every if event.space_id == space_id]
            return told
        except StoreUnavailable:
            raise
        except Exception:
            _log.exception("what is written cannot be told")
            return []

    async def _known(self, space_id: SpaceId, writes: Sequence[Write]) -> Names:
        """Raises StoreUnavailable."""
        names = self._names.setdefault(space_id, Names())
        names.person = self._person
        if learn(writes, names):
            for campaign in await self._store.campaigns(space_id):
                names.campaigns[campaign.campaign_id] = campaign.name
            for dial_list in await self._store.dial_lists(space_id):
                names.lists[dial_list.list_id] = dial_list.name
        return names

    def _person(self, agent_id: AgentId) -> Person | None:
        user = self._accounts.user(agent_id) if self._accounts is not None else None
        if user is None:
            return Person(agent_id, "", "")
        return Person(user.user_id, user.login, user.name)

    async def _run(self) -> None:
        while True:
            await self._clock.sleep_until(self._clock.now() + FORGET_SECONDS)
            await self.forget()

    async def forget(self) -> None:
        """What is older than the log is kept, and dead letters that nobody has looked after."""
        until = self._clock.now() - self._keep_seconds
        spaces = self._accounts.spaces() if self._accounts is not None else []
        try:
            await self._forget_deliveries()
            for space in spaces:
                await self._forget(space.space_id, until)
        except StoreUnavailable as why:
            _log.warning("old events are not forgotten yet", why=str(why))

    async def _forget_deliveries(self) -> None:
        """Dead letters that are too old, or too many, and all that was still to be told to those
        who are dropped."""
        delivered_to = await self._store.delivered_to()
        kept = {one.webhook_id for one in await self._store.webhooks()}
        for webhook_id in delivered_to:
            if webhook_id in kept:
                await self._forget_letters(webhook_id)
                continue
            for _ in range(0, sum(await self._store.count_deliveries(webhook_id)), _SLICE):
                await self._store.commit([DropDeliveries(webhook_id, _SLICE)])

    async def _forget_letters(self, webhook_id: WebhookId) -> None:
        _, dead = await self._store.count_deliveries(webhook_id)
        too_many = max(0, dead - MOST_LETTERS)
        for done in range(0, too_many, _SLICE):
            most = min(_SLICE, too_many - done)
            await self._store.commit([DropDeadLetters(webhook_id, most=most)])
        if too_many:
            _log.error(
                "a webhook's oldest dead letters are dropped, there are too many",
                webhook_id=webhook_id,
                dropped=too_many,
                kept=MOST_LETTERS,
            )
        before = self._clock.now() - LETTER_SECONDS
        while True:
            oldest = await self._store.deliveries(webhook_id, dead=True, limit=1)
            if not oldest or oldest[0].delivery.first_at >= before:
                return
            await self._store.commit([DropDeadLetters(webhook_id, most=_SLICE, before=before)])

    async def _forget(self, space_id: SpaceId, until: float) -> None:
        """After a night in which the server was off, or once a subscription is dropped that was
        far behind, there may be a million."""
        first, _ = await self._store.event_range(space_id)
        after, told = first - 1, await self._told(space_id)
        while True:
            await self._store.commit([ForgetEvents(space_id, until, after, _SLICE)])
            found = await self._store.events(space_id, after=after + _SLICE, limit=1)
            if not found or found[0].event.at >= until or found[0].seq > told:
                return
            after = found[0].seq - 1

    async def _told(self, space_id: SpaceId) -> int:
        """The last event that no subscription still has to hear of: what comes after it is not
        forgotten, and of one whose receiver is away for days there may be millions."""
        told = [
            (await self._store.webhook_progress(one.webhook_id)).done_to
            for one in await self._store.webhooks()
            if one.active and one.space_id == space_id
        ]
        return min(told, default=2**60)
