"""Whose turn it is, found by heaps, is whose turn it is by looking at everybody."""

from hypothesis import given, strategies as st

from dockline.domain.floor.available import Available
from dockline.domain.ids import AgentId, TeamId

TEAMS = (TeamId("a"), TeamId("b"))
_agents = st.sampled_from([AgentId(f"agent-{n}") for n in range(6)])
_puts = st.tuples(
    _agents,
    st.integers(0, 3),
    st.sampled_from([0.0, 1.0, 2.0]),
    st.sampled_from([TEAMS, TEAMS[:1], TEAMS[1:]]),
)


@given(st.lists(_puts | _agents, max_size=300), st.sets(_agents, max_size=3))
def test_the_first_is_the_first(steps: list[object], avoid: set[AgentId]) -> None:
    available = Available()
    truth: dict[AgentId, tuple[int, float, tuple[TeamId, ...]]] = {}
    for step in steps:
        if isinstance(step, tuple):
            agent_id, having, since, teams = step
            available.put(agent_id, having, since, teams)
            truth[agent_id] = (having, since, teams)
        else:
            available.drop(step)  # type: ignore[arg-type]
            truth.pop(step, None)  # type: ignore[call-overload]
        for team in TEAMS:
            turns = [
                (agent in avoid, having, since, agent)
                for agent, (having, since, teams) in truth.items()
                if team in teams
            ]
            assert available.first(team, avoid) == (min(turns)[3] if turns else None)


def test_what_no_longer_holds_does_not_pile_up() -> None:
    available = Available()
    for n in range(10_000):
        available.put(AgentId("one"), n % 2, float(n), TEAMS)
    assert all(len(heap) < 100 for heap in available._heaps.values())
