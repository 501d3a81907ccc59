"""``/dock/socket``: one dock's connection (`dockline.api.dock_wire` has its messages)."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Final

import msgspec
import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from dockline.api import problems
from dockline.api.dock_settings import dock_settings
from dockline.api.dock_wire import (
    Ask,
    Beat,
    BeatBack,
    Done,
    FactFrame,
    FromDockMessage,
    Hello,
    PhoneFrame,
    PhoneState,
    Refused,
    Replaced,
    Resumed,
    ToDockMessage,
    Welcome,
)
from dockline.api.docks import Docks
from dockline.domain.facts import EngineChanged, Stamped
from dockline.domain.ids import PageId, PhoneId
from dockline.domain.space import Space, User
from dockline.ports.store import StoreUnavailable

_log = structlog.get_logger("dockline.api.dock")
_encode: Final = msgspec.json.Encoder().encode
_decoder: Final[msgspec.json.Decoder[FromDockMessage]] = msgspec.json.Decoder(FromDockMessage)

REPLACED, NOT_SIGNED_IN, BAD_MESSAGE, SILENT = 4001, 4401, 4400, 4408
GONE, TRY_LATER = 1001, 1013
HELLO_SECONDS: Final = 5.0
BEAT_SECONDS: Final = 3.0
"""Without a message for so long, the dock counts as lost."""
MOST_WAITING: Final = 1000
"""Messages a slow dock may be behind; then it is closed, and comes back by its number."""
CLOSE_SECONDS: Final = 2.0
SESSION_SECONDS: Final = 60.0
"""How often it is looked at whether the session still holds; looking keeps it alive, too."""


class Closing(Exception):
    """The connection is to end with this code."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class DockSocket:
    """One page's socket, from its Hello to its end."""

    def __init__(
        self,
        socket: WebSocket,
        docks: Docks,
        user: User,
        space: Space,
        signed_in: Callable[[], Awaitable[bool]],
    ) -> None:
        self.user = user
        self.page_id = PageId("")
        self._socket = socket
        self._docks = docks
        self.space = space
        self._signed_in = signed_in
        self._outgoing: asyncio.Queue[ToDockMessage | Closing] = asyncio.Queue(MOST_WAITING)
        self._overrun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sent_seq = 0
        self._phone_id: PhoneId | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Returns when the connection has ended; raises nothing that a dock can cause."""
        stop_listening: Callable[[], None] | None = None
        closing = Closing(GONE)
        try:
            hello = await self._hello()
            self.page_id = hello.page_id
            self._docks.enter(self)
            stop_listening = await self._welcome(hello)
            ways = {self._begin(self._write()), self._begin(self._read())}
            done, _ = await asyncio.wait(
                {*ways, self._overrun}, return_when=asyncio.FIRST_COMPLETED
            )
            for way in done:
                way.result()
        except Closing as wanted:
            closing = wanted
        except (WebSocketDisconnect, RuntimeError):
            pass  # Starlette's two ways to say that the dock is gone
        except StoreUnavailable:
            closing = Closing(TRY_LATER, "The store is away.")
        finally:
            if stop_listening is not None:
                stop_listening()
            self._overrun.cancel()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._docks.leave(self)
            await self._close(closing)

    def send(self, message: ToDockMessage) -> None:
        """Never blocks; a dock that is too far behind is cut off."""
        try:
            self._outgoing.put_nowait(message)
        except asyncio.QueueFull:
            if not self._overrun.done():
                self._overrun.set_exception(Closing(TRY_LATER, "This dock is too slow."))

    def end(self, code: int, reason: str) -> None:
        """Have it closed after what stands in line; of a full line the newest is given up."""
        if self._outgoing.full():
            self._outgoing.get_nowait()
        self._outgoing.put_nowait(Closing(code, reason))

    def replace(self) -> None:
        """Another page of the same agent takes over."""
        self.send(Replaced())
        self.end(REPLACED, "Signed in elsewhere.")

    def _begin(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        return task

    # --- the way in ---------------------------------------------------------------------------

    async def _receive(self, within: float) -> FromDockMessage:
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
            return _decoder.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
            # A reason may have 123 bytes (RFC 6455, section 5.5).
            reason = str(wrong).encode()[:100].decode(errors="ignore")
            raise Closing(BAD_MESSAGE, reason) from None

    async def _hello(self) -> Hello:
        message = await self._receive(HELLO_SECONDS)
        if not isinstance(message, Hello):
            raise Closing(BAD_MESSAGE, "The first message is hello.")
        return message

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        look_at = loop.time() + SESSION_SECONDS
        while True:
            message = await self._receive(BEAT_SECONDS)
            if loop.time() >= look_at:
                look_at = loop.time() + SESSION_SECONDS
                if not await self._signed_in():
                    raise Closing(NOT_SIGNED_IN, "Signed out.")
            match message:
                case Beat(sent):
                    self.send(BeatBack(sent, self._docks.clock.now()))
                case Ask():
                    await self._ask(message)
                case PhoneState():
                    await self._phone_state(message)
                case Hello():
                    raise Closing(BAD_MESSAGE, "Hello is said once.")

    async def _ask(self, ask: Ask) -> None:
        try:
            await self._docks.ask(self.space.space_id, self.user.user_id, ask.order)
        except Exception as error:
            problem = problems.from_exception(error)
            if problem is None:
                _log.exception("ask failed", agent_id=self.user.user_id)
                problem = problems.unexpected()
            self.send(Refused(ask.ref, problem.code, problem.message))
        else:
            self.send(Done(ask.ref))

    async def _phone_state(self, state: PhoneState) -> None:
        if state.phone_id != self._phone_id:
            return  # said of an endpoint that was replaced meanwhile
        floors, user = self._docks.floors, self.user
        where = (user.space_id, user.user_id, self.page_id)
        if state.registered:
            await floors.phone_ready(*where, state.phone_id)
        else:
            await floors.phone_lost(*where)

    # --- the way out --------------------------------------------------------------------------

    async def _welcome(self, hello: Hello) -> Callable[[], None]:
        """Sign in, and send what the page needs to show the truth. Returns the way out."""
        docks, user = self._docks, self.user
        docks.watch.space(user.space_id)
        await docks.floors.sign_in(user, self.page_id, hello.leg_up)
        self._phone_id, phone = await docks.phones.for_page(
            user.user_id, self.page_id, hello.phone_id
        )
        # From here to the listening nothing is awaited, so no fact falls between.
        now, feed = docks.clock.now(), docks.feed
        missed: list[Stamped] | None = None
        if hello.epoch == feed.epoch:
            missed = feed.since(user.space_id, user.user_id, hello.after)
        if missed is not None:
            self._sent_seq = hello.after
            self.send(Resumed(hello.after, now, phone))
            for stamped in missed:
                self._heard(stamped)
        else:
            self._sent_seq = docks.floors.seq(user.space_id)
            view = docks.floors.view(user.space_id, user.user_id)
            if view is None:
                raise Closing(TRY_LATER, "Signed out meanwhile.")
            settings = dock_settings(self.space, docks.accounts.teams(user.space_id), user)
            self.send(Welcome(feed.epoch, self._sent_seq, now, view, settings, phone))
        return feed.listen(user.space_id, user.user_id, self._heard)

    def _heard(self, stamped: Stamped) -> None:
        if stamped.seq <= self._sent_seq:
            return  # the snapshot had it already
        self._sent_seq = stamped.seq
        self.send(FactFrame(stamped.seq, stamped.at, stamped.fact))
        if isinstance(stamped.fact, EngineChanged) and stamped.fact.engine_up:
            self._begin(self._renew_phone()).add_done_callback(self._tasks.discard)

    async def _renew_phone(self) -> None:
        """The engine is back; one that was started anew has forgotten its phones."""
        self._phone_id, phone = await self._docks.phones.for_page(
            self.user.user_id, self.page_id, self._phone_id
        )
        if phone is not None:
            self.send(PhoneFrame(phone))

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
