"""Who was where, when: what is written of the states that agents go through, and read again."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings, strategies as st

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.feed import MemoryFeed
from dockline.adapters.memory.store import MemoryStore
from dockline.domain.facts import Addressed, AgentState, AgentStateChanged, AgentView, Stamped
from dockline.domain.ids import AgentId, SpaceId
from dockline.domain.space import Role, Space, User
from dockline.ports.store import AgentStateRow, PutAgentState, StoreUnavailable
from dockline.services.accounts import Accounts
from dockline.services.floors import Floors
from dockline.services.timeline import Place, StateKeeper, Timeline
from tests.support.town import Town
from tests.support.until import until

LEAP = SpaceId("leap")
START = 1000.0


def user(who: int) -> User:
    return User(AgentId(f"a{who}"), LEAP, f"agent{who}", f"Agent {who}", Role.AGENT, "")


USERS = [user(who) for who in range(6)]


class House:
    """A town whose facts are heard and kept, over servers that come and go."""

    def __init__(self) -> None:
        self.clock = MemoryClock(START)
        self.store = MemoryStore(self.clock)
        self.town = Town(START)
        self.timeline = Timeline(self.store)
        self.keeper: StateKeeper | None = None

    async def start(self) -> None:
        feed = MemoryFeed()
        accounts = SimpleNamespace(
            spaces=lambda: [Space(LEAP, "Leap")], users=lambda space_id: USERS
        )
        floors = SimpleNamespace(agents=lambda space_id: list(self.town.agents.values()))
        self.keeper = StateKeeper(
            self.store, feed, self.clock, cast(Accounts, accounts), cast(Floors, floors)
        )
        self.town.hear = lambda stamped: feed.publish(LEAP, [Addressed(stamped, None)])
        await self.keeper.start()

    async def stop(self) -> None:
        assert self.keeper is not None
        await self.keeper.stop()

    async def die(self) -> None:
        """As if the power went: nothing is written any more."""
        assert self.keeper is not None
        self.store.away = True
        await self.keeper.stop()
        self.store.away = False

    def agents_gone(self) -> None:
        self.town.agents.clear()
        self.town.hear = lambda stamped: None

    async def written(self) -> None:
        assert self.keeper is not None
        await self.keeper.written(LEAP)

    def pass_time(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.town.now = self.clock.now()

    async def told(self, who: int, since: float = 0.0, until: float = 1e9) -> list[Any]:
        """(state, begin, end), in seconds after the start."""
        page = await self.timeline.page(
            LEAP, [user(who)], since, until, now=self.clock.now(), limit=10_000
        )
        return [
            (one.state, one.begins_at - START, one.ends_at - START)
            for agent in page.agents
            for one in agent.segments
        ]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    await house.start()
    yield house
    await house.stop()


async def test_a_day_of_an_agent(house: House) -> None:
    town = house.town
    town.sign_in(0, 0)
    house.pass_time(10.0)
    town.choose(0, 1)
    house.pass_time(20.0)
    town.choose(0, 2)
    house.pass_time(40.0)
    town.sign_in(0, 0)
    house.pass_time(5.0)
    await house.written()
    assert await house.told(0) == [
        ("ready", 0.0, 10.0),
        ("paused", 10.0, 30.0),
        ("ready", 70.0, 75.0),
    ]
    assert await house.told(0, START + 15.0, START + 72.0) == [
        ("paused", 15.0, 30.0),
        ("ready", 70.0, 72.0),
    ]
    assert await house.told(1) == []


async def test_nothing_is_lost_while_the_store_is_away(house: House) -> None:
    house.town.sign_in(0, 0)
    house.store.away = True
    house.pass_time(3.0)
    with pytest.raises(StoreUnavailable):
        async with asyncio.timeout(10):
            await house.written()
    house.town.choose(0, 1)
    house.store.away = False
    await house.clock.slept_on()
    house.pass_time(3.0)
    await house.written()
    assert await house.told(0) == [("ready", 0.0, 3.0), ("paused", 3.0, 6.0)]


async def test_a_server_that_stops_closes_and_one_that_dies_is_closed() -> None:
    house = House()
    await house.start()
    house.town.sign_in(0, 0)
    house.pass_time(100.0)
    await house.stop()
    house.agents_gone()
    house.pass_time(1000.0)
    await house.start()
    house.pass_time(1.0)
    house.town.sign_in(1, 0)
    await house.written()
    assert await house.told(0) == [("ready", 0.0, 100.0)]
    await house.clock.slept_on()
    house.pass_time(31.0)
    alive = house.clock.now()

    async def lives() -> bool:
        return await house.store.alive_at(LEAP) == alive

    await until(lives)
    house.pass_time(19.0)
    await house.die()
    house.agents_gone()
    house.pass_time(1000.0)
    await house.start()
    await house.written()
    assert await house.told(1) == [("ready", 1101.0, alive - START)], "as long as it is known"
    assert await house.told(0) == [("ready", 0.0, 100.0)]
    await house.stop()


async def test_who_is_still_there_after_a_restart_goes_on(house: House) -> None:
    house.town.sign_in(0, 0)
    house.pass_time(10.0)
    await house.stop()
    house.pass_time(10.0)
    await house.start()
    house.pass_time(10.0)
    await house.written()
    assert await house.told(0) == [("ready", 0.0, 10.0), ("ready", 20.0, 30.0)]


_few = st.integers(0, 5)
_STEPS = st.lists(
    st.tuples(st.sampled_from([0, 1, 4, 5, 7, 8, 9, 10, 11, 12]), _few, _few),
    min_size=20,
    max_size=80,
)


@settings(deadline=None, max_examples=60)
@given(steps=_STEPS, limit=st.integers(1, 7))
def test_it_is_what_was_true_at_each_moment_page_by_page(
    steps: list[tuple[int, int, int]], limit: int
) -> None:
    async def live() -> None:
        house = House()
        await house.start()
        truth: list[tuple[float, dict[str, tuple[str, str, str, int]]]] = []
        house.town.call_comes(0, 0)
        for deed, who, what in steps:
            house.town.deeds[deed](who, what)
            truth.append((house.town.now, _now(house.town.agents)))
            house.clock.advance(1.0)
            house.town.now = house.clock.now()
        await house.written()
        found: dict[str, list[Any]] = {}
        place: Place | None = None
        for _ in range(1000):
            page = await house.timeline.page(
                LEAP, USERS, 0.0, 1e9, now=house.clock.now(), limit=limit, place=place
            )
            assert sum(len(one.segments) for one in page.agents) <= limit
            for one in page.agents:
                found.setdefault(one.user.user_id, []).extend(one.segments)
            place = page.after
            if place is None:
                break
        assert place is None
        for at, agents in truth:
            for agent_id in (one.user_id for one in USERS):
                here = [
                    (one.state, one.pause_reason, one.call_id, one.chats)
                    for one in found.get(agent_id, [])
                    if one.begins_at <= at + 0.5 < one.ends_at
                ]
                expected = agents.get(agent_id)
                assert here == ([expected] if expected is not None else [])
        await house.stop()

    asyncio.run(live())


def _now(agents: dict[AgentId, AgentView]) -> dict[str, tuple[str, str, str, int]]:
    return {
        one.agent_id: (one.state.value, one.pause_reason, one.call_id or "", len(one.chats))
        for one in agents.values()
        if one.state is not AgentState.OFFLINE
    }


async def test_a_page_is_cut_at_a_moment_that_several_rows_share() -> None:
    store = MemoryStore()
    rows = [AgentStateRow(LEAP, AgentId("a0"), 10.0, n, "ready", "", "", n) for n in range(5)]
    rows.append(AgentStateRow(LEAP, AgentId("a0"), 11.0, 9, "paused", "", "", 0))
    await store.commit([PutAgentState(row) for row in rows])
    timeline, place, seen = Timeline(store), None, []
    for _ in range(10):
        page = await timeline.page(LEAP, [user(0)], 0.0, 20.0, now=20.0, limit=2, place=place)
        seen += [(one.state, one.chats) for agent in page.agents for one in agent.segments]
        place = page.after
        if place is None:
            break
    assert (place, seen) == (None, [("ready", 4), ("paused", 0)])


async def test_no_fact_of_somebody_unknown_matters(house: House) -> None:
    fact = AgentStateChanged(AgentId("a5"), AgentState.READY, START, "", None, None)
    house.town.hear(Stamped(1, START, fact))
    await house.written()
    assert await house.told(5) == []
