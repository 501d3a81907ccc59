"""The engine's life: its process is begun or adopted, connected to, watched, and brought back.

Connected and listed: orders run. Socket gone, process alive: orders wait, and after the reconnect
a listing sets everything right; one that hangs, and cannot be connected to for a minute, is ended.
Process gone: it is begun anew, with a growing pause between attempts.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import structlog

from dockline.adapters.asterisk.ari import AriConnection, AriEvent, AriFailure, AriLink
from dockline.adapters.asterisk.home import Home
from dockline.adapters.asterisk.lanes import Lanes
from dockline.adapters.asterisk.process import Running
from dockline.adapters.asterisk.settings import AsteriskSettings, SettingRejected
from dockline.adapters.asterisk.stock import Stock
from dockline.domain.signals import EngineAway, EngineBack, Signal
from dockline.ports.clock import Clock
from dockline.ports.engine import EngineUnavailable

_DEATH_SEEN_WITHIN: Final = 0.25
"""Seconds between a socket's end and its process's, where the process died."""
_PAUSES: Final = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before the n-th attempt to reconnect or restart."""
_STABLE_AFTER: Final = 60.0
"""Seconds of life after which a crash counts as the first again."""
_PORTS_TRIED: Final = 3
_TRANSPORT: Final = "asterisk/config/dynamic/res_pjsip/transport/udp"
"""Asterisk starts without a transport it cannot bind, and says so in its log alone."""

_log = structlog.get_logger(__name__)


class SipPortTaken(EngineUnavailable):
    """The address of its transport for SIP is not this machine's, or the port is another's."""


class Supervisor:
    """Of one engine."""

    def __init__(
        self,
        settings: AsteriskSettings,
        clock: Clock,
        home: Home,
        link: AriLink,
        lanes: Lanes,
        stock: Stock,
        on_event: Callable[[AriEvent], None],
        emit: Callable[[Signal], None],
        lost: Callable[[], None],
    ) -> None:
        """``lost``: to be told, after EngineAway was, that the process is gone with all it held."""
        self._settings = settings
        self._clock = clock
        self._home = home
        self._link = link
        self._lanes = lanes
        self._stock = stock
        self._on_event = on_event
        self._emit = emit
        self._lost = lost
        self._task: asyncio.Task[None] | None = None
        self._begun_at = 0.0
        self.running: Running | None = None
        self.ready = False
        """Orders are carried out."""
        self.away_because = "not started"
        self.restarts = 0
        self.taken_over = False
        """Another server has the engine now."""
        self.version = ""

    async def start(self) -> None:
        """Raises EngineUnavailable."""
        adopted = self._home.adopt()
        try:
            if adopted is not None:
                await self._bring_up(adopted)
                await self._refresh(adopted)
            else:
                await self._begin()
        except (EngineUnavailable, AriFailure) as failed:
            if self.running is not None:
                await self.running.stop()
            raise EngineUnavailable(str(failed)) from failed
        self._task = asyncio.create_task(self._supervise(), name="asterisk-supervisor")

    async def stop(self) -> None:
        """Watch it no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self.ready = False
        self.away_because = "stopped"

    async def _begin(self) -> None:
        """A new process. A port that was free when it was chosen may be somebody's when it is to be
        taken: then another one is. Raises EngineUnavailable, AriFailure."""
        for left in reversed(range(_PORTS_TRIED)):
            try:
                return await self._bring_up(await self._home.start())
            except SipPortTaken:
                if self._settings.sip_port or not left:
                    raise
                _log.warning("another took the SIP port; another one is tried")
                if self.running is not None:
                    await self.running.stop()

    async def _bring_up(self, running: Running) -> None:
        """Connect to a process, retrying while it starts. Raises EngineUnavailable, AriFailure."""
        self.running = running
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
        assert self.running is not None
        record = self.running.record
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
                raise SipPortTaken(f"Asterisk cannot listen for SIP on {address}")
            inventory = await self._stock.take()
        except (AriFailure, EngineUnavailable) as failed:
            self._link.connection = None
            await connection.close()
            if isinstance(failed, EngineUnavailable):
                raise
            return False
        self.version = record.version
        self.ready = True
        self._emit(EngineBack(inventory))
        self._lanes.open()
        return True

    async def _supervise(self) -> None:
        """Watch the socket and the process; bring back what goes."""
        crashes = 0
        while True:
            connection, running = self._link.connection, self.running
            assert connection is not None
            assert running is not None
            ends: set[asyncio.Future[Any]] = {connection.closed, running.exited}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            self.ready = False
            self._lanes.shut()
            self._link.connection = None
            if connection.replaced:
                # It is another owner's now, calls and process alike.
                self.taken_over = True
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
            self._away(died=True, reason=f"Asterisk ended: {self._why()}")
            self._lanes.clear()
            self._lost()
            await self._restart(crashes)

    async def _reconnect(self, running: Running) -> bool:
        """Try until it is back (True) or its process is gone (False), if need be by our hand: of
        calls that nobody can steer or end the customers would be left alone with it."""
        attempt = 0
        loop = asyncio.get_running_loop()
        hangs_at = loop.time() + self._settings.hung_after
        while running.alive:
            if await self._connect():
                return True
            if loop.time() >= hangs_at:
                self.away_because = f"Asterisk (process {running.pid}) hangs, and is being ended"
                _log.error("engine hangs and is ended", pid=running.pid)
                await running.stop()
                return False
            await asyncio.wait({running.exited}, timeout=_pause(attempt, longest=2.0))
            attempt += 1
        return False

    async def _restart(self, attempt: int) -> None:
        """Begin it anew until it comes up."""
        while True:
            await asyncio.sleep(_pause(attempt - 1))
            self.restarts += 1
            try:
                await self._bring_up(await self._home.start())
                return
            except (EngineUnavailable, SettingRejected) as failed:
                self.away_because = str(failed)
                _log.error("engine does not come up", error=str(failed), attempt=attempt)
                if self.running is not None:
                    await self.running.stop()
            attempt += 1

    def _away(self, *, died: bool, reason: str) -> None:
        self.away_because = reason
        _log.warning("engine away", died=died, reason=reason)
        self._emit(EngineAway(died, reason))


def _pause(attempt: int, longest: float = _PAUSES[-1]) -> float:
    return min(_PAUSES[min(attempt, len(_PAUSES) - 1)], longest)
