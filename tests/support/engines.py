"""Engines for tests: one desk over the scripted engine, one over a real Asterisk and carrier.

A desk gives the orders of a call, keeps every signal, and waits for those a test names. What
differs between the engines (how a phone is picked up, how the engine is cut off) is behind it.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar
from unittest.mock import patch

from dockline.adapters.asterisk.ari import AriConnection, AriGone
from dockline.adapters.asterisk.callers import Caller, Callers, CallIn
from dockline.adapters.asterisk.carrier import Carrier
from dockline.adapters.asterisk.engine import AsteriskEngine
from dockline.adapters.asterisk.settings import AsteriskSettings
from dockline.adapters.memory.engine import MemoryEngine
from dockline.adapters.system_clock import SystemClock
from dockline.domain import orders as o, signals as s
from dockline.domain.ids import CallId, LegId, PhoneId, SpaceId, call_room, leg_id, new_id, spy_room
from dockline.ports.engine import Engine
from tests.support.sound import write_tone
from tests.support.ua import Telephone
from tests.support.until import until

S = TypeVar("S")
OURS = "442079460500"
THEIRS = "447700900123"
MESSAGE_HZ = 550.0
"""What is heard of a message that a test has kept."""


class CallNames:
    """The names of one call, and its tags."""

    def __init__(self, call_id: CallId | None = None) -> None:
        self.call_id = call_id or CallId(new_id())
        self.room = call_room(self.call_id)
        self.agent = leg_id(self.call_id, "agent", 1)
        self.customer = leg_id(self.call_id, "customer", 1)
        self.spy_room = spy_room(self.call_id, 1)
        self.spy_name = f"spy-{self.call_id}-1"

    def tags(self, role: str) -> o.Tags:
        return o.Tags(SpaceId("leap"), self.call_id, role, lead_id="lead 7")


def ending(digits: str) -> str:
    """A number with a special ending."""
    return f"442079460{digits}"


class FarPhone(Protocol):
    """An agent's telephone, as a test works it."""

    def press(self, leg_id: LegId, digits: str) -> None: ...

    async def hang_up(self, leg_id: LegId) -> None: ...

    def pick_up(self, leg_id: LegId) -> None: ...


class FarCaller(Protocol):
    """Somebody who calls in, as a test works them."""

    async def press(self, digits: str) -> None: ...

    async def hang_up(self) -> None: ...

    async def turned_away_with(self) -> int:
        """The final SIP status of a call that is not answered, waiting for it."""


class Desk:
    """What is the same for every engine."""

    engine: Engine

    def __init__(self) -> None:
        self.signals: list[s.Signal] = []
        self._came = asyncio.Event()
        self._ordered: set[LegId] = set()

    def listen(self, told: s.Signal) -> None:
        self.signals.append(told)
        self._came.set()

    async def until(self, kind: type[S], within: float = 10.0, **wanted: Any) -> S:
        """The first signal of this kind whose fields are as wanted, past ones included."""
        return (await self.until_count(1, kind, within, **wanted))[0]

    async def until_count(
        self, count: int, kind: type[S], within: float = 10.0, **wanted: Any
    ) -> list[S]:
        """So many of them."""
        async with asyncio.timeout(within):
            while len(found := self.all(kind, **wanted)) < count:
                self._came.clear()
                await self._came.wait()
        return found

    def all(self, kind: type[S], **wanted: Any) -> list[S]:
        return [told for told in self.signals if isinstance(told, kind) and _fits(told, wanted)]

    def submit(self, *orders: o.Order) -> None:
        for order in orders:
            self.engine.submit(order)

    def dial(self, call: CallNames, number: str, limit: float = 30) -> None:
        """Open the call's room and dial into it."""
        self._ordered.add(call.customer)
        self.submit(
            o.OpenRoom(call.room),
            o.DialNumber(
                call.customer,
                call.tags("customer"),
                number,
                "442079460000",
                call.room,
                limit,
            ),
        )

    def ring(
        self, call: CallNames, phone_id: str = "dock-1", limit: float = 20, auto: bool = True
    ) -> None:
        self._ordered.add(call.agent)
        self.submit(
            o.RingAgent(
                call.agent, call.tags("agent"), PhoneId(phone_id), limit, auto, "442079460001"
            )
        )

    def dial_alone(
        self,
        call: CallNames,
        number: str,
        limit: float = 30,
        *,
        listen: bool = False,
        for_message: bool = False,
        from_ringing: bool = False,
    ) -> None:
        """Dial into no room."""
        self._ordered.add(call.customer)
        self.submit(
            o.DialNumber(
                call.customer,
                call.tags("customer"),
                number,
                "442079460000",
                None,
                limit,
                listen,
                for_message,
                from_ringing,
            )
        )

    async def judged(self, number: str, *, for_message: bool = False) -> CallNames:
        """A leg that was dialled alone, answered, and listened to."""
        call = CallNames()
        self.dial_alone(call, number, listen=True, for_message=for_message)
        await self.until(s.LegJudged, within=30.0, leg_id=call.customer)
        return call

    def play(self, call: CallNames, message: str) -> None:
        """To the customer."""
        self.submit(o.Play(call.customer, call.tags("customer"), message))

    async def call_in(
        self, dialled: str = OURS, caller: str = THEIRS, name: str = ""
    ) -> tuple[CallNames, FarCaller]:
        """Somebody calls; returns when the engine has told of it."""
        before = len(self.all(s.CallArrived))
        far = await self._call_in(dialled, caller, name)
        arrived = (await self.until_count(before + 1, s.CallArrived))[-1]
        return CallNames(arrived.call_id), far

    def take(self, call: CallNames) -> None:
        self._ordered.add(call.customer)
        self.submit(o.TakeLeg(call.customer, call.tags("customer")))

    async def taken(self) -> tuple[CallNames, FarCaller]:
        """A call that came in and was taken."""
        call, far = await self.call_in()
        self.take(call)
        await self.until(s.LegAnswered, leg_id=call.customer)
        return call, far

    def told_of(self, leg_id: LegId) -> list[type[s.Signal]]:
        """The kinds of signals a leg gave, in order."""
        return [type(told) for told in self.signals if getattr(told, "leg_id", "") == leg_id]

    async def connect(self, number: str) -> CallNames:
        """A whole call: agent and customer in one room, both answered."""
        call = CallNames()
        self.submit(o.OpenRoom(call.room))
        self.ring(call)
        self.dial(call, number)
        await self.until(s.LegAnswered, leg_id=call.agent)
        self.submit(o.Join(call.room, call.agent))
        await self.until(s.LegAnswered, leg_id=call.customer)
        return call

    async def holds(self, test: Callable[[s.Inventory], bool], within: float = 5.0) -> s.Inventory:
        """Wait until what the engine holds passes the test."""
        async with asyncio.timeout(within):
            # The engine has no notice of "nothing left": it is asked again and again.
            while not test(inventory := await self.engine.inventory()):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return inventory

    async def clear_away(self, call: CallNames, *, alone: bool = True) -> None:
        """Hang up all of a call, and see that nothing is left of it; ``alone``: nor of any."""
        self.submit(o.HangUp(call.customer), o.HangUp(call.agent), o.CloseRoom(call.room))
        if alone:
            await self.holds(lambda held: held == s.Inventory())
        for leg in self._ordered & {call.customer, call.agent}:
            await self.until(s.LegEnded, leg_id=leg)

    async def tidy(self) -> None:
        """Between tests that share an engine: nothing is up, nothing is remembered."""
        held = await self.engine.inventory()
        self.submit(*(o.HangUp(leg.leg_id) for leg in held.legs))
        self.submit(*(o.CloseRoom(room) for room in held.rooms))
        await self.holds(lambda held: held == s.Inventory())
        for leg in self._ordered:
            await self.until(s.LegEnded, leg_id=leg)
        self._ordered.clear()
        self.signals.clear()

    async def phone(self, phone_id: str = "dock-1", *, answers: bool = True) -> FarPhone:
        raise NotImplementedError

    async def _call_in(self, dialled: str, caller: str, name: str) -> FarCaller:
        raise NotImplementedError

    def keep_message(self, name: str) -> None:
        """Let there be a recording of this name, two seconds long."""
        raise NotImplementedError

    async def plays(self) -> None:
        """Wait until a recording is being played."""
        raise NotImplementedError

    def cut(self) -> None:
        """The engine cannot be reached; its calls go on."""
        raise NotImplementedError

    def mend(self) -> None:
        """It can be reached again."""
        raise NotImplementedError

    def kill(self) -> None:
        """Its process dies, and is begun anew."""
        raise NotImplementedError


class _ScriptedPhone:
    def __init__(self, engine: MemoryEngine) -> None:
        self._engine = engine

    def press(self, leg_id: LegId, digits: str) -> None:
        for digit in digits:
            self._engine.press(leg_id, digit)

    async def hang_up(self, leg_id: LegId) -> None:
        self._engine.hang_up_far_end(leg_id)

    def pick_up(self, leg_id: LegId) -> None:
        self._engine.answer(leg_id)


class _ScriptedCaller:
    def __init__(self, engine: MemoryEngine, leg_id: LegId) -> None:
        self._engine = engine
        self._leg_id = leg_id

    async def press(self, digits: str) -> None:
        for digit in digits:
            self._engine.press(self._leg_id, digit)

    async def hang_up(self) -> None:
        self._engine.hang_up_far_end(self._leg_id)

    async def turned_away_with(self) -> int:
        await until(lambda: self._leg_id in self._engine.turned_away)
        return self._engine.turned_away[self._leg_id]


class ScriptedDesk(Desk):
    def __init__(self, **settings: Any) -> None:
        super().__init__()
        self.scripted = MemoryEngine(SystemClock(), **settings)
        self.scripted.playing.missing.add("nowhere")
        self.engine = self.scripted

    async def phone(self, phone_id: str = "dock-1", *, answers: bool = True) -> FarPhone:
        await self.engine.make_phone(PhoneId(phone_id))
        self.scripted.phones_answer = answers
        return _ScriptedPhone(self.scripted)

    async def _call_in(self, dialled: str, caller: str, name: str) -> FarCaller:
        arrived = self.scripted.call_in(dialled, caller, name)
        return _ScriptedCaller(self.scripted, arrived.leg_id)

    def keep_message(self, name: str) -> None:
        self.scripted.playing.missing.discard(name)

    async def plays(self) -> None:
        await until(lambda: self.scripted.played)

    def cut(self) -> None:
        self.scripted.drop()

    def mend(self) -> None:
        self.scripted.come_back()

    def kill(self) -> None:
        self.scripted.kill()
        asyncio.get_running_loop().call_later(0.1, self.scripted.come_back)


class SipPhone:
    """A `FarPhone` that is a `Telephone`."""

    def __init__(self, telephone: Telephone) -> None:
        self.telephone = telephone
        self.audio = telephone.audio

    def press(self, leg_id: LegId, digits: str) -> None:
        self.telephone.press(digits)

    async def hang_up(self, leg_id: LegId) -> None:
        await self.telephone.hang_up()

    def pick_up(self, leg_id: LegId) -> None:
        self.telephone.answer()


class CarrierCaller:
    """A `FarCaller` at the test carrier."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    async def press(self, digits: str) -> None:
        await self.caller.press(digits)

    async def hang_up(self) -> None:
        await self.caller.hang_up()
        await self.caller.ended

    async def turned_away_with(self) -> int:
        async with asyncio.timeout(10):
            return await self.caller.ended


class AsteriskDesk(Desk):
    """A real engine; its phones are `Telephone`s."""

    def __init__(self, settings: AsteriskSettings, carrier: Carrier | None = None) -> None:
        super().__init__()
        self.carrier = carrier
        self.settings = settings
        self.asterisk = AsteriskEngine(settings, SystemClock())
        self.engine = self.asterisk
        self.telephones: list[Telephone] = []
        self._cut = contextlib.ExitStack()
        self._lines = contextlib.AsyncExitStack()
        self._callers: dict[int, Callers] = {}

    async def caller(self, wanted: CallIn) -> Caller:
        """Somebody at the carrier who calls in."""
        assert self.carrier is not None
        port = self.asterisk.sip_port()
        if port not in self._callers:
            line = self.carrier.callers(port)
            self._callers[port] = await self._lines.enter_async_context(line)
        return await self._callers[port].call(wanted)

    async def _call_in(self, dialled: str, caller: str, name: str) -> FarCaller:
        wanted = CallIn(dialled=dialled, caller=caller, caller_name=name)
        return CarrierCaller(await self.caller(wanted))

    async def phone(self, phone_id: str = "dock-1", *, answers: bool = True) -> SipPhone:
        made = await self.engine.make_phone(PhoneId(phone_id))
        server = ("127.0.0.1", self.asterisk.sip_port())
        telephone = await Telephone.open(server, made.username, made.password)
        telephone.auto_answer = answers
        self.telephones.append(telephone)
        assert await telephone.register() == 200
        return SipPhone(telephone)

    def keep_message(self, name: str, seconds: float = 2.0, rate: int = 8000) -> None:
        assert self.settings.messages is not None
        write_tone(self.settings.messages / f"{name}.wav", MESSAGE_HZ, seconds, rate)

    async def plays(self) -> None:
        await until(lambda: any(p.begun for p in self.asterisk._playing._players.values()))

    def cut(self) -> None:
        connection = self.asterisk._link.connection
        assert connection is not None

        async def no_route(*_: Any) -> AriConnection:
            raise AriGone("cut off by the test")

        self._cut.enter_context(patch.object(AriConnection, "open", no_route))
        connection._socket.transport.abort()

    def mend(self) -> None:
        self._cut.close()

    def kill(self) -> None:
        pid = self.asterisk.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

    async def tidy(self) -> None:
        await super().tidy()
        await self._close_telephones()

    async def close(self) -> None:
        self.mend()
        await self._close_telephones()
        await self.engine.stop()
        await self._lines.aclose()

    async def _close_telephones(self) -> None:
        for telephone in self.telephones:
            await telephone.close()
        self.telephones.clear()


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """A folder below which the unprivileged user of a test engine may work."""
    folder = Path(tempfile.mkdtemp(prefix="dockline-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextlib.asynccontextmanager
async def scripted_desk(**settings: Any) -> AsyncIterator[ScriptedDesk]:
    desk = ScriptedDesk(**settings)
    await desk.engine.start(desk.listen)
    try:
        yield desk
    finally:
        await desk.engine.stop()


@contextlib.asynccontextmanager
async def asterisk_desk(carrier: Carrier | None, **settings: Any) -> AsyncIterator[AsteriskDesk]:
    """A started engine whose trunk leads to the carrier, where there is one."""
    with open_folder() as folder:
        whole: dict[str, Any] = {
            "folder": folder,
            "recordings": folder / "recordings",
            "messages": folder / "messages",
            "sip_address": "127.0.0.1",
            "phone_profile": "plain",
            "trunk": carrier.trunk if carrier else None,
        }
        desk = AsteriskDesk(AsteriskSettings(**(whole | settings)), carrier)
        await desk.engine.start(desk.listen)
        try:
            yield desk
        finally:
            await desk.close()


def _fits(told: object, wanted: dict[str, Any]) -> bool:
    return all(getattr(told, name) == value for name, value in wanted.items())
