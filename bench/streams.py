"""The plain reference: the HTTP server one writes with `asyncio.start_server`, on uvloop or on the
standard library's own event loop.

It reads each request's head and body through the streams and answers with as many bytes as the
path says (``POST /<bytes>``). Between this and `bench.bare` lies what the streams cost, and, on the
standard loop, what uvloop saves.
"""

import asyncio
import sys

import msgspec
import uvloop
from msgspec import Struct

from bench.bare import answer_of
from bench.children import say_ready, until_told_to_stop


class Orders(Struct, frozen=True):
    uvloop: bool = True
    """False: nothing but the standard library."""


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in lines if line)
            await reader.readexactly(int(headers.get("content-length", 0)))
            writer.write(answer_of(int(first.split()[1].split("/")[1])))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def serve() -> None:
    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    say_ready(port=server.sockets[0].getsockname()[1])
    await until_told_to_stop()


if __name__ == "__main__":
    orders = msgspec.json.decode(sys.argv[1], type=Orders)
    run = uvloop.run if orders.uvloop else asyncio.run
    run(serve())
