"""Events and webhooks in memory."""

from abc import abstractmethod
from collections.abc import Callable

from msgspec.structs import replace

from dockline.adapters.memory.tables import Tables, through_json
from dockline.domain.ids import ChatId, SpaceId
from dockline.ports.chat_store import ChatKeys
from dockline.ports.event_store import (
    AppendEvent,
    DeliveredEvent,
    Delivery,
    DropDeadLetters,
    DropDeliveries,
    DropDelivery,
    DropWebhook,
    Event,
    EventWrite,
    ForgetEvents,
    LoggedEvent,
    Progress,
    PutDelivery,
    PutProgress,
    PutWebhook,
    ReviveDeliveries,
    Webhook,
    WebhookId,
)

_Key = tuple[WebhookId, int, bool]


class MemoryEvents(Tables):
    _chat_keys: dict[ChatId, ChatKeys]

    def __init__(self) -> None:
        self._events: dict[SpaceId, dict[int, Event]] = {}
        self._event_ids: dict[str, int] = {}
        self._last_event: dict[SpaceId, int] = {}
        self._webhooks: dict[WebhookId, Webhook] = {}
        self._progress: dict[WebhookId, Progress] = {}
        self._deliveries: dict[_Key, Delivery] = {}
        super().__init__()

    @abstractmethod
    def _check(self) -> None:
        """Raises StoreUnavailable."""

    def _apply_event_write(self, write: EventWrite) -> None:
        match write:
            case AppendEvent(event):
                self._append(event)
            case PutWebhook(webhook):
                self._put(self._webhooks, webhook.webhook_id, webhook)
            case DropWebhook(webhook_id):
                self._drop(self._webhooks, webhook_id)
                self._drop(self._progress, webhook_id)
            case DropDeliveries(webhook_id, most):
                self._drop_where(webhook_id, lambda _: True, most)
            case PutProgress(webhook_id, progress):
                self._put(self._progress, webhook_id, progress)
            case PutDelivery(one):
                self._put(self._deliveries, (one.webhook_id, one.seq, one.replayed), one)
            case DropDelivery(webhook_id, seq, replayed):
                self._drop(self._deliveries, (webhook_id, seq, replayed))
            case ReviveDeliveries(webhook_id, at, seq, most):
                dead = [pair for pair in self._of(webhook_id) if pair[1].dead]
                for key, one in [pair for pair in dead if seq in (None, pair[1].seq)][:most]:
                    revived = replace(one, dead=False, first_at=at, next_at=at)
                    self._put(self._deliveries, key, revived)
            case DropDeadLetters(webhook_id, None, most, before):
                self._drop_where(webhook_id, lambda one: one.dead and one.first_at < before, most)
            case DropDeadLetters(webhook_id, seq):
                self._drop_where(webhook_id, lambda one: one.dead and one.seq == seq)
            case ForgetEvents():
                self._forget(write)

    def _append(self, event: Event) -> None:
        if event.event_id in self._event_ids:
            return
        seq = self._last_event.get(event.space_id, 0) + 1
        self._put(self._last_event, event.space_id, seq)
        self._put(self._event_ids, event.event_id, seq)
        kept = self._events.setdefault(event.space_id, {})
        self._put(kept, seq, through_json(event, Event))

    def _forget(self, write: ForgetEvents) -> None:
        space_id, until = write.space_id, write.until
        meant = range(write.after + 1, write.after + write.most + 1)
        held = {one.seq for one in self._deliveries.values() if one.space_id == space_id}
        active = (one for one in self._webhooks.values() if one.space_id == space_id and one.active)
        told = [
            self._progress[one.webhook_id].done_to
            for one in active
            if one.webhook_id in self._progress
        ]
        kept = self._events.get(space_id, {})
        for seq, event in list(kept.items()):
            due = seq in meant and event.at < until
            if due and seq not in held and all(seq <= done for done in told):
                self._drop(kept, seq)
                self._drop(self._event_ids, event.event_id)

    def _of(self, webhook_id: WebhookId) -> list[tuple[_Key, Delivery]]:
        return sorted(
            ((key, one) for key, one in self._deliveries.items() if key[0] == webhook_id),
            key=lambda pair: pair[0],
        )

    def _drop_where(
        self, webhook_id: WebhookId, wanted: Callable[[Delivery], bool], most: int | None = None
    ) -> None:
        for key in [key for key, one in self._of(webhook_id) if wanted(one)][:most]:
            self._drop(self._deliveries, key)

    # --- reads --------------------------------------------------------------------------------

    async def webhooks(self) -> list[Webhook]:
        self._check()
        return sorted(self._webhooks.values(), key=lambda one: (one.created_at, one.webhook_id))

    async def webhook_progress(self, webhook_id: WebhookId) -> Progress:
        self._check()
        return self._progress.get(webhook_id, Progress())

    async def events(
        self, space_id: SpaceId, *, after: int, until: int | None = None, limit: int
    ) -> list[LoggedEvent]:
        self._check()
        kept = self._events.get(space_id, {})
        last = self._last_event.get(space_id, 0)
        last = last if until is None else min(until, last)
        first = max(after + 1, min(kept, default=last + 1))
        found: list[LoggedEvent] = []
        for seq in range(first, last + 1):
            if seq in kept:
                found.append(self._logged(seq, kept[seq]))
            if len(found) == limit:
                break
        return found

    async def event_range(self, space_id: SpaceId) -> tuple[int, int]:
        self._check()
        last = self._last_event.get(space_id, 0)
        return min(self._events.get(space_id, {}), default=last + 1), last

    async def deliveries(
        self, webhook_id: WebhookId, *, dead: bool, after: int = 0, limit: int
    ) -> list[DeliveredEvent]:
        self._check()
        found = [
            DeliveredEvent(one, self._logged(one.seq, self._events[one.space_id][one.seq]))
            for _, one in self._of(webhook_id)
            if one.dead is dead and one.seq > after
        ]
        return found[:limit]

    async def count_deliveries(self, webhook_id: WebhookId) -> tuple[int, int]:
        self._check()
        every = [one.dead for _, one in self._of(webhook_id)]
        return every.count(False), every.count(True)

    async def delivered_to(self) -> list[WebhookId]:
        self._check()
        return sorted({webhook_id for webhook_id, _, _ in self._deliveries})

    def _logged(self, seq: int, event: Event) -> LoggedEvent:
        keys = self._chat_keys.get(ChatId(event.subject))
        if keys is not None and not event.external_id:
            event = replace(event, external_id=keys.external_id)
        return LoggedEvent(seq, event)
