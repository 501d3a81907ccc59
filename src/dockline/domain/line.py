"""A dialer's call before an agent is in it: a line, and its state machine.

    dialling -> ringing -> waiting -> connected
         \\________|_____-> listening -> waiting | message
                           waiting -> message
    (each of them may end; a line may be answered without ringing)

**waiting**: a person is on it and no agent yet. **message**: a recording is played, to a machine or
to a person for whom no agent was free. A line that is connected goes on as a call
(`dockline.domain.call`) under the same id.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from dockline.domain.call import Leg, outcome_of
from dockline.domain.commands import StartLine
from dockline.domain.errors import NotNow
from dockline.domain.facts import LineState, LineView
from dockline.domain.ids import leg_id
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.pacing.answering import LEAST_RING
from dockline.domain.signals import LegEnded


class LineMove(StrEnum):
    RING = "ring"
    LISTEN = "listen"
    WAIT = "wait"
    CONNECT = "connect"
    PLAY = "play"
    END = "end"


_S, _M = LineState, LineMove
OPEN: Final = (_S.DIALLING, _S.RINGING, _S.LISTENING, _S.WAITING, _S.MESSAGE)
RINGS: Final = frozenset({_S.DIALLING, _S.RINGING})
"""Nobody has answered it."""

NEXT: Final[dict[tuple[LineState, LineMove], LineState]] = {
    (_S.DIALLING, _M.RING): _S.RINGING,
    (_S.RINGING, _M.RING): _S.RINGING,
    **{(state, _M.LISTEN): _S.LISTENING for state in (_S.DIALLING, _S.RINGING)},
    **{(state, _M.WAIT): _S.WAITING for state in (_S.DIALLING, _S.RINGING, _S.LISTENING)},
    **{(state, _M.PLAY): _S.MESSAGE for state in (_S.LISTENING, _S.WAITING)},
    (_S.WAITING, _M.CONNECT): _S.CONNECTED,
    **{(state, _M.END): _S.ENDED for state in OPEN},
}


class Line(Struct):
    """All the floor knows of one."""

    view: LineView
    what: StartLine
    """As it was asked for."""
    leg: Leg
    state: LineState = LineState.DIALLING
    ringing_at: float | None = None
    answered_at: float | None = None
    """By a person, as far as it is known."""
    wait_until: float | None = None
    outcome: AttemptOutcome | None = None
    """Settled before the end: a machine, or abandoned, while a message plays."""
    cause: str = ""
    """Why we end it, where we do."""

    def move(self, what: LineMove) -> None:
        """Raises NotNow for a move the table does not have."""
        try:
            self.state = NEXT[self.state, what]
        except KeyError:
            raise NotNow(f"A line that is {self.state.value} cannot {what.value}.") from None

    def may(self, what: LineMove) -> bool:
        return (self.state, what) in NEXT

    def has_rung(self, now: float) -> bool:
        """It rings, and for as long as a call must ring before it may be hung up
        (47 CFR 64.1200(a)(6))."""
        rings = self.state is LineState.RINGING and self.ringing_at is not None
        return rings and now - (self.ringing_at or 0.0) >= LEAST_RING


def line_of(what: StartLine, now: float) -> Line:
    """A line that is dialled now."""
    view = LineView(
        call_id=what.call_id,
        lead_id=what.lead.lead_id,
        campaign_id=what.lead.campaign_id,
        team_id=what.team_id,
        number=what.lead.number,
        caller_id=what.caller_id,
        started_at=now,
    )
    return Line(view, what, Leg(leg_id(what.call_id, "customer", 1), "customer"))


def outcome_at_end(line: Line, signal: LegEnded) -> tuple[AttemptOutcome, str]:
    """How the attempt ended, and why, by what the line was doing when its leg went."""
    if line.outcome is not None:
        return line.outcome, line.cause or "normal"
    if line.state is LineState.WAITING:
        return AttemptOutcome.ABANDONED, line.cause or "hung-up-waiting"
    if line.state is LineState.LISTENING:
        # Nobody knows yet whether it was a person, and no greeting was waited for in vain.
        return AttemptOutcome.NO_ANSWER, signal.reason or "hung-up-early"
    if signal.reason == "lost-in-gap":
        return AttemptOutcome.INTERRUPTED, signal.reason
    if signal.reason:
        return AttemptOutcome.CARRIER_FAILURE, signal.reason
    if line.cause:
        return AttemptOutcome.CANCELLED, line.cause
    why = outcome_of(signal.sip_status, signal.q850, timed_out=signal.timed_out)
    return AttemptOutcome(why.value), why.value.replace("_", "-")
