"""``/manage/api/webhooks``: subscriptions to events."""

from typing import Any, Final

import msgspec

from dockline.api import problems
from dockline.api.manage import webhooks_operations as op
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.manage.webhooks_wire import (
    DeadLetter,
    DeadLettersAnswer,
    DeliveriesAnswer,
    DeliveryRow,
    EventGroup,
    EventTypeRow,
    LettersDone,
    ReplayAnswer,
    Tested,
    TypesAnswer,
    WebhookAnswer,
    WebhookGone,
    WebhookMade,
    WebhookRow,
    WebhooksAnswer,
)
from dockline.api.replies import Reply, json_reply
from dockline.domain.moments import moment
from dockline.ports.clock import Clock
from dockline.ports.event_store import DeliveredEvent
from dockline.services.events.catalogue import CATALOGUE, GROUPS, PING, VERSION, EventType
from dockline.services.events.samples import sample, schema
from dockline.services.webhooks.envelope import envelope
from dockline.services.webhooks.keeping import GONE, Standing, WebhookKeeping
from dockline.services.webhooks.sender import Tried

FAILING_SECONDS: Final = 900.0
_STATES: Final = ("delivered", "failed", "waiting")


class WebhooksRoutes:
    def __init__(self, webhooks: WebhookKeeping, clock: Clock, keep_hours: float) -> None:
        self._webhooks = webhooks
        self._clock = clock
        self._keep_hours = keep_hours

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(op.LIST_WEBHOOKS, self.list),
            ManageRoute(op.MAKE_WEBHOOK, self.make),
            ManageRoute(op.EVENT_TYPES, self.types),
            ManageRoute(op.SHOW_WEBHOOK, self.show),
            ManageRoute(op.CHANGE_WEBHOOK, self.change),
            ManageRoute(op.DROP_WEBHOOK, self.drop),
            ManageRoute(op.TEST_WEBHOOK, self.test),
            ManageRoute(op.NEW_SECRET, self.secret),
            ManageRoute(op.LIST_DELIVERIES, self.deliveries),
            ManageRoute(op.LIST_LETTERS, self.letters),
            ManageRoute(op.RETRY_LETTERS, self.retry),
            ManageRoute(op.DROP_LETTERS, self.drop_letters),
            ManageRoute(op.REPLAY, self.replay),
        ]

    async def list(self, asking: Asking) -> Reply:
        space_id = asking.manager.space_id
        first, last = await self._webhooks.log_range(space_id)
        rows = [self._row(one) for one in await self._webhooks.every(space_id)]
        return json_reply(WebhooksAnswer(True, rows, first, last, self._keep_hours))

    async def make(self, asking: Asking) -> Reply:
        manager, wish = asking.manager, asking.body
        made = await self._webhooks.create(
            manager.space_id, wish.name, wish.url, wish.types, actor=manager.actor
        )
        standing = await self._webhooks.show(manager.space_id, made.webhook_id)
        return json_reply(WebhookMade(True, self._row(standing), made.secret), status=201)

    async def show(self, asking: Asking) -> Reply:
        space_id = asking.manager.space_id
        standing = await self._webhooks.show(space_id, asking.path("webhook_id"))
        first, last = await self._webhooks.log_range(space_id)
        row = self._row(standing)
        return json_reply(WebhookAnswer(True, row, first, last, self._keep_hours))

    async def change(self, asking: Asking) -> Reply:
        manager, wish = asking.manager, asking.body
        await self._webhooks.change(
            manager.space_id,
            asking.path("webhook_id"),
            name=wish.name,
            url=wish.url,
            types=wish.types,
            active=wish.active,
            actor=manager.actor,
        )
        return await self.show(asking)

    async def drop(self, asking: Asking) -> Reply:
        manager = asking.manager
        webhook_id = asking.path("webhook_id")
        await self._webhooks.drop(manager.space_id, webhook_id, actor=manager.actor)
        return json_reply(WebhookGone(True))

    async def secret(self, asking: Asking) -> Reply:
        manager, webhook_id = asking.manager, asking.path("webhook_id")
        changed = await self._webhooks.rotate(
            manager.space_id, webhook_id, asking.body.overlap_hours, actor=manager.actor
        )
        standing = await self._webhooks.show(manager.space_id, webhook_id)
        return json_reply(WebhookMade(True, self._row(standing), changed.secret))

    async def test(self, asking: Asking) -> Reply:
        manager = asking.manager
        webhook_id = asking.path("webhook_id")
        answered = await self._webhooks.test(manager.space_id, webhook_id, actor=manager.actor)
        seconds = round(answered.seconds, 3)
        return json_reply(Tested(True, answered.taken, answered.status, seconds, answered.answer))

    async def deliveries(self, asking: Asking) -> Reply:
        manager, webhook_id = asking.manager, asking.path("webhook_id")
        limit = asking.whole_number("limit", 50, op.MOST_ROWS, 1)
        state = asking.query.get("state", "")
        if state and state not in _STATES:
            raise problems.invalid(f"state: must be one of {', '.join(_STATES)}.")
        tried = [_tried(one) for one in self._webhooks.recent(manager.space_id, webhook_id)]
        rows: list[DeliveryRow] = []
        if state in ("", "waiting"):
            waiting = await self._webhooks.undelivered(
                manager.space_id, webhook_id, dead=False, limit=limit
            )
            rows = [_waiting(one) for one in waiting]
        rows += [one for one in tried if state in ("", one.state)]
        return json_reply(DeliveriesAnswer(True, rows[:limit]))

    async def letters(self, asking: Asking) -> Reply:
        manager, webhook_id = asking.manager, asking.path("webhook_id")
        limit = asking.whole_number("limit", 50, op.MOST_ROWS, 1)
        after = asking.whole_number("after", 0, 10**15 - 1)
        standing = await self._webhooks.show(manager.space_id, webhook_id)
        found = await self._webhooks.undelivered(
            manager.space_id, webhook_id, dead=True, after=after, limit=limit
        )
        rows = [_letter(one) for one in found]
        last = rows[-1].seq if len(rows) == limit else None
        return json_reply(DeadLettersAnswer(True, standing.dead, rows, last))

    async def retry(self, asking: Asking) -> Reply:
        manager, webhook_id = asking.manager, asking.path("webhook_id")
        count = await self._webhooks.revive(
            manager.space_id, webhook_id, asking.body.seq, actor=manager.actor
        )
        return json_reply(LettersDone(True, count))

    async def drop_letters(self, asking: Asking) -> Reply:
        manager, webhook_id = asking.manager, asking.path("webhook_id")
        count = await self._webhooks.bury(
            manager.space_id, webhook_id, asking.body.seq, actor=manager.actor
        )
        return json_reply(LettersDone(True, count))

    async def replay(self, asking: Asking) -> Reply:
        manager, webhook_id = asking.manager, asking.path("webhook_id")
        first, last = await self._webhooks.replay(
            manager.space_id, webhook_id, asking.body.from_seq, actor=manager.actor
        )
        return json_reply(ReplayAnswer(True, first, last))

    async def types(self, asking: Asking) -> Reply:
        groups = [
            EventGroup(group, name, [_type(one) for one in CATALOGUE if one.group == group])
            for group, name in GROUPS.items()
        ]
        return json_reply(TypesAnswer(True, VERSION, groups, _type(PING)))

    def _row(self, standing: Standing) -> WebhookRow:
        webhook, progress = standing.webhook, standing.progress
        return WebhookRow(
            webhook_id=webhook.webhook_id,
            name=webhook.name,
            url=webhook.url,
            types=list(webhook.types),
            active=webhook.active,
            health=self._health(standing),
            created_at=moment(webhook.created_at),
            succeeded_at=moment(progress.succeeded_at),
            failing_since=moment(progress.failing_since),
            last_status=progress.last_status,
            last_error=progress.last_error,
            waiting=standing.waiting,
            dead_letters=standing.dead,
            behind=standing.behind,
            old_secret_until=moment(self._overlap(standing)),
        )

    def _overlap(self, standing: Standing) -> float | None:
        until = standing.webhook.old_secret_until
        return until if until is not None and until > self._clock.now() else None

    def _health(self, standing: Standing) -> str:
        webhook, since = standing.webhook, standing.progress.failing_since
        if not webhook.active:
            return GONE if webhook.ended == GONE else "off"
        if since is not None and self._clock.now() - since >= FAILING_SECONDS:
            return "failing"
        return "retrying" if since is not None or standing.waiting else "healthy"


def _tried(one: Tried) -> DeliveryRow:
    event = one.logged.event
    return DeliveryRow(
        state="delivered" if one.taken else "failed",
        seq=one.logged.seq,
        event_id=event.event_id,
        type=event.type,
        at=moment(event.at),
        attempt=one.attempt,
        replayed=one.replayed,
        tried_at=moment(one.at),
        next_at=None,
        seconds=round(one.seconds, 3),
        status=one.status,
        answer=one.answer,
    )


def _waiting(one: DeliveredEvent) -> DeliveryRow:
    event, row = one.logged.event, one.delivery
    return DeliveryRow(
        state="waiting",
        seq=row.seq,
        event_id=event.event_id,
        type=event.type,
        at=moment(event.at),
        attempt=row.attempts,
        replayed=row.replayed,
        tried_at=moment(row.last_at),
        next_at=moment(row.next_at),
        seconds=None,
        status=row.last_status,
        answer=row.last_answer,
    )


def _letter(one: DeliveredEvent) -> DeadLetter:
    event, row = one.logged.event, one.delivery
    body: dict[str, Any] = msgspec.to_builtins(envelope(event, row.seq))
    return DeadLetter(
        seq=row.seq,
        event_id=event.event_id,
        type=event.type,
        at=moment(event.at),
        attempts=row.attempts,
        replayed=row.replayed,
        first_at=moment(row.first_at),
        last_at=moment(row.last_at),
        last_status=row.last_status,
        last_answer=row.last_answer,
        body=body,
    )


def _type(one: EventType) -> EventTypeRow:
    return EventTypeRow(
        one.name, one.about, one.durable, schema(one), msgspec.to_builtins(sample(one))
    )
