"""Orders: what the floor asks of the voice engine.

Orders of one call are carried out in the order given. An order never answers: what became of it
comes back as a signal (`dockline.domain.signals`). An order about a leg or room that is already
gone is not an error; it is dropped.
"""

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
    """``agent``, ``customer`` or ``target``."""
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


class HangUp(Struct, frozen=True, tag=True):
    """End a leg, in whatever state it is: CANCEL before the answer, BYE after it."""

    leg_id: LegId


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


class Play(Struct, frozen=True, tag=True):
    """Play a recording to a leg that is up and in no room, once. Its end is told by PlayEnded;
    also where there is no such recording, and (before LegEnded) where the leg ends meanwhile.
    One ordered while another plays follows it; a Join ends them all."""

    leg_id: LegId
    tags: Tags
    message: str
    """Name of a recording among the messages (`dockline.domain.messages`); empty: the engine's own
    words for a call for which nobody is free."""


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
