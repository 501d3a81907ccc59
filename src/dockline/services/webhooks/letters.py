"""Dead letters: events that a subscription's receiver did not take for a day."""

from collections.abc import Callable
from typing import Final

from dockline.domain.errors import Refusal
from dockline.ports.event_store import DropDeadLetters, ReviveDeliveries, Webhook
from dockline.ports.store import Write
from dockline.services.account_book import AccountBook

_SLICE: Final = 500
"""Rows of one commit. After days without a receiver there are many, and calls do not wait until
all of them are written."""


class NoSuchLetter(Refusal):
    """There is no such dead letter any more."""

    code = "no-such-dead-letter"


class DeadLetters:
    """Raises StoreUnavailable."""

    def __init__(self, book: AccountBook) -> None:
        self._book = book
        self._store = book.store
        self._clock = book.clock

    async def revive(self, webhook: Webhook, seq: int | None, *, actor: str) -> int:
        """Are to be sent once more: one, or (None) all of them; how many. Raises NoSuchLetter."""
        now = self._clock.now()
        return await self._each(
            webhook,
            seq,
            actor,
            "webhook.dead-letters-retried",
            lambda most: ReviveDeliveries(webhook.webhook_id, now, seq, most),
        )

    async def bury(self, webhook: Webhook, seq: int | None, *, actor: str) -> int:
        """Drop one, or (None) all of them; how many. Raises NoSuchLetter."""
        return await self._each(
            webhook,
            seq,
            actor,
            "webhook.dead-letters-dropped",
            lambda most: DropDeadLetters(webhook.webhook_id, seq, most),
        )

    async def _each(
        self,
        webhook: Webhook,
        seq: int | None,
        actor: str,
        action: str,
        write: Callable[[int], Write],
    ) -> int:
        count = await self._count(webhook, seq)
        detail = {"webhook": webhook.name, "count": count, "seq": seq}
        await self._book.commit(webhook.space_id, actor, action, detail, [])
        for done in range(0, count, _SLICE):
            await self._store.commit([write(min(_SLICE, count - done))])
        return count

    async def _count(self, webhook: Webhook, seq: int | None) -> int:
        if seq is None:
            return (await self._store.count_deliveries(webhook.webhook_id))[1]
        after = seq - 1
        found = await self._store.deliveries(webhook.webhook_id, dead=True, after=after, limit=2)
        count = sum(one.delivery.seq == seq for one in found)
        if not count:
            raise NoSuchLetter
        return count
