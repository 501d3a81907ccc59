"""Docks over real sockets, as light as they can be: they say hello, beat each second as pages do,
and tell when a call is shown and when their agent is free again."""

import asyncio
import base64
import secrets
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import perf_counter
from typing import cast

import msgspec

from bench.load import Connection, Run, connected, post
from bench.space import Member, Prepared
from dockline.api.dock_wire import Ask, Beat, FromDockMessage, Hello, PhoneState, Welcome
from dockline.domain.commands import DockOrder
from dockline.domain.ids import PageId, new_id
from dockline.ports.engine import Phone

_BEAT_SECONDS = 1.0
_BEAT_GROUPS = 8
_READY_WITHIN = 30.0
_CALL = b'"type":"call_started"'
_STATE = b'"type":"agent_state_changed"'
_READY = b'"state":"ready"'
_LINK = b'"type":"agent_link_changed"'
_welcome = msgspec.json.Decoder(Welcome)
PhoneMaker = Callable[[Phone], Awaitable[None]]


class Dock(asyncio.Protocol):
    """One page's socket (RFC 6455), without its page."""

    def __init__(self, member: Member, port: int, floor: "Docks") -> None:
        self.member = member
        self.ready = asyncio.Event()
        """Its phone is registered."""
        self._port = port
        self._floor = floor
        self._buffer = b""
        self._upgraded = False
        self._beat = _frame(Beat(0.0))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self._transport.write(
            (
                f"GET /dock/socket HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                f"Sec-WebSocket-Key: {key}\r\nCookie: dockline={self.member.cookie}\r\n\r\n"
            ).encode()
        )

    def data_received(self, data: bytes) -> None:
        if self._buffer:
            data = self._buffer + data
        at = 0
        if not self._upgraded:
            head_end = data.find(b"\r\n\r\n")
            if head_end < 0:
                self._buffer = data
                return
            if not data.startswith(b"HTTP/1.1 101"):
                raise ConnectionError(f"no WebSocket: {data[:60]!r}")
            at, self._upgraded = head_end + 4, True
            self._transport.write(_frame(Hello(PageId(new_id()))))
        while (end := _end_of_frame(data, at)) is not None:
            start, stop = end
            self._heard(data[start:stop], data[at] & 0x0F)
            at = stop
        self._buffer = data[at:]

    def connection_lost(self, error: Exception | None) -> None:
        self._floor.gone(self)

    def beat(self) -> None:
        if self._upgraded:  # hello comes first
            self._transport.write(self._beat)

    def close(self) -> None:
        self._transport.abort()

    def ask(self, ref: int, order: DockOrder) -> None:
        self._transport.write(_frame(Ask(ref, order)))

    def register(self, phone: Phone) -> None:
        self._transport.write(_frame(PhoneState(phone.phone_id, registered=True)))

    def _heard(self, text: bytes, opcode: int) -> None:
        if opcode == 8:
            self._floor.gone(self)
        elif opcode == 9:  # a ping wants its pong (RFC 6455, section 5.5.2), masked by nothing
            self._transport.write(bytes((0x8A, 0x80 | len(text), 0, 0, 0, 0)) + text)
        elif _STATE in text:
            if _READY in text:
                self._floor.freed(self)
        elif _CALL in text:
            self._floor.shown(self, perf_counter())
        elif not self.ready.is_set():
            if text.startswith(b'{"type":"welcome"'):
                self._floor.welcomed(self, _welcome.decode(text))
            elif _LINK in text and b'"phone":true' in text:
                self.ready.set()


def _end_of_frame(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the text of the frame at ``at`` begins and ends; None: it is not all there."""
    if len(data) < at + 2:
        return None
    length, start = data[at + 1], at + 2
    if length == 126:
        length, start = int.from_bytes(data[at + 2 : at + 4]), at + 4
    elif length == 127:
        length, start = int.from_bytes(data[at + 2 : at + 10]), at + 10
    stop = start + length
    return (start, stop) if len(data) >= stop and len(data) >= start else None


def _frame(message: FromDockMessage) -> bytes:
    """A text frame, masked with zeros: the servers that are measured unmask it all the same."""
    text = msgspec.json.encode(message)
    length = bytes((0x80 | len(text),)) if len(text) < 126 else b"\xfe" + len(text).to_bytes(2)
    return b"\x81" + length + bytes(4) + text


class Docks:
    """All docks of a benchmark, and who of their agents is free."""

    def __init__(self, members: tuple[Member, ...], number: str, custom: dict[str, str]) -> None:
        self.requests = {
            member.login: post(
                "/apiv1/make_call",
                {"username": member.username, "number": number, "custom": custom},
            )
            for member in members
        }
        self._members = members
        self.free: deque[Dock] = deque()
        self.waits = 0
        """How often a connection had to wait for an agent to be free."""
        self.lost = 0
        self.on_shown: Callable[[Dock, float], None] = lambda dock, at: None
        self.make_phone: PhoneMaker | None = None
        self._waiting: deque[Callable[[Dock], None]] = deque()
        self._docks: list[Dock] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    def welcomed(self, dock: Dock, welcome: Welcome) -> None:
        if welcome.phone is None:
            raise ConnectionError("the engine is away: a dock got no phone")
        task = asyncio.create_task(self._register(dock, welcome.phone))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _register(self, dock: Dock, phone: Phone) -> None:
        if self.make_phone is not None:
            await self.make_phone(phone)
        dock.register(phone)

    def freed(self, dock: Dock) -> None:
        if not dock.ready.is_set():
            return  # it has just come, and its phone is not there yet
        if self._waiting:
            self._waiting.popleft()(dock)
        else:
            self.free.append(dock)

    def shown(self, dock: Dock, at: float) -> None:
        self.on_shown(dock, at)

    def gone(self, dock: Dock) -> None:
        if not self._closing:
            self.lost += 1
            dock.ready.set()  # nobody needs to wait for it

    def when_free(self, go: Callable[[Dock], None]) -> None:
        """Now, where an agent is free; else as soon as one is."""
        if self.free:
            go(self.free.popleft())
        else:
            self.waits += 1
            self._waiting.append(go)

    def ask(self, n: int, order: DockOrder) -> None:
        """Let the n-th dock ask for something, beginning anew behind the last."""
        self._docks[n % len(self._docks)].ask(n, order)

    async def open(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        members = [Dock(member, port, self) for member in self._members]
        for dock in members:
            await loop.create_connection(lambda one=dock: one, "127.0.0.1", port)  # type: ignore[misc]
            self._docks.append(dock)
        beats = asyncio.create_task(self._beat())
        self._tasks.add(beats)
        async with asyncio.timeout(_READY_WITHIN):
            for dock in self._docks:
                await dock.ready.wait()
        self._require_all()
        self.free.extend(self._docks)

    async def all_free(self) -> None:
        """Every call has ended. Raises TimeoutError, ConnectionError."""
        async with asyncio.timeout(_READY_WITHIN):
            while len(self.free) < len(self._docks):
                self._require_all()
                await asyncio.sleep(0.01)  # what counts is the look

    def _require_all(self) -> None:
        if self.lost:
            raise ConnectionError(f"{self.lost} docks were lost")

    async def close(self) -> None:
        self._closing = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for dock in self._docks:
            dock.close()

    async def _beat(self) -> None:
        """Each dock each second, in eight groups: the fewer turns of a busy loop they need, the
        less they are late."""
        group = 0
        while True:
            for dock in self._docks[group::_BEAT_GROUPS]:
                dock.beat()
            group = (group + 1) % _BEAT_GROUPS
            await asyncio.sleep(_BEAT_SECONDS / _BEAT_GROUPS)


@asynccontextmanager
async def docks_open(
    prepared: Prepared,
    port: int,
    *,
    number: str,
    count: int | None = None,
    make_phone: PhoneMaker | None = None,
) -> AsyncIterator[Docks]:
    """The docks of the first ``count`` agents, logged in, their phones registered."""
    docks = Docks(prepared.members[:count], number, {"name": "Alex", "phone": "+1 646 810 7016"})
    docks.make_phone = make_phone
    try:
        await docks.open(port)
        yield docks
    finally:
        await docks.close()


async def calls_as_fast_as_they_go(docks: Docks, port: int, seconds: float, count: int) -> Run:
    """``count`` connections, each making the next call, for an agent who is free, when its last
    one is answered. Raises Failed unless every answer was a success."""
    run = Run()
    finished = asyncio.Event()
    under_way = count
    until = perf_counter() + seconds

    def go(connection: Connection) -> None:
        docks.when_free(lambda dock: connection.ask(docks.requests[dock.member.login]))

    def answered(connection: Connection, answer: bytes) -> None:
        nonlocal under_way
        run.note(answer)
        if perf_counter() < until:
            go(connection)
            return
        under_way -= 1
        if not under_way:
            finished.set()

    made = await connected(port, count, answered)
    began = perf_counter()
    until = began + seconds
    for connection in made:
        go(connection)
    async with asyncio.timeout(seconds + _READY_WITHIN):
        await finished.wait()
    run.seconds = perf_counter() - began
    for connection in made:
        connection.close()
    await docks.all_free()
    return run.require()
