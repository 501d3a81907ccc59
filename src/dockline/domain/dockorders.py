"""What a dock may ask of the floor over its socket, each marked by a tag. The agent whom it comes
from is not in it: the floor is told of them beside it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from dockline.domain.chatcommands import ChatOrder
from dockline.domain.ids import CallId, LeadId
from dockline.domain.requests import DockRequest

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
