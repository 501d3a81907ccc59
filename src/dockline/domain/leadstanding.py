"""How a lead stands, in one word: what a table of leads shows of each."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from dockline.domain.lead import LeadState
from dockline.domain.leadlife import RESTING
from dockline.domain.leadrules import Trace


class Standing(StrEnum):
    NEXT = "next"
    """Nothing stands in its way."""
    WAITING = "waiting"
    """It can be dialled later: its calling hours open then, say."""
    RESTING = "resting"
    """It was tried, and its next try is not due yet."""
    CALLBACK = "callback"
    """A callback was promised."""
    HELD_BACK = "held_back"
    """Only its campaign or its dial list is in the way: they are not started."""
    STUCK = "stuck"
    """No time alone will let it be dialled."""
    CARD = "card"
    """Shown to an agent, or held for the dialer."""
    RINGING = "ringing"
    TALKING = "talking"
    WRAPPING_UP = "wrapping_up"
    DONE = "done"
    DO_NOT_CALL = "do_not_call"
    EXPIRED = "expired"
    USED_UP = "used_up"


class Stood(Struct, frozen=True):
    standing: Standing
    next_at: float | None
    """Unix seconds: when it can be dialled; None: not by time alone, or it is dialled now."""


_OF_STATE: Final = {
    LeadState.SCHEDULED: Standing.CARD,
    LeadState.DIALLING: Standing.RINGING,
    LeadState.CONNECTED: Standing.TALKING,
    LeadState.WRAP_UP: Standing.WRAPPING_UP,
    LeadState.DONE: Standing.DONE,
    LeadState.DO_NOT_CALL: Standing.DO_NOT_CALL,
    LeadState.EXPIRED: Standing.EXPIRED,
    LeadState.EXHAUSTED: Standing.USED_UP,
}
_OF_CAMPAIGN: Final = ("campaign", "dial-list")
_REST: Final = ("retry-plan", "minimum-gap", "attempts-per-day", "attempts-per-week")


def stood(state: LeadState, trace: Trace) -> Stood:
    """``trace``: of the lead's own rules and those of its campaign and dial list, without who is
    here now and whether the engine is up."""
    if state not in RESTING:
        return Stood(_OF_STATE[state], None)
    if state is LeadState.CALLBACK:
        return Stood(Standing.CALLBACK, trace.next_at)
    refused = [ruling for ruling in trace.rulings if not ruling.allowed]
    if not refused:
        return Stood(Standing.NEXT, trace.at)
    own = [ruling for ruling in refused if ruling.rule not in _OF_CAMPAIGN]
    if not own:
        return Stood(Standing.HELD_BACK, None)
    expires = trace.next_at is None and len(own) == len(refused)
    if expires or any(ruling.next_at is None for ruling in own):
        return Stood(Standing.STUCK, None)
    rests = own[0].rule in _REST
    return Stood(Standing.RESTING if rests else Standing.WAITING, trace.next_at)
