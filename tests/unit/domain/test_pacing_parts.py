"""What pacing is made of: learning against known laws, the account against hand-counted windows."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from dockline.domain.pacing.answering import HORIZONS, MARGIN, PRIOR_RATE, Answering, Floats
from dockline.domain.pacing.budget import Budget, Window
from dockline.domain.pacing.handling import CALLS, Handling
from dockline.domain.pacing.kernel.ruin import over
from dockline.domain.pacing.level import Level
from dockline.domain.pacing.past import PastCall
from dockline.domain.pacing.settings import Bounds, PacingSettings
from dockline.domain.pacing.since import Ringing, Since
from dockline.domain.pacing.team import Team

ALL_OVER = 1e6


def follow(level: Level, theta: float, seconds: float) -> None:
    """Half seconds in which 0.1 answers are expected, and theta times as many come."""
    for _ in range(round(2 * seconds)):
        level.happened(0.1 * theta, 0.1, 0.5)


def test_the_level_follows_a_burst_and_calms_down() -> None:
    level = Level()
    follow(level, 1.0, 1500)
    assert level.theta == pytest.approx(1.0, abs=0.03)
    follow(level, 3.0, 60)
    assert level.theta > 1.8
    follow(level, 1.0, 300)
    assert level.theta < 1.15


def test_where_bursts_are_usual_the_next_is_believed_sooner() -> None:
    steady, bursty = Level(), Level()
    follow(steady, 1.0, 7200)
    for _ in range(8):
        follow(bursty, 1.0, 600)
        follow(bursty, 3.0, 300)
    follow(bursty, 1.0, 600)
    for level in (steady, bursty):
        follow(level, 3.0, 20)
    assert bursty.theta > 1.3 * steady.theta


@pytest.mark.parametrize("theta", [0.3, 0.7, 2.0])
def test_a_campaign_of_another_level_is_soon_known(theta: float) -> None:
    level = Level()
    follow(level, theta, 150)
    assert level.theta == pytest.approx(theta, rel=0.3)
    follow(level, theta, 1800)
    assert level.theta == pytest.approx(theta, rel=0.05)


def test_while_nothing_is_seen_the_level_becomes_unsure() -> None:
    """After a pause a few answers say more than they did before it."""
    before, after = Level(), Level()
    for level in (before, after):
        follow(level, 1.0, 3600)
    after.happened(0, 0.0, 4 * 3600)
    for level in (before, after):
        follow(level, 2.0, 30)
    assert after.theta > 1.1 * before.theta


def test_time_that_goes_back_changes_nothing() -> None:
    one, other = Level(), Level()
    one.happened(3, 1.0, 0.0)
    other.happened(3, 1.0, -10.0)
    assert one.theta == other.theta


def test_the_start_is_pessimistic() -> None:
    assert Answering(25.0).theta == pytest.approx(1.28, abs=0.02)


def test_what_contradicts_itself_is_survived() -> None:
    level = Level()
    level.happened(3000, 1.0, 0.5)
    level.happened(0, 3000.0, 0.1)
    assert 0 < level.theta < 0.5


def test_the_law_is_a_shape_and_how_many_answer_is_the_level() -> None:
    """An hour in which three of five answer, and another in which one of ten does."""
    answering = Answering(20.0)
    calls = [*past(3600, 0.6), *(after(call, 3600.0) for call in past(3600, 0.1))]
    answering.recall(calls, ALL_OVER)
    assert answering.answer_share == pytest.approx(0.1, rel=0.15)
    assert answering.answer_share == pytest.approx(answering.theta * PRIOR_RATE, rel=0.15)


@pytest.mark.parametrize("share", [0.005, 0.95])
def test_hardly_anybody_and_nearly_everybody(share: float) -> None:
    answering = Answering(20.0)
    answering.recall(past(7200, share), ALL_OVER)
    assert answering.answer_share == pytest.approx(share, rel=0.4 if share < 0.5 else 0.06)


def test_after_a_pause_answers_say_more() -> None:
    """Between what is told, time passes for the level as well."""
    pauses = []
    for pause in (0.0, 4 * 3600.0):
        answering = Answering(20.0)
        answering.recall(
            [*past(3600, 0.25), *(after(call, 3600 + pause) for call in past(60, 0.6))], ALL_OVER
        )
        pauses.append(answering.theta)
    assert pauses[1] > 1.1 * pauses[0]


def test_answer_chances_are_learnt() -> None:
    """Every call is answered at 6 s, or never: then a call of 5 s is the likeliest to be."""
    random = np.random.default_rng(1)
    answering = Answering(20.0)
    now = 0.0
    for _ in range(6000):
        now += 1.0
        answered = bool(random.random() < 0.3)
        answering.ended(6.0 if answered else 20.0, answered=answered)
        answering.advance(np.zeros(0), now)
    assert answering.answer_share == pytest.approx(0.3, abs=0.08)
    young = answering.chances[answering.index(np.array([5.0]))[0]]
    old = answering.chances[answering.index(np.array([8.0]))[0]]
    assert young[0] == pytest.approx(0.3, abs=0.07)
    assert old[: len(HORIZONS)].max() < 0.03


def past(count: int, share: float) -> list[PastCall]:
    """A call a second: some are answered after 6 s, the others ring for 20."""
    luck = np.random.default_rng(5).random(count) < share
    return [
        PastCall(float(at), at + (6.0 if answered else 20.0), answered)
        for at, answered in enumerate(luck.tolist())
    ]


def after(call: PastCall, seconds: float) -> PastCall:
    return replace(call, dialled_at=call.dialled_at + seconds, over_at=call.over_at + seconds)


@pytest.mark.parametrize("share", [0.08, 0.6])
def test_calls_of_before_teach_as_if_they_had_been_followed(share: float) -> None:
    calls = past(1500, share)
    answering = Answering(20.0)
    answering.recall(reversed(calls), ALL_OVER)
    assert answering.answer_share == pytest.approx(share, rel=0.15)
    followed = Answering(20.0)
    for second in range(1520):
        for call in calls:
            if call.over_at == second:
                followed.ended(call.over_at - call.dialled_at, answered=call.answered)
        ringing = [c.dialled_at for c in calls if c.dialled_at <= second < c.over_at]
        followed.advance(np.array(ringing), float(second))
    assert answering.chances == pytest.approx(followed.chances, abs=0.05)
    assert answering.theta == pytest.approx(followed.theta, rel=0.02)


def test_what_ends_before_it_began_is_not_recalled() -> None:
    wrong, right = Answering(20.0), Answering(20.0)
    calls = past(100, 0.25)
    wrong.recall([PastCall(50.0, 40.0, answered=True), *calls, PastCall(99.5, 60.0)], ALL_OVER)
    right.recall(calls, ALL_OVER)
    assert wrong.theta == right.theta
    assert wrong.known == right.known


def test_calls_that_may_ring_still_are_not_recalled() -> None:
    """500 agents, and a restart in the midst: of the last calls only the answers are known yet."""
    random = np.random.default_rng(4)
    calls, ringing, now = [], [], 300.0
    for at in np.arange(0.0, now, 0.05).tolist():
        rings = 1.5 + 7.5 * math.exp(0.5 * random.standard_normal())
        answered = bool(random.random() < 0.25 and rings < 20.0)
        over = at + (rings if answered else 20.0)
        if over <= now:
            calls.append(PastCall(at, over, answered))
        else:
            ringing.append(at)
    answering = Answering(20.0)
    answering.recall(calls, now)
    assert answering.theta == pytest.approx(1.0, abs=0.15)
    assert len(ringing) > 300
    answering.advance(np.array(ringing), now + 0.5)
    assert answering.theta == pytest.approx(1.0, abs=0.15)


def test_calls_that_end_in_the_moment_of_a_restart_are_no_bad_sign() -> None:
    """A hundred that were dialled together ring out together, and others are told that ring still;
    some of these end before anything is decided."""
    answering, before = Answering(20.0), past(4000, 0.25)
    together = [PastCall(4000.0, 4020.0) for _ in range(100)]
    answering.recall([*before, *together], 4040.0)
    known = answering.theta
    for _ in range(100):
        answering.ended(12.0, answered=False)
    answering.advance(np.full(50, 4030.0), 4040.5)
    answering.advance(np.full(50, 4030.0), 4041.0)
    assert answering.theta == pytest.approx(known, rel=0.1)


def test_what_calls_have_said_is_stale_after_a_pause() -> None:
    answering = Answering(20.0)
    answering.recall(past(100, 0.25), ALL_OVER)
    last = max(call.over_at for call in past(100, 0.25))
    assert answering.known == 100
    answering.advance(np.zeros(0), last + 60.0)
    assert answering.known == 100
    answering.advance(np.zeros(0), last + 120.0)
    assert answering.known == pytest.approx(50)
    answering.ended(6.0, answered=True)
    assert answering.known == 51
    answering.advance(np.zeros(0), last + 130.0)
    assert answering.known == 51


@pytest.mark.parametrize("seconds", [20.0, 40.0])
def test_what_was_learnt_stays_with_another_ring_time(seconds: float) -> None:
    """Six in ten answer, after 6 s: until then, and of those who ring on, it is as it was."""
    learnt = Answering(30.0)
    learnt.delayed(4.0)
    learnt.recall(past(1500, 0.6), ALL_OVER)
    made = learnt.for_ring(seconds)
    assert made.known == learnt.known
    assert made.theta == learnt.theta
    assert made.answer_share == pytest.approx(0.6, abs=0.05)
    assert made.chances[:12] == pytest.approx(learnt.chances[:12], abs=0.03)
    made.advance(np.zeros(0), 1550.0)
    assert made.known > 0.5 * learnt.known
    made.ended(seconds + 5.0, answered=False)
    made.advance(np.zeros(0), 1600.0)
    assert made.theta == pytest.approx(learnt.theta, rel=0.1)


def test_of_a_call_that_was_cancelled_only_its_ringing_is_known() -> None:
    """Cancelled at 6 s, or not answered at 6 s: of the one nobody knows."""
    cut, silent = Answering(20.0), Answering(20.0)
    cut.recall((PastCall(at, at + 6.0, cancelled=True) for at in range(200)), ALL_OVER)
    silent.recall((PastCall(at, at + 20.0) for at in range(200)), ALL_OVER)
    assert silent.answer_share < 0.5 * cut.answer_share


def test_agents_of_a_team_are_recalled_once() -> None:
    """Each of its campaigns has them to tell."""
    handling = Handling(2.0)
    calls = [PastCall(at, at + 6.0, True, talked=60.0, handled=80.0) for at in range(300)]
    handling.recall([*calls, PastCall(400.0, 406.0, True)])
    handling.recall(calls)
    assert len(handling) == 300
    handling.advance(1000.0, np.zeros(0), np.zeros(0))
    assert handling.mean == pytest.approx(80.0, abs=4.0)


def firm(answering: Answering) -> Floats:
    """Of calls that cannot be hung up, without the margin."""
    firm: Floats = answering.chances[:, len(HORIZONS) :] / MARGIN
    return firm


def test_what_can_be_hung_up_is_not_firm() -> None:
    """A call that has rung 15 s may be cancelled before it is answered too many."""
    answering = Answering(25.0)
    answering.recall(past(1500, 0.25), ALL_OVER)  # until the level is no question
    young, old = answering.index(np.array([6.0, 16.0]))
    within = HORIZONS.index(5.0)
    assert firm(answering)[young][within] == pytest.approx(answering.chances[young][within])
    assert firm(answering)[young][-1] < answering.chances[young][len(HORIZONS) - 1]
    assert firm(answering)[old][-1] < answering.chances[old][0]


def test_ringing_calls_count_before_they_end() -> None:
    answering = Answering(20.0)
    answering.recall(past(1500, 0.25), ALL_OVER)
    before = answering.theta
    for second in range(1, 13):
        answering.advance(np.full(40, 1600.0), 1600.0 + second)
    assert answering.theta < before / 1.3  # forty calls rang 12 s and nobody answered


@pytest.mark.parametrize("seconds", [200, 600, 3600])
def test_that_hardly_anybody_answers_may_be_bad_luck(seconds: int) -> None:
    """Few may answer from now on, or as many as before: of calls that cannot be hung up nearly
    half of those at least are reckoned with."""
    answering, within = Answering(20.0), HORIZONS.index(12.0)
    answering.recall(past(seconds, 0.25), ALL_OVER)
    before = answering.chances[0].copy()
    for second in range(1, 16):
        answering.advance(np.full(40, seconds + 100.0), seconds + 100.0 + second)
    assert answering.chances[0][within] < 0.3 * before[within]
    assert answering.chances[0][len(HORIZONS) + within] > 0.45 * before[len(HORIZONS) + within]


def test_free_chances_are_those_of_the_calls_remembered() -> None:
    handling = Handling(2.0)
    for number in range(800):
        handling.handled(60.0, 80.0 if number % 2 else 200.0)
    handling.advance(100.0, np.zeros(0), np.zeros(0))
    handling.advance(100.5, np.zeros(0), np.zeros(0))
    within = handling.talking[59]
    assert within[HORIZONS.index(16.0)] < 0.05  # 59 + 16 + 2 = 77 s: nobody yet
    assert within[HORIZONS.index(21.0)] == pytest.approx(0.5, abs=0.05)
    assert handling.wrapping[5][HORIZONS.index(16.0)] == pytest.approx(0.5, abs=0.05)
    assert handling.mean == pytest.approx(140.0, abs=5.0)


def test_only_the_last_calls_are_remembered() -> None:
    """What came and went leaves no trace in the counts."""
    old, fresh = Handling(2.0), Handling(2.0)
    for number in range(700):
        old.handled(5.0 + number % 40, 30.0 + number % 90)
    old.advance(50.0, np.zeros(0), np.zeros(0))
    for handling in (old, fresh):
        for number in range(CALLS):
            handling.handled(60.0 + number % 7, 80.0 + number % 50)
        handling.advance(100.0, np.zeros(0), np.zeros(0))
        handling.advance(100.5, np.zeros(0), np.zeros(0))
    np.testing.assert_allclose(old.talking, fresh.talking)
    np.testing.assert_allclose(old.wrapping, fresh.wrapping)
    assert old.mean == pytest.approx(fresh.mean)


def test_credit_is_earned_first() -> None:
    budget = Budget(0.03, Window(7200.0))
    assert budget.credit(remaining=1000, waiting=0, present=10).gate == 1
    for _ in range(34):
        budget.answered()
        budget.settled(abandoned=False, alpha=0.01, now=0.0)
    assert budget.credit(remaining=1000, waiting=0, present=10).gate == 2
    budget.settled(abandoned=True, alpha=0.01, now=0.0)
    budget.settled(abandoned=True, alpha=0.01, now=0.0)
    spent = budget.credit(remaining=1000, waiting=0, present=10)
    assert spent.credit == pytest.approx(34 * 0.03 - 2)
    assert spent.gate < 1


def test_a_window_that_stays_small_is_counted_whole() -> None:
    """The first abandon may come before the thirty-fourth answer, and the second only then."""
    first = Budget(0.03, Window(7200.0, answers=10))
    assert first.credit(remaining=60, waiting=0, present=2).credit == pytest.approx(1.0)
    assert first.credit(remaining=60, waiting=0, present=2).gate == 2
    assert first.credit(remaining=200, waiting=0, present=2).credit == pytest.approx(0.3)
    for answers, credit in ((33, 0.0), (34, 1.0)):
        spent = Budget(0.03, Window(7200.0, answers=answers, abandons=1))
        assert spent.credit(remaining=60, waiting=0, present=2).credit == pytest.approx(credit)


@given(st.floats(0.0, 0.1), st.integers(0, 139), st.integers(0, 9), st.floats(0.0, 100.0))
def test_a_small_window_may_come_to_be_a_large_one(
    cap: float, answers: int, abandons: int, remaining: float
) -> None:
    """What it may abandon while it is small leaves one to be kept at 150 answers."""
    budget = Budget(cap, Window(7200.0, answers=answers, abandons=abandons))
    credit = budget.credit(remaining=remaining, waiting=0, present=2)
    earned = cap * answers - abandons
    for count in (credit.credit, credit.end):
        assert count == pytest.approx(earned) or abandons + count <= cap * 150 - 1
        assert earned - 1e-9 <= count < earned + 1 + 1e-9
    assert credit.end >= credit.credit - 1e-9
    assert credit.kept == 0 or not credit.whole
    strict = budget.credit(remaining=remaining, waiting=0, present=2, may_be_whole=False)
    assert strict.credit == pytest.approx(earned)


def test_a_small_window_at_its_end_is_lost_by_more_than_a_part_of_an_abandon() -> None:
    budget = Budget(0.03, Window(7200.0, answers=40))
    small = budget.credit(remaining=2, waiting=0, present=2)
    assert small.kept == 0
    for further, lost in ((1, False), (2, False), (3, True)):
        chance = over(np.array([small.cap, small.end, small.calm]), further)
        assert (chance > 0.9) is lost


def test_machine_mistakes_keep_credit_back() -> None:
    plain = Budget(0.03, Window(7200.0, answers=500, abandons=5))
    erring = Budget(0.03, Window(7200.0, answers=500, abandons=5), mistaken=0.01)
    wanted = max(3 * math.sqrt(0.01 * (500 + more)) - 0.02 * more for more in range(1000))
    assert erring.reserve(1000) == pytest.approx(wanted, abs=0.01)
    assert (
        erring.credit(remaining=1000, waiting=0, present=10).credit
        < plain.credit(remaining=1000, waiting=0, present=10).credit - 6
    )


def test_the_price_learns_except_while_the_gate_binds() -> None:
    budget = Budget(0.03, Window(7200.0))
    budget.settled(abandoned=True, alpha=0.02, now=1.0)
    learnt = budget.kappa
    assert learnt < 1.0
    budget.gate_bound(2.0)
    budget.settled(abandoned=True, alpha=0.02, now=5.0)
    assert budget.kappa == learnt
    budget.settled(abandoned=False, alpha=0.02, now=20.0)
    assert budget.kappa > learnt


def test_the_price_is_learnt_again_from_calls_of_before() -> None:
    """In the order in which they were answered, wherever it began."""
    calls = [PastCall(at, at + 6.0, True, abandoned=at < 40.0) for at in range(400)]
    followed, recalled = Budget(0.03, Window(7200.0)), Budget(0.03, Window(7200.0))
    for call in calls:
        followed.settled(abandoned=call.abandoned, alpha=0.03, now=call.over_at)
    recalled.recall([*reversed(calls), PastCall(7.0, 9.0)])
    assert recalled.kappa == pytest.approx(followed.kappa)
    assert recalled.kappa == pytest.approx(0.6 * math.exp(360 * 0.024 * 0.03)), "from its least"
    other = Budget(0.01, Window(3600.0))
    other.follow(recalled)
    assert other.kappa == recalled.kappa


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=80))
def test_starts_are_kept_as_a_dictionary_would(moves: list[tuple[int, bool]]) -> None:
    since, plain = Since(), {}
    for time, (which, add) in enumerate(moves):
        if add and which not in since:
            since.add(which, float(time))
            plain[which] = float(time)
        elif not add:
            assert since.take(which) == plain.pop(which, None)
    assert dict(zip(since.ids, since.starts.tolist(), strict=True)) == plain


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from(["add", "silent", "rang", "take"])),
        max_size=80,
    )
)
def test_ringing_is_kept_as_a_dictionary_would(moves: list[tuple[int, str]]) -> None:
    ringing, since, rung = Ringing(), {}, {}
    for time, (which, move) in enumerate(moves):
        if move in ("add", "silent") and which not in ringing:
            ringing.add(which, float(time), rings=move == "add")
            since[which] = float(time)
            rung[which] = float(time) if move == "add" else math.inf
        elif move == "rang":
            new = rung.get(which) == math.inf
            assert ringing.rang(which, float(time)) == (time - since[which] if new else None)
            rung.update({which: float(time)} if new else {})
        elif move == "take":
            assert ringing.take(which) == since.pop(which, None)
            rung.pop(which, None)
    found = dict(zip(ringing.ids, ringing.rung(100.0).tolist(), strict=True))
    assert found == {which: 100.0 - start for which, start in rung.items()}


def test_what_rings_late_may_be_hung_up_late() -> None:
    answering = Answering(25.0)
    age = answering.index(np.array([14.0]))[0]
    before = firm(answering)[age][-1]
    answering.delayed(2.2)
    slow = firm(answering)[age][-1]
    assert slow > 2 * before
    for _ in range(400):
        answering.delayed(0.0)
    assert before <= firm(answering)[age][-1] < slow / 1.5


def test_agents_who_leave_are_foreseen() -> None:
    calm, restless = Team(), Team()
    for agent in range(40):
        calm.came(agent)
        restless.came(agent)
    for minute in range(30):
        calm.advance(minute * 60.0)
        restless.advance(minute * 60.0)
        restless.left(minute)
        restless.came(100 + minute)
    calm.advance(29 * 60.0)
    restless.advance(29 * 60.0)
    assert restless.leaving[-1] > 10 * calm.leaving[-1]
    assert restless.leaving[-1] == pytest.approx(
        HORIZONS[-1] * 30.5 / (29 * 60 * 40 + 14400), rel=0.03
    )


def test_how_many_are_busy_is_told_as_it_is() -> None:
    """It is asked for again at once by another campaign: what happened between counts."""
    team = Team()
    team.handling.recall(
        PastCall(at, at + 6.0, True, talked=10.0 + at % 40, handled=15.0 + at % 70)
        for at in range(100)
    )
    team.advance(100.0)
    team.advance(100.5)
    for agent in range(20):
        team.came(agent)
        team.connected(agent, 290.0)

    def busy() -> tuple[float, int]:
        law, agents = team.busy(300.0)
        return float(law.moments[0, 4]), agents

    mean, agents = busy()
    assert agents == 20
    assert team.busy(300.0)[0] is team.busy(300.0)[0]
    team.freed(0, 300.0)
    team.left(1)
    fewer, agents = busy()
    assert fewer == pytest.approx(mean * 18 / 20)
    assert agents == 18
    team.wrap_up_began(2, 300.0)
    wraps, _ = busy()
    assert wraps != pytest.approx(mean * 18 / 20, rel=1e-3)
    told = [wraps]
    for _ in range(3):  # the first of several campaigns learns of talks, the second of wrap-ups
        team.advance(300.0)
        told.append(busy()[0])
        assert told[-1] == pytest.approx(team.busy_chances(300.0)[:, 4].sum())
    assert len(set(told)) == 3
    assert told[2] == told[3]


def test_agents_come_work_and_leave() -> None:
    team = Team()
    team.came(1)
    team.came(2)
    team.connected(1, 0.0)
    team.wrap_up_began(1, 50.0)
    assert (len(team.idle), team.present) == (1, 2)
    team.freed(1, 60.0)
    assert team.idle == {1, 2}
    team.connected(2, 60.0)
    team.left(2)
    team.wrap_up_began(2, 90.0)
    assert team.present == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cap", 1.0),
        ("ring_seconds", 10.0),
        ("wait_seconds", 0.0),
        ("ratio", 0.5),
        ("amd_mistaken", 0.9),
    ],
)
def test_wrong_settings_are_named(field: str, value: float) -> None:
    with pytest.raises(ValueError, match=field):
        PacingSettings(**{field: value})  # type: ignore[arg-type]


def test_bounds() -> None:
    assert Bounds(lines=5, starts=2, leads=9).most() == 2
    assert Bounds(lines=5, healthy=False).most() == 0
    assert Bounds(lines=-1).most() == 0


def test_quick_answers_of_a_first_wave_do_not_look_like_all() -> None:
    """A hundred calls start together, and the quick ones answer: the others still ring."""
    answering = Answering(25.0)
    answering.advance(np.zeros(0), 0.0)
    random = np.random.default_rng(2)
    rings = 1.5 + 7.5 * np.exp(0.5 * random.standard_normal(1000))
    ends = np.where(random.random(1000) < 0.25, rings, 25.0)
    for half in range(1, 44):
        now = half / 2
        for age in ends[(ends > now - 0.5) & (ends <= now)].tolist():
            answering.ended(age, answered=True)
        answering.advance(np.zeros(int((ends > now).sum())), now)
    assert answering.answer_share == pytest.approx(0.25, abs=0.06)
    assert 0.6 < answering.theta < 1.5


def test_a_wave_is_not_foretold_in_steps() -> None:
    """Two thousand calls start together; each answer is told when it comes. Forty of them within a
    half second are no burst, and the half second's end is no lull."""
    answering = Answering(25.0)
    answering.advance(np.zeros(0), 0.0)
    random = np.random.default_rng(3)
    rings = 1.5 + 7.5 * np.exp(0.5 * random.standard_normal(2000))
    rings = np.sort(rings[(random.random(2000) < 0.25) & (rings < 15)])
    thetas = []
    for number, at in enumerate(rings.tolist()):
        answering.ended(at, answered=True)
        answering.advance(np.zeros(2000 - number - 1), at)
        if number >= 40:
            thetas.append(answering.theta)
    assert min(thetas) > 0.7
    assert max(thetas) < 1.4


def test_a_call_that_is_hung_up_foretold_what_it_did_until_then() -> None:
    """A little before a half second is over, or a little after it: that is nearly the same."""
    thetas = []
    for age in (5.95, 6.05):
        answering = Answering(25.0)
        for start in range(0, 60, 6):
            answering.advance(np.full(5, float(start)), start + 0.1)  # none of them answers
            for _ in range(5):
                answering.ended(age, answered=False, cancelled=True)
            answering.advance(np.zeros(0), start + age)
        thetas.append(answering.theta)
    assert thetas[1] == pytest.approx(thetas[0], rel=0.03)
    assert thetas[1] < thetas[0] < 0.8


def test_long_calls_still_going_on_count_as_not_ended() -> None:
    """Of a shift's first calls the short ones end first."""
    alone, aware = Handling(2.0), Handling(2.0)
    for handling in (alone, aware):
        for _ in range(30):
            handling.handled(15.0, 30.0)
    alone.advance(60.0, np.zeros(0), np.zeros(0))
    aware.advance(60.0, np.zeros(70), np.zeros(0))
    late = HORIZONS.index(21.0)
    assert alone.talking[10][late] > 0.8
    assert aware.talking[10][late] == pytest.approx(0.3, abs=0.05)


def test_an_unknown_team_frees_nobody() -> None:
    assert Handling(2.0).talking.max() == 0.0
