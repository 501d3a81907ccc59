"""Commands: what people and the clock ask of the floor.

Those a dock may send over its socket are marked by a tag; the agent they come from is not in
them, the floor is told it beside them.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from dockline.domain.call import WrapsUp
from dockline.domain.chatcommands import ChatCommand, ChatOrder
from dockline.domain.facts import CallKind, CardView, LeadView
from dockline.domain.ids import AgentId, CallId, LeadId, LegId, PageId, PhoneId, TeamId
from dockline.domain.monitor import MonitorCommand
from dockline.domain.requests import DockRequest
from dockline.domain.seat import Seat

Note = Annotated[str, Meta(max_length=4000)]
Digits = Annotated[str, Meta(pattern=r"^[0-9*#A-D]{1,32}$")]


class GoReady(DockRequest, frozen=True, tag="ready"):
    """Ready for work; from a pause, or from wrap-up before its time."""


class Pause(DockRequest, frozen=True, tag="pause"):
    """In a call it takes effect after it (and its wrap-up)."""

    reason: Annotated[str, Meta(max_length=80)]


class Dial(DockRequest, frozen=True, tag="dial"):
    """A manual call from the dial pad."""

    number: Annotated[str, Meta(max_length=40)]
    caller_id: Annotated[str, Meta(max_length=40)] = ""


class CallNow(DockRequest, frozen=True, tag="call_now"):
    """Do not wait for the end of the strip."""

    call_id: CallId


class HangUpCall(DockRequest, frozen=True, tag="hang_up"):
    """End the call, or cancel it before its answer; an agent who was asked in leaves."""

    call_id: CallId


class Hold(DockRequest, frozen=True, tag="hold"):
    call_id: CallId


class Resume(DockRequest, frozen=True, tag="resume"):
    call_id: CallId


class MuteCall(DockRequest, frozen=True, tag="mute"):
    call_id: CallId
    muted: bool


class PressDigits(DockRequest, frozen=True, tag="digits"):
    call_id: CallId
    digits: Digits


class Transfer(DockRequest, frozen=True, tag="transfer"):
    """Hand the call on. Blind: at once, and come back here if it fails. Otherwise ask first."""

    call_id: CallId
    blind: bool
    target_kind: Literal["agent", "number"]
    target: Annotated[str, Meta(min_length=1, max_length=80)]


class HandOver(DockRequest, frozen=True, tag="hand_over"):
    """Attended transfer: leave customer and target to each other."""

    call_id: CallId


class Swap(DockRequest, frozen=True, tag="swap"):
    """Talk to the other of the two; the first hears music."""

    call_id: CallId


class JoinAll(DockRequest, frozen=True, tag="join_all"):
    """A conversation of three."""

    call_id: CallId


class DropTarget(DockRequest, frozen=True, tag="drop_target"):
    """End the asking, and be with the customer again."""

    call_id: CallId


class AnswerOffer(DockRequest, frozen=True, tag="answer"):
    """Take a call this agent is asked into."""

    call_id: CallId


class DeclineOffer(DockRequest, frozen=True, tag="decline"):
    call_id: CallId


class SetRecording(DockRequest, frozen=True, tag="recording"):
    call_id: CallId
    on: bool


class CallbackWish(Struct, frozen=True, forbid_unknown_fields=True):
    """When a lead is to be called back."""

    at: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$")]
    """As the clocks show it where the lead is."""
    personal: bool = True
    """By the agent who promised it; else by anybody of the team."""
    note: Annotated[str, Meta(max_length=400)] = ""


class WriteNote(DockRequest, frozen=True, tag="note"):
    """Kept with the call; the last one of each agent counts. What was chosen by then counts where
    the wrap-up ends without `FinishWrapUp`."""

    call_id: CallId
    note: Note
    disposition: Annotated[str, Meta(max_length=80)] = ""
    """Empty: as it is."""
    callback: CallbackWish | None = None


class ExtendWrapUp(DockRequest, frozen=True, tag="extend"):
    """One minute more."""


class FinishWrapUp(DockRequest, frozen=True, tag="finish"):
    call_id: CallId
    note: Note = ""
    disposition: Annotated[str, Meta(max_length=80)] = ""
    """Of a lead's call: the code of one of its dispositions. Empty: as it is."""
    callback: CallbackWish | None = None
    """With a disposition that needs a time."""
    then: Literal["ready", "paused"] = "ready"
    pause_reason: Annotated[str, Meta(max_length=80)] = ""


class AcceptCard(DockRequest, frozen=True, tag="accept_card"):
    """Dial the lead on the card."""

    lead_id: LeadId


class SkipCard(DockRequest, frozen=True, tag="skip_card"):
    """Pass the lead on; it rests a while."""

    lead_id: LeadId
    reason: Annotated[str, Meta(min_length=1, max_length=200)]


class CallBackCard(DockRequest, frozen=True, tag="call_back_card"):
    """Do not dial it now, but then."""

    lead_id: LeadId
    callback: CallbackWish


class NeverCall(DockRequest, frozen=True, tag="never_call"):
    """Put the number on the do-not-call list of the space: of the call this agent is in or wraps
    up, or of the lead on the card, which goes."""

    call_id: CallId | None = None
    lead_id: LeadId | None = None


DockOrder = (
    GoReady
    | Pause
    | Dial
    | CallNow
    | HangUpCall
    | Hold
    | Resume
    | MuteCall
    | PressDigits
    | Transfer
    | HandOver
    | Swap
    | JoinAll
    | DropTarget
    | AnswerOffer
    | DeclineOffer
    | SetRecording
    | WriteNote
    | ExtendWrapUp
    | FinishWrapUp
    | AcceptCard
    | SkipCard
    | CallBackCard
    | NeverCall
    | ChatOrder
)


# --- from the services --------------------------------------------------------------------------


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
