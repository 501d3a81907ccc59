"""Recordings played to legs: one after the other, each to its end, a break-off, or a failure.
A leg that waits hears music in between.

A playback bears its leg's name, so that a server that finds the leg again finds what plays to it.
Only one is asked for at a time; what follows waits here and not in the engine, where a request to
put the leg into a room would wait behind it, and every other request behind that one.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, Final
from urllib.parse import quote

import structlog

from dockline.adapters.asterisk.ari import AriFailure, AriGone, AriLink, AriPlayback
from dockline.adapters.asterisk.legs import Leg, Legs
from dockline.adapters.asterisk.messages import Messages, MessageUnusable
from dockline.adapters.asterisk.waiting import Waiting
from dockline.adapters.asterisk.words import words
from dockline.domain.ids import LegId
from dockline.domain.orders import Play
from dockline.domain.signals import PlayEnded, Signal

_PREFIX: Final = "play-"

_log = structlog.get_logger(__name__)


class _Player:
    """What plays to one leg, and what is to follow."""

    def __init__(self) -> None:
        self.going: Play | None = None
        """What the engine has, or is about to get."""
        self.begun = False
        """Whether the engine has said that it has it."""
        self.told = False
        """Whether its end was told already: it was broken off."""
        self.next: deque[Play] = deque()


class Playing:
    """What plays to every leg of this engine."""

    def __init__(
        self, link: AriLink, messages: Messages, legs: Legs, emit: Callable[[Signal], None]
    ) -> None:
        self._link = link
        self._messages = messages
        self._legs = legs
        self._emit = emit
        self._waiting = Waiting(link, legs)
        self._players: dict[LegId, _Player] = {}
        self._adopted: set[LegId] = set()
        self._background: set[asyncio.Task[None]] = set()

    async def order(self, order: Play) -> None:
        """Play it once what plays to the leg has ended. Returns at once."""
        leg = self._legs.get(order.leg_id)
        if leg is None:
            return
        if not leg.steerable:
            self._tell(order, ok=False)
            return
        player = self._players.setdefault(order.leg_id, _Player())
        player.next.append(order)
        if player.going is None:
            await self._begin(order.leg_id, player)

    async def start_waiting(self, leg_id: LegId) -> None:
        """Music to a leg whenever nothing else plays to it. Raises AriFailure."""
        leg = self._legs.get(leg_id)
        if leg is not None and leg.steerable:
            await self._waiting.start(leg, now=leg_id not in self._players)

    async def quiet(self, leg_id: LegId) -> None:
        """End what plays to a leg, its music too. Raises AriFailure."""
        leg = self._legs.get(leg_id)
        waited = leg is not None and leg.waiting
        if leg is not None:
            leg.waiting = False
        await self.break_off(leg_id)
        if leg is not None and waited:
            await self._waiting.stop(leg)

    async def break_off(self, leg_id: LegId) -> None:
        """End what plays to a leg, and do not begin what is to follow. Raises AriFailure."""
        player = self._players.get(leg_id)
        plays = player is not None and player.going is not None
        if player is not None:
            self._tell_all(player)
        if plays or leg_id in self._adopted:
            self._adopted.discard(leg_id)
            await self._link.unless_gone("DELETE", _path(leg_id))

    def on_finished(self, playback: AriPlayback) -> None:
        """PlaybackFinished."""
        leg_id = LegId(playback.id.removeprefix(_PREFIX))
        leg = self._legs.get(leg_id)
        if leg is not None:
            cut_short = leg.by_us or leg.timed_out
            self._adopted.discard(leg_id)
            if leg_id in self._players:
                self._ended(leg_id, ok=playback.state == "done" and not cut_short)
            elif leg.waiting:
                self._waiting.go_on(leg)

    def leg_ended(self, leg: Leg) -> None:
        """Told before the leg's own end."""
        self._adopted.discard(leg.leg_id)
        player = self._players.pop(leg.leg_id, None)
        if player is not None:
            self._tell_all(player)

    def adopted(self, leg_id: LegId) -> None:
        """An earlier server may have begun something on this leg."""
        self._adopted.add(leg_id)

    async def missed(self) -> None:
        """After a gap: tell what has ended in it. Raises AriFailure.

        A playback that is gone while its leg is still there was played to its end, as far as can
        be known."""
        for leg_id, player in tuple(self._players.items()):
            if player.going is not None and not await self._goes_on(leg_id):
                self._ended(leg_id, ok=player.begun)
        for leg in self._legs:
            plays = leg.leg_id in self._players
            if not plays and leg.waiting and leg.leg_id in self._adopted:
                plays = await self._goes_on(leg.leg_id)
            if leg.waiting and not plays:
                self._waiting.go_on(leg)

    async def stop(self) -> None:
        for task in tuple(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    async def _goes_on(self, leg_id: LegId) -> bool:
        return await self._link.unless_gone("GET", _path(leg_id))

    async def _begin(self, leg_id: LegId, player: _Player) -> None:
        order = player.going = player.next.popleft()
        player.begun = player.told = False
        try:
            media = await asyncio.to_thread(self._media, order)
            if player.told:
                # Broken off while its file was looked for.
                self._ended(leg_id, ok=False)
                return
            playback = quote(_PREFIX + leg_id, safe="")
            await self._link.request(
                "POST", f"{self._legs.path(leg_id)}/play/{playback}", body={"media": media}
            )
            # Its end may have come before this answer, and the next one have begun.
            player.begun = player.begun or player.going is order
        except MessageUnusable as why:
            _log.warning("message cannot be played", message=order.message, error=str(why))
            self._ended(leg_id, ok=False)
        except AriGone:
            # It may have begun: the listing taken on return settles it.
            return
        except AriFailure as failure:
            _log.warning("message cannot be played", message=order.message, error=str(failure))
            self._ended(leg_id, ok=False)

    def _media(self, order: Play) -> list[str]:
        """Blocks on the disk. Raises MessageUnusable."""
        spoken = [sound for say in order.say for sound in words(say)]
        if order.say and not order.message:
            return spoken
        try:
            recorded = self._messages.media(order.message)
        except MessageUnusable as why:
            if not order.instead:
                raise
            _log.warning(
                "message cannot be played; the engine says its own words instead",
                message=order.message,
                error=str(why),
            )
            recorded = [sound for say in order.instead for sound in words(say)]
        return [*recorded, *spoken]

    def _ended(self, leg_id: LegId, *, ok: bool) -> None:
        """What plays to the leg has ended; what follows begins."""
        player = self._players.get(leg_id)
        if player is None or player.going is None:
            return
        if not player.told:
            self._tell(player.going, ok=ok)
        player.going = None
        if player.next:
            self._spawn(self._begin(leg_id, player))
        else:
            del self._players[leg_id]
            leg = self._legs.get(leg_id)
            if leg is not None and leg.waiting:
                self._waiting.go_on(leg)

    def _tell_all(self, player: _Player) -> None:
        """Nothing of it is played (on)."""
        if player.going is not None and not player.told:
            player.told = True
            self._tell(player.going, ok=False)
        while player.next:
            self._tell(player.next.popleft(), ok=False)

    def _tell(self, order: Play, *, ok: bool) -> None:
        self._emit(PlayEnded(order.leg_id, order.tags, ok))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _path(leg_id: LegId) -> str:
    return f"playbacks/{quote(_PREFIX + leg_id, safe='')}"
