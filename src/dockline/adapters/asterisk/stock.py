"""Taking stock: what the engine holds, and setting the driver's own lists right by it.

Nothing is replayed to an owner who was away: a leg may have ended, been answered, or come up
without getting into the application (an orphan nobody can steer). So after every connection the
channels and bridges are listed, and each is adopted or hung up.
"""

import asyncio
from typing import Final
from urllib.parse import quote

import msgspec
from msgspec import Struct

from dockline.adapters.asterisk.ari import GONE, AriBridge, AriChannel, AriLink
from dockline.adapters.asterisk.arrivals import Arrivals
from dockline.adapters.asterisk.calls import Calls, verdict_of
from dockline.adapters.asterisk.config import LISTENING_CONTEXT
from dockline.adapters.asterisk.legs import Leg, Legs, LegState, room_of, tags_of
from dockline.adapters.asterisk.playing import Playing
from dockline.adapters.asterisk.recordings import Recordings
from dockline.adapters.asterisk.rooms import Rooms
from dockline.adapters.asterisk.spies import SPY_VARIABLE
from dockline.domain.ids import LegId, RoomId
from dockline.domain.orders import Tags
from dockline.domain.signals import Inventory, LegSeen, Verdict

_STATES: Final = {"Up": "up", "Ringing": "ringing", "Ring": "ringing"}


class Listing(Struct, frozen=True):
    """What the engine lists."""

    channels: tuple[AriChannel, ...]
    bridges: tuple[AriBridge, ...]
    ids: dict[str, str]
    """The engine's own id of each channel, by the name it is listed under."""
    judged: frozenset[str]
    """Legs of which it was told who answered them, or will not be."""

    def rooms(self) -> dict[RoomId, tuple[str, ...]]:
        return {RoomId(bridge.id): bridge.channels for bridge in self.bridges}

    def inventory(self) -> Inventory:
        """Our legs, rooms, recordings and spies in it."""
        rooms = self.rooms()
        legs = []
        for channel in self.channels:
            tags = tags_of(channel)
            if tags is not None and channel.channelvars.get("DOCKLINE_LEG") == channel.id:
                state = _STATES.get(channel.state, "new")
                room = room_of(rooms, channel.id)
                listens, verdict = self._listening(channel)
                legs.append(LegSeen(LegId(channel.id), tags, state, room, listens, verdict))
        names = [channel.channelvars.get("DOCKLINE_RECORDING") for channel in self.channels]
        return Inventory(
            tuple(legs),
            tuple(rooms),
            tuple(name for name in names if name),
            tuple(one.id for one in self.channels if one.channelvars.get(SPY_VARIABLE)),
        )

    def _listening(self, channel: AriChannel) -> tuple[bool, Verdict | None]:
        """Whether it is yet to be judged who answers, and what it was taken for."""
        told = channel.channelvars
        if not told.get("DOCKLINE_LISTEN"):
            return False, None
        # Out of our hands it may be judged, but is yet to come back, and to be told.
        status = told.get("AMDSTATUS", "") if _in_our_hands(channel) else ""
        if status or channel.id in self.judged:
            return False, verdict_of(status)
        return True, None


async def listing(link: AriLink, legs: Legs) -> Listing:
    """Each channel under its leg's name. Raises AriFailure."""
    channels, bridges = await asyncio.gather(
        link.request("GET", "channels"), link.request("GET", "bridges")
    )
    listed = msgspec.convert(channels, tuple[AriChannel, ...])
    named = tuple(legs.named(channel) for channel in listed)
    names = {old.id: new.id for old, new in zip(listed, named, strict=True)}
    return Listing(
        named,
        tuple(
            AriBridge(bridge.id, tuple(names.get(inside, inside) for inside in bridge.channels))
            for bridge in msgspec.convert(bridges, tuple[AriBridge, ...])
        ),
        {new: old for old, new in names.items()},
        frozenset(leg.leg_id for leg in legs if leg.judged),
    )


class Stock:
    """Sets legs, rooms and recordings right by a listing."""

    def __init__(
        self,
        link: AriLink,
        app: str,
        legs: Legs,
        calls: Calls,
        arrivals: Arrivals,
        rooms: Rooms,
        playing: Playing,
        recordings: Recordings,
    ) -> None:
        self._link = link
        self._app = app
        self._legs = legs
        self._calls = calls
        self._arrivals = arrivals
        self._rooms = rooms
        self._playing = playing
        self._recordings = recordings

    async def take(self) -> Inventory:
        """List, adopt, hang up; tell what was missed; return what is left. Raises AriFailure."""
        rang = self._arrivals.names()
        seen = await listing(self._link, self._legs)
        self._arrivals.missed(rang, {channel.id for channel in seen.channels})
        await self._settle(seen)
        # What was hung up is gone from the second listing, and what came meanwhile is in it.
        final = await listing(self._link, self._legs)
        self._rooms.replace(final.rooms())
        for leg in self._legs:
            self._rooms.tone(leg.leg_id)
        return final.inventory()

    async def _settle(self, seen: Listing) -> None:
        self._rooms.replace(seen.rooms())
        by_id = {channel.id: channel for channel in seen.channels}
        for leg in self._legs:
            if leg.leg_id not in by_id:
                self._end_missed(leg)
        doomed = [channel for channel in seen.channels if not self._adopt(channel, seen)]
        self._recordings.missed(set(seen.inventory().recordings))
        self._recordings.sweep()
        await self._playing.missed()
        await self._subscribe(seen, {channel.id for channel in doomed})
        for channel in doomed:
            leg_there = self._legs.get(channel.id)
            if leg_there is not None:
                await self._calls.end(leg_there)
            else:
                await self._arrivals.turn_away(channel.id)

    def _end_missed(self, leg: Leg) -> None:
        if not leg.up and not leg.by_us:
            leg.reason = leg.reason or "engine-away"
        self._calls.finish(leg)

    def _adopt(self, channel: AriChannel, seen: Listing) -> bool:
        """Whether this channel may live on; it is in our lists then."""
        leg = self._legs.get(channel.id)
        # One that was just taken may not be marked yet.
        tags = tags_of(channel) or (leg.tags if leg is not None else None)
        in_our_hands = _in_our_hands(channel)
        listened_to = not in_our_hands and channel.dialplan.get("context") == LISTENING_CONTEXT
        if tags is None:
            # Bridges' own announcers (music) are not ours to hang up; a caller nobody took is.
            ours = in_our_hands and not _is_announcer(channel)
            return not ours or self._arrivals.holds(channel.id)
        if channel.channelvars.get(SPY_VARIABLE):
            return True
        if channel.channelvars.get("DOCKLINE_RECORDING"):
            self._recordings.adopt(channel, tags)
            return True
        if leg is None:
            leg = self._found(channel, tags, seen.ids[channel.id])
            if channel.state == "Up" and (in_our_hands or listened_to):
                leg.answered()
                # Told to the server that was here before; what still comes is told to us.
                leg.judged = in_our_hands and bool(channel.channelvars.get("AMDSTATUS"))
            self._legs.add(leg)
        if in_our_hands:
            leg.entered()
        if channel.state == "Up":
            if not in_our_hands and not listened_to:
                leg.reason = leg.reason or "engine-away"
                return False
            if leg.listened_to and in_our_hands:
                self._heard(leg, channel.channelvars)
            self._calls.answered_in_gap(leg)
        elif leg.came_in and not leg.by_us:
            self._arrivals.answer_again(leg)
        elif channel.state == "Down":
            # Made, but never dialled: the order broke off in the middle.
            leg.reason = leg.reason or "engine-away"
            return False
        return not leg.by_us and not leg.timed_out

    def _found(self, channel: AriChannel, tags: Tags, channel_id: str) -> Leg:
        """A leg that an earlier server left."""
        leg = Leg(
            LegId(channel.id),
            tags,
            dialled=channel_id == channel.id and channel.name.startswith("PJSIP/trunk-"),
            came_in=channel_id != channel.id,
            listen=channel.channelvars.get("DOCKLINE_LISTEN", ""),
        )
        rings = _STATES.get(channel.state) == "ringing"
        leg.state = LegState.RINGING if rings else LegState.MADE
        leg.waiting = bool(channel.channelvars.get("DOCKLINE_WAITING"))
        self._legs.name(leg.leg_id, channel_id)
        self._playing.adopted(leg.leg_id)
        return leg

    def _heard(self, leg: Leg, told: dict[str, str]) -> None:
        """It was judged while we were away, or answered just when we went."""
        if told.get("AMDSTATUS"):
            self._calls.judged(leg, told["AMDSTATUS"], told.get("AMDCAUSE", ""))
        else:
            self._calls.listen_again(leg)

    async def _subscribe(self, seen: Listing, doomed: set[str]) -> None:
        """A new owner hears nothing of channels another one made, unless it asks to."""
        wanted = [f"channel:{seen.ids[c.id]}" for c in seen.channels if c.id not in doomed]
        wanted += [f"bridge:{bridge.id}" for bridge in seen.bridges]
        for source in wanted:
            # 422: it has ended since it was listed, as on a busy engine some always have.
            await self._link.unless_gone(
                "POST",
                f"applications/{quote(self._app)}/subscription",
                {"eventSource": source},
                gone=(*GONE, 422),
            )


def _in_our_hands(channel: AriChannel) -> bool:
    return channel.dialplan.get("app_name") == "Stasis"


def _is_announcer(channel: AriChannel) -> bool:
    return channel.name.startswith(("Announcer/", "Recorder/", "CBAnn/", "CBRec/"))
