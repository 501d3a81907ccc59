"""Commands: what people and the clock ask of the floor. Those of docks are in
`dockline.domain.dockorders`."""

from typing import Any

from msgspec import Struct

from dockline.domain.call import WrapsUp
from dockline.domain.chatcommands import ChatCommand
from dockline.domain.dockorders import (
    AcceptCard as AcceptCard,
    AnswerOffer as AnswerOffer,
    CallBackCard as CallBackCard,
    CallbackWish as CallbackWish,
    CallNow as CallNow,
    DeclineOffer as DeclineOffer,
    Dial as Dial,
    DockOrder as DockOrder,
    DropTarget as DropTarget,
    ExtendWrapUp as ExtendWrapUp,
    FinishWrapUp as FinishWrapUp,
    GoReady as GoReady,
    HandOver as HandOver,
    HangUpCall as HangUpCall,
    Hold as Hold,
    JoinAll as JoinAll,
    MuteCall as MuteCall,
    NeverCall as NeverCall,
    Pause as Pause,
    PressDigits as PressDigits,
    Resume as Resume,
    SetRecording as SetRecording,
    SkipCard as SkipCard,
    Swap as Swap,
    Transfer as Transfer,
    WriteNote as WriteNote,
)
from dockline.domain.facts import CallKind, CardView, LeadView
from dockline.domain.ids import AgentId, CallId, LeadId, LegId, PageId, PhoneId, TeamId
from dockline.domain.monitor import MonitorCommand
from dockline.domain.seat import Seat


class SignIn(Struct, frozen=True):
    """An agent's dock opened its socket. A page that is not the last one takes its place."""

    agent_id: AgentId
    seat: Seat
    page_id: PageId
    leg_up: bool = False
    """The page still has the leg it had before its socket was lost."""
    paused: str | None = None
    """Why they were paused when the page was last told, by a server of before, perhaps; None: they
    were not. It counts where nothing else is known of them."""
    wraps_up: WrapsUp | None = None
    """What they wrapped up then; it counts as ``paused`` does."""


class Reseat(Struct, frozen=True):
    """An agent's account has been changed: it counts from now on. The call and the chats they are
    in stay theirs, whatever team these are of."""

    agent_id: AgentId
    seat: Seat


class DockLost(Struct, frozen=True):
    """That page's socket is gone."""

    agent_id: AgentId
    page_id: PageId


class PhoneReady(Struct, frozen=True):
    """That page's phone is registered under this name."""

    agent_id: AgentId
    page_id: PageId
    phone_id: PhoneId


class PhoneLost(Struct, frozen=True):
    agent_id: AgentId
    page_id: PageId


class SignOut(Struct, frozen=True):
    """The agent signed out: offline at once; a call they are in ends, or is left to who else of
    ours, or which number, they have brought into it."""

    agent_id: AgentId


class StartCall(Struct, frozen=True):
    """A CRM asks for a call (make_call), or an agent accepted a lead's card. The rules of the
    space have passed it already."""

    call_id: CallId
    agent_id: AgentId
    number: str
    caller_id: str
    custom: dict[str, Any]
    kind: CallKind = CallKind.CLICK_TO_CALL
    lead: LeadView | None = None
    wrap_up_seconds: float | None = None
    """The campaign's; None: the space's."""
    ring_seconds: float | None = None
    team_id: TeamId | None = None
    """The campaign's; None: the first of the agent's."""
    team: str = ""


class ShowCard(Struct, frozen=True):
    """Show an agent who is ready and has no card a lead. Raises NotNow where they are not."""

    agent_id: AgentId
    card: CardView


class TakeCard(Struct, frozen=True):
    """Take the card of this lead off the agent's dock, where it still is."""

    agent_id: AgentId
    lead_id: LeadId
    why: str


class StartLine(Struct, frozen=True):
    """The dialer dials a lead for whoever of a team is free when somebody answers. Raises
    VoiceUnavailable."""

    call_id: CallId
    lead: LeadView
    team_id: TeamId
    team: str
    caller_id: str
    ring_seconds: float
    wait_seconds: float
    wrap_up_seconds: float
    agent_id: AgentId | None = None
    """The agent who gets it first, where they are free."""
    listen: bool = False
    """For an answering machine, before anybody hears it."""
    machine_message: str = ""
    """Name of the recording for a machine; empty: it is hung up on."""
    abandon_message: str = ""
    """Name of the recording for a person for whom nobody is free; empty: the engine's own."""


class CancelLines(Struct, frozen=True):
    """Hang up those of these that nobody has answered."""

    call_ids: tuple[CallId, ...]
    cause: str = "cancelled"


class KeepStandby(Struct, frozen=True):
    """Keep the phones of these teams' agents connected while they are ready: the dialer dials for
    them."""

    team_ids: frozenset[TeamId]


class CallerArrives(Struct, frozen=True):
    """Somebody called a number of ours; their leg rings in the engine, not answered yet."""

    call_id: CallId
    leg_id: LegId
    number: str
    """Theirs, digits of E.164 without the plus where it is one; empty: withheld."""
    caller_name: str
    dialled: str
    """Ours, as the trunk said it."""
    team_id: TeamId
    line_name: str = ""
    skills: tuple[str, ...] = ()
    priority: int = 0
    may_call_back: bool = False
    """The rules of the space would let that number be dialled."""


class QueueCall(Struct, frozen=True):
    """A team is to call a number (``team/make_call``): it waits in the team's queue, and is dialled
    when an agent has taken it. The rules of the space have passed it already. Raises
    VoiceUnavailable, QueueFull."""

    call_id: CallId
    team_id: TeamId
    number: str
    caller_id: str
    custom: dict[str, Any]


class FromDock(Struct, frozen=True):
    agent_id: AgentId
    order: DockOrder
    call_id: CallId | None = None
    """For a Dial: the id of the call it makes."""


class StoreFailed(Struct, frozen=True):
    """A call, or the number it was to be transferred to, could not be written down; it was not
    dialled and is withdrawn."""

    call_id: CallId
    cause: str = "database-away"
    """Or ``lead-taken``: the lead was not what the dialer took it for any more."""


class Tick(Struct, frozen=True):
    """The floor's own alarm (`wakes_at`) is due."""


Command = (
    SignIn
    | Reseat
    | DockLost
    | PhoneReady
    | PhoneLost
    | SignOut
    | StartCall
    | ShowCard
    | TakeCard
    | StartLine
    | CancelLines
    | KeepStandby
    | CallerArrives
    | QueueCall
    | ChatCommand
    | MonitorCommand
    | FromDock
    | StoreFailed
    | Tick
)
