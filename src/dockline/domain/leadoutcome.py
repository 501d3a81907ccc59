"""What becomes of a lead when an attempt ends, when time passes, and when the server comes back.

DIALLING   fail     -> retry | callback (a promise stays one) | exhausted | done
WRAP_UP    dispose  -> done | retry | callback | do_not_call
overdue             -> a hold or a wrap-up that ran out; expired; attempts used up
recover             -> what a crash interrupted is closed, and never dialled again unasked
"""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from dockline.domain.campaign import DoNotCall
from dockline.domain.dispositions import NextStep, find
from dockline.domain.errors import NotNow
from dockline.domain.ids import CampaignId
from dockline.domain.lead import LIVE, LeadState
from dockline.domain.leadhold import put_back
from dockline.domain.leadlife import (
    RESTING,
    Attempt,
    AttemptId,
    Callback,
    CallbackNotPossible,
    LeadMove,
    Life,
    last_attempt,
    moved,
    with_last,
)
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.retryplan import DAY, AfterLast, AttemptOutcome, delay_after

_LAST: Final = {
    AfterLast.EXHAUSTED: LeadMove.EXHAUST,
    AfterLast.DONE: LeadMove.FINISH,
    AfterLast.DO_NOT_CALL: LeadMove.FORBID,
}
LISTED: Final = "The number is on the do-not-call list."


class Settled(Struct, frozen=True):
    life: Life
    do_not_call: DoNotCall | None = None
    """To be put on the list together with it."""


def fail(
    life: Life,
    attempt_id: AttemptId,
    outcome: AttemptOutcome,
    settings: LeadSettings,
    now: float,
    *,
    answered_at: float | None = None,
    listed: bool = False,
) -> Life:
    """The attempt ended without a conversation (or, CUT_OFF, in the middle of one).

    ``answered_at``: when a person answered whom no agent spoke with. ``listed``: the number is on
    a do-not-call list by now. Raises NotNow where the attempt is over
    or the lead is past that, ValueError for ANSWERED, which `hang_up` closes."""
    attempt = last_attempt(life, attempt_id)
    expected = LeadState.CONNECTED if outcome is AttemptOutcome.CUT_OFF else LeadState.DIALLING
    if life.state is not expected:
        raise NotNow(f"A lead that is {_shown(life.state)} cannot end as {_shown(outcome)}.")
    settings.retry_plan.rule(outcome)
    answered_at = attempt.answered_at if answered_at is None else answered_at
    closed = replace(attempt, answered_at=answered_at, ended_at=now, outcome=outcome)
    if outcome is AttemptOutcome.CUT_OFF:
        note = "The conversation was cut off."
        life = replace(life, callback=Callback(now, attempt.dialled_at, attempt.agent_id, note))
    return _next_try(with_last(life, closed), closed, settings, now, listed=listed)


def dispose(
    life: Life,
    attempt_id: AttemptId,
    code: str,
    settings: LeadSettings,
    now: float,
    *,
    callback: Callback | None = None,
    listed: bool = False,
) -> Settled:
    """The agent says what came of the conversation. Raises NotNow outside the wrap-up,
    NoSuchDisposition, and CallbackNotPossible where a callback's time is missing or wrong."""
    attempt = last_attempt(life, attempt_id)
    if life.state is not LeadState.WRAP_UP:
        raise NotNow(f"A lead that is {_shown(life.state)} cannot be given a disposition.")
    given = find(settings.dispositions, code)
    disposed = with_last(life, replace(attempt, disposition=given.code))
    if (callback is not None) != (given.next_step is NextStep.CALLBACK):
        needs = "needs" if callback is None else "takes no"
        raise CallbackNotPossible(f"callback: “{given.name}” {needs} time.")
    match given.next_step:
        case NextStep.DO_NOT_CALL_SPACE | NextStep.DO_NOT_CALL_CAMPAIGN as scope:
            whole = scope is NextStep.DO_NOT_CALL_SPACE
            entry = DoNotCall(
                space_id=life.lead.space_id,
                number=life.lead.number,
                at=now,
                reason=given.name,
                campaign_id=CampaignId("") if whole else life.lead.campaign_id,
            )
            return Settled(moved(disposed, LeadMove.FORBID, now, f"{given.name}."), entry)
        case NextStep.RETRY:
            judged = replace(attempt, disposition=given.code, judged=given.retry_as)
            retried = with_last(life, judged)
            return Settled(_next_try(retried, judged, settings, now, listed=listed))
        case NextStep.CALLBACK if callback is not None:
            if listed:
                return Settled(moved(disposed, LeadMove.FORBID, now, LISTED))
            return Settled(_promise(disposed, callback, settings, now))
        case _:
            done = LeadMove.FORBID if listed else LeadMove.FINISH
            return Settled(moved(disposed, done, now, LISTED if listed else f"{given.name}."))


def call_back(life: Life, callback: Callback, settings: LeadSettings, now: float) -> Life:
    """A callback is promised by hand: from a card, for a lead at rest, or for a finished one.
    Raises CallbackNotPossible naming what is wrong with the time, and NotNow for a lead somebody
    is at, or on do-not-call."""
    if life.state in LIVE:
        raise NotNow(f"A lead that is {_shown(life.state)} gets a callback by its disposition.")
    return _promise(life, callback, settings, now)


def take_callback_back(life: Life, now: float) -> Life:
    """What was promised is not owed any more: it is dialled in its turn. Raises NotNow where
    nothing was promised, or somebody is at it."""
    if life.state is not LeadState.CALLBACK:
        raise NotNow(f"A lead that is {_shown(life.state)} has no callback to take back.")
    return replace(moved(life, LeadMove.RETRY, now), callback=None, due_at=None)


def forbid(life: Life, now: float, reason: str = LISTED) -> Life:
    """Its number was put on a do-not-call list. A lead that somebody is at stays as it is: the
    attempt's end is told ``listed``."""
    if life.state in LIVE or life.state is LeadState.DO_NOT_CALL:
        return life
    return moved(life, LeadMove.FORBID, now, reason)


def queue_again(life: Life, now: float, *, listed: bool = False) -> Life:
    """A finished lead begins anew; what was dialled today and this week still counts."""
    if listed:
        return forbid(life, now)
    anew = moved(life, LeadMove.QUEUE_AGAIN, now)
    return replace(anew, due_at=None, callback=None, skips=())


def recover(
    life: Life,
    settings: LeadSettings,
    now: float,
    *,
    call_up: bool,
    ended: AttemptOutcome | None = None,
    listed: bool = False,
) -> Life:
    """After a crash, of every lead that was held or that somebody was at.

    ``call_up``: the engine still has its call, which goes on. Otherwise the open attempt is closed
    as it ``ended``, where that is known of a call that nobody answered, else as INTERRUPTED, or
    CUT_OFF where a conversation ran, and the retry plan decides; wrap-ups wait for the agent to
    come back until they run out (`overdue`)."""
    last = life.last
    if life.state is LeadState.SCHEDULED:
        return put_back(life, now)
    if call_up or last is None:
        return life
    if life.state is LeadState.DIALLING:
        lost = ended or AttemptOutcome.INTERRUPTED
        return fail(life, last.attempt_id, lost, settings, now, listed=listed)
    if life.state is LeadState.CONNECTED:
        lost = AttemptOutcome.CUT_OFF
        return fail(life, last.attempt_id, lost, settings, now, listed=listed)
    return life


def overdue(life: Life, settings: LeadSettings, now: float, *, listed: bool = False) -> Settled:
    """What time alone makes of it by now; the life as it was where nothing is due."""
    last = life.last
    if life.state is LeadState.WRAP_UP and last is not None and _wrapped_up(last, settings) <= now:
        code = settings.undisposed
        return dispose(life, last.attempt_id, code, settings, now, listed=listed)
    if life.state is LeadState.SCHEDULED and (life.held_until or 0.0) <= now:
        life = put_back(life, now)
    if life.state not in RESTING:
        return Settled(life)
    expires_at = life.lead.expires_at
    if expires_at is not None and expires_at <= now:
        return Settled(moved(life, LeadMove.EXPIRE, now, "It expired before it was reached."))
    if attempts_used_up(life, settings):
        return Settled(_exhausted(life, settings, now))
    return Settled(life)


def wakes_at(life: Life, settings: LeadSettings) -> float | None:
    """When `overdue` has something to do next; None: not by time alone."""
    last = life.last
    if life.state is LeadState.WRAP_UP and last is not None:
        return _wrapped_up(last, settings)
    if life.state is LeadState.SCHEDULED:
        return life.held_until or 0.0
    return life.lead.expires_at if life.state in RESTING else None


def attempts_used_up(life: Life, settings: LeadSettings) -> bool:
    rung = sum(attempt.rang for attempt in life.tries)
    return rung >= settings.limits.most_attempts


def _next_try(
    life: Life, attempt: Attempt, settings: LeadSettings, now: float, *, listed: bool
) -> Life:
    """By the retry plan, after an attempt that is closed."""
    if listed:
        return moved(life, LeadMove.FORBID, now, LISTED)
    outcome = attempt.counts_as
    assert outcome is not None
    times = sum(each.counts_as is outcome for each in life.attempts if each.round == attempt.round)
    delay = delay_after(settings.retry_plan, outcome, times)
    if isinstance(delay, AfterLast):
        often = "once" if times == 1 else f"{times} times"
        return moved(life, _LAST[delay], now, f"Ended as {_shown(outcome)} {often}.")
    if attempts_used_up(life, settings):
        return _exhausted(life, settings, now)
    # Who was promised a callback is still owed it when they did not pick up.
    owed = life.callback
    again = moved(life, LeadMove.RETRY if owed is None else LeadMove.CALL_BACK, now)
    callback = None if owed is None else replace(owed, at=now + delay)
    return replace(again, due_at=now + delay, callback=callback)


def _promise(life: Life, callback: Callback, settings: LeadSettings, now: float) -> Life:
    expires_at = life.lead.expires_at
    if callback.at <= now:
        raise CallbackNotPossible("callback: the time is past.")
    if callback.at > now + settings.callback_days * DAY:
        days = settings.callback_days
        raise CallbackNotPossible(f"callback: the time is more than {days} days ahead.")
    if expires_at is not None and callback.at >= expires_at:
        raise CallbackNotPossible("callback: the lead expires before that time.")
    promised = moved(life, LeadMove.CALL_BACK, now)
    return replace(promised, callback=callback, due_at=callback.at)


def _exhausted(life: Life, settings: LeadSettings, now: float) -> Life:
    most = settings.limits.most_attempts
    return moved(life, LeadMove.EXHAUST, now, f"Dialled as often as the campaign allows ({most}).")


def _wrapped_up(attempt: Attempt, settings: LeadSettings) -> float:
    return (attempt.ended_at or attempt.dialled_at) + settings.wrap_up_seconds


def _shown(name: LeadState | AttemptOutcome) -> str:
    return name.value.replace("_", "-")
