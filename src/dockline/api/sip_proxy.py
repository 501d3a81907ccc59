"""``/sip``: the docks' phones speak SIP over WebSocket (RFC 7118) to the engine, through us.

The engine listens on the loopback only; who reaches it has a signed-in session, and then still
has to know an endpoint's password. Media does not come this way.
"""

import asyncio
from contextlib import suppress

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from dockline.api.sessions import Sessions
from dockline.ports.engine import Engine

_log = structlog.get_logger("dockline.api.sip")
_SIP = Subprotocol("sip")
_LARGEST = 64 * 1024
"""Bytes of one SIP message."""
_OPEN_SECONDS = 5.0
NOT_SIGNED_IN, TRY_LATER, BAD_MESSAGE = 4401, 1013, 1009


class SipProxy:
    def __init__(self, engine: Engine, sessions: Sessions) -> None:
        self._engine = engine
        self._sessions = sessions

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
        try:
            await _join(socket, engine)
        finally:
            await engine.close()
            if socket.application_state is not WebSocketState.DISCONNECTED:
                with suppress(WebSocketDisconnect, RuntimeError):  # the dock was quicker
                    await socket.close(TRY_LATER)


async def _join(socket: WebSocket, engine: ClientConnection) -> None:
    """Carry messages both ways until one side closes."""
    ways = [
        asyncio.create_task(_to_engine(socket, engine)),
        asyncio.create_task(_to_dock(socket, engine)),
    ]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)


async def _to_engine(socket: WebSocket, engine: ClientConnection) -> None:
    try:
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            data = text if text is not None else message.get("bytes")
            if data is None or len(data) > _LARGEST:
                return
            await engine.send(data)
    except ConnectionClosed:
        return


async def _to_dock(socket: WebSocket, engine: ClientConnection) -> None:
    try:
        async for message in engine:
            if isinstance(message, str):
                await socket.send_text(message)
            else:
                await socket.send_bytes(message)
    except (ConnectionClosed, WebSocketDisconnect, RuntimeError):
        return  # the dock left while something was on its way to it
