"""Whole runs, small enough for every push: no window over its cap, the same seed the same run."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from dockline.domain.pacing import Mode, Pacing
from dockline.simulation.comparing import lasting, score
from dockline.simulation.dialers import Paced, Progressive, Sight
from dockline.simulation.oracle import Oracle
from dockline.simulation.run import Run
from dockline.simulation.world import (
    Agents,
    Campaign,
    Ring,
    Talk,
    World,
    named,
    names,
    parse,
    takes,
)


def small(name: str, hours: float = 0.5) -> World:
    return lasting(named(name), hours, hours)


@pytest.mark.parametrize("name", names())
def test_every_world_can_be_played(name: str) -> None:
    world = small(name, 0.25)
    outcome = Run(world, Paced(world), agents=6, seed=1).play()
    assert outcome.dials > 20
    assert 0.2 < outcome.utilisation <= 1.0


@settings(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(
    agents=st.integers(2, 16),
    before=st.floats(0.08, 0.5),
    after=st.floats(0.08, 0.5),
    ring=st.floats(4.0, 14.0),
    talk=st.floats(40.0, 240.0),
    seed=st.integers(0, 10_000),
)
def test_no_window_breaks_its_cap_in_any_world(
    agents: int, before: float, after: float, ring: float, talk: float, seed: int
) -> None:
    """Earned credit bounds the abandons at every moment: small windows count one more."""
    world = World(
        name="any",
        hours=0.5,
        window_hours=0.5,
        talk=Talk(long_mean=talk),
        campaigns=[Campaign(rate=[(0, before), (15, after)], ring=Ring(median=ring))],
    )
    (window,) = Run(world, Paced(world), agents=agents, seed=seed).play().windows
    assert window[0].abandons <= world.cap * window[0].answers + 1


class Bounded(Progressive):
    """Sees no more decisions than a run of a minute may have."""

    def __init__(self) -> None:
        self.asked = 0

    def lines(self, now: float, sight: Sight) -> int:
        self.asked += 1
        assert self.asked < 1_000, f"time stands still at {now}"
        return super().lines(now, sight)


NO_TIME = World(
    name="no-time",
    hours=1 / 60,
    window_hours=1 / 60,
    talk=Talk(measured=[(0.0, 0.0)]),
    campaigns=[Campaign(rate=[(0, 1.0)], ring=Ring(measured=[0.0, 0.0]))],
)


def test_where_no_call_takes_any_time_the_run_ends_all_the_same() -> None:
    (window,) = Run(NO_TIME, Bounded(), agents=2, seed=1).play().windows
    assert window[0].answers > 10


def test_the_oracle_knows_of_calls_that_are_answered_at_once() -> None:
    outcome = Run(NO_TIME, Oracle(NO_TIME), agents=2, seed=1).play()
    assert 50 < outcome.dials < 200


@pytest.mark.parametrize("name", ["burst", "halving", "several-campaigns"])
def test_no_call_is_cancelled_before_it_rang_its_fifteen_seconds(name: str) -> None:
    """Where many more answer at once, half the team leaves, or three campaigns meet."""
    world = small(name, 0.75)
    dialer = Paced(world)
    ages: list[float] = []
    for pacing in dialer.pacings:
        pacing.cancelled = watched(pacing, ages)  # type: ignore[method-assign,assignment]
    Run(world, dialer, agents=10, seed=3).play()
    assert len(ages) > 10
    assert min(ages) >= 15.0


def watched(pacing: Pacing, ages: list[float]) -> Callable[[int, float], None]:
    original = pacing.cancelled

    def cancelled(call: int, now: float) -> None:
        rung = dict(zip(pacing.ringing.ids, pacing.ringing.rung(now).tolist(), strict=True))
        ages.append(rung[call])
        original(call, now)

    return cancelled


def test_the_same_seed_is_the_same_run() -> None:
    world = small("joining-and-leaving", 0.3)
    first = Run(world, Paced(world), agents=8, seed=3).play()
    second = Run(world, Paced(world), agents=8, seed=3).play()
    assert first.windows == second.windows
    assert first.dials == second.dials
    assert first.windows != Run(world, Paced(world), agents=8, seed=4).play().windows


def test_policies_share_their_luck() -> None:
    """The first dials of both are the same calls with the same fate."""
    world = small("stationary", 0.05)
    runs = [
        Run(world, dialer, agents=5, seed=2)
        for dialer in (Progressive(), Paced(world, Mode.PROGRESSIVE))
    ]
    assert runs[0].play().windows == runs[1].play().windows


def test_progressive_abandons_nobody_and_the_order_is_as_expected() -> None:
    world = small("stationary", 1.0)
    busy = {
        policy: score(world, policy, 15, 2)
        for policy in ("progressive", "power:2", "dockline", "oracle")
    }
    assert busy["progressive"].abandons == 0
    assert busy["progressive"].utilisation == pytest.approx(0.64, abs=0.03)
    assert busy["dockline"].utilisation > busy["progressive"].utilisation + 0.12
    assert busy["dockline"].utilisation > busy["power:2"].utilisation
    assert busy["oracle"].utilisation > busy["dockline"].utilisation - 0.005
    assert busy["dockline"].over == 0


def test_the_best_ratio_in_hindsight_breaks_nothing() -> None:
    found = score(small("stationary", 1.0), "power", 8, 2)
    assert found.ratio is not None
    assert found.ratio > 1
    assert found.over == 0


def test_a_restart_keeps_counters_calls_and_agents() -> None:
    world = msgspec.structs.replace(small("stationary", 0.5), restarts=[10.0])
    dialer = Paced(world)
    outcome = Run(world, dialer, agents=10, seed=5).play()
    counters = dialer.pacings[0].budget.counters()
    (window,) = outcome.windows
    assert counters.answers == window[0].answers
    assert abs(counters.abandons - window[0].abandons) <= 1  # one may still wait at the end


def test_after_a_restart_it_is_learnt_from_the_calls_of_before() -> None:
    world = small("few-answers", 0.5)
    dialer = Paced(world)
    Run(world, dialer, agents=10, seed=5).play()
    answering, handling = dialer.pacings[0].answering, dialer.teams[0].handling
    dialer.restarted(1800.0)
    assert dialer.teams[0].handling is not handling
    assert len(dialer.teams[0].handling) == len(handling) > 20
    assert dialer.pacings[0].answering is not answering
    assert dialer.pacings[0].answering.answer_share == pytest.approx(0.08, abs=0.03)


def test_a_large_team_goes_on_after_a_restart_as_before() -> None:
    world = msgspec.structs.replace(named("stationary"), hours=0.25, restarts=[12.0])
    (window,) = Run(world, Paced(world), agents=300, seed=1).play().windows
    assert window[0].answers > 1800
    assert window[0].abandons < 0.02 * window[0].answers


@pytest.mark.parametrize(
    ("world", "agents"),
    [
        ("slow-ringing", 50),
        ("several-campaigns", 100),
        ("stationary", 500),
        ("slow-ringing", 500),
        ("many-answers", 500),
    ],
)
def test_a_first_wave_is_not_dialled_into(world: str, agents: int) -> None:
    """All agents are free, and nobody knows yet how many answer, nor how soon."""
    start = msgspec.structs.replace(named(world), hours=0.05)
    (window, *others) = Run(start, Paced(start), agents=agents, seed=1).play().windows
    results = [result for each in (window, *others) for result in each]
    answers = sum(result.answers for result in results)
    assert answers > agents
    assert sum(result.abandons for result in results) < 0.05 * answers


def test_after_lunch_another_list_is_not_dialled_into() -> None:
    """One in twelve answered before it, and four in ten after it; all agents are back at once."""
    campaign = Campaign(rate=[(0.0, 0.08), (50.0, 0.4)])
    away = Agents(present=[(0.0, 1.0), (20.0, 0.0), (52.0, 1.0)])
    lunch = msgspec.structs.replace(
        named("stationary"), hours=0.95, campaigns=[campaign], timetable=away
    )
    (window,) = Run(lunch, Paced(lunch), agents=100, seed=1).play().windows
    assert window[0].answers > 1000
    assert window[0].abandons < 0.03 * window[0].answers


def test_what_the_dialer_counts_is_what_happened() -> None:
    world = small("halving", 0.8)
    dialer = Paced(world)
    (window,) = Run(world, dialer, agents=10, seed=5).play().windows
    assert dialer.teams[0].present <= 10
    assert dialer.pacings[0].budget.answers == window[0].answers


def test_every_decision_is_explained() -> None:
    world = small("burst", 0.5)
    dialer = Paced(world)
    dialer.decisions = []
    Run(world, dialer, agents=10, seed=1).play()
    assert len(dialer.decisions) > 3000
    assert all(str(decision.reason) in decision.explain() for decision in dialer.decisions)
    assert len({decision.reason for decision in dialer.decisions}) >= 3


def test_a_trunk_bounds_the_lines() -> None:
    world = msgspec.structs.replace(small("trunk-cap", 0.2))
    run = Run(world, Paced(world), agents=10, seed=1)
    most = 0
    original = run._start

    def watched(campaign: int, now: float) -> None:
        nonlocal most
        original(campaign, now)
        most = max(most, run._sight.in_use)

    run._start = watched  # type: ignore[method-assign]
    run.play()
    assert 10 < most <= 16


def test_the_oracle_knows_and_is_busier_on_average() -> None:
    world = small("burst", 0.6)
    knows = sum(Run(world, Oracle(world), agents=10, seed=s).play().utilisation for s in range(2))
    learns = sum(Run(world, Paced(world), agents=10, seed=s).play().utilisation for s in range(2))
    assert knows > learns


TWO_TEAMS = """
[[campaigns]]
agents = [0, 0.6]
[[campaigns]]
name = "other"
agents = [0.4, 1]
"""


def test_teams_with_an_agent_in_common_dial_for_their_own_as_well() -> None:
    """While each took all of the other's calls for competitors they were 61 % busy."""
    world = lasting(parse(TWO_TEAMS, "two-teams"), 0.4, 0.4)
    run = Run(world, Paced(world), agents=8, seed=0)
    (window,) = run.play().windows
    assert window[0].utilisation > 0.72
    assert min(each.answers for each in window) > 30
    assert all(each.abandons <= 2 for each in window)


class Noting(Paced):
    """And of whose callers each agent had one."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.had: list[tuple[int, int]] = []

    def connected(self, campaign: int, call: int, agent: int, now: float, free_at: float) -> None:
        self.had.append((campaign, agent))
        super().connected(campaign, call, agent, now, free_at)


def test_a_caller_has_the_agents_of_their_team_alone() -> None:
    world = parse(TWO_TEAMS, "two-teams")
    dialer = Noting(world)
    Run(lasting(world, 0.3, 0.3), dialer, agents=8, seed=1).play()
    had = dialer.had
    assert all(takes(world.campaigns[campaign].agents, agent) for campaign, agent in had)
    of = [{agent for campaign, agent in had if campaign == each} for each in range(2)]
    assert of[0] & of[1]
    assert of[0] - of[1]
    assert of[1] - of[0]
