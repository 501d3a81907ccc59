"""The real server, in a process of its own: `dockline.node.Node` on a prepared data folder.

SQLite on the disk (WAL, FULL) and all else as ``dockline serve`` has it. The engine is the
scripted one, whose far ends answer at once and hang up by themselves, or a real Asterisk.
"""

import asyncio
import contextlib
import random
import sys
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Final

import msgspec
import uvloop
from msgspec import Struct

from bench.children import say_ready, until_told_to_stop
from bench.fastapi_face import Face, plain, serving
from bench.space import CLOUD_ID
from dockline import logs
from dockline.adapters.asterisk.engine import AsteriskEngine
from dockline.adapters.asterisk.settings import AsteriskSettings, Trunk
from dockline.adapters.memory.engine import MemoryEngine
from dockline.adapters.system_clock import SystemClock
from dockline.cli.running import settle_memory
from dockline.domain import commands as c
from dockline.domain.ids import LegId, PageId, new_id
from dockline.domain.signals import LegAnswered, Signal
from dockline.node import Node
from dockline.ports.clock import Clock
from dockline.settings import Settings

_CALLS_PER_SECOND: Final = 1000.0


class Orders(Struct, frozen=True, kw_only=True):
    data: str
    talk_seconds: float = 0.02
    fastapi: bool = False
    """The same handler over FastAPI, and no handler at all, on ports of their own as well."""
    changes: float = 0.0
    """State changes a second of agents who are put on the floor without docks."""
    on_floor: int = 0
    """How many those are."""
    still: int = 0
    """The first so many of them are left alone."""
    database_url: str = ""
    """PostgreSQL, in the place of SQLite."""
    trunk_port: int = 0
    """Set: a real Asterisk, its trunk to this UDP port of the loopback."""


class BriefCalls(MemoryEngine):
    """Far ends answer at once and hang up a moment later."""

    def __init__(self, clock: Clock, talk_seconds: float) -> None:
        super().__init__(clock, hurry=True)
        self._talk_seconds = talk_seconds

    async def start(self, listen: Callable[[Signal], None]) -> None:
        loop = asyncio.get_running_loop()

        def heard(signal: Signal) -> None:
            listen(signal)
            if isinstance(signal, LegAnswered) and signal.tags.role == "customer":
                loop.call_later(self._talk_seconds, self._leave, signal.leg_id)

        await super().start(heard)

    def _leave(self, leg_id: LegId) -> None:
        with contextlib.suppress(KeyError):
            self.hang_up_far_end(leg_id)


def _engine(orders: Orders, clock: Clock) -> MemoryEngine | AsteriskEngine:
    if not orders.trunk_port:
        return BriefCalls(clock, orders.talk_seconds)
    data = Path(orders.data)
    return AsteriskEngine(
        AsteriskSettings(
            folder=data / "engine",
            recordings=data / "recordings",
            sip_address="127.0.0.1",
            phone_profile="plain",
            trunk=Trunk(
                host="127.0.0.1", port=orders.trunk_port, calls_per_second=_CALLS_PER_SECOND
            ),
        ),
        clock,
    )


async def serve(orders: Orders) -> None:
    logs.configure("warning", None)
    clock = SystemClock()
    engine = _engine(orders, clock)
    settings = Settings(
        host="127.0.0.1", port=0, data=Path(orders.data), database_url=orders.database_url
    )
    node = Node(settings, engine=engine, clock=clock)
    await node.start()
    settle_memory()  # as `dockline serve` does
    async with contextlib.AsyncExitStack() as down:
        down.push_async_callback(node.stop)
        fastapi = alone = 0
        if orders.fastapi:
            fastapi = await down.enter_async_context(serving(Face(node).app, settings))
            alone = await down.enter_async_context(serving(plain, settings))
        if orders.on_floor:
            changing = asyncio.create_task(_change(node, orders, await _fill(node, orders)))
            down.callback(changing.cancel)
        sip = engine.sip_port() if isinstance(engine, AsteriskEngine) else 0
        say_ready(port=node.port, fastapi_port=fastapi, plain_port=alone, sip_port=sip)
        await until_told_to_stop()


async def _fill(node: Node, orders: Orders) -> list[c.FromDock]:
    """Agents onto the floor. Returns the state changes to be made over and over: each agent in
    turn, whatever their team, is paused, and ready again in the next turn."""
    users = node.accounts.users(CLOUD_ID)[: orders.on_floor]
    random.Random(1).shuffle(users)
    for user in users:
        await node.floors.sign_in(user, PageId(new_id()), False)
    alone = {f"agent{n + 1}" for n in range(orders.still)}
    users = [user for user in users if user.login not in alone] or users
    pauses = [c.FromDock(agent_id=user.user_id, order=c.Pause(reason="Lunch")) for user in users]
    return pauses + [c.FromDock(agent_id=user.user_id, order=c.GoReady()) for user in users]


async def _change(node: Node, orders: Orders, changes: list[c.FromDock]) -> None:
    """As many changes a second as wanted, evenly, however busy the server is."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    under_way: set[asyncio.Task[None]] = set()
    for done, change in enumerate(cycle(changes)):
        if (early := began + done / orders.changes - loop.time()) > 0:
            await asyncio.sleep(early)
        task = asyncio.create_task(node.floors.ask(CLOUD_ID, change.agent_id, change.order))
        under_way.add(task)
        task.add_done_callback(under_way.discard)


if __name__ == "__main__":
    uvloop.run(serve(msgspec.json.decode(sys.argv[1], type=Orders)))
