"""A thin ARI client: events and REST requests over one WebSocket.

Asterisk carries REST over the events' own socket (``RESTRequest``/``RESTResponse`` messages), in
0.3 to 1.3 ms a request, answered in the order sent. Events may arrive before or after the
response of the request that caused them.
"""

import asyncio
import base64
import itertools
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException

GONE: Final = (404, 409, 412)
"""Statuses of what is gone, or in no state for what is asked."""
_UNWANTED: Final = (
    "ChannelVarset",
    "ChannelDialplan",
    "ChannelConnectedLine",
    "ChannelCallerId",
    "ChannelHangupRequest",
    "ChannelTalkingStarted",
    "ChannelTalkingFinished",
    "ChannelToneDetected",
    "DeviceStateChanged",
    "PeerStatusChange",
    "ContactStatusChange",
    "EndpointStateChange",
    "BridgeCreated",
    "BridgeMerged",
    "BridgeVideoSourceChanged",
    "RecordingStarted",
    "PlaybackStarted",
    "PlaybackContinuing",
)
"""Events nobody here reads, dropped inside Asterisk; ChannelVarset is the most frequent of all."""


class AriFailure(Exception):
    """A request to the engine did not succeed."""


class AriRefused(AriFailure):
    """The engine answered with an error status."""

    def __init__(self, status: int, reason: str, asked: str) -> None:
        super().__init__(f"{asked}: {status} {reason}")
        self.status = status


class AriUnanswered(AriFailure):
    """No answer came in time; whether it was done is not known."""


class AriGone(AriFailure):
    """The socket is closed; whether it was done is not known."""


class AriCaller(Struct, frozen=True):
    name: str = ""
    number: str = ""


class AriChannel(Struct, frozen=True):
    """A channel as events and listings show it."""

    id: str
    name: str = ""
    state: str = ""
    """``Down``, ``Rsrvd``, ``Ring``, ``Ringing``, ``Up``, ``Busy``, ..."""
    channelvars: dict[str, str] = msgspec.field(default_factory=dict)
    dialplan: dict[str, Any] = msgspec.field(default_factory=dict)
    caller: AriCaller = AriCaller()


class AriBridge(Struct, frozen=True):
    id: str
    channels: tuple[str, ...] = ()


class AriRecording(Struct, frozen=True):
    name: str
    state: str = ""
    duration: int | None = None
    cause: str | None = None


class AriPlayback(Struct, frozen=True):
    id: str
    state: str = ""
    """``queued``, ``playing``, ``continuing``, ``paused``, ``done`` or ``failed``."""


class AriEvent(Struct, frozen=True):
    """Any message of the socket; the fields a type does not have keep their defaults."""

    type: str
    channel: AriChannel | None = None
    peer: AriChannel | None = None
    bridge: AriBridge | None = None
    recording: AriRecording | None = None
    playback: AriPlayback | None = None
    args: tuple[str, ...] = ()
    dialstatus: str = ""
    digit: str = ""
    cause: int | None = None
    tech_cause: int | None = None
    application: str = ""
    # A RESTResponse:
    request_id: str = ""
    status_code: int = 0
    reason_phrase: str = ""
    message_body: str | None = None


class AriConnection:
    """One open socket of one application. Closed once, never reopened: make another."""

    def __init__(
        self,
        socket: ClientConnection,
        app: str,
        on_event: Callable[[AriEvent], None],
        timeout: float,
    ) -> None:
        self._socket = socket
        self.app = app
        self._on_event = on_event
        self._timeout = timeout
        self._waiting: dict[str, tuple[str, asyncio.Future[AriEvent]]] = {}
        self._numbers = itertools.count(1)
        self._decoder = msgspec.json.Decoder(AriEvent)
        self.replaced = False
        """Whether another owner has taken the application (this socket then hears nothing)."""
        self.closed: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """Done, with the reason, when the socket is gone."""
        self._reader = asyncio.create_task(self._read(), name="ari-reader")

    @classmethod
    async def open(
        cls,
        port: int,
        app: str,
        password: str,
        on_event: Callable[[AriEvent], None],
        limit: float,
        *,
        user: str = "",
    ) -> "AriConnection":
        """Connect as the owner of ``app``; ``user``: whose the password is, where that is another
        name. Raises AriGone.

        An owner that was there before hears ``ApplicationReplaced``: it must stop.
        """
        key = base64.b64encode(f"{user or app}:{password}".encode()).decode()
        try:
            async with asyncio.timeout(limit):
                socket = await connect(
                    f"ws://127.0.0.1:{port}/ari/events?app={quote(app)}",
                    additional_headers={"Authorization": f"Basic {key}"},
                    compression=None,
                    max_size=None,
                    ping_interval=5,
                    ping_timeout=10,
                    proxy=None,
                )
        except (OSError, TimeoutError, InvalidHandshake, WebSocketException) as failed:
            raise AriGone(f"no ARI on port {port}: {failed or type(failed).__name__}") from failed
        made = cls(socket, app, on_event, limit)
        await made.request(
            "PUT",
            f"applications/{quote(app)}/eventFilter",
            body={"disallowed": [{"type": name} for name in _UNWANTED]},
        )
        return made

    async def request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Any:
        """Ask, and return the decoded answer (None where it has no body).

        ``path`` is below ``/ari/``, its parts quoted by the caller. Raises AriFailure.
        """
        return await self.send(method, path, query, body)

    def send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> asyncio.Task[Any]:
        """Like `request`, but queued for the socket before this returns."""
        number = str(next(self._numbers))
        message: dict[str, str] = {
            "type": "RESTRequest",
            "transaction_id": number,
            "request_id": number,
            "method": method,
            "uri": f"{path}?{urlencode(query)}" if query else path,
        }
        if body is not None:
            message["content_type"] = "application/json"
            message["message_body"] = msgspec.json.encode(body).decode()
        asked = f"{method} {path}"
        future: asyncio.Future[AriEvent] = asyncio.get_running_loop().create_future()
        self._waiting[number] = (asked, future)
        return asyncio.create_task(self._exchange(number, asked, message, future))

    async def _exchange(
        self, number: str, asked: str, message: dict[str, str], future: "asyncio.Future[AriEvent]"
    ) -> Any:
        try:
            if self.closed.done():
                raise AriGone(f"{asked}: {self.closed.result()}")
            async with asyncio.timeout(self._timeout):
                await self._socket.send(msgspec.json.encode(message).decode())
                answer = await future
        except TimeoutError as late:
            raise AriUnanswered(f"{asked}: no answer in {self._timeout} s") from late
        except WebSocketException as broken:
            raise AriGone(f"{asked}: {broken}") from broken
        finally:
            self._waiting.pop(number, None)
        if answer.status_code >= 400:
            raise AriRefused(answer.status_code, _reason(answer), asked)
        return msgspec.json.decode(answer.message_body) if answer.message_body else None

    async def close(self) -> None:
        await self._socket.close()
        await asyncio.wait([self._reader])

    async def _read(self) -> None:
        why = "the engine closed the socket"
        try:
            async for message in self._socket:
                self._take(self._decoder.decode(message))
        except (WebSocketException, msgspec.DecodeError) as broken:
            why = str(broken)
            await self._socket.close()
        finally:
            self.closed.set_result(why)
            for asked, future in self._waiting.values():
                if not future.done():
                    future.set_exception(AriGone(f"{asked}: {why}"))

    def _take(self, event: AriEvent) -> None:
        if event.type == "RESTResponse":
            _, future = self._waiting.get(event.request_id, ("", None))
            if future is not None and not future.done():
                future.set_result(event)
            return
        if event.type == "ApplicationReplaced" and event.application == self.app:
            # The old socket stays open, and silent: whoever owned it must stop.
            self.replaced = True
            self._closing = asyncio.create_task(self._socket.close())
        self._on_event(event)


def _reason(answer: AriEvent) -> str:
    """The engine's own sentence, where it gave one."""
    try:
        said = msgspec.json.decode(answer.message_body or "")
    except msgspec.DecodeError:
        return answer.reason_phrase
    inner = said.get("message") or said.get("error") if isinstance(said, dict) else None
    return str(inner or answer.reason_phrase)


class AriLink:
    """The connection of the moment, or none."""

    def __init__(self) -> None:
        self.connection: AriConnection | None = None

    async def request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Any:
        """Raises AriFailure."""
        return await self.send(method, path, query, body)

    def send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> asyncio.Task[Any]:
        """Raises AriGone at once where there is no connection; else see `AriConnection.send`."""
        if self.connection is None:
            raise AriGone(f"{method} {path}: not connected")
        return self.connection.send(method, path, query, body)

    async def unless_gone(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
        *,
        gone: Collection[int] = GONE,
    ) -> bool:
        """Ask; False where the thing asked about is gone or in no state for it, as these statuses
        say.

        Raises AriFailure for anything else.
        """
        try:
            await self.request(method, path, query, body)
        except AriRefused as refused:
            if refused.status not in gone:
                raise
            return False
        return True
