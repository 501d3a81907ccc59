"""What the sockets of docks and of boards have in common: JSON text frames both ways, a hello
first, a heartbeat, the page's phone, a session that is looked at again, and an orderly end."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

import msgspec
import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from dockline.api import problems
from dockline.api.bodies import decoded
from dockline.api.body_bounds import require_makeable
from dockline.api.dock_wire import Done, PhoneFrame, Refused, Replaced
from dockline.api.phones import Phones
from dockline.domain.facts import EngineChanged, Stamped
from dockline.domain.ids import PageId, PhoneId
from dockline.domain.space import Space, User
from dockline.ports.engine import Phone
from dockline.ports.store import StoreUnavailable

_log = structlog.get_logger("dockline.api.page")
_encode: Final = msgspec.json.Encoder().encode

REPLACED, NOT_SIGNED_IN, NOT_PERMITTED, BAD_MESSAGE, SILENT = 4001, 4401, 4403, 4400, 4408
GONE, TRY_LATER = 1001, 1013
HELLO_SECONDS: Final = 5.0
BEAT_SECONDS: Final = 3.0
"""Without a message for so long, the page counts as lost."""
MOST_WAITING: Final = 1000
"""Messages a slow page may be behind; then it is closed, and comes back by itself."""
CLOSE_SECONDS: Final = 2.0
SESSION_SECONDS: Final = 60.0
"""How often it is looked at whether the session still holds; looking keeps it alive, too."""


class Closing(Exception):
    """The connection is to end with this code."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class PageHello(Protocol):
    @property
    def page_id(self) -> PageId: ...

    @property
    def phone_id(self) -> PhoneId | None: ...


H = TypeVar("H", bound=PageHello)


class PageSocket(Generic[H]):
    """One page's socket, from its hello to its end."""

    hello: ClassVar[type[Any]]
    """The first message, an `H`."""
    decoder: ClassVar[msgspec.json.Decoder[Any]]
    """Of every message from the page."""
    phone_kind: ClassVar[str]

    def __init__(
        self,
        socket: WebSocket,
        phones: Phones,
        user: User,
        space: Space,
        signed_in: Callable[[], Awaitable[bool]],
    ) -> None:
        """``signed_in``: whether the session still holds, and may use this socket."""
        self.user = user
        self.space = space
        self.page_id = PageId("")
        self.signed_in = signed_in
        self.phone_id: PhoneId | None = None
        self._socket = socket
        self._phones = phones
        self._outgoing: asyncio.Queue[msgspec.Struct | Closing] = asyncio.Queue(MOST_WAITING)
        self._overrun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._tasks: set[asyncio.Task[None]] = set()

    # --- what each has of its own -------------------------------------------------------------

    async def entered(self) -> None:
        """The page has said hello, and is the one of its person from here on."""
        raise NotImplementedError

    async def welcome(self, hello: H) -> Callable[[], None]:
        """Send what the page needs to show the truth, and listen to the feed. Returns the way
        out."""
        raise NotImplementedError

    async def take(self, message: Any) -> None:
        """Do what a message asks for."""
        raise NotImplementedError

    async def left(self) -> None:
        """The socket has ended; said of one that was entered only."""
        raise NotImplementedError

    # --- its life -----------------------------------------------------------------------------

    async def run(self) -> None:
        """Returns when the connection has ended; raises nothing that a page can cause."""
        stop_listening: Callable[[], None] | None = None
        closing = Closing(GONE)
        try:
            hello = await self._hello()
            self.page_id = hello.page_id
            await self.entered()
            if not await self.signed_in():  # signed out between the connection and the hello
                raise Closing(NOT_SIGNED_IN, "Signed out.")
            stop_listening = await self.welcome(hello)
            ways = {self.begin(self._write()), self.begin(self._read())}
            done, _ = await asyncio.wait(
                {*ways, self._overrun}, return_when=asyncio.FIRST_COMPLETED
            )
            for way in done:
                way.result()
        except Closing as wanted:
            closing = wanted
        except (WebSocketDisconnect, RuntimeError):
            pass  # Starlette's two ways to say that the page is gone
        except StoreUnavailable:
            closing = Closing(TRY_LATER, "The store is away.")
        finally:
            if stop_listening is not None:
                stop_listening()
            self._overrun.cancel()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            if self.page_id:
                await self.left()
            await self._close(closing)

    def send(self, message: msgspec.Struct) -> None:
        """Never blocks; a page that is too far behind is cut off."""
        try:
            self._outgoing.put_nowait(message)
        except asyncio.QueueFull:
            if not self._overrun.done():
                self._overrun.set_exception(Closing(TRY_LATER, "This page is too slow."))

    def end(self, code: int, reason: str) -> None:
        """Have it closed after what stands in line; of a full line the newest is given up."""
        if self._outgoing.full():
            self._outgoing.get_nowait()
        self._outgoing.put_nowait(Closing(code, reason))

    def replace(self) -> None:
        """Another page of the same person takes over."""
        self.send(Replaced())
        self.end(REPLACED, "Signed in elsewhere.")

    def begin(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Run beside the socket, and end with it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        return task

    async def answer(self, ref: int, doing: Awaitable[None]) -> None:
        """Say Done, or why not."""
        try:
            await doing
        except Exception as error:
            problem = problems.from_exception(error)
            if problem is None:
                _log.exception("ask failed", agent_id=self.user.user_id)
                problem = problems.unexpected()
            self.send(Refused(ref, problem.code, problem.message))
        else:
            self.send(Done(ref))

    # --- the phone ----------------------------------------------------------------------------

    async def take_phone(self, has: PhoneId | None) -> Phone | None:
        """The page's endpoint from here on; its credentials where they are new to the page."""
        self.phone_id, phone = await self._phones.for_page(
            self.user.user_id, self.page_id, has, self.phone_kind
        )
        return phone

    def heard_engine(self, stamped: Stamped) -> None:
        """The engine is back; one that was started anew has forgotten its phones."""
        if isinstance(stamped.fact, EngineChanged) and stamped.fact.engine_up:
            self.begin(self._renew_phone()).add_done_callback(self._tasks.discard)

    async def _renew_phone(self) -> None:
        phone = await self.take_phone(self.phone_id)
        if phone is not None:
            self.send(PhoneFrame(phone))

    # --- in and out ---------------------------------------------------------------------------

    async def _receive(self, within: float) -> Any:
        try:
            async with asyncio.timeout(within):
                message = await self._socket.receive()
        except TimeoutError:
            raise Closing(SILENT, "No heartbeat.") from None
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1006))
        data = message.get("text")
        if data is None:
            raise Closing(BAD_MESSAGE, "Messages are JSON text.")
        try:
            require_makeable(data.encode(), flat=False)
            return decoded(self.decoder, data)
        except problems.Problem as refused:
            raise Closing(BAD_MESSAGE, refused.message) from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
            # A reason may have 123 bytes (RFC 6455, section 5.5).
            reason = str(wrong).encode()[:100].decode(errors="ignore")
            raise Closing(BAD_MESSAGE, reason) from None

    async def _hello(self) -> H:
        message: H = await self._receive(HELLO_SECONDS)
        if not isinstance(message, self.hello):
            raise Closing(BAD_MESSAGE, "The first message is hello.")
        return message

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        look_at = loop.time() + SESSION_SECONDS
        while True:
            message = await self._receive(BEAT_SECONDS)
            if loop.time() >= look_at:
                look_at = loop.time() + SESSION_SECONDS
                if not await self.signed_in():
                    raise Closing(NOT_SIGNED_IN, "Signed out.")
            if isinstance(message, self.hello):
                raise Closing(BAD_MESSAGE, "Hello is said once.")
            await self.take(message)

    async def _write(self) -> None:
        while True:
            message = await self._outgoing.get()
            if isinstance(message, Closing):
                raise message
            await self._socket.send_text(_encode(message).decode())

    async def _close(self, closing: Closing) -> None:
        if self._socket.application_state is WebSocketState.DISCONNECTED:
            return
        with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._socket.close(closing.code, closing.reason)
