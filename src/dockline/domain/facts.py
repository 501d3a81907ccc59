"""Facts: what happened in a space, numbered, and the views that docks are given.

A fact's fields, apart from the ids that say whom it is about, are the new values of the view's
fields of the same name. So one rule carries a view from before to after
(`dockline.domain.views.apply`), in Python and in the dock alike, and a snapshot plus the facts
that follow it equals a fresh snapshot.

Times are seconds since 1970 (UTC). Numbers are the digits of E.164 without the plus.
"""

from msgspec import Struct

from dockline.domain.chatfacts import AgentChatsChanged as AgentChatsChanged, ChatFact as ChatFact
from dockline.domain.factbase import Fact as Fact
from dockline.domain.ids import AgentId, CallId, LeadId
from dockline.domain.monitor import MonitorFact as MonitorFact
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.shown import (
    AgentState as AgentState,
    AgentView as AgentView,
    CallKind as CallKind,
    CallPhase as CallPhase,
    CallView as CallView,
    CardView as CardView,
    DispositionView as DispositionView,
    DockView as DockView,
    LeadView as LeadView,
    LegState as LegState,
    LineState as LineState,
    LineView as LineView,
    NoteView as NoteView,
    Outcome as Outcome,
    QueueView as QueueView,
    RecordingState as RecordingState,
    TransferPhase as TransferPhase,
    TransferView as TransferView,
)

# --- agents -----------------------------------------------------------------------------------


class AgentSignedIn(Fact, frozen=True, tag="agent_signed_in"):
    """An agent came onto the floor; ``agent`` is all that is known of them."""

    agent: AgentView
    reseated: bool = False
    """They were on it already, and have another name, login or team."""


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
    ``chat``, ``too-long``, ``campaign``, ``moved``."""


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
    """What an agent wrote about the call."""

    call_id: CallId
    note: str
    notes: tuple[NoteView, ...]
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


# --- calls that wait for an agent ---------------------------------------------------------------


class CallQueued(Fact, frozen=True, tag="call_queued"):
    """A call waits in a team's queue. For no dock."""

    call: CallView


class QueueChanged(Fact, frozen=True, tag="queue_changed"):
    """It is offered to an agent, or no more; it went to another team; or its caller hung up and is
    to be called back."""

    call_id: CallId
    team: str
    queue: QueueView


class OfferEnded(Fact, frozen=True, tag="offer_ended"):
    """The dock rings no more, and the call is not this agent's. For that agent only."""

    call_id: CallId
    agent_id: AgentId
    why: str
    """``missed``, ``declined``, ``unreachable``, ``left``, ``hung-up``, ``answered-elsewhere``,
    ``engine-away``."""


class CallTaken(Fact, frozen=True, tag="call_taken"):
    """An agent has it from here on: they talk, or (a callback) the number is dialled now."""

    call_id: CallId
    agent_id: AgentId
    phase: CallPhase
    answered_at: float | None
    queue: QueueView
    call: CallView
    """All of it, for their dock."""


class CallBarged(Fact, frozen=True, tag="call_barged"):
    """A supervisor came into the call, or left it (empty)."""

    call_id: CallId
    barged: str


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
    message where one is played; but not of a line of before a restart that nobody knows any more.
    """

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
    | CallQueued
    | QueueChanged
    | OfferEnded
    | CallTaken
    | CallBarged
    | AgentChatsChanged
    | ChatFact
    | MonitorFact
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
