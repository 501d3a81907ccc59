"""A call's state machine, its legs, and the names of its outcomes.

    waiting -> dialling -> ringing -> talking <-> held -> ended
    queued -> talking, or (a callback) dialling
    (each of them may end; a call may be answered without ringing)

The phase is the customer's side. The agent's leg has a small machine of its own (`LegState`):
it may be lost and come back while the phase stays what it is.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from dockline.domain.errors import NotNow
from dockline.domain.facts import CallPhase, CallView, Outcome
from dockline.domain.ids import AgentId, LegId, RoomId, TeamId


class CallMove(StrEnum):
    TAKE = "take"
    """An agent has the caller who waited."""
    CALL_BACK = "call_back"
    """An agent has the callback that waited."""
    DIAL = "dial"
    RING = "ring"
    ANSWER = "answer"
    HOLD = "hold"
    RESUME = "resume"
    END = "end"


_P, _M = CallPhase, CallMove

NEXT: Final[dict[tuple[CallPhase, CallMove], CallPhase]] = {
    (_P.QUEUED, _M.TAKE): _P.TALKING,
    (_P.QUEUED, _M.CALL_BACK): _P.DIALLING,
    (_P.QUEUED, _M.END): _P.ENDED,
    (_P.WAITING, _M.DIAL): _P.DIALLING,
    (_P.WAITING, _M.END): _P.ENDED,
    (_P.DIALLING, _M.RING): _P.RINGING,
    (_P.DIALLING, _M.ANSWER): _P.TALKING,
    (_P.DIALLING, _M.END): _P.ENDED,
    (_P.RINGING, _M.RING): _P.RINGING,
    (_P.RINGING, _M.ANSWER): _P.TALKING,
    (_P.RINGING, _M.END): _P.ENDED,
    (_P.TALKING, _M.HOLD): _P.HELD,
    (_P.TALKING, _M.END): _P.ENDED,
    (_P.HELD, _M.RESUME): _P.TALKING,
    (_P.HELD, _M.END): _P.ENDED,
}


def move(phase: CallPhase, what: CallMove) -> CallPhase:
    """The phase after a move. Raises NotNow for a move the table does not have."""
    try:
        return NEXT[phase, what]
    except KeyError:
        raise NotNow(f"A call that is {phase.value} cannot {what.value}.") from None


def may(phase: CallPhase, what: CallMove) -> bool:
    return (phase, what) in NEXT


class LegPhase(StrEnum):
    ORDERED = "ordered"
    RINGING = "ringing"
    UP = "up"
    GONE = "gone"


class Leg(Struct):
    leg_id: LegId
    role: str
    agent_id: AgentId | None = None
    """Whose phone it is, where it is an agent's."""
    phase: LegPhase = LegPhase.ORDERED
    standing: bool = False
    """Kept connected between the dialer's calls (`dockline.domain.floor.standby`)."""


class Wait(Struct):
    """What the floor knows of a call that waits for an agent, beside its `QueueView`."""

    joined: float
    """When it came to the team whose queue it is in now."""
    may_call_back: bool = False
    greeted: bool = False
    """They have heard the greeting (or there is none): an agent may have them."""
    plays: int = 0
    """Of what was said to them, how much has not been told to have ended."""
    said_at: float = 0.0
    """When they were last told of their place."""
    told_callback: bool = False
    """They know that they may press 1."""
    been: list[TeamId] = field(default_factory=list)
    """Teams whose queues it was in before; it does not come back to them."""
    passed: list[AgentId] = field(default_factory=list)
    """Agents who let it ring or declined; asked again only where nobody else is there, ..."""
    rests_until: float = 0.0
    """... and not before this."""
    idle_since: float = 0.0
    """Of the agent whose dock rings: since when they had been ready."""
    looks_at: float | None = None
    """Its next alarm."""


class Call(Struct):
    """All the floor knows of one call. Encoded as JSON it is what a restart finds it by."""

    view: CallView
    team_id: TeamId = TeamId("")
    """Whose call it is, whatever the team is called; empty: no team's."""
    legs: dict[LegId, Leg] = field(default_factory=dict)
    agent_leg: LegId | None = None
    customer_leg: LegId | None = None
    target_leg: LegId | None = None
    made: int = 0
    """Legs made so far, for their names."""
    placed: dict[LegId, RoomId] = field(default_factory=dict)
    music: list[RoomId] = field(default_factory=list)
    rooms: list[RoomId] = field(default_factory=list)
    rejoining: bool = False
    """The agent's leg was lost since it was last up; the customer hears music meanwhile."""
    rejoins: int = 0
    """Legs rung in vain since the agent's leg was last up."""
    released: bool = False
    """The agent has left: a blind transfer is under way, or customer and number talk alone."""
    offer_until: float | None = None
    """An asked agent must answer by then."""
    returns_until: float | None = None
    """A blind transfer failed: for so long somebody is looked for who takes the customer back."""
    asked_back: list[AgentId] = field(default_factory=list)
    """Who was asked for it in vain."""
    barged: list[LegId] = field(default_factory=list)
    """Legs of supervisors who stand with the customer (`dockline.domain.floor.monitoring`)."""
    recordings: list[str] = field(default_factory=list)
    """Names of its recordings, oldest first; while it is recorded the last one goes on."""
    wrap_up_seconds: float | None = None
    """Its campaign's; None: the space's."""
    ring_seconds: float | None = None
    """Its campaign's; None: the space's."""
    wait: Wait | None = None
    """While it waits in a queue."""
    wraps_up: bool = False
    """It has ended, and its agent says what came of it."""
    onward_cost: float = 0.0
    """What numbers cost that were asked into it, or got it, and are gone (`DialPolicy`'s money)."""
    gone_at: float | None = None
    """While it is found gone: when that was at the earliest, in a gap before a restart."""

    def leg(self, leg_id: LegId | None) -> Leg | None:
        """A leg that is not gone."""
        found = self.legs.get(leg_id) if leg_id is not None else None
        return None if found is None or found.phase is LegPhase.GONE else found

    def up(self, leg_id: LegId | None) -> bool:
        found = self.leg(leg_id)
        return found is not None and found.phase is LegPhase.UP

    @property
    def open(self) -> bool:
        return self.view.phase is not CallPhase.ENDED


class WrapsUp(Struct, frozen=True):
    """A call of before a restart which its agent wraps up."""

    call: Call
    until: float
    """Unix seconds."""


# How an attempt ended, by the final SIP status (RFC 3261 section 21, RFC 8197 for 607,
# RFC 8688 for 608). What is not here is judged by its hundred.
_BY_SIP: Final[dict[int, Outcome]] = {
    403: Outcome.REJECTED,
    404: Outcome.INVALID_NUMBER,
    408: Outcome.NO_ANSWER,
    410: Outcome.INVALID_NUMBER,
    480: Outcome.NO_ANSWER,
    484: Outcome.INVALID_NUMBER,
    485: Outcome.INVALID_NUMBER,
    486: Outcome.BUSY,
    487: Outcome.NO_ANSWER,
    600: Outcome.BUSY,
    603: Outcome.REJECTED,
    604: Outcome.INVALID_NUMBER,
    607: Outcome.REJECTED,
    608: Outcome.REJECTED,
}

# The same by ITU-T Q.850 cause, for trunks that give no SIP status.
_BY_Q850: Final[dict[int, Outcome]] = {
    1: Outcome.INVALID_NUMBER,
    17: Outcome.BUSY,
    18: Outcome.NO_ANSWER,
    19: Outcome.NO_ANSWER,
    20: Outcome.NO_ANSWER,
    21: Outcome.REJECTED,
    22: Outcome.INVALID_NUMBER,
    28: Outcome.INVALID_NUMBER,
}


def outcome_of(sip_status: int | None, q850: int | None, *, timed_out: bool) -> Outcome:
    """The name of an attempt that was not answered."""
    if timed_out:
        return Outcome.NO_ANSWER
    if sip_status is not None and sip_status >= 300:
        return _BY_SIP.get(sip_status, Outcome.CARRIER_FAILURE)
    return _BY_Q850.get(q850 or 0, Outcome.CARRIER_FAILURE)
