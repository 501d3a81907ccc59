"""Rooms: mixing bridges, who stands in them, their music, and the ringing tone.

A carrier that sends 180 without audio leaves the caller's side to make the ringing tone. Whoever
stands in a room with a leg that rings without early media gets the tone on their own channel,
until that leg is answered, gone, or sends audio.
"""

import asyncio
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

import structlog

from dockline.adapters.asterisk.ari import GONE, AriFailure, AriLink, AriRefused
from dockline.adapters.asterisk.config import MUSIC_CLASS
from dockline.adapters.asterisk.legs import Leg, Legs, LegState
from dockline.adapters.asterisk.playing import Playing
from dockline.domain.ids import LegId, RoomId

_KIND: Final = "mixing,dtmf_events"
"""Without ``dtmf_events`` two plain legs are bridged inside the RTP stack, past every digit."""
_NO_BRIDGE: Final = 404
_TRIES: Final = 3

_log = structlog.get_logger(__name__)


class Rooms:
    """All rooms the engine holds, and the legs in each."""

    def __init__(self, link: AriLink, legs: Legs, playing: Playing) -> None:
        self._link = link
        self._legs = legs
        self._playing = playing
        self._inside: dict[RoomId, set[str]] = {}
        self._wanted: set[RoomId] = set()
        """Opened and not closed, whatever the engine has made of it."""
        self._background: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._inside)

    def __iter__(self) -> Iterator[RoomId]:
        return iter(tuple(self._inside))

    async def open(self, room_id: RoomId) -> None:
        """Raises AriFailure."""
        self._wanted.add(room_id)
        await self._make(room_id)
        self._inside.setdefault(room_id, set())

    async def close(self, room_id: RoomId) -> None:
        """Raises AriFailure."""
        self._wanted.discard(room_id)
        self._inside.pop(room_id, None)
        await self._link.unless_gone("DELETE", _path(room_id))

    async def join(self, room_id: RoomId, leg_id: LegId) -> bool:
        """False where the room or the leg is gone, or the leg is listened to. Raises AriFailure."""
        leg = self._legs.get(leg_id)
        if leg is not None and leg.listened_to:
            _log.warning("leg is listened to, and cannot be joined", leg=leg_id)
            return False
        await self._playing.quiet(leg_id)
        # A number that is not dialled yet would else be shown who the agent talks to: itself.
        told = {"channel": self._legs.channel(leg_id), "inhibitConnectedLineUpdates": "true"}
        return await self._in(room_id, "addChannel", told)

    async def leave(self, room_id: RoomId, leg_id: LegId) -> None:
        """Raises AriFailure."""
        if leg_id in self._inside.get(room_id, ()):
            # 422: its channel is being hung up, and in no room of ours any more.
            await self._link.unless_gone(
                "POST",
                f"{_path(room_id)}/removeChannel",
                {"channel": self._legs.channel(leg_id)},
                gone=(*GONE, 422),
            )

    async def start_music(self, room_id: RoomId) -> None:
        """Raises AriFailure."""
        await self._in(room_id, "moh", {"mohClass": MUSIC_CLASS})

    async def stop_music(self, room_id: RoomId) -> None:
        """Raises AriFailure."""
        await self._link.unless_gone("DELETE", f"{_path(room_id)}/moh")

    def entered(self, room_id: str, leg_id: str) -> None:
        """The engine says that a channel is in a bridge."""
        self._inside.setdefault(RoomId(room_id), set()).add(leg_id)
        self.tone(leg_id)

    def left(self, room_id: str, leg_id: str) -> None:
        others = self._inside.get(RoomId(room_id), set())
        if leg_id not in others:
            return  # a leg's end is told of every room: it concerns those in its own
        others.discard(leg_id)
        leg = self._legs.get(leg_id)
        if leg is not None and leg.toned:
            self._set_tone(leg, wanted=False)
        for other in tuple(others):
            self.tone(other)

    def gone(self, room_id: str) -> None:
        """The engine says that a bridge is no more."""
        for leg_id in self._inside.pop(RoomId(room_id), set()):
            leg = self._legs.get(leg_id)
            if leg is not None and leg.toned:
                self._set_tone(leg, wanted=False)

    def replace(self, listed: dict[RoomId, tuple[str, ...]]) -> None:
        """Take the engine's own listing as the truth."""
        self._inside = {room: set(inside) for room, inside in listed.items()}
        self._wanted = set(listed)

    def tone(self, leg_id: str) -> None:
        """Start or stop the ringing tone for everybody who stands with this leg."""
        for inside in self._inside.values():
            if leg_id not in inside:
                continue
            legs = [leg for name in inside if (leg := self._legs.get(name)) is not None]
            wanted = any(leg.state is LegState.RINGING and not leg.early_media for leg in legs)
            for leg in legs:
                if leg.up and leg.toned is not wanted:
                    self._set_tone(leg, wanted=wanted)

    async def _make(self, room_id: RoomId) -> None:
        await self._link.unless_gone("POST", _path(room_id), {"type": _KIND, "name": room_id})

    async def _in(self, room_id: RoomId, what: str, query: dict[str, str]) -> bool:
        """Ask for something in a room; False as `AriLink.unless_gone` has it.

        A room that is opened right after it was closed may be answered for by the old one, which
        is on its way out; then it is made anew."""
        for _ in range(_TRIES - 1):
            try:
                await self._link.request("POST", f"{_path(room_id)}/{what}", query)
            except AriRefused as refused:
                if refused.status != _NO_BRIDGE or room_id not in self._wanted:
                    if refused.status not in GONE:
                        raise
                    return False
                _log.info("a room is not there, and is made anew", room=room_id)
                await self._make(room_id)
            else:
                return True
        return await self._link.unless_gone("POST", f"{_path(room_id)}/{what}", query)

    def _set_tone(self, leg: Leg, *, wanted: bool) -> None:
        leg.toned = wanted
        task = asyncio.create_task(self._ask_tone(leg.leg_id, "POST" if wanted else "DELETE"))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _ask_tone(self, leg_id: LegId, method: str) -> None:
        try:
            await self._link.unless_gone(method, f"{self._legs.path(leg_id)}/ring")
        except AriFailure:
            # The leg is on its way out, or the engine is away: nobody is there to hear it.
            return


def _path(room_id: RoomId) -> str:
    return f"bridges/{quote(room_id, safe='')}"
