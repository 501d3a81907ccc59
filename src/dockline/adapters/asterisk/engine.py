"""The engine port over a private Asterisk: lifecycle, orders in, signals out.

Connected and listed: orders run. Socket gone, process alive: new legs end at once, orders about
what is up wait, and after the reconnect a listing sets everything right. Process gone: every leg
ends with ``engine-lost``, and it is begun anew, with a growing pause between attempts.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Any, Final

import structlog

from dockline.adapters.asterisk import phones, trunkview
from dockline.adapters.asterisk.ari import AriConnection, AriEvent, AriFailure, AriGone, AriLink
from dockline.adapters.asterisk.arrivals import Arrivals
from dockline.adapters.asterisk.calls import Calls
from dockline.adapters.asterisk.desk import Desk
from dockline.adapters.asterisk.home import Home
from dockline.adapters.asterisk.lanes import Lanes
from dockline.adapters.asterisk.legs import Legs
from dockline.adapters.asterisk.messages import Messages
from dockline.adapters.asterisk.playing import Playing
from dockline.adapters.asterisk.process import Running
from dockline.adapters.asterisk.recordings import Recordings
from dockline.adapters.asterisk.rooms import Rooms
from dockline.adapters.asterisk.settings import AsteriskSettings, Ports, SettingRejected
from dockline.adapters.asterisk.spies import Spies
from dockline.adapters.asterisk.stock import Stock, listing
from dockline.domain.ids import LegId, PhoneId
from dockline.domain.orders import DialNumber, Order, RingAgent, StartRecording, TakeLeg
from dockline.domain.signals import EngineAway, EngineBack, Inventory, Signal
from dockline.ports.clock import Clock
from dockline.ports.engine import (
    AudioSeen,
    EngineStatus,
    EngineUnavailable,
    LineState,
    Phone,
    TrunkLimits,
)

_DEATH_SEEN_WITHIN: Final = 0.25
"""Seconds between a socket's end and its process's, where the process died."""
_PAUSES: Final = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before the n-th attempt to reconnect or restart."""
_STABLE_AFTER: Final = 60.0
"""Seconds of life after which a crash counts as the first again."""
_TRANSPORT: Final = "asterisk/config/dynamic/res_pjsip/transport/udp"
"""Asterisk starts without a transport it cannot bind, and says so in its log alone."""

_log = structlog.get_logger(__name__)


class AsteriskEngine:
    """See `dockline.ports.engine.Engine`. Start it from the main thread's event loop."""

    def __init__(self, settings: AsteriskSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._home = Home(settings)
        self._link = AriLink()
        self._legs = Legs()
        messages = Messages(settings.messages, self._home.folders.messages, settings.run_user)
        self._playing = Playing(self._link, messages, self._legs, self._emit)
        self._rooms = Rooms(self._link, self._legs, self._playing)
        self._calls = Calls(
            self._link, settings, self._legs, self._rooms, self._playing, self._emit
        )
        self._recordings = Recordings(
            self._link, settings, self._home.folders.recordings, self._legs, self._emit
        )
        self._arrivals = Arrivals(self._link, settings, self._legs, self._calls, self._emit)
        self._spies = Spies(self._link, settings, self._legs)
        self._stock = Stock(
            self._link,
            settings.app,
            self._legs,
            self._calls,
            self._arrivals,
            self._rooms,
            self._playing,
            self._recordings,
        )
        self._desk = Desk(
            self._legs,
            self._calls,
            self._arrivals,
            self._rooms,
            self._playing,
            self._recordings,
            self._spies,
        )
        self._lanes = Lanes(self._order_failed)
        self._running: Running | None = None
        self._listen: Callable[[Signal], None] = _deaf
        self._supervisor: asyncio.Task[None] | None = None
        self._ready = False
        self._away_because = "not started"
        self._restarts = 0
        self._taken_over = False
        self._version = ""
        self._begun_at = 0.0

    async def start(self, listen: Callable[[Signal], None]) -> None:
        """Raises EngineUnavailable."""
        self._listen = listen
        adopted = self._home.adopt()
        try:
            await self._bring_up(adopted or await self._home.start())
            if adopted is not None:
                await self._refresh(adopted)
        except (EngineUnavailable, AriFailure) as failed:
            if self._running is not None:
                await self._running.stop()
            raise EngineUnavailable(str(failed)) from failed
        self._supervisor = asyncio.create_task(self._supervise(), name="asterisk-supervisor")

    async def stop(self) -> None:
        await self._put_down()
        if self._running is not None and self._taken_over:
            self._running.let_go()
        elif self._running is not None:
            await self._running.stop()
            self._home.forget()
        for leg in self._legs:
            leg.by_us = True
            self._calls.finish(leg)
        self._recordings.lost()
        await self._recordings.settle()

    async def let_go(self) -> None:
        """End the driver, and leave the process and its calls to the next one."""
        await self._put_down()
        if self._running is not None:
            self._running.let_go()

    def submit(self, order: Order) -> None:
        if isinstance(order, RingAgent | DialNumber):
            if order.leg_id in self._legs:
                _log.warning("leg ordered twice", leg=order.leg_id)
                return
            refusal = self._calls.expect(order, self._clock.now()) if self._ready else "engine-away"
            if refusal:
                asyncio.get_running_loop().call_soon(self._calls.refuse, order, refusal)
                return
        elif isinstance(order, StartRecording):
            self._recordings.expect(order)
        elif isinstance(order, TakeLeg):
            self._arrivals.expect(order)
        self._lanes.put(self._desk.lane_of(order), lambda: self._desk.carry_out(order))

    async def make_phone(self, phone_id: PhoneId) -> Phone:
        with _unavailable():
            return await phones.make(self._connection(), phone_id, self._settings)

    async def drop_phone(self, phone_id: PhoneId) -> None:
        # Away: the endpoint dies with the process, or its password with the dock session.
        with contextlib.suppress(AriFailure):
            await phones.drop(self._connection(), phone_id)

    async def has_phone(self, phone_id: PhoneId) -> bool:
        with _unavailable():
            return await phones.known(self._connection(), phone_id)

    def phone_socket(self) -> str:
        return f"ws://127.0.0.1:{self._record().http}/ws"

    def trunk_limits(self) -> TrunkLimits | None:
        trunk = self._settings.trunk
        return trunk.limits if trunk is not None else None

    def sip_port(self) -> int:
        """The UDP port of the trunk and of plain phones."""
        return self._record().sip

    async def inventory(self) -> Inventory:
        with _unavailable():
            return (await listing(self._link, self._legs)).inventory()

    async def status(self) -> EngineStatus:
        running = self._running
        where = f"process {running.pid} in {self._home.folders.run}" if running else ""
        return EngineStatus(
            name="asterisk",
            version=self._version,
            up=self._ready,
            legs=len(self._legs),
            rooms=len(self._rooms),
            restarts=self._restarts,
            detail=where if self._ready else self._away_because,
        )

    async def line(self) -> LineState:
        with _unavailable():
            self._connection()
            return await trunkview.look(
                self._link,
                self._settings.trunk,
                self._home.folders.control,
                self._legs.in_setup(),
                self._clock.now(),
            )

    async def audio(self, leg_id: LegId) -> AudioSeen | None:
        leg = self._legs.get(leg_id)
        if leg is None or not leg.up:
            return None
        with _unavailable():
            return await trunkview.audio(self._link, self._legs.path(leg_id))

    @property
    def pid(self) -> int | None:
        """The process behind it, while there is one."""
        return self._running.pid if self._running is not None and self._running.alive else None

    def _order_failed(self, failure: Exception) -> None:
        # What matters of it comes as a signal: a leg's end, or EngineAway.
        _log.warning("order not carried out", error=str(failure), kind=type(failure).__name__)

    def _emit(self, signal: Signal) -> None:
        try:
            self._listen(signal)
        except Exception:
            # A listener's fault must not close the engine's socket.
            _log.exception("listener failed", signal=type(signal).__name__)

    def _on_event(self, event: AriEvent) -> None:
        event = self._legs.heard(event)
        match event.type:
            case "StasisStart" if event.args[:1] == ("inbound",) and event.channel:
                self._arrivals.came(event)
            case "ChannelEnteredBridge" if event.bridge and event.channel:
                self._rooms.entered(event.bridge.id, event.channel.id)
            case "ChannelLeftBridge" if event.bridge and event.channel:
                self._rooms.left(event.bridge.id, event.channel.id)
            case "BridgeDestroyed" if event.bridge:
                self._rooms.gone(event.bridge.id)
            case "PlaybackFinished" if event.playback:
                self._playing.on_finished(event.playback)
            case "RecordingFinished" | "RecordingFailed":
                self._recordings.on_event(event)
            case _:
                self._recordings.on_event(event)
                self._spies.on_event(event)
                self._arrivals.on_event(event)
                self._calls.on_event(event)

    async def _bring_up(self, running: Running) -> None:
        """Connect to a process, retrying while it starts. Raises EngineUnavailable, AriFailure."""
        self._running = running
        self._begun_at = self._clock.now()
        try:
            async with asyncio.timeout(self._settings.start_timeout):
                while not await self._connect(check=True):
                    if not running.alive:
                        raise EngineUnavailable(f"Asterisk ended while starting: {self._why()}")
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise EngineUnavailable(f"Asterisk started, but gives no ARI: {self._why()}") from None

    async def _refresh(self, adopted: Running) -> None:
        """Give an adopted engine what was changed in the settings since it began."""
        for module in await self._home.refresh(adopted.record):
            await self._link.unless_gone("PUT", f"asterisk/modules/{module}.so")

    def _why(self) -> str:
        return self._home.log_tail() or f"see {self._home.folders.run / 'log'}"

    async def _connect(self, *, check: bool = False) -> bool:
        """One attempt to connect and take stock; False where there is no ARI (yet).

        ``check``: whether it has its SIP port. Raises EngineUnavailable where it has not."""
        assert self._running is not None
        record = self._running.record
        try:
            connection = await AriConnection.open(
                record.ports.http,
                self._settings.app,
                record.key,
                self._on_event,
                self._settings.request_timeout,
            )
        except AriFailure:
            return False
        self._link.connection = connection
        try:
            if check and not await self._link.unless_gone("GET", _TRANSPORT):
                address = f"{self._settings.sip_address}, UDP port {record.ports.sip}"
                raise EngineUnavailable(f"Asterisk cannot listen for SIP on {address}")
            inventory = await self._stock.take()
        except (AriFailure, EngineUnavailable) as failed:
            self._link.connection = None
            await connection.close()
            if isinstance(failed, EngineUnavailable):
                raise
            return False
        self._version = record.version
        self._ready = True
        self._emit(EngineBack(inventory))
        self._lanes.open()
        return True

    async def _supervise(self) -> None:
        """Watch the socket and the process; bring back what goes."""
        crashes = 0
        while True:
            connection, running = self._link.connection, self._running
            assert connection is not None
            assert running is not None
            ends: set[asyncio.Future[Any]] = {connection.closed, running.exited}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            self._ready = False
            self._lanes.shut()
            self._link.connection = None
            if connection.replaced:
                # It is another owner's now, calls and process alike.
                self._taken_over = True
                self._away(died=False, reason="another server has taken the engine over")
                return
            if running.alive:
                await asyncio.wait({running.exited}, timeout=_DEATH_SEEN_WITHIN)
            if running.alive:
                self._away(died=False, reason=f"connection lost: {connection.closed.result()}")
                if await self._reconnect(running):
                    continue
            await connection.close()
            crashes = 1 if self._clock.now() - self._begun_at > _STABLE_AFTER else crashes + 1
            self._lost()
            await self._restart(crashes)

    async def _reconnect(self, running: Running) -> bool:
        """Try until it is back (True) or its process is gone (False)."""
        attempt = 0
        while running.alive:
            if await self._connect():
                return True
            await asyncio.wait({running.exited}, timeout=_pause(attempt, longest=2.0))
            attempt += 1
        return False

    async def _restart(self, attempt: int) -> None:
        """Begin it anew until it comes up."""
        while True:
            await asyncio.sleep(_pause(attempt - 1))
            self._restarts += 1
            try:
                await self._bring_up(await self._home.start())
                return
            except (EngineUnavailable, SettingRejected) as failed:
                self._away_because = str(failed)
                _log.error("engine does not come up", error=str(failed), attempt=attempt)
                if self._running is not None:
                    await self._running.stop()
            attempt += 1

    def _away(self, *, died: bool, reason: str) -> None:
        self._away_because = reason
        _log.warning("engine away", died=died, reason=reason)
        self._emit(EngineAway(died, reason))

    def _lost(self) -> None:
        """The process is gone, and every leg with it."""
        self._away(died=True, reason=f"Asterisk ended: {self._why()}")
        self._lanes.clear()
        for leg in self._legs:
            leg.reason = "engine-lost"
            self._calls.finish(leg)
        self._arrivals.lost()
        self._recordings.lost()
        self._rooms.replace({})

    async def _put_down(self) -> None:
        if self._supervisor is not None:
            self._supervisor.cancel()
            await asyncio.gather(self._supervisor, return_exceptions=True)
        self._ready = False
        self._away_because = "stopped"
        await self._lanes.stop()
        await self._arrivals.stop()
        await self._calls.stop()
        await self._playing.stop()
        if self._link.connection is not None:
            await self._link.connection.close()
            self._link.connection = None

    def _record(self) -> Ports:
        if self._running is None:
            raise EngineUnavailable("the engine has not been started")
        return self._running.record.ports

    def _connection(self) -> AriConnection:
        if self._link.connection is None:
            raise AriGone(self._away_because)
        return self._link.connection


@contextlib.contextmanager
def _unavailable() -> Iterator[None]:
    """A failed request, in the port's own words."""
    try:
        yield
    except AriFailure as failed:
        raise EngineUnavailable(str(failed)) from failed


def _pause(attempt: int, longest: float = _PAUSES[-1]) -> float:
    return min(_PAUSES[min(attempt, len(_PAUSES) - 1)], longest)


def _deaf(signal: Signal) -> None:
    """Before `start` nobody listens, and nothing is told."""
