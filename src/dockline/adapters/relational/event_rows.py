"""Events and webhooks as statements and rows, and the reads that both databases share."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from msgspec.structs import astuple

from dockline.adapters.relational import event_sql as sql
from dockline.adapters.relational.statement import Row, Statement, json_text
from dockline.domain.ids import SpaceId
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

_decode_body: Final = msgspec.json.Decoder(dict[str, Any]).decode
_decode_types: Final = msgspec.json.Decoder(tuple[str, ...]).decode
_LOGGED: Final = len(sql.EVENT_COLUMNS) + 1


def event_statements(write: EventWrite) -> Iterator[Statement]:
    """Raises TypeError for what JSON cannot say."""
    match write:
        case AppendEvent(event):
            yield Statement(sql.COUNT_EVENT, (event.space_id, event.event_id))
            yield Statement(sql.APPEND_EVENT, (*_event_values(event), event.space_id))
        case PutWebhook(webhook):
            yield Statement(sql.BEGIN_COUNTING, (webhook.space_id,))
            yield Statement(sql.PUT_WEBHOOK, _webhook_values(webhook))
        case DropWebhook(webhook_id):
            for statement in sql.DROP_WEBHOOK:
                yield Statement(statement, (webhook_id,))
        case PutProgress(webhook_id, progress):
            yield Statement(sql.PUT_PROGRESS, (webhook_id, *astuple(progress)))
        case PutDelivery(delivery):
            yield Statement(sql.PUT_DELIVERY, _delivery_values(delivery))
        case DropDelivery(webhook_id, seq, replayed):
            yield Statement(sql.DROP_DELIVERY, (webhook_id, seq, int(replayed)))
        case DropDeliveries(webhook_id, most):
            yield Statement(sql.DROP_DELIVERIES, (webhook_id, most))
        case ReviveDeliveries(webhook_id, at, None, most):
            yield Statement(f"{sql.REVIVE} {sql.OLDEST_DEAD}", (at, at, webhook_id, most))
        case ReviveDeliveries(webhook_id, at, seq):
            yield Statement(f"{sql.REVIVE} {sql.ONE_DEAD}", (at, at, webhook_id, seq))
        case DropDeadLetters(webhook_id, None, most, before):
            yield Statement(sql.DROP_OLDEST_DEAD, (webhook_id, before, most))
        case DropDeadLetters(webhook_id, seq):
            yield Statement(f"{sql.DROP_DEAD} {sql.ONE_DEAD}", (webhook_id, seq))
        case ForgetEvents(space_id, until, after, most):
            yield Statement(sql.FORGET, (space_id, after, after + most, until))


def _event_values(event: Event) -> Row:
    return (
        event.event_id,
        event.space_id,
        event.type,
        event.at,
        event.subject,
        json_text(event.body),
        event.number,
        event.external_id,
    )


def _webhook_values(one: Webhook) -> Row:
    return (
        one.webhook_id,
        one.space_id,
        one.name,
        one.url,
        json_text(one.types),
        int(one.active),
        one.secret,
        one.created_at,
        one.ended,
        one.old_secret,
        one.old_secret_until,
    )


def _delivery_values(one: Delivery) -> Row:
    return (
        one.webhook_id,
        one.seq,
        int(one.replayed),
        one.space_id,
        int(one.dead),
        *astuple(one)[5:],
    )


def webhook_of(row: Row) -> Webhook:
    webhook_id, space_id, name, url, types, active, *rest = row
    return Webhook(
        WebhookId(webhook_id),
        SpaceId(space_id),
        name,
        url,
        _decode_types(types),
        bool(active),
        *rest,
    )


def logged_of(row: Row) -> LoggedEvent:
    seq, event_id, space_id, kind, at, subject, body, number, external_id = row
    return LoggedEvent(
        seq,
        Event(
            event_id,
            SpaceId(space_id),
            kind,
            at,
            subject,
            _decode_body(body),
            number,
            external_id,
        ),
    )


def delivered_of(row: Row) -> DeliveredEvent:
    webhook_id, seq, replayed, space_id, dead, *rest = row[_LOGGED:]
    delivery = Delivery(WebhookId(webhook_id), seq, bool(replayed), space_id, bool(dead), *rest)
    return DeliveredEvent(delivery, logged_of(row[:_LOGGED]))


class EventReads(ABC):
    @abstractmethod
    async def _rows(self, query: str, values: Row = ()) -> list[Row]:
        """Raises StoreUnavailable."""

    async def webhooks(self) -> list[Webhook]:
        return [webhook_of(row) for row in await self._rows(sql.WEBHOOKS)]

    async def webhook_progress(self, webhook_id: WebhookId) -> Progress:
        rows = await self._rows(sql.PROGRESS, (webhook_id,))
        return Progress(*rows[0]) if rows else Progress()

    async def events(
        self, space_id: SpaceId, *, after: int, until: int | None = None, limit: int
    ) -> list[LoggedEvent]:
        if until is None:
            rows = await self._rows(sql.EVENTS, (space_id, after, limit))
        else:
            rows = await self._rows(sql.EVENTS_UNTIL, (space_id, after, until, limit))
        return [logged_of(row) for row in rows]

    async def event_range(self, space_id: SpaceId) -> tuple[int, int]:
        # The first one first: it is never beyond a last one that is read later.
        first = await self._rows(sql.FIRST_EVENT, (space_id,))
        last = await self._rows(sql.LAST_EVENT, (space_id,))
        given = int(last[0][0]) if last else 0
        return (int(first[0][0]) if first else given + 1), given

    async def deliveries(
        self, webhook_id: WebhookId, *, dead: bool, after: int = 0, limit: int
    ) -> list[DeliveredEvent]:
        values = (webhook_id, int(dead), after, limit)
        return [delivered_of(row) for row in await self._rows(sql.DELIVERIES, values)]

    async def count_deliveries(self, webhook_id: WebhookId) -> tuple[int, int]:
        rows = await self._rows(sql.COUNT_DELIVERIES, (webhook_id,))
        found = {int(dead): int(count) for dead, count in rows}
        return found.get(0, 0), found.get(1, 0)

    async def delivered_to(self) -> list[WebhookId]:
        return [WebhookId(row[0]) for row in await self._rows(sql.DELIVERED_TO)]
