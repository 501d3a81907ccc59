"""A server in a process of its own, to be killed by tests, on an engine that is apart from it
(`tests.support.engine_apart`). Its argument is JSON (`Orders`); it writes ``{"url": "..."}`` when
it is ready, and ends in order when its standard input does.
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
from dockline.node import Node
from dockline.settings import Settings
from tests.support.engine_apart import FarEngine


class Orders(Struct, frozen=True, kw_only=True):
    data: str
    engine: str
    """Path of the engine's socket."""
    database_url: str = ""
    """PostgreSQL's; empty: SQLite."""


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
    settings = Settings(
        host="127.0.0.1", port=0, data=Path(orders.data), database_url=orders.database_url
    )
    # As weak as argon2 goes: what tests hash is no secret.
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    node = Node(settings, engine=FarEngine(Path(orders.engine)), hasher=hasher)
    await node.start()
    print(msgspec.json.encode({"url": node.url}).decode(), flush=True)
    await _told_to_stop()
    await node.stop()


if __name__ == "__main__":
    uvloop.run(serve(msgspec.json.decode(sys.argv[1], type=Orders)))
