"""Calls that come in: told to the floor, rung until taken, or turned away.

The channel of such a call is of the engine's making, and tells of its own end only to who asked
for it by name. Until the floor takes the call there is no leg, only an entry here.
"""

import asyncio
import re
from collections.abc import Callable, Collection, Coroutine
from typing import Any, Final
from urllib.parse import quote

import structlog
from msgspec import Struct

from dockline.adapters.asterisk.ari import GONE, AriChannel, AriEvent, AriFailure, AriLink
from dockline.adapters.asterisk.calls import Calls
from dockline.adapters.asterisk.legs import Leg, Legs, LegState, tag_variables
from dockline.adapters.asterisk.settings import AsteriskSettings
from dockline.domain.ids import CallId, LegId, leg_id, new_id
from dockline.domain.orders import RejectLeg, TakeLeg
from dockline.domain.signals import CallArrived, LegEnded, Signal

_CAUSES: Final = {404: 1, 486: 17, 480: 19, 503: 42}
"""Q.850 causes, by the SIP status that Asterisk makes of each."""
_TURNED_AWAY: Final = 503
_WITHHELD: Final = ("prohib", "unavailable")
"""How CALLERID(num-pres) begins where the number is not to be shown."""
_TO_USER: Final = re.compile(r"sips?:\+?([0-9]+)@")

_log = structlog.get_logger(__name__)


class _Arrival(Struct):
    channel_id: str
    timer: asyncio.TimerHandle


class Arrivals:
    """Every call that rings us and is not taken yet."""

    def __init__(
        self,
        link: AriLink,
        settings: AsteriskSettings,
        legs: Legs,
        calls: Calls,
        emit: Callable[[Signal], None],
    ) -> None:
        self._link = link
        self._settings = settings
        self._legs = legs
        self._calls = calls
        self._emit = emit
        self._here: dict[LegId, _Arrival] = {}
        self._background: set[asyncio.Task[None]] = set()

    def came(self, event: AriEvent) -> None:
        """Its StasisStart: the arguments are ``inbound``, the number, whether the caller's number
        may be shown, and the To header."""
        channel = event.channel
        assert channel is not None
        call_id = CallId(new_id())
        name = leg_id(call_id, "customer", 1)
        timer = asyncio.get_running_loop().call_later(
            self._settings.taken_within, self._turn_away, name
        )
        self._here[name] = _Arrival(channel.id, timer)
        self._legs.name(name, channel.id)
        self._spawn(self._ring(name))
        number, caller_name = _caller(channel, event.args)
        self._emit(CallArrived(call_id, name, self._dialled(event.args), number, caller_name))

    def on_event(self, event: AriEvent) -> None:
        """The caller of an entry here has hung up."""
        if event.channel is not None and event.type in ("StasisEnd", "ChannelDestroyed"):
            self._forget(LegId(event.channel.id))

    def expect(self, order: TakeLeg) -> None:
        """It is a leg from here on; where it is gone, its end is told."""
        if order.leg_id in self._legs:
            _log.warning("leg taken twice", leg=order.leg_id)
            return
        arrival = self._here.pop(order.leg_id, None)
        if arrival is None:
            ended = LegEnded(order.leg_id, order.tags)
            asyncio.get_running_loop().call_soon(self._emit, ended)
            return
        arrival.timer.cancel()
        leg = Leg(order.leg_id, order.tags, dialled=False, came_in=True)
        leg.state = LegState.RINGING
        leg.entered()
        self._legs.add(leg)

    async def take(self, order: TakeLeg) -> None:
        """Mark it as ours, and answer it. Raises AriFailure."""
        leg = self._legs.get(order.leg_id)
        if leg is None or not leg.came_in or leg.up:
            return
        await self._answer(leg)

    async def _answer(self, leg: Leg) -> None:
        path = self._legs.path(leg.leg_id)
        marks = tag_variables(leg.tags, leg.leg_id)
        marked = await asyncio.gather(
            *(
                self._link.unless_gone("POST", f"{path}/variable", {"variable": k, "value": v})
                for k, v in marks.items()
                if v
            )
        )
        if not (all(marked) and await self._link.unless_gone("POST", f"{path}/answer")):
            await self._calls.end(leg)

    def answer_again(self, leg: Leg) -> None:
        """A listing shows that one which was taken rings still."""
        self._spawn(self._answer(leg))

    async def reject(self, order: RejectLeg) -> None:
        """Raises AriFailure."""
        if order.leg_id in self._here:
            await self._reject(order.leg_id, order.sip_status)

    def holds(self, name: str) -> bool:
        return name in self._here

    def names(self) -> tuple[LegId, ...]:
        return tuple(self._here)

    def missed(self, known: Collection[LegId], listed: Collection[str]) -> None:
        """Forget those, known before a listing was asked for, that it does not show."""
        for name in known:
            if name not in listed:
                self._forget(name)

    async def turn_away(self, channel_id: str) -> None:
        """One that an earlier server left ringing. Raises AriFailure."""
        await self._link.unless_gone(
            "DELETE",
            f"channels/{quote(channel_id, safe='')}",
            {"reason_code": _CAUSES[_TURNED_AWAY]},
        )

    def lost(self) -> None:
        """The engine died."""
        self.missed(self.names(), ())

    async def stop(self) -> None:
        """Turn all of them away."""
        for name in self.names():
            self._turn_away(name)
        await asyncio.gather(*self._background, return_exceptions=True)

    def _dialled(self, args: tuple[str, ...]) -> str:
        number = args[1] if len(args) > 1 else ""
        trunk = self._settings.trunk
        if trunk is not None and trunk.register and number == trunk.username:
            # Where we registered, many carriers call the name we gave, and say the number in To.
            found = _TO_USER.search(",".join(args[3:]))
            number = found[1] if found else number
        return number.removeprefix("+")

    async def _ring(self, name: LegId) -> None:
        """Ring it, and ask to be told of its end. Where it is gone already, it is forgotten."""
        app, channel = quote(self._settings.app), self._legs.channel(name)
        asked = self._link.unless_gone(
            "POST",
            f"applications/{app}/subscription",
            {"eventSource": f"channel:{channel}"},
            gone=(*GONE, 422),
        )
        rings = self._link.unless_gone("POST", f"{self._legs.path(name)}/ring")
        if not all(await asyncio.gather(asked, rings)):
            self._forget(name)

    def _turn_away(self, name: LegId) -> None:
        _log.warning("a call that came in was not taken", leg=name)
        self._spawn(self._reject(name, _TURNED_AWAY))

    async def _reject(self, name: LegId, status: int) -> None:
        path = self._legs.path(name)
        self._forget(name)
        cause = _CAUSES.get(status, _CAUSES[_TURNED_AWAY])
        await self._link.unless_gone("DELETE", path, {"reason_code": cause})

    def _forget(self, name: LegId) -> None:
        arrival = self._here.pop(name, None)
        if arrival is not None:
            arrival.timer.cancel()
            self._legs.unname(name)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_guard(work))
        self._background.add(task)
        task.add_done_callback(self._background.discard)


async def _guard(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except AriFailure:
        # The engine is away; the listing taken on return settles it.
        return


def _caller(channel: AriChannel, args: tuple[str, ...]) -> tuple[str, str]:
    """Number and name, as far as they may be shown."""
    if len(args) > 2 and args[2].startswith(_WITHHELD):
        return "", ""
    number = channel.caller.number.removeprefix("+")
    if not (number.isascii() and number.isdigit()):
        return "", ""
    # Many a carrier repeats the number where it knows no name.
    name = channel.caller.name
    return number, "" if name.removeprefix("+") == number else name
