"""A bot's server on the loopback: takes what is posted to it, or does not."""

import asyncio
import contextlib
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from tests.support.until import until


class Receiver:
    def __init__(self) -> None:
        self.port = 0
        self.taken: list[tuple[dict[str, str], bytes]] = []
        """Headers (lower case) and bodies of what was answered with 200."""
        self.refused = 0
        self.answer: Callable[[dict[str, Any]], int] = lambda event: 200
        self.more = ""
        """Further headers of the answer."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?bot=1"

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.taken]

    def kinds(self) -> list[str]:
        return [event["type"] for event in self.events]

    async def event(self, kind: str, count: int = 1) -> dict[str, Any]:
        """The ``count``-th of this kind."""

        def look() -> dict[str, Any] | None:
            found = [event for event in self.events if event["type"] == kind]
            return found[count - 1] if len(found) >= count else None

        found: dict[str, Any] = await until(look, within=20)
        return found

    def all_signed(self, secret: str) -> bool:
        for headers, body in self.taken:
            text = headers["x-dockline-timestamp"].encode() + b"." + body
            mac = hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
            if headers["x-dockline-signature"] != f"sha256={mac}":
                return False
        return True

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            pairs = (line.partition(":") for line in head[1:] if line)
            headers = {name.lower(): value.strip() for name, _, value in pairs}
            body = await reader.readexactly(int(headers["content-length"]))
            status = self.answer(json.loads(body))
            if status == 200:
                self.taken.append((headers, body))
            else:
                self.refused += 1
            if status:
                text = f"HTTP/1.1 {status} Word\r\n{self.more}Content-Length: 0\r\n\r\n"
                writer.write(text.encode())
                await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    one = Receiver()
    server = await asyncio.start_server(one.handle, "127.0.0.1", 0)
    one.port = server.sockets[0].getsockname()[1]
    try:
        yield one
    finally:
        server.close()
        await server.wait_closed()
