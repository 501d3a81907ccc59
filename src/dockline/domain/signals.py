"""Signals: what the voice engine tells the floor."""

from enum import StrEnum

from msgspec import Struct

from dockline.domain.ids import CallId, LegId, RoomId
from dockline.domain.orders import Tags


class CallArrived(Struct, frozen=True, tag=True):
    """Somebody calls a number of ours. The leg rings, unanswered, until TakeLeg or RejectLeg; where
    neither comes in time the engine turns it away (503), and its LegEnded is told with the tags it
    was taken with, if it was."""

    call_id: CallId
    """Made for it by the engine's driver."""
    leg_id: LegId
    """``call-<call_id>.customer-1``."""
    dialled: str
    """As the trunk said it: digits, without a plus."""
    caller: str
    """Digits without a plus; empty: withheld."""
    caller_name: str


class LegRinging(Struct, frozen=True, tag=True):
    """The far end rings (SIP 180), or sends audio before the answer (183 with SDP)."""

    leg_id: LegId
    tags: Tags
    early_media: bool


class LegAnswered(Struct, frozen=True, tag=True):
    leg_id: LegId
    tags: Tags


class Verdict(StrEnum):
    """Who answered, as far as the sound of it tells."""

    HUMAN = "human"
    MACHINE = "machine"
    NOTSURE = "notsure"


class LegJudged(Struct, frozen=True, tag=True):
    """A leg that was listened to (`DialNumber.listen`): who answered. Told once, after its
    LegAnswered; not where it ended before that."""

    leg_id: LegId
    tags: Tags
    verdict: Verdict
    cause: str
    """What decided it, in the engine's words; for the log."""


class PlayEnded(Struct, frozen=True, tag=True):
    """A recording was played to its end (``ok``), or could not be."""

    leg_id: LegId
    tags: Tags
    ok: bool


class LegEnded(Struct, frozen=True, tag=True):
    """A leg is gone. Sent exactly once for each leg that was ever ordered, whatever went wrong."""

    leg_id: LegId
    tags: Tags
    sip_status: int | None = None
    """The final SIP status, where there was one (486, 404, ...; 200 for an answered leg)."""
    q850: int | None = None
    """ITU-T Q.850 cause."""
    timed_out: bool = False
    """The order's own timeout ended it."""
    by_us: bool = False
    """A HangUp order ended it (and not the far end)."""
    reason: str = ""
    """For a leg that never was: why, in stable kebab-case (``trunk-full``, ``engine-refused``,
    ``engine-away``, ``phone-unreachable``, ``media-lost``, ``never-rang``)."""


class DigitPressed(Struct, frozen=True, tag=True):
    """The far end of a leg pressed a key."""

    leg_id: LegId
    tags: Tags
    digit: str


class RecordingEnded(Struct, frozen=True, tag=True):
    name: str
    tags: Tags
    seconds: float
    ok: bool


class LegSeen(Struct, frozen=True):
    """One of our legs as the engine lists it."""

    leg_id: LegId
    tags: Tags
    state: str
    """``new`` (made, not ringing yet), ``ringing`` or ``up``."""
    room_id: RoomId | None
    listens: bool = False
    """Who answers it is listened to (`DialNumber.listen`): its LegJudged is yet to come."""
    verdict: Verdict | None = None
    """What it was taken for, where it was listened to."""


class Inventory(Struct, frozen=True):
    """All of our legs and rooms that the engine holds now."""

    legs: tuple[LegSeen, ...] = ()
    rooms: tuple[RoomId, ...] = ()
    recordings: tuple[str, ...] = ()
    """Names of recordings that go on."""
    spies: tuple[str, ...] = ()
    """Names of what listens for supervisors."""


class EngineAway(Struct, frozen=True, tag=True):
    """The engine cannot be reached. ``died``: its process is gone, and every call with it."""

    died: bool
    reason: str


class EngineBack(Struct, frozen=True, tag=True):
    """The engine can be reached (again): here is what it holds; adopt or hang up each."""

    inventory: Inventory


LegSignal = (
    LegRinging | LegAnswered | LegJudged | LegEnded | DigitPressed | PlayEnded | RecordingEnded
)
Signal = LegSignal | CallArrived | EngineAway | EngineBack
