"""A whole server on the real engine in a process of its own, to be killed by tests.

Its argument is JSON (`Orders`). It writes a line of JSON (`Ready`) when it answers requests, and
ends in order, engine and all, when its standard input does.
"""

import asyncio
import os
import sys
from pathlib import Path

import msgspec
import uvloop
from argon2 import PasswordHasher
from msgspec import Struct

from dockline import logs
from dockline.adapters.asterisk.engine import AsteriskEngine
from dockline.adapters.asterisk.settings import AsteriskSettings, Trunk
from dockline.adapters.system_clock import SystemClock
from dockline.node import Node
from dockline.settings import Settings


class Orders(Struct, frozen=True, kw_only=True):
    data: str
    trunk_port: int
    """UDP, of the loopback."""


class Ready(Struct, frozen=True, kw_only=True):
    url: str
    sip_port: int
    engine_pid: int


async def _told_to_stop() -> None:
    loop = asyncio.get_running_loop()
    closed = asyncio.Event()

    def look() -> None:
        if not os.read(0, 4096):
            loop.remove_reader(0)
            closed.set()

    loop.add_reader(0, look)
    await closed.wait()


async def serve(orders: Orders) -> None:
    logs.configure("warning", None)
    data, clock = Path(orders.data), SystemClock()
    engine = AsteriskEngine(
        AsteriskSettings(
            folder=data / "engine",
            recordings=data / "recordings",
            messages=data / "messages",
            sip_address="127.0.0.1",
            phone_profile="plain",
            trunk=Trunk(host="127.0.0.1", port=orders.trunk_port),
            keep_running=True,
        ),
        clock,
    )
    # As weak as argon2 goes: what tests hash is no secret.
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    settings = Settings(host="127.0.0.1", port=0, data=data)
    node = Node(settings, engine=engine, clock=clock, hasher=hasher)
    await node.start()
    ready = Ready(url=node.url, sip_port=engine.sip_port(), engine_pid=engine.pid or 0)
    print(msgspec.json.encode(ready).decode(), flush=True)
    await _told_to_stop()
    await node.stop()


if __name__ == "__main__":
    uvloop.run(serve(msgspec.json.decode(sys.argv[1], type=Orders)))
