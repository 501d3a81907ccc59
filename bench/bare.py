"""The reference: a bare asyncio HTTP server on uvloop, as small as one can be.

It finds the end of each request and answers with as many bytes as the path says, head included:
``POST /<bytes>``. ``POST /<bytes>/<bytes>`` first sends the second number of bytes to the
connections that introduced themselves with ``DOCK``, as a server does that tells somebody;
``TELL /`` sends its body to them, and is not answered.
"""

import asyncio
from functools import cache
from typing import ClassVar, cast

import uvloop

from bench.children import say_ready, until_told_to_stop


@cache
def answer_of(size: int) -> bytes:
    """An HTTP answer of so many bytes in all (120 at least)."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d%s\r\n\r\n"
    for spaces in (b"", b" "):  # where one more byte of body wants one more digit in the head
        for digits in range(1, 10):
            body = size - len(head) + 4 - digits - len(spaces)
            if len(str(body)) == digits:
                text = b'{"success":true,"message":"%s"}' % (b"x" * (body - 29))
                return head % (body, spaces) + text
    raise ValueError(f"no answer has {size} bytes")


class Bare(asyncio.Protocol):
    docks: ClassVar[list[asyncio.Transport]] = []

    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass

    def connection_lost(self, error: Exception | None) -> None:
        if self._transport in Bare.docks:
            Bare.docks.remove(self._transport)

    def data_received(self, data: bytes) -> None:
        if self._buffer:
            data = self._buffer + data
        while True:
            head_end = data.find(b"\r\n\r\n")
            if head_end < 0:
                break
            if data.startswith(b"DOCK"):
                Bare.docks.append(self._transport)
                data = data[head_end + 4 :]
                continue
            at = data.find(b"content-length: ", 0, head_end)
            length = int(data[at + 16 : data.find(b"\r", at)]) if at > 0 else 0
            end = head_end + 4 + length
            if len(data) < end:
                break
            if data.startswith(b"TELL"):
                for dock in Bare.docks:
                    dock.write(data[head_end + 4 : end])
            else:
                self._answer(data[6 : data.find(b" ", 6)])
            data = data[end:]
        self._buffer = data

    def _answer(self, path: bytes) -> None:
        size, _, event = path.partition(b"/")
        for dock in Bare.docks if event else ():
            dock.write(b"x" * int(event))
        self._transport.write(answer_of(int(size)))


async def serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Bare, "127.0.0.1", 0)
    say_ready(port=server.sockets[0].getsockname()[1])
    await until_told_to_stop()


if __name__ == "__main__":
    uvloop.run(serve())
