"""Subscriptions: made, changed, tested, ended. Every change is durable when it returns, and stands
in the audit log."""

import asyncio
from collections.abc import Sequence
from time import perf_counter
from typing import Any, Final

import structlog
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from dockline.domain.errors import NotNow, Refusal
from dockline.domain.ids import SpaceId, new_id
from dockline.domain.webaddress import says_private, wrong_address
from dockline.ports.event_store import (
    DeliveredEvent,
    DropWebhook,
    Event,
    LoggedEvent,
    Progress,
    PutProgress,
    PutWebhook,
    Webhook,
    WebhookId,
)
from dockline.ports.poster import PostFailed
from dockline.ports.store import StoreUnavailable, Write
from dockline.services.account_book import AccountBook
from dockline.services.account_rules import AccountRefused, checked_name
from dockline.services.events.catalogue import PING, TYPES
from dockline.services.webhooks.deliveries import Deliveries
from dockline.services.webhooks.envelope import encoded, headers, new_secret
from dockline.services.webhooks.letters import DeadLetters
from dockline.services.webhooks.sender import MOST_ANSWER, Tried

_log = structlog.get_logger("dockline.webhooks")
MOST: Final = 20
"""Subscriptions of one space."""
LONGEST_URL: Final = 2_000
GONE: Final = "gone"
SYSTEM: Final = "system"


class NoSuchWebhook(Refusal):
    """There is no such webhook."""

    code = "no-such-webhook"


class Standing(Struct, frozen=True):
    """How a subscription is doing."""

    webhook: Webhook
    progress: Progress
    waiting: int
    """Events that were not taken yet, and are sent again; and those behind them."""
    dead: int
    behind: int
    """Events in the log that were not read yet."""


class Answered(Struct, frozen=True):
    """What came of a test."""

    status: int | None
    """None: there was no answer."""
    seconds: float
    answer: str
    """How it began, or why there was none."""

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class WebhookKeeping:
    """Raises StoreUnavailable, and NoSuchWebhook where a webhook is named."""

    def __init__(self, book: AccountBook, deliveries: Deliveries) -> None:
        self._book = book
        self._store = book.store
        self._clock = book.clock
        self._deliveries = deliveries
        self._letters = DeadLetters(book)
        self._webhooks: dict[WebhookId, Webhook] = {}
        self._writing = asyncio.Lock()
        self._ending: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        webhooks = await self._store.webhooks()
        self._webhooks = {one.webhook_id: one for one in webhooks}
        self._deliveries.start(webhooks, self._gone)

    async def stop(self) -> None:
        for task in self._ending:
            task.cancel()
        await asyncio.gather(*self._ending, return_exceptions=True)
        await self._deliveries.stop()

    # --- reading ------------------------------------------------------------------------------

    async def every(self, space_id: SpaceId) -> list[Standing]:
        """The oldest first."""
        own = [one for one in self._webhooks.values() if one.space_id == space_id]
        return [await self._standing(one) for one in own]

    async def show(self, space_id: SpaceId, webhook_id: str) -> Standing:
        return await self._standing(self._found(space_id, webhook_id))

    async def log_range(self, space_id: SpaceId) -> tuple[int, int]:
        """Numbers of the first event that is kept, and of the last."""
        return await self._store.event_range(space_id)

    def recent(self, space_id: SpaceId, webhook_id: str) -> list[Tried]:
        """Attempts since the server started, or it was switched on; the newest first."""
        runner = self._deliveries.runner(self._found(space_id, webhook_id).webhook_id)
        return runner.recent if runner is not None else []

    async def undelivered(
        self, space_id: SpaceId, webhook_id: str, *, dead: bool, after: int = 0, limit: int
    ) -> list[DeliveredEvent]:
        found = self._found(space_id, webhook_id)
        return await self._store.deliveries(found.webhook_id, dead=dead, after=after, limit=limit)

    def _found(self, space_id: SpaceId, webhook_id: str) -> Webhook:
        found = self._webhooks.get(WebhookId(webhook_id))
        if found is None or found.space_id != space_id:
            raise NoSuchWebhook
        return found

    async def _standing(self, webhook: Webhook) -> Standing:
        runner = self._deliveries.runner(webhook.webhook_id)
        kept = await self._store.webhook_progress(webhook.webhook_id)
        waiting, dead = await self._store.count_deliveries(webhook.webhook_id)
        last = (await self._store.event_range(webhook.space_id))[1]
        progress = runner.progress if runner is not None else kept
        behind = max(0, last - kept.begun_to) if webhook.active else 0
        return Standing(webhook, progress, waiting, dead, behind)

    # --- writing ------------------------------------------------------------------------------

    async def create(
        self, space_id: SpaceId, name: str, url: str, types: Sequence[str] | None, *, actor: str
    ) -> Webhook:
        """Active, from what happens next on. Its secret is told here and never again. Raises
        AccountRefused."""
        self._book.require_space(space_id)
        async with self._writing:
            if sum(one.space_id == space_id for one in self._webhooks.values()) >= MOST:
                raise AccountRefused("webhooks", f"A space has {MOST} at most.")
            webhook = Webhook(
                webhook_id=WebhookId(new_id()),
                space_id=space_id,
                name=checked_name("name", name),
                url=self._checked_url(space_id, url),
                types=_checked_types(types),
                active=True,
                secret=new_secret(),
                created_at=self._clock.now(),
            )
            await self._put(webhook, actor, "webhook.created", _shown(webhook), anew=True)
        return webhook

    async def change(
        self,
        space_id: SpaceId,
        webhook_id: str,
        *,
        name: str | UnsetType = UNSET,
        url: str | UnsetType = UNSET,
        types: Sequence[str] | UnsetType | None = UNSET,
        active: bool | UnsetType = UNSET,
        actor: str,
    ) -> Webhook:
        """What is unset stays. One that is switched on is told of what happens from then on, and
        of what was still to be sent. Raises AccountRefused."""
        async with self._writing:
            before = self._found(space_id, webhook_id)
            after = replace(
                before,
                name=before.name if name is UNSET else checked_name("name", name),
                url=before.url if url is UNSET else self._checked_url(space_id, url),
                types=before.types if types is UNSET else _checked_types(types),
                active=before.active if active is UNSET else active,
            )
            if after.active:
                after = replace(after, ended="")
            if after == before:
                return after
            old, new = _shown(before), _shown(after)
            changed = [field for field in new if old[field] != new[field]]
            detail = {
                "webhook": before.name,
                "before": {field: old[field] for field in changed},
                "after": {field: new[field] for field in changed},
            }
            anew = after.active and not before.active
            await self._put(after, actor, "webhook.changed", detail, anew=anew)
        return after

    async def rotate(
        self, space_id: SpaceId, webhook_id: str, overlap_hours: float, *, actor: str
    ) -> Webhook:
        """With a new secret; the one before signs as well for the hours that are given."""
        async with self._writing:
            before = self._found(space_id, webhook_id)
            until = self._clock.now() + overlap_hours * 3600.0
            after = replace(
                before,
                secret=new_secret(),
                old_secret=before.secret if overlap_hours else "",
                old_secret_until=until if overlap_hours else None,
            )
            detail = {"webhook": before.name, "overlap_hours": overlap_hours}
            await self._put(after, actor, "webhook.secret-changed", detail)
        return after

    async def drop(self, space_id: SpaceId, webhook_id: str, *, actor: str) -> None:
        """What was still to be sent, and its dead letters, go with it, some at a time
        (`dockline.services.events.log`)."""
        async with self._writing:
            webhook = self._found(space_id, webhook_id)
            await self._deliveries.dropped(webhook.webhook_id)
            detail = {"webhook": webhook.name}
            try:
                await self._commit(webhook, actor, "webhook.deleted", detail, [_drop(webhook)])
            except BaseException:
                await self._deliveries.changed(webhook)
                raise
            del self._webhooks[webhook.webhook_id]

    async def replay(
        self, space_id: SpaceId, webhook_id: str, from_seq: int, *, actor: str
    ) -> tuple[int, int]:
        """Tell again what was told so far, from a number on. Returns the first and the last.
        Raises AccountRefused, NotNow."""
        webhook = self._found(space_id, webhook_id)
        runner = self._deliveries.runner(webhook.webhook_id)
        if runner is None:
            raise NotNow("This webhook is switched off. Switch it on, then replay.")
        first, last = await self._store.event_range(space_id)
        if first > last:
            raise AccountRefused("from_seq", "There is no event in the log yet.")
        if not first <= from_seq <= last:
            raise AccountRefused("from_seq", f"The log has events {first} to {last}.")
        detail = {"webhook": webhook.name, "from_seq": from_seq}
        await self._commit(webhook, actor, "webhook.replayed", detail, [])
        return from_seq, await runner.replay(from_seq)

    async def revive(
        self, space_id: SpaceId, webhook_id: str, seq: int | None, *, actor: str
    ) -> int:
        """Send a dead letter once more, or all of them; how many. Raises NoSuchLetter."""
        webhook = self._found(space_id, webhook_id)
        count = await self._letters.revive(webhook, seq, actor=actor)
        runner = self._deliveries.runner(webhook.webhook_id)
        if runner is not None:
            runner.revived()
        return count

    async def bury(self, space_id: SpaceId, webhook_id: str, seq: int | None, *, actor: str) -> int:
        """Drop a dead letter, or all of them; how many. Raises NoSuchLetter."""
        return await self._letters.bury(self._found(space_id, webhook_id), seq, actor=actor)

    async def test(self, space_id: SpaceId, webhook_id: str, *, actor: str) -> Answered:
        """Send `test.ping` now, once, whether it is active or not."""
        webhook = self._found(space_id, webhook_id)
        now = self._clock.now()
        body = {"data": {"webhook": webhook.name, "asked_by": actor}, "custom": None}
        event = Event(new_id(), space_id, PING.name, now, "test", body)
        text = encoded(LoggedEvent(0, event))
        told = headers(webhook, event, text, now, attempt=1, replayed=False)
        began = perf_counter()
        private = self._deliveries.private(space_id)
        try:
            answer = await self._deliveries.poster.post(
                webhook.url, text, told, private=private, most=MOST_ANSWER
            )
        except PostFailed as why:
            return Answered(None, perf_counter() - began, str(why))
        return Answered(answer.status, perf_counter() - began, answer.text)

    # --- what all of them do ------------------------------------------------------------------

    async def _put(
        self,
        webhook: Webhook,
        actor: str,
        action: str,
        detail: dict[str, Any],
        *,
        anew: bool = False,
    ) -> None:
        """``anew``: it begins after all that is in the log."""
        writes: list[Write] = [PutWebhook(webhook)]
        if anew:
            last = (await self._store.event_range(webhook.space_id))[1]
            kept = await self._store.webhook_progress(webhook.webhook_id)
            begun = replace(kept, done_to=last, begun_to=last, failing_since=None)
            writes.append(PutProgress(webhook.webhook_id, begun))
        await self._commit(webhook, actor, action, detail, writes)
        self._webhooks[webhook.webhook_id] = webhook
        await self._deliveries.changed(webhook)

    async def _commit(
        self,
        webhook: Webhook,
        actor: str,
        action: str,
        detail: dict[str, Any],
        writes: Sequence[Write],
    ) -> None:
        await self._book.commit(webhook.space_id, actor, action, detail, writes)

    def _checked_url(self, space_id: SpaceId, url: str) -> str:
        url = url.strip()
        if len(url) > LONGEST_URL:
            raise AccountRefused("url", f"It has {len(url)} characters; {LONGEST_URL} at most.")
        wrong = wrong_address(url)
        if wrong:
            raise AccountRefused("url", f"The address {wrong}.")
        if says_private(url) and not self._deliveries.private(space_id):
            raise AccountRefused(
                "url",
                "It must be a public address. “Webhooks to private addresses”, in Space settings"
                " under Chats and blending, lets them go to others.",
            )
        return url

    def _gone(self, webhook: Webhook) -> None:
        task = asyncio.create_task(self._end(webhook))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end(self, webhook: Webhook) -> None:
        """Its receiver wants no more: it is off until somebody switches it on."""
        _log.error("a webhook's receiver wants no more", webhook_id=webhook.webhook_id)
        while True:
            try:
                async with self._writing:
                    now = self._webhooks.get(webhook.webhook_id)
                    if now is not None and now.active:
                        detail = {"webhook": now.name, "why": "The receiver answered 410 Gone."}
                        ended = replace(now, active=False, ended=GONE)
                        await self._put(ended, SYSTEM, "webhook.ended", detail)
                return
            except StoreUnavailable:
                await self._clock.sleep_until(self._clock.now() + 1.0)


def _checked_types(types: Sequence[str] | None) -> tuple[str, ...]:
    """In the catalogue's order; none: all."""
    for name in types or ():
        if name not in TYPES:
            raise AccountRefused("types", f"There is no event type “{name}”.")
    return tuple(name for name in TYPES if name in set(types or ()))


def _shown(webhook: Webhook) -> dict[str, Any]:
    """For the audit log."""
    return {
        "webhook": webhook.name,
        "url": webhook.url,
        "types": list(webhook.types),
        "active": webhook.active,
    }


def _drop(webhook: Webhook) -> Write:
    return DropWebhook(webhook.webhook_id)
