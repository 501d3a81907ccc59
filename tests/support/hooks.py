"""Webhooks on a store in memory, with a receiver that is told what to answer."""

import asyncio
import random
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain.ids import SpaceId
from dockline.ports.event_store import AppendEvent, Event, PutWebhook, Webhook, WebhookId
from dockline.ports.poster import Posted, PostFailed
from dockline.services.webhooks.runner import Runner

LEAP = SpaceId("leap")
HOOK = WebhookId("hook-1")
Answer = Posted | PostFailed


class Got(Struct):
    """One delivery that reached the receiver, whatever it answered."""

    event_id: str
    seq: int
    subject: str
    attempt: int
    replayed: bool
    taken: bool
    url: str
    headers: dict[str, str]
    body: bytes


class Receiving:
    """A `Poster` whose other end is here. ``slow``: posts wait for `let_through`."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.answer: Callable[[Got], Answer] = lambda got: Posted(200)
        self.lost: Callable[[Got], bool] = lambda got: False
        """Whether the answer to what came is lost on its way back."""
        self.open = asyncio.Event()
        self.open.set()
        self.most_at_once = 0
        self._at_once = 0

    @property
    def taken(self) -> list[Got]:
        return [one for one in self.got if one.taken]

    def seqs(self) -> list[int]:
        return [one.seq for one in self.taken]

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        private: bool,
        most: int = 0,
    ) -> Posted:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await self.open.wait()
            await asyncio.sleep(0)  # as on a network, others run meanwhile
            return self._answered(url, body, headers)
        finally:
            self._at_once -= 1

    def _answered(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
        told: dict[str, Any] = msgspec.json.decode(body)
        got = Got(
            event_id=headers["Dockline-Event-Id"],
            seq=told["seq"],
            subject=told["data"].get("subject", ""),
            attempt=int(headers["Dockline-Delivery-Attempt"]),
            replayed=headers.get("Dockline-Replayed") == "true",
            taken=False,
            url=url,
            headers=dict(headers),
            body=body,
        )
        answer = self.answer(got)
        self.got.append(got)
        if isinstance(answer, PostFailed):
            raise answer
        got.taken = answer.taken
        if got.taken and self.lost(got):
            raise PostFailed("the connection broke")
        return answer


class World:
    """One subscription, whose server may be killed and started again."""

    def __init__(self, seed: int = 0, **hook: Any) -> None:
        self.clock = MemoryClock()
        self.store = MemoryStore(self.clock)
        self.receiver = Receiving()
        self.chance = random.Random(seed)
        self.gone: list[Webhook] = []
        self.webhook = Webhook(
            **({"webhook_id": HOOK, "space_id": LEAP, "name": "CRM", "types": ()} | hook),
            url="https://crm.example/",
            active=True,
            secret="whsec_one",
            created_at=1.0,
        )
        self.made = 0
        self.runner = self._new()

    def _new(self) -> Runner:
        return Runner(
            self.webhook,
            self.store,
            self.clock,
            self.receiver,
            lambda: False,
            self.gone.append,
            self.chance,
        )

    async def start(self) -> None:
        await self.store.commit([PutWebhook(self.webhook)])
        self.runner.start()

    async def happens(self, *subjects: str, kind: str = "call.started") -> None:
        writes = []
        for subject in subjects:
            self.made += 1
            body = {"data": {"subject": subject}, "custom": None}
            at = self.clock.now()
            event = Event(f"event-{self.made}", LEAP, kind, at, subject, body)
            writes.append(AppendEvent(event))
        await self.store.commit(writes)
        self.runner.news()

    async def killed(self) -> None:
        """The server dies as it stands, and another one starts."""
        runner = self.runner
        tasks = [runner._task, *runner._sender._posts]
        for task in tasks:
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task in tasks if task), return_exceptions=True)
        self.runner = self._new()
        self.runner.start()

    async def runs(self, seconds: float = 0.0, step: float = 0.5) -> None:
        """Time passes."""
        until = self.clock.now() + seconds
        while True:
            for _ in range(30):
                await asyncio.sleep(0)  # lets whoever was woken run
            if self.clock.now() >= until:
                return
            self.clock.advance(min(step, until - self.clock.now()))

    async def stop(self) -> None:
        await self.runner.stop()


def refuses(status: int = 503, text: str = "") -> Callable[[Got], Answer]:
    return lambda got: Posted(status, text)
