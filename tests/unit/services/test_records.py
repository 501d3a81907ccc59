"""Past calls, as the dock wants them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain.ids import AgentId, CallId, SpaceId, TeamId
from dockline.ports.store import CallRecord, PutCall
from dockline.services.records import Figures, Records, talk_seconds

LEAP, NOVA = SpaceId("leap"), SpaceId("novanet")
RISHI, SIDDHANT = AgentId("rishi"), AgentId("siddhant")
NOON = datetime(2025, 6, 15, 12, tzinfo=UTC).timestamp()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def records(store: MemoryStore) -> Records:
    return Records(store, MemoryClock(NOON))


def call(name: str, started_at: float, agent_id: AgentId = RISHI, **more: Any) -> CallRecord:
    fields: dict[str, Any] = {
        "call_id": CallId(name),
        "space_id": LEAP,
        "kind": "manual",
        "direction": "outbound",
        "agent_id": agent_id,
        "agent_login": agent_id,
        "agent_name": agent_id.title(),
        "team_id": TeamId("support"),
        "team": "Support team",
        "number": "919654301006",
        "caller_id": "",
        "custom": {},
        "started_at": started_at,
    }
    return CallRecord(**{**fields, **more})


async def test_an_agents_history_is_their_own(store: MemoryStore, records: Records) -> None:
    for n in range(5):
        await store.commit([PutCall(call(f"mine-{n}", NOON + n))])
    await store.commit([PutCall(call("other", NOON + 9, SIDDHANT))])
    found = await records.history(LEAP, RISHI, limit=3)
    assert [record.call_id for record in found] == ["mine-4", "mine-3", "mine-2"]
    assert await records.history(NOVA, RISHI) == []


async def test_a_numbers_history_is_everybodys(store: MemoryStore, records: Records) -> None:
    await store.commit([PutCall(call("a", NOON)), PutCall(call("b", NOON + 1, SIDDHANT))])
    await store.commit([PutCall(call("c", NOON + 2, number="448442430000"))])
    await store.commit([PutCall(call("d", NOON + 3, space_id=NOVA))])
    found = await records.history(LEAP, RISHI, "919654301006")
    assert [record.call_id for record in found] == ["b", "a"]


async def test_today_begins_at_midnight_where_the_space_is(
    store: MemoryStore, records: Records
) -> None:
    answered: dict[str, Any] = {"answered_at": NOON - 90, "ended_at": NOON - 30}
    await store.commit(
        [
            PutCall(call("answered", NOON - 100, **answered)),
            PutCall(call("no answer", NOON - 200, ended_at=NOON - 170)),
            PutCall(call("held", NOON - 99, **answered, hold_seconds=20.0)),
            PutCall(call("goes on", NOON - 10, answered_at=NOON - 5)),
            PutCall(call("morning in India", NOON - 12 * 3600 - 1)),
            PutCall(call("yesterday", NOON - 24 * 3600)),
            PutCall(call("another's", NOON - 50, SIDDHANT)),
        ]
    )
    assert await records.today(LEAP, RISHI, "UTC") == Figures(4, 3, 60 + 40 + 5)
    assert await records.today(LEAP, RISHI, "Asia/Kolkata") == Figures(5, 3, 105)
    assert await records.today(NOVA, RISHI, "UTC") == Figures(0, 0, 0)


async def test_a_day_of_many_calls_is_counted_whole(store: MemoryStore, records: Records) -> None:
    await store.commit(
        [
            PutCall(call(str(n), NOON - n, answered_at=NOON - n, ended_at=NOON - n + 2))
            for n in range(1, 1001)
        ]
    )
    assert await records.today(LEAP, RISHI, "UTC") == Figures(1000, 1000, 2000)


def test_talk_is_from_the_answer_to_the_end_without_holds() -> None:
    assert talk_seconds(call("x", 0.0), 100.0) == 0
    assert talk_seconds(call("x", 0.0, answered_at=10.0), 100.0) == 90
    whole = call("x", 0.0, answered_at=10.0, ended_at=40.0, hold_seconds=5.0)
    assert talk_seconds(whole, 100.0) == 25
