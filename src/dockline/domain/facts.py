"""Facts: what happened in a space, numbered, and the views that docks are given.

A fact's fields, apart from the ids that say whom it is about, are the new values of the view's
fields of the same name. So one rule carries a view from before to after
(`dockline.domain.views.apply`), in Python and in the dock alike, and a snapshot plus the facts
that follow it equals a fresh snapshot.

Times are seconds since 1970 (UTC). Numbers are the digits of E.164 without the plus.
"""

from enum import StrEnum
from typing import Any

from msgspec import Struct

from dockline.domain.ids import AgentId, CallId, CampaignId, LeadId, SpaceId, TeamId
from dockline.domain.outcomes import AttemptOutcome


class AgentState(StrEnum):
    OFFLINE = "offline"
    READY = "ready"
    PAUSED = "paused"
    RINGING = "ringing"
    """The dock rings: another agent asks (attended transfer), or a call is offered."""
    DIALLING = "dialling"
    TALKING = "talking"
    HELD = "held"
    """In a call whose customer is on hold."""
    WRAP_UP = "wrap_up"


class CallPhase(StrEnum):
    WAITING = "waiting"
    """The strip that lets an agent cancel: nothing is dialled before ``dials_at``."""
    DIALLING = "dialling"
    RINGING = "ringing"
    TALKING = "talking"
    HELD = "held"
    ENDED = "ended"


class LegState(StrEnum):
    """The agent's own leg, as the dock shows it."""

    NONE = "none"
    RINGING = "ringing"
    UP = "up"
    LOST = "lost"
    """The dock is gone in mid-call; the customer hears music until ``rejoin_until``."""


class Outcome(StrEnum):
    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    REJECTED = "rejected"
    INVALID_NUMBER = "invalid_number"
    CARRIER_FAILURE = "carrier_failure"
    CANCELLED = "cancelled"


class CallKind(StrEnum):
    CLICK_TO_CALL = "click_to_call"
    MANUAL = "manual"
    PREVIEW = "preview"
    """A lead whose card the agent accepted."""
    DIALER = "dialer"
    """A lead the dialer reached: the person was on the line before the agent was."""


class RecordingState(StrEnum):
    OFF = "off"
    ON = "on"
    NOT_ALLOWED = "not_allowed"


class TransferPhase(StrEnum):
    ASKING = "asking"
    """The target is being dialled."""
    RINGING = "ringing"
    TALKING = "talking"
    """Agent and target talk; the customer hears music."""
    AWAY = "away"
    """Swapped: agent and customer talk; the target hears music."""
    JOINED = "joined"
    """All three talk."""


class TransferView(Struct, frozen=True):
    blind: bool
    target_kind: str
    """``agent`` or ``number``."""
    target: str
    """The agent's id, or the number."""
    target_name: str
    phase: TransferPhase
    since: float


class DispositionView(Struct, frozen=True):
    """One of those a campaign's agents choose from."""

    code: str
    name: str
    callback: bool
    """Needs a time to call back."""


class LeadView(Struct, frozen=True):
    """A lead as an agent sees it, on its card and in its call."""

    lead_id: LeadId
    campaign_id: CampaignId
    campaign: str
    source: str
    """Its dial list's name."""
    number: str
    data: dict[str, Any]
    external_id: str
    zones: tuple[str, ...]
    """IANA names: where the one who is called may be."""
    attempts: int
    """Made before."""
    last_outcome: AttemptOutcome | None
    """Of the attempt before."""
    last_at: float | None
    last_disposition: str
    """Its name; empty: none was given."""
    callback_at: float | None
    """A callback was promised for then."""
    callback_note: str
    dispositions: tuple[DispositionView, ...]


class CardView(Struct, frozen=True):
    """A lead shown to an agent, who decides."""

    lead: LeadView
    shown_at: float
    until: float
    """Then it is taken back."""
    own: bool
    """The lead is this agent's own, or they promised to call back."""
    skip_reasons: tuple[str, ...]


class LineState(StrEnum):
    """A call of the dialer that no agent is in yet (`dockline.domain.line`)."""

    DIALLING = "dialling"
    RINGING = "ringing"
    LISTENING = "listening"
    """Answered, and listened to for an answering machine."""
    WAITING = "waiting"
    """A person waits for an agent."""
    MESSAGE = "message"
    """A recording is played to a machine, or to a person for whom no agent was free."""
    CONNECTED = "connected"
    """An agent has it: it is a call now."""
    ENDED = "ended"


class LineView(Struct, frozen=True):
    call_id: CallId
    lead_id: LeadId
    campaign_id: CampaignId
    team_id: TeamId
    number: str
    caller_id: str
    started_at: float


class AgentView(Struct):
    agent_id: AgentId
    login: str
    name: str
    teams: tuple[str, ...]
    state: AgentState = AgentState.OFFLINE
    since: float = 0.0
    pause_reason: str = ""
    until: float | None = None
    """When a wrap-up ends by itself."""
    linked: bool = False
    """Its dock's socket is open."""
    phone: bool = False
    """Its dock's phone is registered."""
    call_id: CallId | None = None
    """The call it is in, or wraps up, or is asked into."""
    standby: bool = False
    """Its phone is kept connected between the dialer's calls."""


class CallView(Struct):
    call_id: CallId
    kind: CallKind
    agent_id: AgentId
    team: str
    number: str
    caller_id: str
    custom: dict[str, Any]
    phase: CallPhase
    started_at: float
    dials_at: float | None = None
    ringing_at: float | None = None
    early_media: bool = False
    answered_at: float | None = None
    held_since: float | None = None
    hold_seconds: float = 0.0
    """Finished holds only; the running one began at ``held_since``."""
    agent_leg: LegState = LegState.NONE
    rejoin_until: float | None = None
    muted: bool = False
    recording: RecordingState = RecordingState.OFF
    digits_sent: str = ""
    """The last 64."""
    digits_received: str = ""
    """The last 64."""
    transfer: TransferView | None = None
    transfer_failed: str = ""
    """Why the last transfer did not come about: an Outcome, or ``cancelled``."""
    note: str = ""
    disposition: str = ""
    ended_at: float | None = None
    outcome: Outcome | None = None
    ended_by: str = ""
    """``agent``, ``customer``, ``target``, ``system``."""
    cause: str = ""
    """Why, in stable kebab-case: ``normal``, ``agent-unreachable``, ``rejoin-expired``,
    ``engine-lost``, ``signed-out``, ..."""
    sip_status: int | None = None
    lead: LeadView | None = None
    """The lead it is made for."""


class Fact(Struct, frozen=True, tag_field="type"):
    """Something that happened."""


# --- agents -----------------------------------------------------------------------------------


class AgentSignedIn(Fact, frozen=True, tag="agent_signed_in"):
    """An agent came onto the floor; ``agent`` is all that is known of them."""

    agent: AgentView


class AgentStateChanged(Fact, frozen=True, tag="agent_state_changed"):
    agent_id: AgentId
    state: AgentState
    since: float
    pause_reason: str
    until: float | None
    call_id: CallId | None


class AgentLinkChanged(Fact, frozen=True, tag="agent_link_changed"):
    """The dock's socket or phone came or went."""

    agent_id: AgentId
    linked: bool
    phone: bool


class AgentStoodBy(Fact, frozen=True, tag="agent_stood_by"):
    """The phone of an agent is kept connected for the dialer's calls, or no more."""

    agent_id: AgentId
    standby: bool


# --- cards ------------------------------------------------------------------------------------


class CardShown(Fact, frozen=True, tag="card_shown"):
    """A lead is shown to an agent; nothing is dialled before they accept."""

    agent_id: AgentId
    card: CardView


class CardGone(Fact, frozen=True, tag="card_gone"):
    """The card is off the agent's dock."""

    agent_id: AgentId
    lead_id: LeadId
    why: str
    """``accepted``, ``skipped``, ``callback``, ``do-not-call``, ``paused``, ``call``, ``left``,
    ``too-long``, ``campaign``."""


# --- calls ------------------------------------------------------------------------------------


class CallStarted(Fact, frozen=True, tag="call_started"):
    """The call event: who is being called, and what the CRM said of them."""

    call: CallView


class CallDialling(Fact, frozen=True, tag="call_dialling"):
    """The strip is over; the number is being dialled."""

    call_id: CallId
    phase: CallPhase
    dials_at: float | None


class CallRinging(Fact, frozen=True, tag="call_ringing"):
    call_id: CallId
    phase: CallPhase
    ringing_at: float
    early_media: bool


class CallAnswered(Fact, frozen=True, tag="call_answered"):
    call_id: CallId
    phase: CallPhase
    answered_at: float
    early_media: bool


class CallHeld(Fact, frozen=True, tag="call_held"):
    call_id: CallId
    phase: CallPhase
    held_since: float


class CallResumed(Fact, frozen=True, tag="call_resumed"):
    call_id: CallId
    phase: CallPhase
    held_since: float | None
    hold_seconds: float


class AgentLegChanged(Fact, frozen=True, tag="agent_leg_changed"):
    """The agent's own leg rings, is up, or is lost; ``rejoin_until`` when it is lost."""

    call_id: CallId
    agent_leg: LegState
    rejoin_until: float | None


class CallMuted(Fact, frozen=True, tag="call_muted"):
    call_id: CallId
    muted: bool


class DigitsSent(Fact, frozen=True, tag="digits_sent"):
    call_id: CallId
    digits_sent: str


class DigitReceived(Fact, frozen=True, tag="digit_received"):
    call_id: CallId
    digits_received: str


class RecordingChanged(Fact, frozen=True, tag="recording_changed"):
    call_id: CallId
    recording: RecordingState


class TransferChanged(Fact, frozen=True, tag="transfer_changed"):
    """A transfer began, moved on (``transfer.phase``), or came to nothing (None, and why)."""

    call_id: CallId
    transfer: TransferView | None
    transfer_failed: str


class CallOffered(Fact, frozen=True, tag="call_offered"):
    """An agent is asked into a call; they see all of it. For the asked agent only."""

    agent_id: AgentId
    call: CallView


class CallHandedOver(Fact, frozen=True, tag="call_handed_over"):
    """The call is another agent's now (or, for a transfer to a number, nobody's here)."""

    call_id: CallId
    agent_id: AgentId
    transfer: TransferView | None
    agent_leg: LegState
    muted: bool
    call: CallView
    """All of it, for the dock that takes it over."""


class CallNoted(Fact, frozen=True, tag="call_noted"):
    """What the agent wrote about the call."""

    call_id: CallId
    note: str
    disposition: str


class CallEnded(Fact, frozen=True, tag="call_ended"):
    call_id: CallId
    phase: CallPhase
    ended_at: float
    outcome: Outcome
    ended_by: str
    cause: str
    sip_status: int | None
    held_since: float | None
    hold_seconds: float
    agent_leg: LegState
    rejoin_until: float | None
    transfer: TransferView | None


# --- the dialer's lines -------------------------------------------------------------------------
# For no dock: an agent hears of a line when it becomes their call.


class LineDialled(Fact, frozen=True, tag="line_dialled"):
    line: LineView


class LineRinging(Fact, frozen=True, tag="line_ringing"):
    call_id: CallId


class LineListening(Fact, frozen=True, tag="line_listening"):
    """Answered; it is listened to for an answering machine."""

    call_id: CallId


class LineAnswered(Fact, frozen=True, tag="line_answered"):
    """A person answered, and waits for an agent."""

    call_id: CallId


class LineMachine(Fact, frozen=True, tag="line_machine"):
    """A machine answered. Its end follows, after the message where one is left."""

    call_id: CallId


class LineConnected(Fact, frozen=True, tag="line_connected"):
    """The person has an agent; the line is a call from here on (CallStarted follows)."""

    call_id: CallId
    agent_id: AgentId


class LineAbandoned(Fact, frozen=True, tag="line_abandoned"):
    """No agent was free in time, or the person hung up waiting. Its end follows, after the
    message where one is played."""

    call_id: CallId


class LineEnded(Fact, frozen=True, tag="line_ended"):
    """It ended, and no agent was in it."""

    call_id: CallId
    outcome: AttemptOutcome
    cause: str
    """Stable kebab-case: ``normal``, ``no-answer``, ``trunk-full``, ``engine-lost``, ..."""
    sip_status: int | None


# --- the house --------------------------------------------------------------------------------


class EngineChanged(Fact, frozen=True, tag="engine_changed"):
    """The voice engine went away or came back; told to every dock of the space."""

    engine_up: bool


AnyFact = (
    AgentSignedIn
    | AgentStateChanged
    | AgentLinkChanged
    | AgentStoodBy
    | CardShown
    | CardGone
    | CallStarted
    | CallDialling
    | CallRinging
    | CallAnswered
    | CallHeld
    | CallResumed
    | AgentLegChanged
    | CallMuted
    | DigitsSent
    | DigitReceived
    | RecordingChanged
    | TransferChanged
    | CallOffered
    | CallHandedOver
    | CallNoted
    | CallEnded
    | LineDialled
    | LineRinging
    | LineListening
    | LineAnswered
    | LineMachine
    | LineConnected
    | LineAbandoned
    | LineEnded
    | EngineChanged
)

LineFact = (
    LineDialled
    | LineRinging
    | LineListening
    | LineAnswered
    | LineMachine
    | LineConnected
    | LineAbandoned
    | LineEnded
)


class Stamped(Struct, frozen=True):
    """A fact with its number in the space. Numbers rise by one; a dock sees some of them."""

    seq: int
    at: float
    fact: AnyFact


class Addressed(Struct, frozen=True):
    """A fact and the docks it is for; None: every dock of the space."""

    stamped: Stamped
    audience: frozenset[AgentId] | None


class DockView(Struct):
    """All that one dock shows. ``call`` is the call of ``me.call_id``."""

    space_id: SpaceId
    me: AgentView
    call: CallView | None
    engine_up: bool
    card: CardView | None = None
