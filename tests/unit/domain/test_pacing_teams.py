"""Campaigns of teams that have some agents in common."""

from collections.abc import Collection, Sequence

from hypothesis import given, strategies as st

from dockline.domain.pacing import (
    Bounds,
    Mode,
    Pacing,
    PacingSettings,
    Round,
    Team,
    Window,
    in_turn,
)
from dockline.domain.pacing.pool import Pool, pools

Agents = set[int]


def campaigns(teams: Sequence[Agents], mode: Mode, busy: Collection[int] = ()) -> list[Pacing]:
    """One for each team; who is not busy is idle."""
    made = []
    for agents in teams:
        team = Team()
        for agent in sorted(agents):
            team.came(agent)
            if agent in busy:
                team.connected(agent, -10.0 * agent)
        made.append(Pacing(PacingSettings(mode=mode), Window(7200.0, 600, 4), team))
    for each in made:
        each.share_with(made)
    return made


def ask(made: list[Pacing], now: float) -> None:
    """As the dialer asks them; what they decide is dialled."""
    asked = Round()
    dials = [len(each.ringing) for each in made]
    for place in in_turn(made, dials, [True] * len(made), now):
        pacing = made[place]
        starts = 0 if asked.held(pacing) else None
        decision = pacing.decide(now, Bounds(starts=starts, alone=asked.alone(pacing)))
        for call in range(decision.dial):
            pacing.dialled(1_000_000 * place + len(pacing.ringing) + call, now)
        asked.decided(pacing, decision, decision.dial)


def groups(made: list[Pacing]) -> list[list[Pacing]]:
    """Those that have agents in common, directly or over others."""
    found: list[list[Pacing]] = []
    for pacing in made:
        near = [
            group for group in found if any(pacing.team.here & each.team.here for each in group)
        ]
        found = [group for group in found if group not in near]
        found.append([pacing, *(each for group in near for each in group)])
    return found


def served(teams: Sequence[Agents], lines: Sequence[int]) -> int:
    """How many of the lines could have an agent each: the largest matching (J. Edmonds, 1965)."""
    has: dict[int, tuple[int, int]] = {}

    def give(line: tuple[int, int], tried: set[int]) -> bool:
        for agent in teams[line[0]] - tried:
            tried.add(agent)
            if agent not in has or give(has[agent], tried):
                has[agent] = line
                return True
        return False

    return sum(give((team, n), set()) for team, count in enumerate(lines) for n in range(count))


@given(st.lists(st.sets(st.integers(0, 9), max_size=7), min_size=1, max_size=4))
def test_each_free_agent_has_a_line_and_no_line_is_without_one(teams: list[Agents]) -> None:
    """One line for each free agent, whatever teams they are in."""
    made = campaigns(teams, Mode.PROGRESSIVE)
    for group in groups(made):
        for each in group:
            each.share_with(group)
    for second in range(2 * len(teams) + 1):
        for group in groups(made):
            ask(group, float(second))
        lines = [len(each.ringing) for each in made]
        assert served(teams, lines) == sum(lines)
    assert sum(lines) == len(set().union(*teams))


def test_many_calls_of_another_team_leave_an_agent_to_those_whom_it_does_not_have() -> None:
    """A large team's lines for agents who are not free yet say nothing of these."""
    large, small = campaigns([set(range(50)), {49, 50, 51}], Mode.PREDICTIVE, set(range(50)))
    for call in range(60):
        large.dialled(call, 0.0)
    assert small.decide(1.0).dial >= 2
    assert small.decide(1.0, Bounds(alone=True)).dial >= 2


def test_who_may_have_nobody_alone_waits_for_those_before() -> None:
    """All the same agents: what holds one of them holds the other."""
    one, other = campaigns([set(range(9))] * 2, Mode.PREDICTIVE, set(range(4)))
    assert in_turn([one, other], [0, 0], [True, True], 0.0) == [0, 1]
    assert other.out_of_turn
    decision, asked = one.decide(0.0), Round()
    assert len(decision.teams) == 2
    asked.decided(one, decision, decision.dial)
    assert asked.alone(other)
    assert other.decide(0.0, Bounds(alone=asked.alone(other))).dial == 0


def test_another_teams_calls_count_where_they_could_have_its_agents() -> None:
    busy = set(range(6))
    alone, _ = campaigns([set(range(8)), set(range(20, 28))], Mode.PREDICTIVE, busy)
    free = alone.decide(0.0).dial
    one, other = campaigns([set(range(8)), set(range(2, 10))], Mode.PREDICTIVE, busy)
    for call in range(4 * free):
        other.dialled(call, 0.0)
    assert 0 <= one.decide(0.0).dial < free


def test_who_is_in_two_teams_is_counted_once() -> None:
    one, other = (each.team for each in campaigns([{1, 2, 3}, {3, 4, 5}], Mode.PREDICTIVE, {2, 3}))
    for team in (one, other):
        team.advance(0.0)
    both = Pool((one, other))
    assert (both.idle, both.busy(0.0)[1], both.here) == (3, 2, {1, 2, 3, 4, 5})
    assert [agents for _, agents in both.leaving()] == [1, 2]
    apart = Pool((one,), (other,))
    assert (apart.idle, apart.busy(0.0)[1], apart.here) == (1, 1, {1, 2})


def test_the_sets_of_teams_that_may_be_too_few() -> None:
    teams = [each.team for each in campaigns([{1, 2}, {2, 3}, {3, 4}, {9}], Mode.PREDICTIVE)]
    own, beside, next_to_it, elsewhere = teams
    found = pools(own, teams[:3])
    assert [pool.teams[1:] for pool in found.wider] == [(beside,), (beside, next_to_it)]
    assert found.alone is not None
    assert found.alone.here == {1}
    assert not pools(own, [own, elsewhere]).wider
    assert pools(teams[1], [own, next_to_it]).alone is None, "each of its agents has another team"


def test_of_many_teams_not_every_set_is_looked_at() -> None:
    """Of eight others there are 255."""
    teams = [each.team for each in campaigns([{n, n + 1} for n in range(9)], Mode.PREDICTIVE)]
    found = pools(teams[4], teams)
    assert [len(pool.teams) for pool in found.wider] == [3, 9]
    assert set(found.wider[0].teams) == {teams[3], teams[4], teams[5]}
    assert [len(pool.teams) for pool in pools(teams[0], teams[:4]).wider] == [2, 3, 4]
