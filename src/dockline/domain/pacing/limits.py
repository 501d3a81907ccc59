"""What bounds a decision among some agents, and the decisions that follow from it alone."""

from dataclasses import dataclass

from dockline.domain.pacing.answering import HORIZONS
from dockline.domain.pacing.decision import Decision, Reason
from dockline.domain.pacing.outlook import Ruins
from dockline.domain.pacing.team import Team


@dataclass(frozen=True, slots=True)
class Limits:
    """tau: price. own: kA of this campaign, `ruins` of all that could suffer. most: calls the
    bounds allow. spare: free agents that no ringing call is meant for. credit: E. teams: those
    whose agents and calls are counted."""

    tau: float
    ruins: Ruins
    own: int
    most: int
    spare: int
    waiting: int
    idle: int
    ringing: int
    credit: float
    teams: tuple[Team, ...]


def bounded(limits: Limits, reason: Reason, lines: int) -> Decision:
    """So many lines more, or as many as the bounds allow, which are the reason then."""
    if lines > limits.most:
        return decision(limits, Reason.BOUNDED, limits.most)
    return decision(limits, reason, lines)


def decision(
    limits: Limits,
    reason: Reason,
    dial: int = 0,
    cancel: tuple[int, ...] = (),
    risk: float = 0.0,
    column: int = 0,
) -> Decision:
    return Decision(
        dial,
        cancel,
        reason,
        tau=limits.tau,
        risk=risk,
        horizon=HORIZONS[column],
        credit=limits.credit,
        further=limits.own,
        waiting=limits.waiting,
        idle=limits.idle,
        ringing=limits.ringing,
        teams=limits.teams,
    )
