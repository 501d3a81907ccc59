"""What every store keeps of events, and of who is told of them."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from dockline.domain.ids import ChatId, SpaceId
from dockline.ports.chat_store import ChatKeys, PutChatKeys
from dockline.ports.event_store import (
    AppendEvent,
    Delivery,
    DropDeadLetters,
    DropDeliveries,
    DropDelivery,
    DropWebhook,
    Event,
    ForgetEvents,
    Progress,
    PutDelivery,
    PutProgress,
    PutWebhook,
    ReviveDeliveries,
    Webhook,
    WebhookId,
)
from dockline.ports.store import PutCall, ReplaceToken, Store, StoreConflict
from tests.contract.store_samples import LEAP, NOVA, call, token

HOOK, OTHER = WebhookId("hook-1"), WebhookId("hook-2")


def event(n: int, space_id: SpaceId = LEAP, **changes: Any) -> Event:
    one = Event(
        event_id=f"{space_id}-{n}",
        space_id=space_id,
        type="call.started",
        at=1000.0 + n,
        subject=f"call-{n}",
        body={"data": {"n": n, "name": "S\u00fcm\u00e9et"}, "custom": None},
        number="442079460110",
        external_id="crm-7",
    )
    return replace(one, **changes)


def hook(webhook_id: WebhookId = HOOK, **changes: Any) -> Webhook:
    one = Webhook(
        webhook_id, LEAP, "CRM", "https://crm.example/", ("call.ended",), True, "whsec_1", 1.0
    )
    return replace(one, **changes)


def delivery(seq: int, webhook_id: WebhookId = HOOK, **changes: Any) -> Delivery:
    one = Delivery(webhook_id, seq, False, LEAP, False, 2, 5.0, 7.5, 6.0, 503, "Sorry")
    return replace(one, **changes)


async def begun(store: Store, *events: Event) -> None:
    await store.commit([PutWebhook(hook()), PutWebhook(hook(OTHER, space_id=NOVA))])
    await store.commit([AppendEvent(one) for one in events])


async def seqs(store: Store, space_id: SpaceId = LEAP, after: int = 0) -> list[int]:
    return [one.seq for one in await store.events(space_id, after=after, limit=100)]


async def test_events_are_numbered_by_one_in_each_space(store: Store) -> None:
    await begun(store, event(1), event(1, NOVA), event(2), event(2))
    found = await store.events(LEAP, after=0, limit=10)
    assert [(one.seq, one.event) for one in found] == [(1, event(1)), (2, event(2))]
    assert await seqs(store, NOVA) == [1]
    assert await seqs(store, LEAP, after=1) == [2]
    assert [one.seq for one in await store.events(LEAP, after=0, until=1, limit=9)] == [1]
    assert [one.seq for one in await store.events(LEAP, after=0, limit=1)] == [1]
    assert await store.event_range(LEAP) == (1, 2)
    assert await store.event_range(SpaceId("none")) == (1, 0)


async def test_a_commit_that_fails_takes_no_number(store: Store) -> None:
    await begun(store, event(1))
    with pytest.raises(StoreConflict):
        await store.commit([AppendEvent(event(2)), ReplaceToken(b"gone", None, token("api", b"1"))])
    await store.commit([PutCall(call(1)), AppendEvent(event(3))])
    assert [one.event.event_id for one in await store.events(LEAP, after=0, limit=9)] == [
        "leap-1",
        "leap-3",
    ]
    assert await store.event_range(LEAP) == (1, 2)


async def test_commits_at_once_leave_no_gap(store: Store) -> None:
    await begun(store)
    await asyncio.gather(
        *(store.commit([AppendEvent(event(n)), AppendEvent(event(n + 100))]) for n in range(20))
    )
    assert await seqs(store) == list(range(1, 41))


async def test_a_chats_event_has_the_id_it_was_begun_with(store: Store) -> None:
    keys = ChatKeys(ChatId("chat-1"), LEAP, b"\x01", "visitor-7")
    mine = event(1, subject="chat-1", external_id="")
    await begun(store, mine)
    await store.commit([PutChatKeys(keys)])
    (one,) = await store.events(LEAP, after=0, limit=9)
    assert one.event == replace(mine, external_id="visitor-7")


async def test_webhooks_come_back_and_are_replaced_and_dropped(store: Store) -> None:
    later = hook(
        OTHER,
        types=(),
        active=False,
        ended="gone",
        old_secret="whsec_0",
        old_secret_until=9.5,
        created_at=2.0,
    )
    await store.commit([PutWebhook(later), PutWebhook(hook())])
    assert await store.webhooks() == [hook(), later]
    assert await store.webhook_progress(HOOK) == Progress()
    progress = Progress(5, 9, 1, 2, 4, 10.5, 11.5, 503, "Sorry")
    await store.commit([PutWebhook(hook(name="ERP")), PutProgress(HOOK, progress)])
    assert await store.webhook_progress(HOOK) == progress
    await store.commit([AppendEvent(event(1)), PutDelivery(delivery(1))])
    await store.commit([DropWebhook(HOOK)])
    assert await store.webhooks() == [later]
    assert await store.webhook_progress(HOOK) == Progress()


async def test_deliveries_of_a_dropped_webhook_go_some_at_a_time(store: Store) -> None:
    await begun(store, *(event(n) for n in range(1, 6)))
    assert await store.delivered_to() == []
    held = [delivery(1, replayed=True), delivery(1), delivery(2, dead=True), delivery(3)]
    await store.commit([PutDelivery(one) for one in (*held, delivery(4, OTHER))])
    assert await store.delivered_to() == [HOOK, OTHER]
    await store.commit([DropWebhook(HOOK), DropDeliveries(HOOK, 2)])
    assert await store.count_deliveries(HOOK) == (1, 1)
    await store.commit([DropDeliveries(HOOK, 2)])
    assert await store.delivered_to() == [OTHER]
    assert await store.count_deliveries(OTHER) == (1, 0)


async def test_deliveries_wait_die_and_are_revived(store: Store) -> None:
    await begun(store, *(event(n) for n in range(1, 6)))
    again = delivery(2, replayed=True)
    dead = [delivery(n, dead=True, last_status=None) for n in (3, 4)]
    await store.commit([PutDelivery(one) for one in (delivery(2), again, *dead)])
    await store.commit([PutDelivery(delivery(2, attempts=3))])
    waiting = await store.deliveries(HOOK, dead=False, limit=9)
    assert [one.delivery for one in waiting] == [delivery(2, attempts=3), again]
    assert [one.logged.event for one in waiting] == [event(2), event(2)]
    assert [one.delivery for one in await store.deliveries(HOOK, dead=True, limit=9)] == dead
    later = await store.deliveries(HOOK, dead=True, after=3, limit=9)
    assert [one.delivery.seq for one in later] == [4]
    assert await store.count_deliveries(HOOK) == (2, 2)
    assert await store.count_deliveries(OTHER) == (0, 0)
    await store.commit([ReviveDeliveries(HOOK, 50.0, 3), DropDelivery(HOOK, 2, False)])
    waiting = await store.deliveries(HOOK, dead=False, limit=9)
    revived = replace(dead[0], dead=False, first_at=50.0, next_at=50.0)
    assert [one.delivery for one in waiting] == [again, revived]
    await store.commit([ReviveDeliveries(HOOK, 60.0)])
    assert await store.count_deliveries(HOOK) == (3, 0)
    await store.commit([PutDelivery(delivery(n, dead=True)) for n in (5, 1, 3)])
    await store.commit([ReviveDeliveries(HOOK, 60.0, most=2)])
    assert [one.delivery.seq for one in await store.deliveries(HOOK, dead=True, limit=9)] == [5]


async def test_dead_letters_are_dropped_and_nothing_else(store: Store) -> None:
    await begun(store, *(event(n) for n in range(1, 6)))
    dead = [PutDelivery(delivery(n, dead=True)) for n in (2, 3, 4)]
    await store.commit([PutDelivery(delivery(1)), *dead])
    await store.commit([DropDeadLetters(HOOK, 3), DropDeadLetters(HOOK, 1)])
    assert await store.count_deliveries(HOOK) == (1, 2)
    await store.commit([DropDeadLetters(HOOK)])
    assert await store.count_deliveries(HOOK) == (1, 0)


async def test_the_oldest_dead_letters_are_dropped_some_at_a_time(store: Store) -> None:
    await begun(store, *(event(n) for n in range(1, 6)))
    dead = [delivery(n, dead=True, first_at=50.0 if n == 2 else 5.0) for n in range(2, 6)]
    await store.commit([PutDelivery(one) for one in (delivery(1), *dead)])
    await store.commit([DropDeadLetters(HOOK, most=2, before=50.0)])
    assert [one.delivery.seq for one in await store.deliveries(HOOK, dead=True, limit=9)] == [2, 5]
    await store.commit([DropDeadLetters(HOOK, most=1)])
    assert [one.delivery.seq for one in await store.deliveries(HOOK, dead=True, limit=9)] == [5]
    assert await store.count_deliveries(HOOK) == (1, 1)


async def test_what_is_still_to_be_told_is_not_forgotten(store: Store) -> None:
    await begun(store, *(event(n) for n in range(1, 7)), event(1, NOVA))
    await store.commit(
        [
            PutProgress(HOOK, Progress(done_to=4)),
            PutDelivery(delivery(2)),
            PutDelivery(delivery(3, dead=True)),
            ForgetEvents(LEAP, 1006.0),
        ]
    )
    assert await seqs(store) == [2, 3, 5, 6]
    assert await store.event_range(LEAP) == (2, 6)
    await store.commit([PutWebhook(hook(active=False)), ForgetEvents(LEAP, 1006.0)])
    assert await seqs(store) == [2, 3, 6]
    await store.commit([DropWebhook(HOOK), DropDeliveries(HOOK, 9), ForgetEvents(LEAP, 2000.0)])
    assert await store.event_range(LEAP) == (7, 6)
    await store.commit([AppendEvent(event(9))])
    assert await seqs(store) == [7]
    assert await seqs(store, NOVA) == [1]


async def test_events_are_forgotten_some_at_a_time(store: Store) -> None:
    await begun(store, *(event(n) for n in range(1, 8)))
    await store.commit([DropWebhook(HOOK), ForgetEvents(LEAP, 2000.0, after=2, most=3)])
    assert await seqs(store) == [1, 2, 6, 7]
    await store.commit([ForgetEvents(LEAP, 1007.0, after=5, most=3)])
    assert await seqs(store) == [1, 2, 7]
