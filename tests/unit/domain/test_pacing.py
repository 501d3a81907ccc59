"""Pacing as a dialer uses it: tell it what happens, ask it what to do."""

import math

import numpy as np
import pytest

from dockline.domain.pacing import (
    Bounds,
    Decision,
    Mode,
    Pacing,
    PacingSettings,
    PastCall,
    Reason,
    Round,
    Team,
    Window,
    in_turn,
)

HOUR = 3600.0
ALL_OVER = 1e6


def pacing(
    agents: int,
    *,
    mode: Mode = Mode.PREDICTIVE,
    ratio: float = 1.0,
    cap: float = 0.03,
    answers: float = 0,
    abandons: float = 0,
    emergency: bool = False,
    ends_at: float = 2 * HOUR,
) -> Pacing:
    team = Team()
    for agent in range(agents):
        team.came(agent)
    return Pacing(
        PacingSettings(mode=mode, ratio=ratio, cap=cap, emergency_cancels=emergency),
        Window(ends_at, answers, abandons),
        team,
    )


def busy(agents: int, idle: int = 0, **more: float) -> Pacing:
    """A team at work, in a window in which some credit was earned."""
    made = pacing(agents, **more)  # type: ignore[arg-type]
    nobody = np.zeros(0)
    for number in range(200):  # what they did before: 15 to 214 s of talk, 20 s of wrap-up
        made.team.handling.handled(15.0 + number, 35.0 + number)
    made.team.handling.advance(600.0, nobody, nobody)
    for agent in range(agents - idle):
        made.team.connected(agent, -5.0 * agent)
    return made


def calls_before(count: int, each: int) -> list[PastCall]:
    """A call a second that rings for 20 s; one of `each` is answered then."""
    return [PastCall(at, at + 20.0, answered=at % each == 0) for at in range(count)]


def dial(made: Pacing, count: int, now: float = 0.0, first: int = 0) -> None:
    for call in range(first, first + count):
        made.dialled(call, now)


def test_nobody_present_dials_nothing() -> None:
    assert pacing(0).decide(0.0).reason is Reason.NOBODY


def test_progressive_dials_one_line_for_each_free_agent() -> None:
    made = pacing(5, mode=Mode.PROGRESSIVE)
    dial(made, 2)
    made.dialled(9, 0.0)
    made.answered(9, 1.0)
    assert made.decide(1.0).dial == 2


def test_power_dials_its_ratio_until_the_credit_is_gone() -> None:
    assert pacing(4, mode=Mode.POWER, ratio=2.5).decide(0.0).dial == 10
    spent = pacing(4, mode=Mode.POWER, ratio=2.5, answers=200, abandons=8)
    assert spent.decide(0.0).dial == 4


def test_small_windows_are_counted_whole_where_there_is_a_price() -> None:
    """A fixed ratio knows none: it would spend all that rounding up lets through."""
    power = pacing(3, mode=Mode.POWER, ratio=6.0, answers=10, ends_at=900.0).decide(0.0)
    predictive = pacing(3, answers=10, ends_at=900.0).decide(0.0)
    assert (power.further, predictive.further) == (1, 2)
    assert power.credit == pytest.approx(0.3)
    assert predictive.credit == pytest.approx(1.0)


@pytest.mark.parametrize(("abandons", "owes"), [(1, False), (2, True)])
def test_a_small_window_owes_whole_abandons(abandons: int, owes: bool) -> None:
    made = pacing(3, answers=10, abandons=abandons, ends_at=900.0)
    made.decide(0.0)
    assert made.owes is owes
    large = pacing(30, answers=10, abandons=abandons)
    large.decide(0.0)
    assert large.owes


@pytest.mark.parametrize(("mode", "learns"), [(Mode.PREDICTIVE, True), (Mode.PROGRESSIVE, False)])
def test_the_price_is_learnt_where_something_is_risked(mode: Mode, learns: bool) -> None:
    made = pacing(3, mode=mode)
    made.decide(0.0)
    dial(made, 1)
    made.answered(0, 12.0)
    made.connected(0, 12.0)
    assert (made.budget.kappa != 1.0) is learns


def test_predictive_dials_ahead_of_free_agents() -> None:
    made = busy(50, idle=4, answers=600, abandons=3)
    decision = made.decide(0.0)
    assert decision.dial > decision.idle
    assert decision.risk <= decision.tau


def test_a_first_wave_is_bounded_until_calls_are_known() -> None:
    """However many agents are free: whether few answer, or late, is the same for all its calls."""
    made = pacing(500)
    first = made.decide(0.0)
    assert (first.dial, first.reason) == (540, Reason.LEARNING)
    dial(made, 540)
    for call in range(10):
        made.answered(call, 5.0)
        made.connected(call, 5.0)
        made.team.connected(call, 5.0)
    again = made.decide(5.0)
    assert (again.dial, again.reason) == (40, Reason.LEARNING)
    assert "learning" in again.explain()


def test_the_trunk_may_bound_a_first_wave_as_well() -> None:
    assert pacing(500).decide(0.0, Bounds(lines=530)).reason is Reason.BOUNDED


def test_a_campaign_that_knows_its_calls_has_no_first_wave() -> None:
    made = pacing(500)
    made.answering.recall(calls_before(800, 4), ALL_OVER)
    decision = made.decide(900.0)
    assert decision.dial > 900
    assert decision.reason is not Reason.LEARNING


def test_after_a_pause_there_is_a_first_wave_again() -> None:
    """It may be another list, or another time of day; after a minute nothing is forgotten yet."""
    made = pacing(500)
    made.answering.recall(calls_before(4000, 12), ALL_OVER)
    assert made.answering.known == 1000
    soon, later = made.decide(4070.0), made.decide(4020.0 + 1260.0)
    assert (soon.dial, soon.reason) == (1000, Reason.BOUNDED)  # so many at once
    assert (later.dial, later.reason) == (540, Reason.LEARNING)


def test_of_two_first_waves_the_free_agents_are_counted_once() -> None:
    """The second begins while the first one rings, since that has no more leads."""
    first, second = sharing([Mode.PREDICTIVE] * 2)
    for each in (first, second):
        each.share_with([first, second])
    for agent in range(500):
        first.team.came(agent)
    dial(first, first.decide(0.0).dial)
    assert len(first.ringing) == 540
    assert first.decide(0.5, Bounds(leads=0)).reason is Reason.BOUNDED
    assert second.decide(0.5).dial == 40


def test_a_campaign_that_learns_holds_no_other_back() -> None:
    fresh, known = sharing([Mode.PREDICTIVE] * 2)
    for each in (fresh, known):
        each.share_with([fresh, known])
    known.answering.recall(calls_before(800, 4), ALL_OVER)
    for agent in range(60):
        known.team.came(agent)
    dial(fresh, fresh.decide(900.0).dial)
    asked, decision = Round(), fresh.decide(900.5)
    assert decision.reason is Reason.LEARNING
    asked.decided(fresh, decision, 0)
    assert not asked.held(known)
    assert known.decide(900.5).dial > 0


def test_without_credit_late_in_the_window_each_line_has_its_agent() -> None:
    made = busy(20, idle=3, answers=200, abandons=8)
    decision = made.decide(2 * HOUR - 300)
    assert (decision.dial, decision.reason) == (3, Reason.NO_CREDIT)
    assert decision.further < 1


def test_without_credit_early_in_the_window_the_price_is_a_fraction() -> None:
    poor = busy(20, idle=6, answers=200, abandons=7).decide(0.0)
    rich = busy(20, idle=6, answers=200, abandons=1).decide(0.0)
    assert poor.further < 1
    assert poor.tau < rich.tau / 3
    assert 6 <= poor.dial < rich.dial


def test_a_cap_of_nothing_is_progressive() -> None:
    decision = busy(20, idle=4, cap=0.0).decide(0.0)
    assert decision.dial == 4


@pytest.mark.parametrize(
    "bounds", [Bounds(lines=2), Bounds(starts=2), Bounds(leads=2), Bounds(lines=9, leads=2)]
)
def test_bounds_bind(bounds: Bounds) -> None:
    decision = pacing(20).decide(0.0, bounds)
    assert (decision.dial, decision.reason) == (2, Reason.BOUNDED)


def test_a_sick_engine_dials_nothing() -> None:
    assert pacing(20).decide(0.0, Bounds(healthy=False)).dial == 0


def test_in_an_emergency_the_young_are_cancelled_last_where_that_is_allowed() -> None:
    """Half the team is gone: those that have rung their 15 seconds go first, oldest first."""
    made = busy(10, answers=400, abandons=3, emergency=True)
    dial(made, 3, now=-18.0)
    dial(made, 40, now=-4.0, first=10)
    decision = made.decide(0.0)
    assert decision.reason is Reason.EMERGENCY
    assert decision.dial == 0
    assert set(decision.cancel[:3]) == {0, 1, 2}
    assert 3 < len(decision.cancel) < 43
    for call in decision.cancel:
        made.cancelled(call, 0.0)
    assert made.decide(0.0).reason is not Reason.EMERGENCY


def test_by_default_no_call_is_cancelled_before_its_fifteen_seconds() -> None:
    """47 CFR 64.1200(a)(6), whatever it costs."""
    made = busy(10, answers=400, abandons=3)
    dial(made, 3, now=-18.0)
    dial(made, 40, now=-4.0, first=10)
    assert set(made.decide(0.0).cancel) == {0, 1, 2}
    for call in range(3):
        made.cancelled(call, 0.0)
    assert made.decide(0.0).cancel == ()


def test_the_fifteen_seconds_are_of_ringing() -> None:
    """A call that took four seconds to ring has rung 15 s when it is 19 s old."""
    made = busy(10, answers=2000, abandons=20)
    for call in range(12):
        made.dialled(call, -18.0, rings=False)
    made.dialled(12, -18.0, rings=False)
    for call in range(12):
        made.rang(call, -14.0)
    assert made.decide(0.0).cancel == ()
    later = made.decide(1.5)
    assert later.cancel
    assert 12 not in later.cancel  # nobody has heard it ring


def test_with_nothing_earned_no_call_may_find_nobody() -> None:
    """The first abandon would break the cap: nothing is dialled that could be one too many."""
    early = busy(10, idle=3, answers=20, emergency=True)
    assert early.decide(0.0).dial < busy(10, idle=3, answers=400).decide(0.0).dial
    dial(early, 30, now=-4.0)
    assert early.decide(0.0).reason is Reason.EMERGENCY


def test_what_cannot_be_earned_back_is_risked_less() -> None:
    """Three more abandons break the cap; early in the window there is time to earn them back."""
    early = busy(20, idle=4, answers=500, abandons=13).decide(0.0)
    late = busy(20, idle=4, answers=500, abandons=13, ends_at=200.0).decide(0.0)
    assert early.further == late.further == 3
    assert late.reason is Reason.GATE
    assert 4 <= late.dial < early.dial


def test_near_its_end_a_window_keeps_an_abandon_for_the_unforeseen() -> None:
    """Two are earned: the second is spent while there is time to earn it again, not later."""
    early = busy(20, idle=4, answers=500, abandons=13).decide(0.0)
    late = busy(20, idle=4, answers=500, abandons=13, ends_at=900.0).decide(0.0)
    last = busy(20, idle=4, answers=500, abandons=14, ends_at=900.0).decide(0.0)
    assert (early.further, late.further, last.further) == (3, 3, 2)
    assert 4 == last.dial <= late.dial < early.dial


def test_old_calls_that_are_not_worth_their_risk_are_cancelled() -> None:
    made = busy(10, answers=2000, abandons=20)
    dial(made, 12, now=-16.0)
    decision = made.decide(0.0)
    assert decision.reason is Reason.ROUTINE
    assert set(decision.cancel) <= set(range(12))


def test_so_they_are_while_a_first_wave_is_bounded() -> None:
    made = busy(10, answers=2000, abandons=47)
    dial(made, 45, now=-16.0)
    assert made.answering.known == 0
    decision = made.decide(0.0)
    assert decision.dial == 0
    assert decision.cancel != ()
    again = busy(10, answers=2000, abandons=47)
    dial(again, 45, now=-3.0)
    assert again.decide(0.0).reason is Reason.LEARNING


def test_a_call_under_fifteen_seconds_is_not_cancelled_as_a_routine() -> None:
    made = busy(10, answers=2000, abandons=20)
    dial(made, 12, now=-14.0)
    assert made.decide(0.0).cancel == ()


def test_every_decision_says_why() -> None:
    decision = busy(20, answers=600, abandons=4).decide(0.0)
    line = decision.explain()
    assert str(decision.reason) in line
    assert f"credit {decision.credit:.2f}" in line
    assert f"tau {decision.tau:.4f}" in line


def test_the_same_events_give_the_same_decisions() -> None:
    def play() -> list[Decision]:
        made = busy(12, idle=2, answers=300, abandons=2)
        told = []
        for step in range(60):
            now = step * 0.5
            decision = made.decide(now)
            told.append(decision)
            dial(made, decision.dial, now, first=1000 * step)
            if step % 7 == 6 and len(made.ringing):
                made.failed(made.ringing.ids[0], now)
        return told

    assert play() == play()


def test_counters_survive_a_restart() -> None:
    made = busy(10, answers=300, abandons=9)
    made.dialled(1, 0.0)
    made.answered(1, 5.0)
    made.abandoned(1, 7.0)
    again = Pacing(made.settings, made.budget.counters(), made.team)
    assert again.budget.counters() == Window(2 * HOUR, 301, 10)
    assert again.decide(8.0).credit == made.decide(8.0).credit


def test_a_new_window_starts_at_nothing_and_forgets_who_waits() -> None:
    made = busy(10, answers=300, abandons=12)
    made.dialled(1, 0.0)
    made.answered(1, 5.0)
    made.window(Window(4 * HOUR))
    made.abandoned(1, 7.0)
    assert made.budget.counters() == Window(4 * HOUR)


def test_estimated_machine_mistakes_count_as_abandons() -> None:
    made = busy(10, answers=300)
    made.dialled(1, 0.0)
    made.machine(1, 12.0, mistaken=0.25)
    counters = made.budget.counters()
    assert (counters.answers, counters.abandons, counters.mistaken) == (300.25, 0.25, 0.25)


def test_campaigns_of_one_team_see_each_others_calls() -> None:
    one = busy(20, idle=2, answers=600, abandons=4)
    other = Pacing(PacingSettings(), Window(2 * HOUR, 600, 4), one.team)
    one.share_with([one, other])
    other.share_with([one, other])
    alone = other.decide(0.0).dial
    dial(one, alone + 6)
    assert other.decide(0.0).dial < alone


def test_a_campaign_at_its_cap_holds_the_others_back() -> None:
    """Its people wait for the same agents."""
    one = busy(20, idle=3, answers=3000, abandons=20)
    free = one.decide(0.0).dial
    poor = Pacing(PacingSettings(), Window(2 * HOUR, 100, 3), one.team)
    one.share_with([one, poor])
    poor.share_with([one, poor])
    dial(poor, 1, first=500)
    assert one.decide(0.0).dial < free


def test_a_campaign_over_its_cap_comes_to_dial() -> None:
    """The others leave it agents to earn it back, as long as it has leads."""
    one = busy(20, idle=4, answers=3000, abandons=20)
    free = one.decide(0.0).dial
    over = Pacing(PacingSettings(), Window(2 * HOUR, 100, 5), one.team)
    one.share_with([one, over])
    over.share_with([one, over])
    assert over.owes
    assert not one.owes
    over.decide(0.0, Bounds(leads=0))
    assert one.decide(0.0).dial == free
    over.decide(0.0)
    assert one.decide(0.0).dial < free


def test_where_it_owes_others_with_many_lines_leave_it_agents() -> None:
    """Of calls that hardly anybody answers each is not meant for an agent of its own."""
    other = busy(20, idle=6, answers=3000, abandons=20)
    over = Pacing(PacingSettings(), Window(2 * HOUR, 100, 40), other.team)
    other.share_with([other, over])
    over.share_with([other, over])
    other.answering.recall(calls_before(3000, 50), ALL_OVER)
    dial(other, 30, now=-1.0)
    assert other.answering.answer_share < 0.05
    assert (over.decide(0.0).reason, over.decide(0.0).dial) == (Reason.NO_CREDIT, 5)
    other.answering.recall(calls_before(3000, 2), ALL_OVER)
    assert over.decide(0.0).dial == 0


def test_a_campaign_that_comes_back_has_a_small_first_wave() -> None:
    """Beside others it may not have had its turn for long: its level may be another by now."""
    made = busy(40, idle=2, answers=3000, abandons=20)
    made.answering.recall(calls_before(4000, 20), ALL_OVER)
    later = made.decide(4020.0 + 1200.0)
    assert (later.dial, later.reason) == (12, Reason.LEARNING)


def test_a_campaign_that_has_earned_nothing_yet_comes_to_dial_in_its_turn() -> None:
    """With many agents at work the next answer too many is never unlikely enough for it: so the
    others leave it agents, in its turn, until it has earned an abandon."""
    one = busy(200, idle=4, answers=3000, abandons=20)
    free = one.decide(0.0).dial
    fresh = Pacing(PacingSettings(), Window(2 * HOUR, 20, 0), one.team)
    one.share_with([one, fresh])
    fresh.share_with([one, fresh])
    assert in_turn([one, fresh], [900, 0], [True, True], 0.0) == [1, 0]
    fresh.decide(0.0)
    assert one.decide(0.0).dial < free
    fresh.budget.answers = 40.0
    assert one.decide(0.0).dial == free
    fresh.budget.answers = 20.0
    assert in_turn([one, fresh], [900, 9000], [True, True], 200.0) == [0, 1]
    assert one.decide(0.0).dial == free


def test_events_of_unknown_calls_change_nothing() -> None:
    made = busy(10, answers=300)
    before = made.budget.counters()
    made.answered(77, 1.0)
    made.abandoned(77, 2.0)
    made.connected(77, 2.0)
    made.failed(77, 2.0)
    made.cancelled(77, 2.0)
    assert made.budget.counters() == before


def test_credit_grows_with_answers_alone() -> None:
    made = busy(10, answers=300, abandons=2)
    first = made.decide(0.0).credit
    made.dialled(1, 0.0)
    made.answered(1, 4.0)
    assert math.isclose(made.decide(4.0).credit, first + 0.03)


def sharing(modes: list[Mode]) -> list[Pacing]:
    team = Team()
    return [Pacing(PacingSettings(mode=mode), Window(7200.0), team) for mode in modes]


def test_campaigns_that_share_agents_dial_in_turn() -> None:
    """Three minutes each, the one that dialled least next; one without leads is passed over."""
    pacings, able = sharing([Mode.PREDICTIVE] * 3), [True, True, True]
    assert in_turn(pacings, [5, 3, 4], able, 0.0) == [1, 2, 0]
    assert in_turn(pacings, [5, 90, 4], able, 179.0) == [1, 2, 0]
    assert in_turn(pacings, [5, 90, 4], able, 180.0) == [2, 0, 1]
    assert [pacing.out_of_turn for pacing in pacings] == [True, True, False]
    assert in_turn(pacings, [5, 90, 9], [True, True, False], 190.0) == [0, 2, 1]
    assert in_turn(pacings, [99, 90, 9], [False, False, False], 200.0)[0] == 2


def test_one_that_owes_comes_before_the_one_whose_turn_it_is() -> None:
    pacings = sharing([Mode.PREDICTIVE] * 2)
    assert in_turn(pacings, [1, 2], [True, True], 0.0) == [0, 1]
    pacings[1].budget.abandons = 1.0
    assert in_turn(pacings, [1, 2], [True, True], 10.0) == [1, 0]
    pacings[1].budget.abandons = 0.0
    assert in_turn(pacings, [50, 2], [True, True], 20.0) == [0, 1]


def test_campaigns_that_are_not_all_predictive_share_call_by_call() -> None:
    pacings = sharing([Mode.PREDICTIVE, Mode.PROGRESSIVE])
    assert in_turn(pacings, [1, 2], [True, True], 0.0) == [0, 1]
    assert in_turn(pacings, [3, 2], [True, True], 1.0) == [1, 0]
    assert not any(pacing.out_of_turn for pacing in pacings)


def test_campaigns_whose_teams_only_overlap_share_call_by_call() -> None:
    """In a turn of one, those who are in the other's team alone would sit idle."""
    pacings = [pacing for _ in range(2) for pacing in sharing([Mode.PREDICTIVE])]
    pacings[0].team.came(1)
    pacings[1].team.came(2)
    assert in_turn(pacings, [1, 2], [True, True], 0.0) == [0, 1]
    assert in_turn(pacings, [3, 2], [True, True], 1.0) == [1, 0]


def test_a_turn_goes_on_while_its_campaign_is_not_asked_and_is_not_had_twice() -> None:
    first, second = sharing([Mode.PREDICTIVE] * 2)
    assert in_turn([first, second], [1, 2], [True, True], 0.0) == [0, 1]
    assert in_turn([], [], [], 5.0) == [], "both are paused, and nothing rings"
    assert in_turn([second], [2], [True], 10.0) == [0], "the first is paused"
    assert in_turn([first, second], [1, 2], [True, True], 20.0) == [1, 0], "it is the second's turn"
    assert in_turn([first, second], [1, 2], [True, True], 190.0) == [0, 1]
