"""What docks and boards are shown: agents, calls, leads, lines, as plain data.

Times are seconds since 1970 (UTC). Numbers are the digits of E.164 without the plus.
"""

from enum import StrEnum
from typing import Any

from msgspec import Struct

from dockline.domain.chatshown import ChatView
from dockline.domain.ids import AgentId, CallId, CampaignId, ChatId, LeadId, SpaceId, TeamId
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
    QUEUED = "queued"
    """Waits for an agent of a team (`QueueView`); no agent has it yet."""
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
    ABANDONED = "abandoned"
    """Came in, and hung up before an agent had it."""
    TURNED_AWAY = "turned_away"
    """Came in, and was told that nobody is there: closed, full, or waited longest."""


class CallKind(StrEnum):
    CLICK_TO_CALL = "click_to_call"
    MANUAL = "manual"
    PREVIEW = "preview"
    """A lead whose card the agent accepted."""
    DIALER = "dialer"
    """A lead the dialer reached: the person was on the line before the agent was."""
    INBOUND = "inbound"
    """Somebody called a number of ours."""
    CALLBACK = "callback"
    """A number that a team is to call, asked for by an API; dialled when an agent has taken it."""


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


class QueueView(Struct, frozen=True):
    """A call's wait for an agent; it stays with the call after that."""

    team_id: TeamId
    team: str
    since: float
    """When the call came in; its place in the line goes by this, in whichever team's it is."""
    line_name: str
    """What the number is called that was dialled."""
    priority: int
    skills: tuple[str, ...]
    offered_to: AgentId | None = None
    """Whose dock rings."""
    offered_at: float | None = None
    missed: int = 0
    """How many agents have let it ring."""
    callback: bool = False
    """Nobody is on the line: the number is dialled when an agent has taken it."""


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
    chats: tuple[ChatId, ...] = ()
    """Those it has that have not ended."""
    chatting_since: float | None = None


class NoteView(Struct, frozen=True):
    """What one agent wrote about a call."""

    agent_id: AgentId
    name: str
    note: str


class CallView(Struct):
    call_id: CallId
    kind: CallKind
    agent_id: AgentId
    """Whose it is; empty while it waits in a queue."""
    team: str
    number: str
    """Of the customer; of a call that came in it may be empty (withheld)."""
    caller_id: str
    """The number of ours that they see, or have called."""
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
    """All of ``notes``, as the call's record has it."""
    notes: tuple[NoteView, ...] = ()
    """One of each agent who wrote something, in the order in which they began."""
    disposition: str = ""
    ended_at: float | None = None
    outcome: Outcome | None = None
    ended_by: str = ""
    """``agent``, ``customer``, ``target``, ``system``."""
    cause: str = ""
    """Why, in stable kebab-case: ``normal``, ``agent-unreachable``, ``rejoin-expired``,
    ``engine-lost``, ``signed-out``; of those who waited ``hung-up-waiting``, ``closed``,
    ``queue-full``, ``waited-longest``, ..."""
    sip_status: int | None = None
    lead: LeadView | None = None
    """The lead it is made for."""
    queue: QueueView | None = None
    """Of a call that came in, or waits to be made: its wait."""
    caller_name: str = ""
    """As the trunk told it; anybody may write anything there."""
    barged: str = ""
    """The name of a supervisor whom everybody on the call hears."""


class DockView(Struct):
    """All that one dock shows. ``call`` is the call of ``me.call_id``."""

    space_id: SpaceId
    me: AgentView
    call: CallView | None
    engine_up: bool
    card: CardView | None = None
    chats: tuple[ChatView, ...] = ()
    """Those of this agent, and those that have ended and are not closed yet; the oldest first."""
