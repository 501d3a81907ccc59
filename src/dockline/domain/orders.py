"""Orders: what the floor asks of the voice engine.

Orders of one call are carried out in the order given. An order never answers: what became of it
comes back as a signal (`dockline.domain.signals`). An order about a leg or room that is already
gone is not an error; it is dropped.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from dockline.domain.ids import AgentId, CallId, LegId, PhoneId, RoomId, SpaceId

BEEP_SECONDS: Final = 60.0
"""How long a machine's greeting is listened to before a recording is played regardless."""


class Tags(Struct, frozen=True):
    """Whose a leg or room is. Kept on the engine's channel, so that a restart finds it again."""

    space_id: SpaceId
    call_id: CallId
    role: str
    """``agent``, ``customer``, ``target`` or ``monitor``."""
    agent_id: AgentId | None = None
    lead_id: str | None = None


class OpenRoom(Struct, frozen=True, tag=True):
    """Make the room (a mixing bridge). Opening one that is open is fine."""

    room_id: RoomId


class CloseRoom(Struct, frozen=True, tag=True):
    """Take the room away; legs still in it are left standing alone, not hung up."""

    room_id: RoomId


class RingAgent(Struct, frozen=True, tag=True):
    """Ring an agent's phone. On answer the leg waits, outside any room, for Join."""

    leg_id: LegId
    tags: Tags
    phone_id: PhoneId
    timeout: float
    """Seconds of ringing; after that the leg ends with ``timed_out``."""
    auto_answer: bool
    """Sent as ``Alert-Info: ;info=alert-autoanswer`` and ``X-Dockline-Answer: auto`` (the dock's
    phone answers at once) or left out (it rings)."""
    caller: str
    """Number shown as the caller, digits of E.164 without the plus."""


class DialNumber(Struct, frozen=True, tag=True):
    """Dial a number over the trunk.

    With a ``room_id`` the leg stands there from before it is dialled, so whoever is there hears
    the carrier's early media, or a ringing tone where the carrier sends none, until the answer.
    Without one it stands alone, and on answer waits for Join.
    """

    leg_id: LegId
    tags: Tags
    number: str
    """Digits of E.164 without the plus."""
    caller_id: str
    """Digits of E.164 without the plus; empty: the trunk's own default."""
    room_id: RoomId | None
    timeout: float
    """Seconds from the INVITE to giving up; then CANCEL is sent and the leg ends ``timed_out``."""
    listen: bool = False
    """Listen for an answering machine from the answer on: LegAnswered is followed by LegJudged,
    and until then the leg can be hung up, but neither joined nor played to. Only without a room:
    else it ends with ``engine-refused``."""
    for_message: bool = False
    """With ``listen``: where it is a machine, LegJudged waits until it is silent, after its beep,
    so that a recording may be played at once (at most `BEEP_SECONDS`)."""
    from_ringing: bool = False
    """``timeout`` counts from when the far end is heard ringing (180 or 183) instead. Where it
    never is, the leg ends ``never-rang`` after the engine's own time for that."""


class TakeLeg(Struct, frozen=True, tag=True):
    """Answer a leg that came in (`CallArrived`); it is ours from here on, with these tags, and
    stands alone. LegAnswered follows, or LegEnded."""

    leg_id: LegId
    tags: Tags


class RejectLeg(Struct, frozen=True, tag=True):
    """Turn a leg away that came in and was not taken."""

    leg_id: LegId
    sip_status: int
    """404 (no such number), 486 (busy), 480 (nobody there) or 503."""


class StartWaiting(Struct, frozen=True, tag=True):
    """Music to a leg that is up and in no room. What is played to it (Play) interrupts the music,
    which goes on after that; a Join ends it."""

    leg_id: LegId


class StopWaiting(Struct, frozen=True, tag=True):
    """End that music, and what is played to the leg."""

    leg_id: LegId


class StartSpy(Struct, frozen=True, tag=True):
    """Put what a leg hears and says into a room, where a supervisor's leg stands; with ``whisper``
    whoever is at the leg hears the room, and nobody else does."""

    name: str
    """Chosen by us, unique: ``spy-<call>-<n>``."""
    leg_id: LegId
    room_id: RoomId
    tags: Tags
    whisper: bool


class StopSpy(Struct, frozen=True, tag=True):
    name: str


class HangUp(Struct, frozen=True, tag=True):
    """End a leg, in whatever state it is: CANCEL before the answer, BYE after it."""

    leg_id: LegId
    if_unanswered: bool = False
    """Only where it has not been answered, as far as the engine knows when it is carried out."""


class Join(Struct, frozen=True, tag=True):
    """Put an answered leg into a room. It leaves the room it was in."""

    room_id: RoomId
    leg_id: LegId


class Leave(Struct, frozen=True, tag=True):
    """Take a leg out of a room; it stays up, alone and silent."""

    room_id: RoomId
    leg_id: LegId


class StartMusic(Struct, frozen=True, tag=True):
    """Music on hold for everybody in the room."""

    room_id: RoomId


class StopMusic(Struct, frozen=True, tag=True):
    room_id: RoomId


class SendDigits(Struct, frozen=True, tag=True):
    """Send DTMF (RFC 4733) out of a leg: the party at its far end hears or reads them."""

    leg_id: LegId
    digits: str
    """Of ``0123456789*#ABCD``."""


class Mute(Struct, frozen=True, tag=True):
    """Silence, or hear again, what comes in from a leg."""

    leg_id: LegId
    muted: bool


class Phrase(StrEnum):
    """What the engine can say in words of its own."""

    PLACE = "place"
    """You are number n in the line (1: the next)."""
    WAIT = "wait"
    """It may take about n minutes."""
    CALLBACK_OFFER = "callback_offer"
    """Press 1 to be called back."""
    CALLBACK_KEPT = "callback_kept"
    """You will be called back. Goodbye."""
    CLOSED = "closed"
    NOBODY_FREE = "nobody_free"
    THANKS = "thanks"
    """Thank you for your patience."""


class Say(Struct, frozen=True):
    phrase: Phrase
    number: int = 0


class Play(Struct, frozen=True, tag=True):
    """Play a recording to a leg that is up and in no room, once. Its end is told by PlayEnded;
    also where there is no such recording and nothing to be said ``instead``, and (before LegEnded)
    where the leg ends meanwhile.
    One ordered while another plays follows it; a Join ends them all."""

    leg_id: LegId
    tags: Tags
    message: str
    """Name of a recording among the messages (`dockline.domain.messages`); empty: the engine's own
    words for a call for which nobody is free, or ``say``."""
    say: tuple[Say, ...] = ()
    """After the recording, where there is one, or in its place: one after the other."""
    instead: tuple[Say, ...] = ()
    """In place of a recording that is named and cannot be played, or is not there."""


class StartRecording(Struct, frozen=True, tag=True):
    """Record both directions of a leg by snoop into ``<recordings>/<name>.wav``."""

    leg_id: LegId
    tags: Tags
    name: str


class StopRecording(Struct, frozen=True, tag=True):
    name: str


Order = (
    OpenRoom
    | CloseRoom
    | RingAgent
    | DialNumber
    | TakeLeg
    | RejectLeg
    | StartWaiting
    | StopWaiting
    | StartSpy
    | StopSpy
    | HangUp
    | Join
    | Leave
    | StartMusic
    | StopMusic
    | SendDigits
    | Mute
    | Play
    | StartRecording
    | StopRecording
)
