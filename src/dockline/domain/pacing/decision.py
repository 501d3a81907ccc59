"""What was decided, and why."""

from dataclasses import dataclass, field
from enum import StrEnum

from dockline.domain.pacing.team import Team


class Reason(StrEnum):
    NOBODY = "nobody"  # no agent is present
    BOUNDED = "bounded"  # trunk, calls per second, leads or engine allow no more
    FREE_AGENTS = "free agents"  # one line for each free agent, no more
    NO_CREDIT = "no credit"  # the same, because the window's abandons are spent
    RATIO = "ratio"
    LEARNING = "learning"  # too few calls are known yet to take more lines
    PRICE = "price"  # one more would cost more than an abandon is worth
    GATE = "gate"  # one more could break the cap with the calls in flight
    EMERGENCY = "emergency"  # calls in flight could break the cap: some are cancelled
    TURN = "turn"  # another campaign for the same agents has its turn
    ROUTINE = "routine"  # old ringing calls are not worth their risk: some are cancelled


STOPS = (Reason.BOUNDED, Reason.PRICE, Reason.GATE)
"""What forbids the next call."""

OWN_REASONS = (
    Reason.NO_CREDIT,
    Reason.GATE,
    Reason.BOUNDED,
    Reason.LEARNING,
    Reason.EMERGENCY,
)
"""Why one campaign holds while another may dial for the same team."""


@dataclass(frozen=True, slots=True)
class Decision:
    """dial: calls to start now. cancel: calls to hang up, by id. reason: what stopped the dialling,
    or why calls are cancelled. tau: the price, the most that a call may risk. risk: what the last
    of `dial` more calls risks, as `kernel.price` has it: a chance to find no agent, dearer the less
    is known, so it may be above 1. horizon: where that chance is worst, in seconds from now.
    credit: E, abandons earned and not spent. further: kA, abandons from now that would break the
    cap. waiting, idle, ringing: calls and agents at the decision;
    teams: those whose agents and calls they are, its own and others that have agents in common.
    """

    dial: int
    cancel: tuple[int, ...]
    reason: Reason
    tau: float = 0.0
    risk: float = 0.0
    horizon: float = 0.0
    credit: float = 0.0
    further: int = 0
    waiting: int = 0
    idle: int = 0
    ringing: int = 0
    teams: tuple[Team, ...] = field(default=(), compare=False)

    def explain(self) -> str:
        """One line for the log."""
        done = f"dial {self.dial}" if self.dial else "hold"
        if self.cancel:
            done = f"cancel {len(self.cancel)}"
        return (
            f"{done}: {self.reason}; idle {self.idle}, ringing {self.ringing}, waiting "
            f"{self.waiting}; risk {self.risk:.4f} at {self.horizon:g} s, tau {self.tau:.4f}, "
            f"credit {self.credit:.2f}, further {self.further}"
        )
