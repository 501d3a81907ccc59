"""What the far end does in the scripted engine, by the last three digits of the number.

The same endings as the test carrier's, so that a call ends alike on either engine.
"""

from collections import deque
from typing import Any, Final

from msgspec import Struct

from dockline.domain.ids import LegId, RoomId
from dockline.domain.orders import Play, Tags
from dockline.domain.signals import Verdict


class FarEnd(Struct, frozen=True):
    """How one number behaves. Times are seconds from the dialling; None: it never happens."""

    rings_after: float | None = 0.0
    early_media: bool = False
    answers_after: float | None = None
    refuses_with: int | None = None
    """A final SIP status instead of an answer."""
    q850: int = 16
    """ITU-T Q.850 cause of the refusal."""
    hangs_up_after: float | None = None
    """Seconds from the answer."""
    presses: str = ""
    """Digits, one second after the answer."""
    echoes_digits: bool = False
    verdict: Verdict = Verdict.HUMAN
    """What a leg that is listened to is taken for."""
    cause: str = "HUMAN-800-800"
    """As Asterisk's AMDCAUSE says it."""
    judged_after: float = 1.9
    """Seconds of listening."""
    beeps_after: float = 0.0
    """Seconds from the verdict until the machine is silent and takes a message."""


ORDINARY: Final = FarEnd(answers_after=1.0)
_MACHINE: Final[dict[str, Any]] = {"verdict": Verdict.MACHINE, "cause": "LONGGREETING-1500-1500"}

FAR_ENDS: Final[dict[str, FarEnd]] = {
    "100": FarEnd(rings_after=None, answers_after=0.0),
    "101": FarEnd(rings_after=None, answers_after=0.0),
    "102": FarEnd(rings_after=None, answers_after=0.0, **_MACHINE, beeps_after=5.0),
    "103": FarEnd(),
    "104": FarEnd(rings_after=None, refuses_with=486, q850=17),
    "105": FarEnd(rings_after=None, refuses_with=404, q850=1),
    "106": FarEnd(rings_after=None, refuses_with=503, q850=34),
    "107": FarEnd(rings_after=None, refuses_with=480, q850=19),
    "108": FarEnd(rings_after=None, refuses_with=603, q850=21),
    "109": FarEnd(early_media=True, answers_after=3.0),
    "110": FarEnd(answers_after=8.0),
    "111": FarEnd(rings_after=None, answers_after=0.0),
    "112": FarEnd(rings_after=None, answers_after=0.0),
    "113": FarEnd(rings_after=None, answers_after=0.0, hangs_up_after=3.0),
    "114": FarEnd(rings_after=None, answers_after=0.0, presses="42#"),
    "115": FarEnd(rings_after=None, answers_after=0.0, echoes_digits=True),
    "116": FarEnd(answers_after=2.0),
    "117": FarEnd(rings_after=None, answers_after=0.0, **_MACHINE, beeps_after=3.0),
    "118": FarEnd(answers_after=3.0),
    "119": FarEnd(rings_after=None, answers_after=0.0, hangs_up_after=1.0),
    "120": FarEnd(rings_after=None, answers_after=0.0),
    "121": FarEnd(rings_after=2.0),
}


def far_end(number: str) -> FarEnd:
    return FAR_ENDS.get(number[-3:], ORDINARY)


class ScriptedLeg:
    """One leg of the scripted engine."""

    __slots__ = (
        "dialled",
        "far",
        "for_message",
        "judged",
        "leg_id",
        "listened_to",
        "muted",
        "plays",
        "ring_seconds",
        "room_id",
        "state",
        "tags",
        "waiting",
    )

    def __init__(
        self,
        leg_id: LegId,
        tags: Tags,
        far: FarEnd,
        *,
        dialled: bool,
        listened_to: bool = False,
        for_message: bool = False,
    ) -> None:
        self.leg_id = leg_id
        self.tags = tags
        self.far = far
        self.dialled = dialled
        self.state = "new"
        self.ring_seconds: float | None = None
        """How long it may ring once it does; None: its time runs from its order on."""
        self.room_id: RoomId | None = None
        self.muted = False
        self.waiting = False
        """Whether it hears music whenever nothing plays to it."""
        self.listened_to = listened_to
        """For an answering machine, until it is judged; nobody can steer it meanwhile."""
        self.judged: Verdict | None = None
        """What it was taken for, once it was listened to."""
        self.for_message = for_message
        self.plays: deque[Play] = deque()
        """What plays to it, and what is to follow."""

    @property
    def steerable(self) -> bool:
        """Whether it can be joined and played to."""
        return self.state == "up" and not self.listened_to
