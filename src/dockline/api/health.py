"""``/healthz``, ``/readyz`` and ``/metrics``: for those who keep the server running."""

import asyncio
from typing import Final

from msgspec import Struct
from starlette.types import Receive, Scope

from dockline.api import problems
from dockline.api.metrics import Metrics
from dockline.api.peers import Networks, Peers
from dockline.api.replies import Reply, json_reply
from dockline.ports.engine import Engine, EngineStatus, EngineUnavailable
from dockline.ports.store import Store, StoreUnavailable

_ASK_SECONDS: Final = 2.0
_TEXT: Final = ((b"content-type", b"text/plain; version=0.0.4; charset=utf-8"),)


class Healthy(Struct, frozen=True):
    success: bool


class Ready(Struct, frozen=True):
    """What is needed, and whether it is there."""

    success: bool
    store_up: bool
    engine: EngineStatus | None
    """None: it does not answer at all."""


class Health:
    def __init__(
        self, store: Store, engine: Engine, metrics: Metrics, peers: Peers, readers: Networks
    ) -> None:
        self._store = store
        self._engine = engine
        self._metrics = metrics
        self._peers = peers
        self._readers = readers

    async def healthz(self, scope: Scope, receive: Receive) -> Reply:
        """This process answers."""
        return json_reply(Healthy(success=True))

    async def readyz(self, scope: Scope, receive: Receive) -> Reply:
        """503 while a part is away; the body says which."""
        store_up, engine = await asyncio.gather(self._store_up(), self._engine_status())
        ready = store_up and engine is not None and engine.up
        return json_reply(Ready(ready, store_up, engine), 200 if ready else 503)

    async def metrics(self, scope: Scope, receive: Receive) -> Reply:
        if self._peers.hidden(scope) or self._peers.address(scope) not in self._readers:
            raise problems.Problem(403, "wrong-network", "Metrics are not read from this network.")
        return Reply(200, self._metrics.text(), _TEXT, text=True)

    async def _store_up(self) -> bool:
        try:
            async with asyncio.timeout(_ASK_SECONDS):
                return await self._store.healthy()
        except (StoreUnavailable, TimeoutError):
            return False

    async def _engine_status(self) -> EngineStatus | None:
        try:
            async with asyncio.timeout(_ASK_SECONDS):
                return await self._engine.status()
        except (EngineUnavailable, TimeoutError):
            return None
