"""Every active subscription's runner."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from dockline.domain.ids import SpaceId
from dockline.ports.clock import Clock
from dockline.ports.event_store import Webhook, WebhookId
from dockline.ports.poster import Poster
from dockline.ports.store import Store
from dockline.services.accounts import Accounts
from dockline.services.events.log import EventLog
from dockline.services.webhooks.runner import Runner


class Deliveries:
    def __init__(
        self, store: Store, clock: Clock, accounts: Accounts, log: EventLog, poster: Poster
    ) -> None:
        self.poster = poster
        self._store = store
        self._clock = clock
        self._accounts = accounts
        self._log = log
        self._runners: dict[WebhookId, Runner] = {}
        self._gone: Callable[[Webhook], None] = lambda webhook: None
        self._asked: dict[SpaceId, list[Runner]] = {}

    def start(self, webhooks: Sequence[Webhook], gone: Callable[[Webhook], None]) -> None:
        """``gone`` hears which receiver wants no more."""
        self._gone = gone
        self._log.listen(self._came)
        for webhook in webhooks:
            if webhook.active:
                self._begin(webhook)
        self._share_out()

    async def stop(self) -> None:
        runners, self._runners = list(self._runners.values()), {}
        await asyncio.gather(*(runner.stop() for runner in runners))

    def runner(self, webhook_id: WebhookId) -> Runner | None:
        """None of one that is not active."""
        return self._runners.get(webhook_id)

    async def changed(self, webhook: Webhook) -> None:
        """It is another, or new. What one that is not active any more has in hand is kept."""
        running = self._runners.get(webhook.webhook_id)
        if webhook.active and running is not None:
            running.change(webhook)
        elif webhook.active:
            self._begin(webhook)
        elif running is not None:
            del self._runners[webhook.webhook_id]
            await running.stop(keep_all=True)
        self._share_out()

    async def dropped(self, webhook_id: WebhookId) -> None:
        running = self._runners.pop(webhook_id, None)
        self._share_out()
        if running is not None:
            await running.stop()

    @asynccontextmanager
    async def still(self, space_id: SpaceId) -> AsyncIterator[None]:
        """Meanwhile nothing of the space is sent or in memory; what was in hand is read anew
        afterwards, as it is then."""
        held = [one for one in self._runners.values() if one.webhook.space_id == space_id]
        for one in held:
            await one.stop(keep_all=True)
        try:
            yield
        finally:
            for one in held:
                if self._runners.get(one.webhook.webhook_id) is one:
                    self._begin(one.webhook)
            self._share_out()

    def private(self, space_id: SpaceId) -> bool:
        """Whether the space lets webhooks go to addresses that are not public."""
        space = self._accounts.space(space_id)
        return space is not None and space.settings.chat.webhook_private

    def _begin(self, webhook: Webhook) -> None:
        space_id = webhook.space_id
        runner = Runner(
            webhook,
            self._store,
            self._clock,
            self.poster,
            lambda: self.private(space_id),
            self._gone,
        )
        self._runners[webhook.webhook_id] = runner
        runner.start()

    def _share_out(self) -> None:
        """Who is asked when something comes, and for whom it is written down at all."""
        self._asked = {}
        for runner in self._runners.values():
            self._asked.setdefault(runner.webhook.space_id, []).append(runner)
        self._log.tell_of(set(self._asked))

    def _came(self, space_id: SpaceId) -> None:
        for runner in self._asked.get(space_id, ()):
            runner.news()
