"""The states of agents, in every store."""

from dockline.ports.store import AgentStateRow, PutAgentState, PutAlive, Store
from tests.contract.store_samples import LEAP, NOVA, RISHI, SIDDHANT


def row(at: float, seq: int = 1, **changes: object) -> AgentStateRow:
    fields: dict[str, object] = {
        "space_id": LEAP,
        "agent_id": RISHI,
        "at": at,
        "seq": seq,
        "state": "paused",
        "pause_reason": "Lunch \U0001f600",
        "call_id": "call-1",
        "chats": 2,
    }
    return AgentStateRow(**(fields | changes))  # type: ignore[arg-type]


async def test_states_come_back_in_time_and_by_agent(store: Store) -> None:
    rows = [row(3.0), row(1.5), row(2.0, 4), row(2.0, 3)]
    others = [row(2.5, agent_id=SIDDHANT), row(2.5, space_id=NOVA)]
    await store.commit([PutAgentState(one) for one in rows + others])
    found = await store.agent_states(LEAP, RISHI, 1.5, 3.0, limit=10)
    assert found == [row(1.5), row(2.0, 3), row(2.0, 4)]
    assert await store.agent_states(LEAP, RISHI, 0.0, 9.0, limit=2) == found[:2]
    assert await store.agent_states(LEAP, SIDDHANT, 0.0, 9.0, limit=9) == [others[0]]
    assert await store.agent_states(LEAP, RISHI, 3.5, 9.0, limit=9) == []


async def test_the_last_state_before_a_moment(store: Store) -> None:
    await store.commit([PutAgentState(row(2.0, n, chats=n)) for n in (1, 2)])
    await store.commit([PutAgentState(row(5.0)), PutAgentState(row(4.0, space_id=NOVA))])
    assert await store.agent_state_before(LEAP, RISHI, 2.0) is None
    assert await store.agent_state_before(LEAP, RISHI, 2.1) == row(2.0, 2, chats=2)
    assert await store.agent_state_before(LEAP, RISHI, 5.0) == row(2.0, 2, chats=2)
    assert await store.agent_state_before(LEAP, RISHI, 9.0) == row(5.0)
    assert await store.agent_state_before(LEAP, SIDDHANT, 9.0) is None


async def test_a_state_that_is_written_twice_is_there_once(store: Store) -> None:
    await store.commit([PutAgentState(row(1.0, state="ready"))])
    await store.commit([PutAgentState(row(1.0, state="talking"))])
    assert await store.agent_states(LEAP, RISHI, 0.0, 9.0, limit=9) == [row(1.0, state="talking")]


async def test_when_a_server_last_lived(store: Store) -> None:
    assert await store.alive_at(LEAP) is None
    await store.commit([PutAlive(LEAP, 1.5), PutAlive(NOVA, 9.0)])
    await store.commit([PutAlive(LEAP, 2.5)])
    assert await store.alive_at(LEAP) == 2.5
