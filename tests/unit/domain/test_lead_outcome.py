"""What becomes of a lead at an attempt's end, by time, and after a crash."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from dockline.domain.callinghours import unix_time
from dockline.domain.campaign import DoNotCall
from dockline.domain.dispositions import Disposition, NextStep, NoSuchDisposition
from dockline.domain.errors import NotNow
from dockline.domain.ids import CampaignId, SpaceId
from dockline.domain.lead import FINISHED, LIVE, LeadState
from dockline.domain.leadhold import hold
from dockline.domain.leadlife import (
    RESTING,
    Callback,
    CallbackNotPossible,
    LeadMove,
    Life,
    answer,
    hang_up,
    moved,
)
from dockline.domain.leadoutcome import (
    Settled,
    call_back,
    dispose,
    fail,
    forbid,
    overdue,
    queue_again,
    recover,
    wakes_at,
)
from dockline.domain.leadsettings import AttemptLimits, LeadSettings
from dockline.domain.retryplan import (
    AfterLast,
    AttemptOutcome,
    RetryPlan,
    RetryRule,
)
from tests.support.leads import (
    LONDON,
    MONDAY_NOON,
    RISHI,
    attempt_of,
    dialled,
    failed,
    in_state,
    in_wrap_up,
    lead_of,
)

SETTINGS = LeadSettings()
NOW = MONDAY_NOON
FAILURES = sorted(set(AttemptOutcome) - {AttemptOutcome.ANSWERED, AttemptOutcome.CUT_OFF})


def disposed(code: str, settings: LeadSettings = SETTINGS, **more: Callback | bool) -> Settled:
    life = in_wrap_up(lead_of(), NOW)
    return dispose(life, attempt_of(life), code, settings, NOW, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("outcome", FAILURES)
def test_each_outcome_follows_its_rule(outcome: AttemptOutcome) -> None:
    rule = SETTINGS.retry_plan.rule(outcome)
    life = failed(lead_of(), outcome, NOW, seconds=20)
    if rule.most == 0:
        assert life.state is LeadState.DONE
        assert life.reason == "Ended as invalid-number once."
    else:
        assert life.state is LeadState.RETRY
        assert life.due_at == NOW + 20 + rule.delays[0]
    assert life.last is not None
    assert (life.last.outcome, life.last.ended_at) == (outcome, NOW + 20)


def test_delays_are_taken_in_turn_and_then_it_is_exhausted() -> None:
    plan = RetryPlan({AttemptOutcome.BUSY: RetryRule((60, 300), most=3)})
    settings = LeadSettings(retry_plan=plan)
    life, now, delays = lead_of(), NOW, []
    while life.state not in FINISHED:
        life = failed(life, AttemptOutcome.BUSY, now, settings, seconds=0)
        if life.due_at is not None:
            delays.append(life.due_at - now)
            now = life.due_at
    assert delays == [60, 300, 300]
    assert (life.state, life.lead.attempts) == (LeadState.EXHAUSTED, 4)
    assert life.reason == "Ended as busy 4 times."


def test_the_campaign_may_forbid_who_rejects() -> None:
    rule = RetryRule(then=AfterLast.DO_NOT_CALL)
    settings = LeadSettings(retry_plan=RetryPlan({AttemptOutcome.REJECTED: rule}))
    life = failed(lead_of(), AttemptOutcome.REJECTED, NOW, settings)
    assert life.state is LeadState.DO_NOT_CALL


def test_attempts_of_a_round_are_bounded_whatever_the_outcomes() -> None:
    settings = LeadSettings(limits=AttemptLimits(most_attempts=2))
    once = failed(lead_of(), AttemptOutcome.BUSY, NOW, settings)
    twice = failed(once, AttemptOutcome.NO_ANSWER, NOW + 999, settings)
    assert twice.state is LeadState.EXHAUSTED
    assert twice.reason == "Dialled as often as the campaign allows (2)."


def test_calls_that_rang_nowhere_do_not_use_attempts_up() -> None:
    settings = LeadSettings(limits=AttemptLimits(most_attempts=1))
    life = failed(lead_of(), AttemptOutcome.CARRIER_FAILURE, NOW, settings)
    assert life.state is LeadState.RETRY


@given(st.lists(st.sampled_from(FAILURES), min_size=60, max_size=60))
def test_no_lead_is_dialled_for_ever(outcomes: list[AttemptOutcome]) -> None:
    life, now = lead_of(), NOW
    for outcome in outcomes:
        life = failed(life, outcome, now)
        now += 1000
        if life.state in FINISHED:
            break
    assert life.state in FINISHED
    assert life.reason
    rang = sum(attempt.rang for attempt in life.attempts)
    assert rang <= SETTINGS.limits.most_attempts


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("sold", LeadState.DONE),
        ("not-interested", LeadState.DONE),
        ("no-answer", LeadState.RETRY),
        ("answering-machine", LeadState.RETRY),
        ("wrong-number", LeadState.DO_NOT_CALL),
        ("do-not-call", LeadState.DO_NOT_CALL),
        ("no-disposition", LeadState.DONE),
    ],
)
def test_the_default_dispositions(code: str, state: LeadState) -> None:
    settled = disposed(code)
    assert settled.life.state is state
    assert settled.life.last is not None
    assert settled.life.last.disposition == code
    assert (settled.do_not_call is not None) == (state is LeadState.DO_NOT_CALL)


def test_do_not_call_of_space_and_of_campaign() -> None:
    assert disposed("do-not-call").do_not_call == DoNotCall(
        SpaceId("novanet"), LONDON, NOW, "Do not call"
    )
    assert disposed("wrong-number").do_not_call == DoNotCall(
        SpaceId("novanet"), LONDON, NOW, "Wrong number", CampaignId("spring")
    )


def test_a_machine_that_an_agent_found_is_retried_as_one() -> None:
    life = disposed("answering-machine").life
    assert life.due_at == NOW + 86_400
    assert life.last is not None
    assert life.last.outcome is AttemptOutcome.ANSWERED
    assert life.last.counts_as is AttemptOutcome.MACHINE
    # So it is no conversation that would begin a new round.
    assert (life.round, len(life.tries)) == (1, 1)


def test_after_a_conversation_a_callback_begins_a_new_round() -> None:
    at = NOW + 86_400
    life = disposed("callback", callback=Callback(at, NOW, RISHI, "after lunch")).life
    assert (life.state, life.due_at, life.wanted_by) == (LeadState.CALLBACK, at, RISHI)
    assert (life.round, life.tries) == (2, ())
    # Not reached, it is still owed, and finally is not.
    missed = failed(life, AttemptOutcome.NO_ANSWER, at, seconds=0)
    assert (missed.state, missed.due_at) == (LeadState.CALLBACK, at + 7200)
    assert missed.callback == Callback(at + 7200, NOW, RISHI, "after lunch")
    for n in range(1, 6):
        missed = failed(missed, AttemptOutcome.NO_ANSWER, at + n * 86_400)
    assert (missed.state, missed.callback) == (LeadState.EXHAUSTED, None)


def test_the_retry_plan_begins_anew_with_the_round() -> None:
    once = failed(lead_of(), AttemptOutcome.BUSY, NOW, seconds=0)
    twice = failed(once, AttemptOutcome.BUSY, NOW + 300, seconds=0)
    assert twice.due_at == NOW + 300 + 900
    anew = queue_again(moved(twice, LeadMove.EXHAUST, NOW + 400, "By hand."), NOW + 500)
    assert failed(anew, AttemptOutcome.BUSY, NOW + 600, seconds=0).due_at == NOW + 600 + 300


def test_a_callback_at_a_time_of_the_leads_zone() -> None:
    at = unix_time(datetime(2025, 6, 17, 9, 30), "America/New_York")  # noqa: DTZ001 (a wall's time)
    life = call_back(lead_of(), Callback(at, NOW), SETTINGS, NOW)
    assert datetime.fromtimestamp(life.due_at or 0, UTC).isoformat() == "2025-06-17T13:30:00+00:00"
    assert life.wanted_by is None


@pytest.mark.parametrize(
    ("at", "message"),
    [
        (NOW, "the time is past"),
        (NOW + 91 * 86_400, "more than 90 days ahead"),
        (NOW + 7200, "the lead expires before that time"),
    ],
)
def test_times_that_no_callback_can_have(at: float, message: str) -> None:
    life = lead_of(expires_at=NOW + 7200)
    with pytest.raises(CallbackNotPossible, match=f"callback: .*{message}"):
        call_back(life, Callback(at, NOW), SETTINGS, NOW)


def test_who_was_given_up_can_be_called_back_by_hand() -> None:
    settings = LeadSettings(limits=AttemptLimits(most_attempts=1))
    spent = failed(lead_of(), AttemptOutcome.BUSY, NOW, settings)
    assert spent.state is LeadState.EXHAUSTED
    life = call_back(spent, Callback(NOW + 600, NOW + 300), settings, NOW + 300)
    assert overdue(life, settings, NOW + 600).life.state is LeadState.CALLBACK


@pytest.mark.parametrize("state", sorted([*LIVE, LeadState.DO_NOT_CALL]))
def test_no_callback_by_hand_while_somebody_is_at_it(state: LeadState) -> None:
    with pytest.raises(NotNow):
        call_back(in_state(state), Callback(NOW + 600, NOW), SETTINGS, NOW)


def test_a_callback_needs_a_time_and_others_take_none() -> None:
    with pytest.raises(CallbackNotPossible, match="“Callback” needs time"):
        disposed("callback")
    with pytest.raises(CallbackNotPossible, match="“Sold” takes no time"):
        disposed("sold", callback=Callback(NOW + 60, NOW))


def test_dispositions_are_given_in_the_wrap_up_and_must_be_known() -> None:
    with pytest.raises(NoSuchDisposition, match="there is no “bought” here, only sold, callback"):
        disposed("bought")
    talking = in_state(LeadState.CONNECTED)
    with pytest.raises(NotNow, match="connected cannot be given a disposition"):
        dispose(talking, attempt_of(talking), "sold", SETTINGS, NOW)
    done = disposed("sold").life
    with pytest.raises(NotNow, match="done cannot be given a disposition"):
        dispose(done, attempt_of(done), "sold", SETTINGS, NOW)


@pytest.mark.parametrize("code", ["sold", "no-answer", "callback"])
def test_who_was_listed_meanwhile_is_not_called_again(code: str) -> None:
    callback = Callback(NOW + 60, NOW) if code == "callback" else None
    life = in_wrap_up(lead_of(), NOW)
    settled = dispose(
        life, attempt_of(life), code, SETTINGS, NOW, callback=callback, listed=True
    ).life
    assert (settled.state, settled.callback) == (LeadState.DO_NOT_CALL, None)
    ringing = dialled(lead_of(), NOW)
    ended = fail(ringing, attempt_of(ringing), AttemptOutcome.BUSY, SETTINGS, NOW, listed=True)
    assert ended.state is LeadState.DO_NOT_CALL


@pytest.mark.parametrize("state", LeadState)
def test_listing_reaches_every_lead_that_nobody_is_at(state: LeadState) -> None:
    after = forbid(in_state(state), NOW).state
    assert after is (state if state in LIVE else LeadState.DO_NOT_CALL)


def test_queued_again_unless_listed() -> None:
    assert queue_again(in_state(LeadState.DONE), NOW, listed=True).state is LeadState.DO_NOT_CALL
    assert queue_again(in_state(LeadState.DO_NOT_CALL), NOW).state is LeadState.NEW
    with pytest.raises(NotNow):
        queue_again(in_state(LeadState.RETRY), NOW)


def test_what_time_makes_of_it() -> None:
    held = hold(lead_of(expires_at=NOW + 1000), SETTINGS, NOW)
    assert wakes_at(held, SETTINGS) == NOW + 300
    assert overdue(held, SETTINGS, NOW + 299.9).life is held
    back = overdue(held, SETTINGS, NOW + 300).life
    assert back.state is LeadState.NEW
    assert wakes_at(back, SETTINGS) == NOW + 1000
    assert overdue(back, SETTINGS, NOW + 999.9).life is back
    assert overdue(back, SETTINGS, NOW + 1000).life.state is LeadState.EXPIRED
    assert overdue(held, SETTINGS, NOW + 1000).life.state is LeadState.EXPIRED


def test_a_limit_that_is_lowered_ends_leads_that_have_reached_it() -> None:
    life = failed(lead_of(), AttemptOutcome.BUSY, NOW)
    assert overdue(life, SETTINGS, NOW + 30).life is life
    lowered = LeadSettings(limits=AttemptLimits(most_attempts=1))
    assert overdue(life, lowered, NOW + 30).life.state is LeadState.EXHAUSTED


def test_a_wrap_up_that_runs_out_has_the_campaigns_disposition() -> None:
    life = in_wrap_up(lead_of(), NOW)
    assert wakes_at(life, SETTINGS) == NOW + 60
    assert overdue(life, SETTINGS, NOW + 59.9).life is life
    over = overdue(life, SETTINGS, NOW + 60).life
    assert over.state is LeadState.DONE
    assert over.last is not None
    assert over.last.disposition == "no-disposition"
    never = Disposition("nothing", "Nothing", NextStep.DO_NOT_CALL_SPACE)
    settings = LeadSettings(dispositions=(never,), undisposed="nothing")
    assert overdue(life, settings, NOW + 60).do_not_call is not None


@pytest.mark.parametrize("state", LeadState)
def test_a_crash_loses_no_lead_and_leaves_no_attempt_open(state: LeadState) -> None:
    before = in_state(state)
    after = recover(before, SETTINGS, NOW + 5, call_up=False)
    assert after.state not in (LeadState.SCHEDULED, LeadState.DIALLING, LeadState.CONNECTED)
    assert len(after.attempts) == len(before.attempts)
    assert not any(attempt.open for attempt in after.attempts)
    if state is LeadState.DIALLING:
        assert (after.state, after.due_at) == (LeadState.RETRY, NOW + 605)
    if state is LeadState.CONNECTED:
        # Who was cut off is called back by the one they spoke to.
        assert (after.state, after.due_at, after.wanted_by) == (LeadState.CALLBACK, NOW + 65, RISHI)
    assert recover(after, SETTINGS, NOW + 5, call_up=False) == after
    assert recover(in_state(LeadState.CONNECTED), SETTINGS, NOW, call_up=True).state in LIVE


def test_a_crash_after_the_end_of_a_call_is_not_taken_for_an_interruption() -> None:
    ringing, busy = dialled(lead_of(), NOW), AttemptOutcome.BUSY
    after = recover(ringing, SETTINGS, NOW + 5, call_up=False, ended=busy)
    assert after.last is not None
    assert (after.last.outcome, after.due_at) == (busy, NOW + 305)


def test_a_server_that_crashes_in_every_conversation_stops_calling() -> None:
    life, now = lead_of(), NOW
    for _ in range(2):
        ringing = dialled(life, now)
        talking = answer(ringing, attempt_of(ringing), now + 5, RISHI)
        life = recover(talking, SETTINGS, now + 10, call_up=False)
        now += 1000
    assert (life.state, life.reason) == (LeadState.DONE, "Ended as cut-off 2 times.")


def test_only_a_conversation_can_be_cut_off_or_answered() -> None:
    ringing = dialled(lead_of(), NOW)
    with pytest.raises(NotNow):
        fail(ringing, attempt_of(ringing), AttemptOutcome.CUT_OFF, SETTINGS, NOW)
    with pytest.raises(ValueError, match="disposition says"):
        fail(ringing, attempt_of(ringing), AttemptOutcome.ANSWERED, SETTINGS, NOW)
    talking = in_state(LeadState.CONNECTED)
    with pytest.raises(NotNow):
        fail(talking, attempt_of(talking), AttemptOutcome.BUSY, SETTINGS, NOW)


STEPS = ["hold", "dial", "answer", "hang_up", "fail", "dispose", "crash", "time", "list"]


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.floats(0, 4000), st.integers(0, 99))))
def test_any_course_of_events_keeps_the_books(steps: list[tuple[str, float, int]]) -> None:
    life, now, dials = lead_of(expires_at=NOW + 50_000), NOW, 0
    for step, seconds, luck in steps:
        now += seconds
        before = life
        try:
            life = _step(life, step, luck, now)
        except NotNow:
            assert life is before
        dials += len(life.attempts) - len(before.attempts)
        open_ones = [attempt for attempt in life.attempts if attempt.open]
        assert len(open_ones) == (life.state in (LeadState.DIALLING, LeadState.CONNECTED))
        assert not open_ones or open_ones == [life.last]
        assert dials == len(life.attempts) == life.lead.attempts
        assert (life.held_until is not None) == (life.state is LeadState.SCHEDULED)
        assert (life.callback is not None) <= (life.state not in FINISHED)
        assert life.state is not LeadState.CALLBACK or life.callback is not None
        assert life.state not in FINISHED or life.reason
    assert overdue(life, SETTINGS, now).life.state in set(LeadState)
    rested = overdue(recover(life, SETTINGS, now, call_up=False), SETTINGS, now + 99_999).life
    assert rested.state in FINISHED | set(RESTING)


def _step(life: Life, step: str, luck: int, now: float) -> Life:
    attempt = attempt_of(life) if life.attempts else None
    match step:
        case "hold":
            return hold(life, SETTINGS, now)
        case "dial":
            return dialled(life, now)
        case "crash":
            return recover(life, SETTINGS, now, call_up=luck < 20)
        case "time":
            return overdue(life, SETTINGS, now).life
        case "list":
            return forbid(life, now) if luck < 5 else life
    if attempt is None:
        return life
    match step:
        case "answer":
            return answer(life, attempt, now, RISHI)
        case "hang_up":
            return hang_up(life, attempt, now)
        case "fail":
            return fail(life, attempt, FAILURES[luck % len(FAILURES)], SETTINGS, now)
        case _:
            given_ = SETTINGS.dispositions[luck % len(SETTINGS.dispositions)]
            asks = given_.next_step is NextStep.CALLBACK
            callback = Callback(now + 1, now, RISHI) if asks else None
            return _dispose(life, given_.code, callback, now)


def _dispose(life: Life, code: str, callback: Callback | None, now: float) -> Life:
    try:
        return dispose(life, attempt_of(life), code, SETTINGS, now, callback=callback).life
    except CallbackNotPossible:
        assert life.lead.expires_at is not None
        assert now + 1 >= life.lead.expires_at
        return life
