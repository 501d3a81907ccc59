"""The table of a lead's moves, and holding, dialling and skipping."""

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from dockline.domain.errors import NotNow
from dockline.domain.ids import CallId
from dockline.domain.lead import FINISHED, LIVE, LeadState, state_after_push
from dockline.domain.leadhold import hold, put_back, skip
from dockline.domain.leadlife import (
    NEXT,
    RESTING,
    AttemptId,
    Callback,
    LeadMove,
    answer,
    dial,
    hang_up,
    may,
    move,
)
from dockline.domain.leadoutcome import fail, queue_again
from dockline.domain.leadsettings import LeadSettings
from dockline.domain.retryplan import AttemptOutcome
from tests.support.leads import (
    MONDAY_NOON,
    RISHI,
    SIDDHANT,
    attempt_of,
    dialled,
    failed,
    in_state,
    lead_of,
)

SETTINGS = LeadSettings()


def test_every_state_can_be_reached_and_only_finished_ones_can_stay() -> None:
    assert {to for _, to in NEXT.items()} == set(LeadState)
    assert {state for state, _ in NEXT} == set(LeadState)
    assert set(RESTING) | LIVE | FINISHED | {LeadState.SCHEDULED} == set(LeadState)


@pytest.mark.parametrize("state", LeadState)
@pytest.mark.parametrize("what", LeadMove)
def test_a_missing_cell_is_a_refusal(state: LeadState, what: LeadMove) -> None:
    if may(state, what):
        assert move(state, what) is NEXT[state, what]
    else:
        with pytest.raises(NotNow, match=f"A lead that is .* cannot {what.value}"):
            move(state, what)


def test_nothing_is_dialled_that_is_finished_or_live() -> None:
    dialling = {state for state, what in NEXT if what is LeadMove.DIAL}
    assert dialling == {*RESTING, LeadState.SCHEDULED}


def test_do_not_call_is_left_only_by_being_queued_again() -> None:
    moves = {what for state, what in NEXT if state is LeadState.DO_NOT_CALL}
    assert moves == {LeadMove.QUEUE_AGAIN, LeadMove.FORBID}


@given(st.sampled_from(LeadState), st.booleans(), st.booleans())
def test_a_push_makes_no_move_that_the_table_lacks(
    state: LeadState, listed: bool, requeue: bool
) -> None:
    after = state_after_push(state, listed=listed, requeue=requeue)
    assert after is state or after in {to for (begin, _), to in NEXT.items() if begin is state}


def test_an_attempt_is_open_before_the_phone_rings() -> None:
    life = dial(
        hold(lead_of(), SETTINGS, MONDAY_NOON, RISHI),
        AttemptId("a"),
        CallId("c"),
        MONDAY_NOON + 5,
        agent_id=RISHI,
        caller_id="442071838750",
    )
    assert life.state is LeadState.DIALLING
    assert life.lead.attempts == 1
    assert life.held_until is None
    attempt = life.last
    assert attempt is not None
    assert attempt.open
    assert attempt.rang
    assert (attempt.number, attempt.caller_id) == (life.lead.number, "442071838750")
    assert (attempt.dialled_at, attempt.ended_at, attempt.round) == (MONDAY_NOON + 5, None, 1)


def test_from_ringing_to_wrap_up() -> None:
    ringing = dialled(lead_of(), MONDAY_NOON)
    talking = answer(ringing, AttemptId("1"), MONDAY_NOON + 9, SIDDHANT)
    over = hang_up(talking, AttemptId("1"), MONDAY_NOON + 99)
    assert (talking.state, over.state) == (LeadState.CONNECTED, LeadState.WRAP_UP)
    attempt = over.last
    assert attempt is not None
    assert attempt.outcome is AttemptOutcome.ANSWERED
    assert (attempt.answered_at, attempt.ended_at) == (MONDAY_NOON + 9, MONDAY_NOON + 99)
    assert attempt.agent_id == SIDDHANT


def test_late_news_of_an_attempt_that_is_over_change_nothing() -> None:
    life = dialled(failed(lead_of(), AttemptOutcome.BUSY, MONDAY_NOON), MONDAY_NOON + 900)
    with pytest.raises(NotNow, match="attempt is over"):
        answer(life, AttemptId("1"), MONDAY_NOON + 901, RISHI)
    with pytest.raises(NotNow, match="attempt is over"):
        fail(life, AttemptId("1"), AttemptOutcome.BUSY, SETTINGS, MONDAY_NOON + 901)


def test_two_cannot_hold_one_lead_and_none_is_dialled_twice() -> None:
    held = hold(lead_of(), SETTINGS, MONDAY_NOON)
    with pytest.raises(NotNow):
        hold(held, SETTINGS, MONDAY_NOON)
    ringing = dialled(lead_of(), MONDAY_NOON)
    with pytest.raises(NotNow):
        dial(ringing, AttemptId("b"), CallId("d"), MONDAY_NOON)


@pytest.mark.parametrize("state", RESTING)
def test_put_back_is_as_it_was(state: LeadState) -> None:
    life = in_state(state)
    back = put_back(hold(life, SETTINGS, MONDAY_NOON), MONDAY_NOON)
    assert back == life


@pytest.mark.parametrize("state", sorted(set(LeadState) - {LeadState.SCHEDULED}))
def test_what_is_not_held_is_neither_put_back_nor_skipped(state: LeadState) -> None:
    with pytest.raises(NotNow, match="is not held"):
        put_back(in_state(state), MONDAY_NOON)
    with pytest.raises(NotNow, match="is not held"):
        skip(in_state(state), SETTINGS, MONDAY_NOON, RISHI, "")


def test_a_skipped_lead_rests_and_the_third_skip_is_the_last() -> None:
    life, now = lead_of(), MONDAY_NOON
    for n in range(1, 3):
        life = skip(hold(life, SETTINGS, now, RISHI), SETTINGS, now, RISHI, "known to me")
        assert (life.state, life.due_at, len(life.skips)) == (LeadState.NEW, now + 900, n)
        now += 900
    life = skip(hold(life, SETTINGS, now, RISHI), SETTINGS, now, RISHI, "known to me")
    assert life.state is LeadState.EXHAUSTED
    assert life.reason == "Skipped 3 times, the last time for: known to me"
    assert [each.agent_id for each in life.skips] == [RISHI] * 3


def test_skips_are_counted_between_two_dials() -> None:
    life = skip(hold(lead_of(), SETTINGS, MONDAY_NOON), SETTINGS, MONDAY_NOON, RISHI, "")
    assert dialled(life, MONDAY_NOON + 900).skips == ()


def test_nobody_skips_anothers_card() -> None:
    with pytest.raises(NotNow, match="another agent's card"):
        skip(hold(lead_of(), SETTINGS, MONDAY_NOON, RISHI), SETTINGS, MONDAY_NOON, SIDDHANT, "")


def test_rounds_begin_anew_when_it_is_queued_again() -> None:
    once = failed(lead_of(), AttemptOutcome.INVALID_NUMBER, MONDAY_NOON)
    assert once.state is LeadState.DONE
    assert len(once.tries) == 1
    anew = queue_again(once, MONDAY_NOON + 60)
    assert (anew.state, anew.round, anew.tries) == (LeadState.NEW, 2, ())
    again = dialled(anew, MONDAY_NOON + 600)
    assert again.round == 2
    assert len(again.tries) == 1
    # A push makes it new without a word to its life.
    pushed = replace(once, lead=replace(once.lead, state=LeadState.NEW))
    assert dialled(pushed, MONDAY_NOON).round == 2


def test_it_goes_to_who_promised_then_to_its_own_agent() -> None:
    life = lead_of(agent_id=RISHI)
    assert life.wanted_by == RISHI
    promised = replace(life, callback=Callback(1.0, 0.0, SIDDHANT))
    assert promised.wanted_by == SIDDHANT
    assert replace(life, callback=Callback(1.0, 0.0)).wanted_by == RISHI
    assert attempt_of(dialled(life, MONDAY_NOON)) == "1"
