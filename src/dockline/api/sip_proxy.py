"""``/sip``: the docks' phones speak SIP over WebSocket (RFC 7118) to the engine, through us.

The engine listens on the loopback only; who reaches it has a signed-in session, and then still
has to know an endpoint's password. Phones only ever answer, so an INVITE of theirs does not pass:
behind us it would come from the engine's own machine, where a carrier may be, too. Media does not
come this way.
"""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from dockline.api.sessions import Sessions
from dockline.domain.ids import AgentId
from dockline.ports.engine import Engine

_log = structlog.get_logger("dockline.api.sip")
_SIP = Subprotocol("sip")
_LARGEST = 64 * 1024
"""Bytes of one SIP message."""
_OPEN_SECONDS = 5.0
_MOST_SOCKETS = 4
"""Open at one time for one user: a page that is being reloaded, and some to spare."""
_SAYS = re.compile(
    rb"SIP/2\.0 [1-6]\d\d |(?:REGISTER|OPTIONS|ACK|BYE|CANCEL|INFO|UPDATE|PRACK|NOTIFY) "
)
"""How what a phone says begins that never dials."""
_LENGTH = (b"content-length", b"l")
_PING, _PONG = ("\r\n\r\n", b"\r\n\r\n"), "\r\n"
"""Of a phone that asks whether we are there (RFC 5626, section 4.4.1)."""
NOT_SIGNED_IN, TRY_LATER, NOT_ALLOWED = 4401, 1013, 1008


class SipProxy:
    def __init__(self, engine: Engine, sessions: Sessions) -> None:
        self._engine = engine
        self._sessions = sessions
        self._open: dict[AgentId, list[asyncio.Event]] = {}
        """For each user an event for each socket, the oldest first; set: make room."""

    async def __call__(self, socket: WebSocket) -> None:
        if not self._sessions.origin_allowed(socket.scope):
            await socket.close(1008)  # before the handshake is answered: a plain 403
            return
        if _SIP not in socket.scope.get("subprotocols", ()):
            await socket.close(1002)
            return
        user = await self._sessions.user(socket.scope)
        await socket.accept(subprotocol=_SIP)
        if user is None:
            await socket.close(NOT_SIGNED_IN)
            return
        with self._counted(user.user_id) as no_room:
            await self._serve(socket, no_room)

    @contextmanager
    def _counted(self, user_id: AgentId) -> Iterator[asyncio.Event]:
        """The newest socket wins: those of a page that is gone may seem open for long."""
        mine, sockets = asyncio.Event(), self._open.setdefault(user_id, [])
        sockets.append(mine)
        for older in sockets[:-_MOST_SOCKETS]:
            older.set()
        try:
            yield mine
        finally:
            sockets.remove(mine)
            if not sockets:
                del self._open[user_id]

    async def _serve(self, socket: WebSocket, no_room: asyncio.Event) -> None:
        try:
            engine = await connect(
                self._engine.phone_socket(),
                subprotocols=[_SIP],
                open_timeout=_OPEN_SECONDS,
                max_size=_LARGEST,
                compression=None,
                proxy=None,
            )
        except (OSError, TimeoutError, InvalidHandshake) as why:
            _log.warning("the engine takes no phone connection", why=str(why))
            await socket.close(TRY_LATER)
            return
        code = TRY_LATER
        try:
            code = await _join(socket, engine, no_room)
        finally:
            await engine.close()
            if socket.application_state is not WebSocketState.DISCONNECTED:
                with suppress(WebSocketDisconnect, RuntimeError):  # the dock was quicker
                    await socket.close(code)


async def _join(socket: WebSocket, engine: ClientConnection, no_room: asyncio.Event) -> int:
    """Carry messages both ways until one side closes; the code to close the dock's with."""
    tasks: list[asyncio.Task[Any]] = [
        asyncio.create_task(_to_engine(socket, engine)),
        asyncio.create_task(_to_dock(socket, engine)),
        asyncio.create_task(no_room.wait()),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    return NOT_ALLOWED if ends[0] == NOT_ALLOWED else TRY_LATER


async def _to_engine(socket: WebSocket, engine: ClientConnection) -> int | None:
    """The code to close the dock's socket with, where there is a reason of our own."""
    try:
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return None
            text = message.get("text")
            data = text if text is not None else message.get("bytes")
            if data is None or len(data) > _LARGEST:
                return None
            if data in _PING:
                await socket.send_text(_PONG)
                continue
            if not may_pass(data.encode() if isinstance(data, str) else data):
                _log.warning("a phone tried to dial, or spoke no SIP, and was cut off")
                return NOT_ALLOWED
            await engine.send(data)
    except (ConnectionClosed, WebSocketDisconnect, RuntimeError):
        return None


async def _to_dock(socket: WebSocket, engine: ClientConnection) -> None:
    try:
        async for message in engine:
            if isinstance(message, str):
                await socket.send_text(message)
            else:
                await socket.send_bytes(message)
    except (ConnectionClosed, WebSocketDisconnect, RuntimeError):
        return  # the dock left while something was on its way to it


def may_pass(frame: bytes) -> bool:
    """Whether it is one whole message, and none that dials; or none at all, as the answer to a ping
    of the engine's is (RFC 5626, section 4.4.1).

    One message is all that a frame may hold (RFC 7118, section 5). The engine would find another
    one behind the first, and one behind line ends; so there is nothing here for it to find that
    was not looked at: no line ends but those of SIP, and a body as long as is said, once."""
    if frame and not frame.strip(b"\r\n"):
        return True
    head, _, body = frame.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    if _SAYS.match(first) is None or b"\0" in head:
        return False
    if any(b"\r" in line or b"\n" in line for line in (first, *lines)):
        return False
    named = [line.partition(b":") for line in lines]
    lengths = [value.strip() for name, _, value in named if name.strip().lower() in _LENGTH]
    return (lengths or [b"0"]) == [b"%d" % len(body)]
