"""A test call over the trunk: what happened, and what it means in words."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from dockline.domain.ids import CallId

ROLE: Final = "test"
"""Of its leg's tags: no floor hears of it."""
RING_SECONDS: Final = 13.0
TALK_SECONDS: Final = 5.0
"""A tune is played for so long; so it is over within 20 s, come what may."""


class TestState(StrEnum):
    __test__ = False

    DIALLED = "dialled"
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"


class TestCall(Struct, frozen=True):
    __test__ = False

    call_id: CallId
    number: str
    """Digits of E.164 without the plus."""
    caller_id: str
    actor: str
    state: TestState
    dialled_at: float
    ringing_at: float | None = None
    early_media: bool = False
    """The carrier sent sound before the answer."""
    answered_at: float | None = None
    ended_at: float | None = None
    sip_status: int | None = None
    timed_out: bool = False
    far_end_hung_up: bool = False
    reason: str = ""
    """Of a call that never was: ``engine-away``, ``trunk-full``, ..."""
    sent: int | None = None
    """Packets of sound; None: they were not counted."""
    received: int | None = None

    @property
    def over(self) -> bool:
        return self.state is TestState.ENDED

    @property
    def good(self) -> bool:
        """It was answered, and nothing speaks against it."""
        return self.answered_at is not None and self.received != 0 and self.sent != 0


SIP_WORDS: Final[dict[int, str]] = {
    400: "the carrier does not understand the request",
    401: "the carrier does not accept the user name or the password",
    403: "the carrier forbids the call: mostly the caller ID, the account or the destination",
    404: "the carrier does not know the number",
    407: "the carrier does not accept the user name or the password",
    408: "nothing answered in time",
    410: "the number is not in use any more",
    480: "the number cannot be reached now",
    484: "the carrier wants the number in another form: look at the trunk's prefix",
    486: "the number is busy",
    487: "the call was given up",
    488: "the carrier does not take our audio formats",
    500: "the carrier has a fault of its own",
    502: "the carrier cannot hand the call on",
    503: "the carrier does not take the call now: it is overloaded, or the account may not call",
    504: "the carrier waited for another in vain",
    600: "the number is busy",
    603: "the call was declined",
}
_REASONS: Final = {
    "engine-away": "The voice engine is away.",
    "engine-refused": "The voice engine did not take the call: is there a trunk in the settings?",
    "engine-lost": "The voice engine ended during the call.",
    "trunk-full": "The trunk is full: too many calls are being set up.",
    "never-rang": "Nothing came back: the carrier does not answer at this address.",
}


def told(call: TestCall) -> str:
    """One or two sentences: what came of it, or how far it has come."""
    if call.reason and call.answered_at is None:
        return _REASONS.get(call.reason, f"The call was not made ({call.reason}).")
    if call.answered_at is not None:
        return f"Answered after {call.answered_at - call.dialled_at:.1f} s. {_sound(call)}"
    if not call.over:
        if call.ringing_at is None:
            return "Dialled. Nothing has come back yet."
        return f"It rings, {call.ringing_at - call.dialled_at:.1f} s after it was dialled."
    if call.timed_out:
        if call.ringing_at is None:
            return "The carrier did not say that it rings. It was given up."
        return "It rang, and nobody answered. The trunk works that far."
    if call.sip_status is not None:
        words = SIP_WORDS.get(call.sip_status, "the call was not connected")
        return f"SIP {call.sip_status}: {words}."
    return "It ended without an answer."


def _sound(call: TestCall) -> str:
    if call.sent is None or call.received is None:
        return "Its sound was not measured." if call.over else "Measuring the sound."
    ways = {
        (True, True): "Audio both ways.",
        (True, False): "Audio goes out, and none comes back: look at NAT and the firewall (RTP).",
        (False, True): "Audio comes in, and none goes out.",
        (False, False): "No audio either way: look at NAT and the firewall (RTP).",
    }
    return ways[call.sent > 0, call.received > 0]
