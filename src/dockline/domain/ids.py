"""Identifiers, and how a leg's and a room's names are made from a call's.

The names ride on the engine's channels and bridges, so that a restarted server finds its calls
again by reading them back: ``call-<call>.<role>`` or ``call-<call>.<role>-<n>`` for a leg,
``call-<call>`` for the room of a call, ``ask-<call>`` for the room of an attended transfer and
``spy-<call>-<n>`` for the room where a supervisor listens.
"""

import random
import re
import uuid
from collections.abc import Iterator
from typing import Final, NewType

SpaceId = NewType("SpaceId", str)
"""A tenant's ``cloud_id``."""
AgentId = NewType("AgentId", str)
TeamId = NewType("TeamId", str)
CallId = NewType("CallId", str)
LegId = NewType("LegId", str)
RoomId = NewType("RoomId", str)
CampaignId = NewType("CampaignId", str)
ListId = NewType("ListId", str)
"""A dial list (the API's ``source``)."""
LeadId = NewType("LeadId", str)
ChatId = NewType("ChatId", str)
PhoneId = NewType("PhoneId", str)
"""The SIP endpoint of one page: ``dock-<agent>-<random>``, ``board-<user>-<random>``."""
PageId = NewType("PageId", str)
"""One loading of the dock's page; a reload makes a new one."""

_LEG: Final = re.compile(
    r"^call-(?P<call>[0-9a-f-]{36})\.(?P<role>agent|customer|target|monitor)(?:-(?P<n>\d+))?$"
)
_ROOM: Final = re.compile(r"^(?:call|ask|spy)-(?P<call>[0-9a-f-]{36})(?:-\d+)?$")


def new_id() -> str:
    """A random identifier shaped as a UUID (RFC 9562, version 4)."""
    return str(uuid.uuid4())


def timed_id(now: float) -> str:
    """An identifier shaped as a UUID that sorts by the time it was made (RFC 9562, version 7), so
    that what is made together lies together in an index. ``now``: Unix seconds."""
    return next(timed_ids(now))


def timed_ids(now: float) -> Iterator[str]:
    """As `timed_id`; each sorts after the one before (RFC 9562, section 6.2, method 2)."""
    milliseconds = int(now * 1000) & (2**48 - 1)
    moment = f"{milliseconds >> 16:08x}-{milliseconds & 0xFFFF:04x}-7"
    # Not a secret, so not worth a system call each. One bit is left for what is added.
    chance = random.getrandbits(73)
    while True:
        # 12 bits, the variant and 14 bits, 48 bits.
        middle = 0x8000 | chance >> 48 & 0x3FFF
        yield f"{moment}{chance >> 62:03x}-{middle:04x}-{chance & 0xFFFFFFFFFFFF:012x}"
        chance += 1 + random.getrandbits(32)


def leg_id(call: CallId, role: str, n: int) -> LegId:
    """The name of the ``n``-th leg of a role in a call; ``n`` starts at 1."""
    return LegId(f"call-{call}.{role}-{n}")


def call_room(call: CallId) -> RoomId:
    return RoomId(f"call-{call}")


def ask_room(call: CallId) -> RoomId:
    """The room where an agent asks the target of an attended transfer."""
    return RoomId(f"ask-{call}")


def spy_room(call: CallId, n: int) -> RoomId:
    """The room where the ``n``-th supervisor who came listens to a call."""
    return RoomId(f"spy-{call}-{n}")


def is_spy_room(room: str) -> bool:
    return room.startswith("spy-")


def call_of_leg(leg: str) -> CallId | None:
    """The call a leg's name speaks of; None for a name that is not ours."""
    found = _LEG.match(leg)
    return CallId(found["call"]) if found else None


def call_of_room(room: str) -> CallId | None:
    """The call a room's name, or a spy's, speaks of; None for a name that is not ours."""
    found = _ROOM.match(room)
    return CallId(found["call"]) if found else None
