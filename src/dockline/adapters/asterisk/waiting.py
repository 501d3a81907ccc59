"""Music for legs that wait alone: begun, interrupted by what is played, and ended.

That a leg waits is marked on its channel, so that a server that finds it again goes on with it.
"""

import asyncio
from typing import Final

from dockline.adapters.asterisk.ari import AriFailure, AriLink
from dockline.adapters.asterisk.config import MUSIC_CLASS
from dockline.adapters.asterisk.legs import Leg, Legs

WAITING_VARIABLE: Final = "DOCKLINE_WAITING"


class Waiting:
    """The music of every leg that waits."""

    def __init__(self, link: AriLink, legs: Legs) -> None:
        self._link = link
        self._legs = legs
        self._background: set[asyncio.Task[None]] = set()

    async def start(self, leg: Leg, *, now: bool) -> None:
        """``now``: nothing plays to it that the music would have to wait for. Raises AriFailure."""
        leg.waiting = True
        await self._mark(leg, "yes")
        if now:
            await self._music(leg, "POST")

    async def stop(self, leg: Leg) -> None:
        """Raises AriFailure."""
        leg.waiting = False
        await self._music(leg, "DELETE")
        await self._mark(leg, "")

    def go_on(self, leg: Leg) -> None:
        """What was played to it has ended."""
        task = asyncio.create_task(self._go_on(leg))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _go_on(self, leg: Leg) -> None:
        if not leg.waiting:
            # It was joined in that very moment.
            return
        try:
            await self._music(leg, "POST")
        except AriFailure:
            # The listing taken on return goes on with it.
            return

    async def _music(self, leg: Leg, method: str) -> None:
        query = {"mohClass": MUSIC_CLASS} if method == "POST" else None
        await self._link.unless_gone(method, f"{self._legs.path(leg.leg_id)}/moh", query)

    async def _mark(self, leg: Leg, value: str) -> None:
        told = {"variable": WAITING_VARIABLE, "value": value}
        await self._link.unless_gone("POST", f"{self._legs.path(leg.leg_id)}/variable", told)
