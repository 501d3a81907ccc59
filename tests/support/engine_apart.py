"""The scripted engine apart from the server, as Asterisk is: it outlives a server that is killed.

`EngineApart` is the engine, in the test's own process; `FarEngine` is what a server has of it, over
a Unix socket, a line of JSON for each thing said. Orders that were on their way when a server was
killed are carried out, and what happens while no server is there is told to nobody.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from dockline.adapters.memory.engine import MemoryEngine
from dockline.domain.ids import LegId, PhoneId
from dockline.domain.orders import DialNumber, Order
from dockline.domain.signals import EngineBack, Inventory, Signal
from dockline.ports.clock import Clock
from dockline.ports.engine import (
    AudioSeen,
    EngineStatus,
    EngineUnavailable,
    LineState,
    Phone,
    TrunkLimits,
)

_LINE: Final = 2**24
"""Bytes at most."""
_NONE: Final = PhoneId("")
_LIMITS: Final = TrunkLimits(100_000, 100_000.0)


class Do(Struct, frozen=True, tag=True):
    order: Order


class Ask(Struct, frozen=True, tag=True):
    ref: int
    what: Literal[
        "start", "stop", "make_phone", "drop_phone", "has_phone", "inventory", "status", "line"
    ]
    phone_id: PhoneId = _NONE


class Tell(Struct, frozen=True, tag=True):
    signal: Signal


class Answer(Struct, frozen=True, tag=True):
    ref: int
    value: Any = None


_encode: Final = msgspec.json.Encoder().encode
_from_server: Final[msgspec.json.Decoder[Do | Ask]] = msgspec.json.Decoder(Do | Ask)
_from_engine: Final[msgspec.json.Decoder[Tell | Answer]] = msgspec.json.Decoder(Tell | Answer)


class EngineApart:
    """``dials``: awaited with each order to dial a number, before it is carried out."""

    def __init__(self, clock: Clock, dials: Callable[[DialNumber], Awaitable[None]]) -> None:
        self.engine = MemoryEngine(clock)
        self._dials = dials
        self._turn = asyncio.Lock()
        self._server: asyncio.StreamWriter | None = None

    @asynccontextmanager
    async def listening(self, path: Path) -> AsyncIterator[None]:
        await self.engine.start(self._heard)
        server = await asyncio.start_unix_server(self._serve, path, limit=_LINE)
        try:
            yield
        finally:
            server.close()
            await server.wait_closed()
            await self.engine.stop()

    async def die(self) -> None:
        """Its process ends and is started again, once no server speaks to it any more."""
        async with self._turn:
            self.engine.kill()
            await asyncio.sleep(0)  # what it had still to tell is told to nobody
            self.engine.come_back()
            await asyncio.sleep(0)

    def _heard(self, signal: Signal) -> None:
        self._say(Tell(signal))

    def _say(self, what: Tell | Answer) -> None:
        if self._server is not None:
            self._server.write(_encode(what) + b"\n")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The next server waits until all that the last one ordered has been carried out.
        async with self._turn:
            try:
                async for line in reader:
                    # The one that was killed may not have come to the end of its last line.
                    if line.endswith(b"\n"):
                        await self._hear(_from_server.decode(line), writer)
            except (ConnectionResetError, asyncio.CancelledError):
                pass  # killed, or the test is over
            finally:
                self._server = None
                writer.close()

    async def _hear(self, said: Do | Ask, writer: asyncio.StreamWriter) -> None:
        engine = self.engine
        if isinstance(said, Do):
            if isinstance(said.order, DialNumber):
                await self._dials(said.order)
            engine.submit(said.order)
            return
        value: Any = None
        match said.what:
            case "start":
                self._server = writer
                self._say(Tell(EngineBack(await engine.inventory())))
            case "stop":
                await engine.stop()
            case "make_phone":
                value = await engine.make_phone(said.phone_id)
            case "drop_phone":
                await engine.drop_phone(said.phone_id)
            case "has_phone":
                value = await engine.has_phone(said.phone_id)
            case "inventory":
                value = await engine.inventory()
            case "status":
                value = await engine.status()
            case "line":
                value = await engine.line()
        self._say(Answer(said.ref, value))


class FarEngine:
    """See `dockline.ports.engine.Engine`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._refs = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}

    async def start(self, listen: Callable[[Signal], None]) -> None:
        reader, self._writer = await asyncio.open_unix_connection(self._path, limit=_LINE)
        self._reading = asyncio.create_task(self._read(reader, listen))
        await self._ask("start")

    async def stop(self) -> None:
        await self._ask("stop")
        assert self._reading is not None
        assert self._writer is not None
        self._writer.close()
        await self._reading

    def submit(self, order: Order) -> None:
        self._say(Do(order))

    async def make_phone(self, phone_id: PhoneId) -> Phone:
        return msgspec.convert(await self._ask("make_phone", phone_id), Phone)

    async def drop_phone(self, phone_id: PhoneId) -> None:
        await self._ask("drop_phone", phone_id)

    async def has_phone(self, phone_id: PhoneId) -> bool:
        return bool(await self._ask("has_phone", phone_id))

    def phone_socket(self) -> str:
        return "ws://127.0.0.1:9/ws"

    def trunk_limits(self) -> TrunkLimits:
        return _LIMITS

    async def inventory(self) -> Inventory:
        return msgspec.convert(await self._ask("inventory"), Inventory)

    async def status(self) -> EngineStatus:
        return msgspec.convert(await self._ask("status"), EngineStatus)

    async def line(self) -> LineState:
        return msgspec.convert(await self._ask("line"), LineState)

    async def audio(self, leg_id: LegId) -> AudioSeen | None:
        """The scripted engine behind it has no sound."""
        return None

    async def _ask(self, what: Any, phone_id: PhoneId = _NONE) -> Any:
        if self._reading is None or self._reading.done():
            raise EngineUnavailable("the engine is gone")
        ref = next(self._refs)
        answer = self._answers[ref] = asyncio.get_running_loop().create_future()
        self._say(Ask(ref, what, phone_id))
        return await answer

    def _say(self, what: Do | Ask) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(_encode(what) + b"\n")

    async def _read(self, reader: asyncio.StreamReader, listen: Callable[[Signal], None]) -> None:
        async for line in reader:
            said = _from_engine.decode(line)
            if isinstance(said, Tell):
                listen(said.signal)
            else:
                self._answers.pop(said.ref).set_result(said.value)
        for answer in self._answers.values():
            answer.set_exception(EngineUnavailable("the engine is gone"))
