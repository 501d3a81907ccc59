"""Supervisors who listen: what a leg hears and says, put into a room of their own.

The snoop bears the order's name as its channel's id and a mark of its own, so that nothing need be
kept here: it is found again by that, and ends with the leg it listens to.
"""

import asyncio
from typing import Final
from urllib.parse import quote

import structlog

from dockline.adapters.asterisk.ari import AriEvent, AriFailure, AriLink
from dockline.adapters.asterisk.legs import Legs, tag_variables
from dockline.adapters.asterisk.settings import AsteriskSettings
from dockline.domain.orders import StartSpy

SPY_VARIABLE: Final = "DOCKLINE_SPY"

_log = structlog.get_logger(__name__)


class Spies:
    """Begins and ends them."""

    def __init__(self, link: AriLink, settings: AsteriskSettings, legs: Legs) -> None:
        self._link = link
        self._settings = settings
        self._legs = legs
        self._entered: dict[str, asyncio.Future[None]] = {}

    async def start(self, order: StartSpy) -> None:
        """Raises AriFailure; nothing is left half begun."""
        leg = self._legs.get(order.leg_id)
        if leg is None or not leg.up:
            _log.warning("leg cannot be listened to", leg=order.leg_id, name=order.name)
            return
        entered = asyncio.get_running_loop().create_future()
        self._entered[order.name] = entered
        path = f"channels/{quote(order.name, safe='')}"
        try:
            await self._link.request(
                "POST",
                f"{self._legs.path(order.leg_id)}/snoop/{quote(order.name, safe='')}",
                {
                    "spy": "both",
                    "whisper": "out" if order.whisper else "none",
                    "app": self._settings.app,
                    "appArgs": "spy",
                },
            )
            async with asyncio.timeout(self._settings.request_timeout):
                await entered
            marks = {**tag_variables(order.tags), SPY_VARIABLE: "yes"}
            await asyncio.gather(
                *(
                    self._link.request("POST", f"{path}/variable", {"variable": k, "value": v})
                    for k, v in marks.items()
                    if v
                )
            )
            room = f"bridges/{quote(order.room_id, safe='')}"
            await self._link.request("POST", f"{room}/addChannel", {"channel": order.name})
        except (AriFailure, TimeoutError) as failure:
            _log.warning("listening not begun", name=order.name, error=str(failure))
            await self.stop(order.name)
        finally:
            self._entered.pop(order.name, None)

    async def stop(self, name: str) -> None:
        """One that has ended is fine. Raises AriFailure."""
        await self._link.unless_gone("DELETE", f"channels/{quote(name, safe='')}")

    def on_event(self, event: AriEvent) -> None:
        if event.type == "StasisStart" and event.channel is not None:
            waiting = self._entered.get(event.channel.id)
            if waiting is not None and not waiting.done():
                waiting.set_result(None)
