"""A visitor's WebSocket as messages: decoded, counted, and never waited for."""

import asyncio
from contextlib import suppress
from typing import Final

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from dockline.api import problems, visitor_wire as w
from dockline.api.bodies import decoded
from dockline.api.body_bounds import require_makeable
from dockline.api.page_socket import Closing
from dockline.domain.rates import Window
from dockline.ports.clock import Clock

_encode: Final = msgspec.json.Encoder().encode
_decoder: Final[msgspec.json.Decoder[w.FromVisitor]] = msgspec.json.Decoder(w.FromVisitor)

BAD_MESSAGE, WRONG_ORIGIN, NO_SUCH_TEAM, SILENT, TOO_MANY = 4400, 4403, 4404, 4408, 4429
GONE, TRY_LATER = 1001, 1013
HELLO_SECONDS: Final = 10.0
SILENT_SECONDS: Final = 150.0
"""Without a message for so long, the page is gone. Browsers run the timers of a hidden page once a
minute, so its beats are as rare; that a connection is dead the socket's own pings tell sooner."""
MOST_WAITING: Final = 1000
"""Messages a slow page may be behind; then it is closed, and comes back."""
CLOSE_SECONDS: Final = 2.0
MOST_MESSAGES: Final = 100
"""In ten seconds: more is no person."""


class VisitorPipe:
    def __init__(self, socket: WebSocket, clock: Clock) -> None:
        self._socket = socket
        self._clock = clock
        self._outgoing: asyncio.Queue[w.ToVisitor | Closing] = asyncio.Queue(MOST_WAITING)
        self.overrun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Raises Closing where the page is too slow."""
        self._seen = Window(10.0)

    def send(self, message: w.ToVisitor) -> None:
        """Never blocks; a page that is too far behind is cut off."""
        try:
            self._outgoing.put_nowait(message)
        except asyncio.QueueFull:
            if not self.overrun.done():
                self.overrun.set_exception(Closing(TRY_LATER, "This page is too slow."))

    def end(self, code: int, reason: str) -> None:
        if self._outgoing.full():
            self._outgoing.get_nowait()
        self._outgoing.put_nowait(Closing(code, reason))

    async def receive(self, within: float) -> w.FromVisitor:
        """The next one. Raises Closing, WebSocketDisconnect, RuntimeError."""
        try:
            async with asyncio.timeout(within):
                message = await self._socket.receive()
        except TimeoutError:
            raise Closing(SILENT, "No heartbeat.") from None
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1006))
        now = self._clock.now()
        if self._seen.count(now) >= MOST_MESSAGES:
            raise Closing(TOO_MANY, "Too many messages.")
        self._seen.note(now)
        data = message.get("text")
        if data is None:
            raise Closing(BAD_MESSAGE, "Messages are JSON text.")
        try:
            require_makeable(data.encode(), flat=False)
            return decoded(_decoder, data)
        except problems.Problem as refused:
            raise Closing(BAD_MESSAGE, refused.message) from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
            # A reason may have 123 bytes (RFC 6455, section 5.5).
            reason = str(wrong).encode()[:100].decode(errors="ignore")
            raise Closing(BAD_MESSAGE, reason) from None

    async def write(self) -> None:
        """Send what there is to send, until it is to end. Raises Closing."""
        while True:
            message = await self._outgoing.get()
            if isinstance(message, Closing):
                raise message
            await self._socket.send_text(_encode(message).decode())

    async def close(self, closing: Closing) -> None:
        if self._socket.application_state is WebSocketState.DISCONNECTED:
            return
        with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._socket.close(closing.code, closing.reason)
