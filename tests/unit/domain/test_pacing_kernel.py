"""The compiled kernel of pacing: its laws against plain convolution, its choices against trying
each, and the machine code against the same functions run as Python."""

import json
import math
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from dockline.domain.pacing.answering import LEAST_RING, Floats
from dockline.domain.pacing.decision import STOPS, Reason
from dockline.domain.pacing.kernel import chosen, forecast, law as laws, law_of, risk, ruins_of
from dockline.domain.pacing.kernel.choosing import cancellable, dialable
from dockline.domain.pacing.kernel.filtering import exceeded
from dockline.domain.pacing.kernel.ruin import KEPT, LOST, going_over, over
from dockline.domain.pacing.outlook import (
    CALM,
    COLUMNS,
    DEPTHS,
    WILD,
    Allowed,
    Outlook,
    Ruins,
)

CHANCE = st.floats(0.0, 0.999)
NONE = np.zeros(0)
Chances = list[float]


def convolved(chances: Chances) -> Floats:
    """The law of how many happen, event by event."""
    law = np.ones(1)
    for chance in chances:
        law = np.convolve(law, [1 - chance, chance])
    return law


def outlook(own: Floats, busy: Floats, idle: int = 0, *, others: int = 0) -> Outlook:
    """Each call's chances the same at all horizons; under the worse assumption half again so."""
    chances = np.minimum(np.outer(own, [1.0] * COLUMNS + [1.5] * COLUMNS), 0.99)
    return Outlook(
        chances=np.concatenate([np.full((1, 2 * COLUMNS), 0.01), chances]),
        own=np.arange(1, len(own) + 1),
        others=np.array([others] + [0] * len(own)),
        new=np.array([[0.25] * COLUMNS + [0.375] * COLUMNS]),
        busy=law_of(np.repeat(busy[:, None], COLUMNS, axis=1)),
        zero=len(busy) + idle,
    )


def asked(
    tau: float = 0.2, *, spare: int = 0, most: int = 0, own: int = 1, urgent: bool = False
) -> Allowed:
    return Allowed(tau, own, spare, most, urgent, False, False)


@settings(max_examples=80, deadline=None)
@given(st.lists(CHANCE, max_size=23), st.lists(CHANCE, max_size=9), st.integers(-3, 40))
def test_a_law_is_that_of_convolving_event_by_event(
    some: Chances, more: Chances, value: int
) -> None:
    """Added in two parts, the second by ones, with no more room than the first needs."""
    columns = np.linspace(0.2, 1.0, COLUMNS)
    law = law_of(np.outer(some, columns))
    for chance in more:
        law = laws.add(law, np.outer([chance], columns), np.zeros(1, np.intp), 0)
    for column, share in enumerate(columns.tolist()):
        whole = convolved([share * chance for chance in [*some, *more]])
        found = laws.at_least(law, value)[column]
        assert found == pytest.approx(whole[max(value, 0) :].sum(), abs=1e-12)
        mean = share * sum([*some, *more])
        assert law.moments[0, column] == pytest.approx(mean)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.0, 1.0), st.integers(0, 40)), max_size=6),
    st.lists(CHANCE, max_size=12),
)
def test_events_that_are_alike_are_as_many_single_ones(
    kinds: list[tuple[float, int]], busy: Chances
) -> None:
    columns = np.linspace(0.2, 1.0, COLUMNS)
    events, counts = np.outer([chance for chance, _ in kinds], columns), [n for _, n in kinds]
    alike = laws.counted(events, np.array(counts, np.intp), 0)
    law = laws.together(law_of(np.outer(busy, columns)), alike)
    for column, share in enumerate(columns.tolist()):
        singles = [chance for chance, number in kinds for _ in range(number)]
        whole = convolved([share * chance for chance in [*singles, *busy]])
        tails = [laws.at_least(law, value)[column] for value in range(len(whole))]
        assert tails == pytest.approx(whole[::-1].cumsum()[::-1], abs=1e-12)
        assert law.moments[0, column] == pytest.approx(share * sum([*singles, *busy]))
        spread = sum(share * each * (1 - share * each) for each in [*singles, *busy])
        assert law.moments[1, column] == pytest.approx(spread, abs=1e-12)


@pytest.mark.parametrize("chance", [1e-9, 0.03, 0.5, 0.999])
def test_thousands_that_are_alike_are_binomial(chance: float) -> None:
    """Where the chance that none happens, or all, is no number any more."""
    law = laws.counted(np.full((1, COLUMNS), chance), np.array([3000]), 0)
    wanted = np.zeros(3001)
    for value in range(3001):
        ways = math.lgamma(3001) - math.lgamma(value + 1) - math.lgamma(3001 - value)
        rest = (3000 - value) * math.log1p(-chance)
        wanted[value] = math.exp(ways + value * math.log(chance) + rest)
    tails = wanted[::-1].cumsum()[::-1]
    for value in range(0, 3001, 3):
        assert laws.at_least(law, value)[0] == pytest.approx(tails[value], rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("events", [200, 1500])
def test_many_events_keep_their_tails(events: int) -> None:
    """The horizons far apart, and tails down to one in a thousand million."""
    chances = np.random.default_rng(3).random((events, COLUMNS))
    chances *= np.linspace(0.02, 0.95, COLUMNS)
    law = law_of(chances)
    assert (law.span[:, 1] - law.span[:, 0]).max() < events
    for column in range(COLUMNS):
        tails = convolved(chances[:, column].tolist())[::-1].cumsum()[::-1]
        for value in range(0, events, 7):
            found = laws.at_least(law, value)[column]
            assert found == pytest.approx(tails[value], rel=1e-5, abs=1e-12)


def test_the_worst_tails_are_those_of_the_worst_horizon() -> None:
    law = law_of(np.random.default_rng(4).random((30, COLUMNS)) * np.linspace(0.1, 0.6, COLUMNS))
    tails = laws.worst_tails(law, 3)
    for place, tail in enumerate(tails.tolist()):
        assert tail == pytest.approx(laws.at_least(law, 3 + place).max(), abs=1e-12)
    assert laws.at_least(law, 3 + len(tails)).max() == 0.0


def test_a_copy_is_apart() -> None:
    """Both arrays are written before the first is read again."""
    law, more = law_of(np.full((5, COLUMNS), 0.5)), np.full((9, COLUMNS), 0.5)
    before, moments = laws.worst_tails(law, 0).tolist(), law.moments.copy()
    laws.add(laws.copy(law), more, np.arange(9), 0)
    laws.together(laws.together(laws.copy(law), law), law)
    assert laws.worst_tails(law, 0).tolist() == before
    assert (law.moments == moments).all()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0.0, 0.5), max_size=40),
    st.integers(-5, 12),
    st.integers(1, 6),
    st.floats(0.001, 0.2),
)
def test_what_is_surely_safe_is_not_endangered(
    chances: Chances, zero: int, gate: int, level: float
) -> None:
    law = law_of(np.outer(chances, np.linspace(0.3, 1.0, COLUMNS)))
    ruins = ruins_of(gate, 1, np.array([(0.03, 0.4, 80.0)]))
    if risk.surely_safe(law.moments, zero, ruins, level):
        assert not risk.endangered(law, zero, ruins, level, 1.0)


def test_endangered_sums_over_how_far_it_goes() -> None:
    """P(D >= gate + depth) times what each depth adds to the chance that the window is lost."""
    law = law_of(np.full((12, COLUMNS), 0.2))
    lost = np.array([[0.0, 0.1, 0.3, 0.7, 1.0]])
    tails = [laws.at_least(law, 3 + 1 + deep)[0] for deep in DEPTHS]
    wanted = 0.1 * tails[1] + 0.2 * tails[2] + 0.4 * tails[3] + 0.3 * tails[4]
    for level, danger in ((wanted * 1.001, False), (wanted * 0.999, True)):
        ruins = Ruins(99, np.array([level]), np.array([1]), lost)
        assert risk.endangered(law, 3, ruins, 0.5, 1.0) is danger


def price(own: Chances, idle: int) -> float:
    ahead = outlook(np.array(own), np.zeros(0), idle)
    law = forecast.whole(ahead, CALM)
    return risk.price(law, idle, ahead.new[0], False)[0]


def test_what_is_no_number_is_taken_for_certain() -> None:
    """Nothing is dialled on it, and the law's arrays do not overflow."""
    ahead, ruins = outlook(np.full(30, np.nan), np.full(30, np.nan)), going_over(1)
    assert chosen(ahead, np.zeros(30), ruins, asked(most=100))[0] == 0
    law = law_of(np.array([[np.nan] * COLUMNS, [-1e-17] * COLUMNS, [1.5] * COLUMNS]))
    assert law.span.tolist() == [[2, 2]] * COLUMNS
    assert len(chosen(ahead, np.full(30, 20.0), ruins, asked(most=100))[4]) == 30


@pytest.mark.parametrize("urgent", [False, True])
def test_a_decision_leaves_the_law_of_the_busy_as_it_was(urgent: bool) -> None:
    """All campaigns of a team are told the same one."""
    ahead = outlook(np.full(30, 0.2), np.full(20, 0.7), 4, others=9)
    tails, moments = laws.worst_tails(ahead.busy, 0).tolist(), ahead.busy.moments.copy()
    for most in (0, 50):
        for gate in (1, 9):
            chosen(ahead, np.full(30, 20.0), going_over(gate), asked(most=most, urgent=urgent))
    assert laws.worst_tails(ahead.busy, 0).tolist() == tails
    assert (ahead.busy.moments == moments).all()


def test_what_is_unknown_costs_more() -> None:
    """The next call finds no agent as likely, but two others decide that and not one."""
    assert pytest.approx(0.04) == 0.2 * 0.2
    assert price([0.2, 0.2], 2) > 1.3 * price([0.04], 1)


def test_each_call_on_top_risks_more() -> None:
    prices = [price([0.3] * 3 + [0.25] * more, 4) for more in range(6)]
    assert prices == sorted(prices)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0.0, 0.4), max_size=30),
    st.lists(st.floats(0.2, 1.0), max_size=30),
    st.integers(0, 8),
    st.floats(0.005, 0.4),
    st.integers(1, 4),
    st.integers(0, 12),
)
def test_as_many_are_dialled_as_price_and_gates_allow(
    own: Chances, busy: Chances, idle: int, tau: float, gate: int, most: int
) -> None:
    """Tried one by one."""
    ahead = outlook(np.array(own), np.array(busy), idle, others=idle)
    ruins = ruins_of(gate, 1, np.array([(0.03, 0.03 * gate, 120.0)]))
    spare, zero = max(0, idle - len(own)), len(busy) + idle
    whole = forecast.whole(ahead, CALM)
    limits = asked(tau, spare=spare, most=most)
    dial, stop, chance, _ = dialable(ahead, whole, ahead.busy, False, ruins, limits)
    assert min(spare, most) <= dial <= most

    def allowed(more: int) -> tuple[float, bool]:
        calm, wild = (
            laws.add(forecast.whole(ahead, first), ahead.new, np.zeros(more, np.intp), first)
            for first in (CALM, WILD)
        )
        risked = risk.price(calm, zero, ahead.new[0], False)[0]
        return risked, risk.endangered(wild, zero, ruins, 0.01, 1.0)

    assert chance == pytest.approx(allowed(dial)[0], abs=1e-9)
    for more in range(min(spare, most) + 1, dial + 1):
        risked, danger = allowed(more)
        assert risked <= tau * (1 + 1e-9)
        assert not danger
    assert (STOPS[stop] is Reason.BOUNDED) == (dial == most)
    if dial < most:
        risked, danger = allowed(dial + 1)
        assert risked >= tau * (1 - 1e-9) if STOPS[stop] is Reason.PRICE else danger
    wild = forecast.whole(ahead, WILD)  # where it was made before
    again = dialable(ahead, forecast.whole(ahead, CALM), wild, True, ruins, limits)
    assert again[:2] == (dial, stop)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.01, 0.5), st.floats(0.0, 25.0)), min_size=1, max_size=30),
    st.lists(st.floats(0.5, 1.0), max_size=12),
    st.floats(0.001, 0.3),
    st.booleans(),
)
def test_the_fewest_are_cancelled(
    calls: list[tuple[float, float]], busy: Chances, level: float, urgent: bool
) -> None:
    own, rung = np.array([chance for chance, _ in calls]), np.array([age for _, age in calls])
    ahead, ruins = outlook(own, np.array(busy)), going_over(2)
    whole = forecast.whole(ahead, WILD)
    gone = cancellable(ahead, whole, ruins, rung, level, 1.0, WILD, urgent)
    old = [place for place in np.argsort(-rung).tolist() if rung[place] >= LEAST_RING]
    may = len(calls) if urgent else len(old)
    assert rung[gone[: len(old)]].tolist() == rung[old[: len(gone)]].tolist()

    def danger(cancelled: list[int]) -> bool:
        kept = np.array([place for place in range(len(calls)) if place not in cancelled], np.intp)
        law = forecast.of(ahead, kept, WILD)
        return risk.endangered(law, len(busy), ruins, level, 1.0)

    if len(gone) < may:
        assert not danger(gone.tolist())
    if len(gone):
        assert danger(gone.tolist()[:-1])


def test_a_window_is_lost_when_too_few_answers_are_left() -> None:
    """Two abandons more than were earned need 64 or 65 answers at 3 %."""

    def lost(cap: float, credit: float, calm: float, further: int) -> float:
        return over(np.array([cap, credit, calm]), further)

    assert lost(0.03, 2.0, 0.0, 2) == 0.0
    assert lost(0.03, 0.0, 0.0, 2) == pytest.approx(1.0)
    assert lost(0.03, 0.0, 65.0, 2) == pytest.approx(0.5, abs=0.03)
    assert lost(0.03, 0.0, 400.0, 2) < 1e-4
    assert lost(0.0, 0.0, 400.0, 1) == 1.0
    chances = [lost(0.03, 1.0, 80.0, further) for further in range(1, 9)]
    assert chances == sorted(chances)


def test_of_several_windows_the_one_that_is_lost_first_counts() -> None:
    easy, hard = (0.03, 3.0, 400.0), (0.03, 0.2, 50.0)
    ruins = ruins_of(1, 1, np.array([easy, hard]))
    assert ruins.levels.tolist() == [LOST, KEPT]
    assert ruins.gates.tolist() == [1, 1]
    for way, spared in enumerate((0, 1)):
        wanted = [over(np.array(hard), spared + deep) for deep in DEPTHS[1:]]
        assert ruins.lost[way].tolist() == pytest.approx([*wanted, 1.0])
    assert len(ruins_of(1, 0, np.array([easy])).levels) == 1
    lost = (0.03, -16.0, 50.0)
    own, others = (ruins_of(1, 0, np.array(ends)).lost[0, :-1] for ends in ([lost], [easy, lost]))
    assert own.min() > 0.999
    assert others.max() < 0.01, "it is lost as it is"


@given(
    st.lists(st.floats(1e-9, 1.0), min_size=2, max_size=30),
    st.floats(0.0, 1.0),
    st.floats(1.01, 2.0),
)
def test_the_level_that_is_exceeded(weights: list[float], unlikely: float, times: float) -> None:
    """What is believed of a level lies around it, half a step to both sides at most."""
    levels = np.array([0.1 * times**step for step in range(len(weights))])
    belief = np.array([weights, weights[::-1]])
    belief /= belief.sum()
    high = exceeded(belief, levels, unlikely)
    certainly = levels / times**0.5 >= high * (1 - 1e-9)
    perhaps = levels * times**0.5 >= high * (1 - 1e-9)
    assert belief[:, certainly].sum() <= unlikely + 1e-9
    assert belief[:, perhaps].sum() >= unlikely - 1e-9


def test_of_arguments_of_other_types_nothing_is_compiled() -> None:
    """A decision never waits for the compiler."""
    with pytest.raises(TypeError):
        chosen(outlook(NONE, NONE)._replace(new=np.zeros(3)), NONE, going_over(1), asked())


TRIED = """
import json
import numpy as np
from dockline.domain.pacing.kernel import chosen, law_of, ruins_of
from dockline.domain.pacing.level import Level
from dockline.domain.pacing.outlook import Allowed, Outlook
random, level, found = np.random.default_rng(6), Level(), []
for number in range(60):
    chances = np.tile(np.sort(random.random((20, 8)) * 0.5, axis=1), 2)
    own = random.integers(0, 20, random.integers(1, 20 + 4 * number))
    others = random.integers(0, 12, 20) * (random.random(20) < 0.2)
    busy = law_of(random.random((number, 8)))
    zero = number // 2 + int(chances[own, 7].sum()) + 3 * (number % 7)
    new = random.random((1, 16)) * 0.3
    gate = 5 * (number % 9)
    ruins = ruins_of(1 + gate, number % 2, np.array([(0.03, gate + 0.5, 400.0)]))
    rung = random.random(len(own)) * 25
    kinds = [number % each == 0 for each in (3, 4, 7)]
    allowed = Allowed(0.02, 1, number % 3, 3 * number, *kinds)
    outlook = Outlook(chances, own, others, new, busy, zero)
    *dialled, gone, danger = chosen(outlook, rung, ruins, allowed)
    level.happened(number % 3, random.random(), 0.4 * number)
    levels = [level.theta, level.high(number / 60)]
    found.append([*dialled, danger, *levels, *gone.tolist()])
print(json.dumps(found))
"""


def test_the_machine_code_does_what_the_python_says() -> None:
    """Python tests the places of arrays, machine code does not."""
    said = [
        subprocess.run(
            [sys.executable, "-c", TRIED],
            env={**os.environ, "NUMBA_DISABLE_JIT": plain},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for plain in ("0", "1")
    ]
    machine, python = (json.loads(each) for each in said)
    assert any(row[0] for row in python)
    for danger in (False, True):
        assert any(len(row) > 7 for row in python if row[4] is danger)
    for one, other in zip(machine, python, strict=True):
        assert one == pytest.approx(other, abs=1e-9)
