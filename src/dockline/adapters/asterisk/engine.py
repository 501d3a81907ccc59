"""The engine port over a private Asterisk: orders in, signals out.

While its socket is gone, new legs end at once, and orders about what is up wait. When its process
is gone, every leg ends with ``engine-lost``.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterator

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
from dockline.adapters.asterisk.recordings import Recordings
from dockline.adapters.asterisk.rooms import Rooms
from dockline.adapters.asterisk.settings import AsteriskSettings, Ports
from dockline.adapters.asterisk.spies import Spies
from dockline.adapters.asterisk.stock import Stock, listing
from dockline.adapters.asterisk.supervisor import Supervisor
from dockline.domain.ids import LegId, PhoneId
from dockline.domain.orders import DialNumber, Order, RingAgent, StartRecording, TakeLeg
from dockline.domain.signals import Inventory, Signal
from dockline.ports.clock import Clock
from dockline.ports.engine import (
    AudioSeen,
    EngineStatus,
    EngineUnavailable,
    LineState,
    Phone,
    TrunkLimits,
)

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
        self._listen: Callable[[Signal], None] = _deaf
        self._life = Supervisor(
            settings,
            clock,
            self._home,
            self._link,
            self._lanes,
            self._stock,
            self._on_event,
            self._emit,
            self._lost,
        )

    async def start(self, listen: Callable[[Signal], None]) -> None:
        """Raises EngineUnavailable."""
        self._listen = listen
        await self._life.start()

    async def stop(self) -> None:
        await self._put_down()
        running = self._life.running
        if running is not None and self._life.taken_over:
            running.let_go()
        elif running is not None:
            await running.stop()
            self._home.forget()
        for leg in self._legs:
            leg.by_us = True
            self._calls.finish(leg)
        self._recordings.lost()
        await self._recordings.settle()

    async def let_go(self) -> None:
        """End the driver, and leave the process and its calls to the next one."""
        await self._put_down()
        if self._life.running is not None:
            self._life.running.let_go()

    def submit(self, order: Order) -> None:
        if isinstance(order, RingAgent | DialNumber):
            if order.leg_id in self._legs:
                _log.warning("leg ordered twice", leg=order.leg_id)
                return
            ready, now = self._life.ready, self._clock.now()
            refusal = self._calls.expect(order, now) if ready else "engine-away"
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
        running = self._life.running
        where = f"process {running.pid} in {self._home.folders.run}" if running else ""
        return EngineStatus(
            name="asterisk",
            version=self._life.version,
            up=self._life.ready,
            legs=len(self._legs),
            rooms=len(self._rooms),
            restarts=self._life.restarts,
            detail=where if self._life.ready else self._life.away_because,
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
        running = self._life.running
        return running.pid if running is not None and running.alive else None

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

    def _lost(self) -> None:
        """The process is gone, and every leg with it."""
        for leg in self._legs:
            leg.reason = "engine-lost"
            self._calls.finish(leg)
        self._arrivals.lost()
        self._recordings.lost()
        self._rooms.replace({})

    async def _put_down(self) -> None:
        await self._life.stop()
        await self._lanes.stop()
        await self._arrivals.stop()
        await self._calls.stop()
        await self._playing.stop()
        if self._link.connection is not None:
            await self._link.connection.close()
            self._link.connection = None

    def _record(self) -> Ports:
        if self._life.running is None:
            raise EngineUnavailable("the engine has not been started")
        return self._life.running.record.ports

    def _connection(self) -> AriConnection:
        if self._link.connection is None:
            raise AriGone(self._life.away_because)
        return self._link.connection


@contextlib.contextmanager
def _unavailable() -> Iterator[None]:
    """A failed request, in the port's own words."""
    try:
        yield
    except AriFailure as failed:
        raise EngineUnavailable(str(failed)) from failed


def _deaf(signal: Signal) -> None:
    """Before `start` nobody listens, and nothing is told."""
