"""The legs the driver knows, and what an ended one is told as.

ordered -> made -> ringing -> up -> (ended: forgotten)

A leg that is listened to for an answering machine is out of our hands from its answer until it
is judged: nothing but a hang-up reaches it.

A leg that we order bears our name for it as its channel's id. One that came in has an id of the
engine's making: `Legs` keeps the two apart, and nothing else need know of it.
"""

import asyncio
import re
from collections.abc import Iterator
from enum import Enum
from typing import Final
from urllib.parse import quote

from msgspec.structs import replace

from dockline.adapters.asterisk.ari import AriChannel, AriEvent
from dockline.domain.ids import AgentId, CallId, LegId, RoomId, SpaceId
from dockline.domain.orders import DialNumber, RingAgent, Tags
from dockline.domain.signals import LegEnded

_CAUSE_MEDIA_TIMEOUT: Final = 44
"""Q.850 "requested channel not available": what Asterisk hangs up with on ``rtp_timeout``."""
_NO_CONNECTION: Final = (None, 0, 408, 480, 503)
"""SIP statuses of a phone that never rang because nothing reaches it; 0: not even sent."""
_TOKEN: Final = re.compile(r"[^A-Za-z0-9_.-]")


class LegState(Enum):
    ORDERED = "ordered"
    """The engine has not yet said that it has it."""
    MADE = "made"
    RINGING = "ringing"
    UP = "up"


class Leg:
    """One leg, from its order to its end."""

    def __init__(
        self,
        leg_id: LegId,
        tags: Tags,
        *,
        dialled: bool,
        came_in: bool = False,
        listen: str = "",
        ring_seconds: float | None = None,
    ) -> None:
        self.leg_id = leg_id
        self.tags = tags
        self.dialled = dialled
        """By us, over the trunk (and not to an agent's phone)."""
        self.came_in = came_in
        """Over the trunk, from whoever called us."""
        self.waiting = False
        """Whether it is to hear music whenever nothing plays to it."""
        self.listen = listen
        """Where it is sent on answer to be listened to (an extension of the dialplan's context
        for it), or ""."""
        self.judged = False
        self.ring_seconds = ring_seconds
        """How long it may ring once it does; None: its time runs from its order on."""
        self.state = LegState.ORDERED
        self.early_media = False
        self.toned = False
        """Whether a ringing tone is being played to it."""
        self.by_us = False
        self.timed_out = False
        self.reason = ""
        self.in_stasis: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        """Done when it is in our hands (True), or gone before that (False)."""
        self._timers: list[asyncio.TimerHandle] = []

    @property
    def up(self) -> bool:
        return self.state is LegState.UP

    @property
    def listened_to(self) -> bool:
        return self.up and bool(self.listen) and not self.judged

    @property
    def steerable(self) -> bool:
        """Whether it can be joined and played to."""
        return self.up and not self.listened_to

    def keep(self, timer: asyncio.TimerHandle) -> None:
        """A timer that dies with the ringing."""
        self._timers.append(timer)

    def answered(self) -> None:
        self.state = LegState.UP
        self._drop_timers()

    def entered(self) -> None:
        """It is in the application."""
        if not self.in_stasis.done():
            self.in_stasis.set_result(True)

    def ended(self, cause: int | None, tech_cause: int | None) -> LegEnded:
        """Close it; what the floor is told."""
        self._drop_timers()
        if not self.in_stasis.done():
            self.in_stasis.set_result(False)
        reason = self.reason
        ours = self.by_us or self.timed_out
        if not (reason or self.dialled or self.came_in or ours):
            reason = self._phone_reason(cause, tech_cause)
        return LegEnded(
            self.leg_id,
            self.tags,
            sip_status=self._status(tech_cause),
            q850=cause or None,
            timed_out=self.timed_out,
            by_us=self.by_us,
            reason=reason,
        )

    def _phone_reason(self, cause: int | None, tech_cause: int | None) -> str:
        """Why an agent's leg ended by itself, where it is the phone's connection and not a hand."""
        if self.up:
            return "media-lost" if cause == _CAUSE_MEDIA_TIMEOUT else ""
        if self.state is not LegState.RINGING and tech_cause in _NO_CONNECTION:
            return "phone-unreachable"
        return ""

    def _status(self, tech_cause: int | None) -> int | None:
        if self.up:
            return 200
        return tech_cause if tech_cause is not None and tech_cause >= 300 else None

    def _drop_timers(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()


class Legs:
    """All legs that have not ended, by name."""

    def __init__(self) -> None:
        self._legs: dict[str, Leg] = {}
        self._channels: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._legs)

    def __iter__(self) -> Iterator[Leg]:
        return iter(tuple(self._legs.values()))

    def __contains__(self, leg_id: str) -> bool:
        return leg_id in self._legs

    def get(self, leg_id: str) -> Leg | None:
        return self._legs.get(leg_id)

    def add(self, leg: Leg) -> None:
        self._legs[leg.leg_id] = leg

    def forget(self, leg: Leg) -> bool:
        """Take it off the list; False where it was off already (its end was told before)."""
        if not self.holds(leg):
            return False
        del self._legs[leg.leg_id]
        self.unname(leg.leg_id)
        return True

    def holds(self, leg: Leg) -> bool:
        """Whether it has not ended; another one may bear its name by now."""
        return self._legs.get(leg.leg_id) is leg

    def in_setup(self) -> int:
        """Legs over the trunk that are not answered yet."""
        return sum(1 for leg in self._legs.values() if leg.dialled and not leg.up)

    def name(self, leg_id: LegId, channel_id: str) -> None:
        """This is what the engine calls it."""
        if channel_id != leg_id:
            self._channels[leg_id] = channel_id
            self._names[channel_id] = leg_id

    def unname(self, leg_id: LegId) -> None:
        self._names.pop(self._channels.pop(leg_id, ""), None)

    def channel(self, leg_id: str) -> str:
        """The id of a leg's channel."""
        return self._channels.get(leg_id, leg_id)

    def path(self, leg_id: str) -> str:
        """Where a leg's channel is found in the engine's interface."""
        return f"channels/{quote(self.channel(leg_id), safe='')}"

    def named(self, channel: AriChannel) -> AriChannel:
        """The channel under its leg's name: the one we gave it, or the one it says it bears."""
        bears = channel.channelvars.get("DOCKLINE_LEG")
        name = self._names.get(channel.id) or bears or channel.id
        return channel if name == channel.id else replace(channel, id=name)

    def heard(self, event: AriEvent) -> AriEvent:
        """The event, speaking of its channel by our name for it."""
        channel = event.channel
        if channel is None or channel.id not in self._names:
            return event
        return replace(event, channel=self.named(channel))


def leg_of(order: RingAgent | DialNumber) -> Leg:
    if isinstance(order, RingAgent):
        return Leg(order.leg_id, order.tags, dialled=False)
    listen = ("message" if order.for_message else "s") if order.listen else ""
    rings = order.timeout if order.from_ringing else None
    return Leg(order.leg_id, order.tags, dialled=True, listen=listen, ring_seconds=rings)


def tag_variables(tags: Tags, leg_id: str = "", recording: str = "") -> dict[str, str]:
    """The channel variables that say whose a channel is (`config.TAG_VARIABLES`)."""
    return {
        "DOCKLINE_SPACE": tags.space_id,
        "DOCKLINE_CALL": tags.call_id,
        "DOCKLINE_ROLE": tags.role,
        "DOCKLINE_AGENT": tags.agent_id or "",
        "DOCKLINE_LEAD": tags.lead_id or "",
        "DOCKLINE_LEG": leg_id,
        "DOCKLINE_RECORDING": recording,
    }


def tags_of(channel: AriChannel) -> Tags | None:
    """The tags a channel carries; None for one that is not ours."""
    told = channel.channelvars
    if not told.get("DOCKLINE_CALL"):
        return None
    agent = told.get("DOCKLINE_AGENT")
    return Tags(
        SpaceId(told.get("DOCKLINE_SPACE", "")),
        CallId(told["DOCKLINE_CALL"]),
        told.get("DOCKLINE_ROLE", ""),
        AgentId(agent) if agent else None,
        told.get("DOCKLINE_LEAD") or None,
    )


def snoop_id(recording: str) -> str:
    """The name of the channel that listens for a recording."""
    return "record-" + _TOKEN.sub("~", recording)


def room_of(rooms: dict[RoomId, tuple[str, ...]], leg_id: str) -> RoomId | None:
    """The room a leg stands in, by a listing of bridges."""
    return next((room for room, inside in rooms.items() if leg_id in inside), None)
