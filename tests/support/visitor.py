"""A visitor's page, as far as its socket goes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any, TypeVar

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from dockline.api import visitor_wire as w
from tests.support.until import until

_decoder: msgspec.json.Decoder[w.ToVisitor] = msgspec.json.Decoder(w.ToVisitor)
M = TypeVar("M")


class Visitor:
    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.inbox: list[w.ToVisitor] = []
        self.chat_id = ""
        self.secret = ""
        self._lines = 0
        self._reading = asyncio.create_task(self._read())

    async def hello(self, **fields: Any) -> w.VisitorWelcome:
        await self.tell(w.VisitorHello(**{"cloud_id": "leap", "team": "Support team"} | fields))
        return await self.message(w.VisitorWelcome)

    async def tell(self, message: w.FromVisitor) -> None:
        await self.socket.send(msgspec.json.encode(message).decode())

    async def says(self, text: str, line_id: str = "", **more: Any) -> w.LineShown:
        """Returns when it is durable. Raises AssertionError where it is refused."""
        answer = await self.tries(text, line_id, **more)
        assert isinstance(answer, w.LineShown), answer
        return answer

    async def tries(
        self, text: str, line_id: str = "", **more: Any
    ) -> w.LineShown | w.VisitorRefused:
        self._lines += 1
        line_id = line_id or f"line-{self._lines}-{id(self)}"
        seen = len(self.inbox)
        await self.tell(w.VisitorLine(line_id=line_id, text=text, **more))

        def answered() -> w.LineShown | w.VisitorRefused | None:
            for one in self.inbox[seen:]:
                if isinstance(one, w.VisitorRefused) and one.line_id == line_id:
                    return one
                if (
                    isinstance(one, w.LineNews)
                    and one.line.line_id == line_id
                    and one.line.author == "visitor"
                ):
                    return one.line
            return None

        found: w.LineShown | w.VisitorRefused = await until(answered)
        return found

    async def message(self, kind: type[M], **fields: Any) -> M:
        """The first of this kind with these fields, come already or still to come."""

        def look() -> Any:
            for one in self.inbox:
                if isinstance(one, kind) and all(
                    getattr(one, name) == value for name, value in fields.items()
                ):
                    return one
            return None

        found: M = await until(look)
        return found

    async def news(self, **fields: Any) -> w.ChatShown:
        """The chat, once it is shown with these fields."""

        def look() -> w.ChatShown | None:
            for one in self.inbox:
                if isinstance(one, w.ChatNews) and all(
                    getattr(one.chat, name) == value for name, value in fields.items()
                ):
                    return one.chat
            return None

        found: w.ChatShown = await until(look)
        return found

    async def line(self, text: str) -> w.LineShown:
        def look() -> w.LineShown | None:
            for one in self.inbox:
                if isinstance(one, w.LineNews) and one.line.text == text:
                    return one.line
            return None

        found: w.LineShown = await until(look)
        return found

    async def closed(self) -> int:
        async with asyncio.timeout(10):
            await self.socket.wait_closed()
        return self.socket.close_code or 0

    async def stop(self) -> None:
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for text in self.socket:
                message = _decoder.decode(text)
                if isinstance(message, w.ChatStarted):
                    self.chat_id, self.secret = message.chat_id, message.secret
                self.inbox.append(message)


@contextlib.asynccontextmanager
async def visitor(address: str, **more: Any) -> AsyncIterator[Visitor]:
    """Connected, and silent still."""
    async with connect(
        f"ws://{address}/chat/socket", open_timeout=10, proxy=None, **more
    ) as socket:
        one = Visitor(socket)
        try:
            yield one
        finally:
            await one.stop()
