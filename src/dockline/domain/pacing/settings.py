"""What an operator sets, and what the house allows at this moment."""

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    PROGRESSIVE = "progressive"
    POWER = "power"
    PREDICTIVE = "predictive"


@dataclass(frozen=True, slots=True)
class PacingSettings:
    """A campaign's pacing. Raises ValueError naming the field that is wrong.

    cap: most abandoned calls for each live answer (0.03 is 3 %; 47 CFR 64.1200(a)(7)); 0 asks for
    none at all. ring_seconds: how long a call may be out, counted from the dial: the ring time (47
    CFR 64.1200(a)(6): 15 at least) and how long until it rings. wait_seconds: how long an answered
    person waits for an agent before the call is abandoned. ratio: lines dialled for each free
    agent, in power mode. amd_mistaken: with answering machine detection on, the operator's estimate
    of the share of answered people it takes for machines. emergency_cancels: a call may be hung up
    before it has rung 15 seconds, where it could break the cap. 47 CFR 64.1200(a)(6) forbids that,
    so it is off unless the law is another.
    """

    mode: Mode = Mode.PREDICTIVE
    cap: float = 0.03
    ring_seconds: float = 25.0
    wait_seconds: float = 2.0
    ratio: float = 1.0
    amd_mistaken: float = 0.0
    emergency_cancels: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.cap < 1:
            raise ValueError("cap: a share of the answered calls, 0 up to but not 1")
        if not 15 <= self.ring_seconds <= 140:
            raise ValueError("ring_seconds: from 15 to 140 seconds")
        if not 0 < self.wait_seconds <= 10:
            raise ValueError("wait_seconds: more than 0 and 10 at most")
        if not 1 <= self.ratio <= 20:
            raise ValueError("ratio: from 1 to 20 lines for each free agent")
        if not 0 <= self.amd_mistaken < 0.5:
            raise ValueError("amd_mistaken: a share of the answered people, 0 up to 0.5")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What bounds a decision. None: unbounded.

    lines: lines that may still be taken on the trunk; starts: calls that may be started now under
    the calls-per-second limit; leads: leads left to dial; healthy: the engine is there; alone: only
    agents whom no other team has may be dialled for.
    """

    lines: int | None = None
    starts: int | None = None
    leads: int | None = None
    healthy: bool = True
    alone: bool = False

    def most(self) -> int:
        """The most calls that may be started now."""
        if not self.healthy:
            return 0
        known = [bound for bound in (self.lines, self.starts, self.leads) if bound is not None]
        return max(0, min(known, default=1_000_000))
