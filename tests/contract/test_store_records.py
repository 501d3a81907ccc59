"""Searches of calls, and what ends a recording, on every store."""

from dataclasses import dataclass
from typing import Any

import pytest

from dockline.domain.ids import AgentId, CallId, SpaceId, TeamId
from dockline.ports.record_store import (
    CallPlace,
    CallSearch,
    CallState,
    DroppedRecording,
    DropRecording,
)
from dockline.ports.store import AgentStateRow, CallRecord, PutAgentState, PutCall, Store
from tests.contract.store_samples import LEAP, NOVA, RISHI, SIDDHANT, call
from tests.support.history import AGENTS, BEGINS, History

HOURS = 3600.0


@dataclass
class _Asked:
    search: dict[str, Any]
    found: Any


SEARCHES: list[_Asked] = [
    _Asked({}, lambda one: True),
    _Asked({"teams": ()}, lambda one: False),
    _Asked({"teams": ("sales",)}, lambda one: one.team_id == "sales"),
    _Asked(
        {"teams": ("sales", "south", "sales", "none")},
        lambda one: one.team_id in ("sales", "south"),
    ),
    _Asked({"teams": ("",)}, lambda one: one.team_id == ""),
    _Asked(
        {"since": BEGINS + HOURS, "until": BEGINS + 30 * HOURS},
        lambda one: BEGINS + HOURS <= one.started_at < BEGINS + 30 * HOURS,
    ),
    _Asked({"agent_id": AGENTS[0]}, lambda one: one.agent_id == AGENTS[0]),
    _Asked(
        {"agent_id": AGENTS[0], "teams": ("sales", "south")},
        lambda one: one.agent_id == AGENTS[0] and one.team_id in ("sales", "south"),
    ),
    _Asked({"direction": "inbound"}, lambda one: one.direction == "inbound"),
    _Asked({"kind": "inbound"}, lambda one: one.kind == "inbound"),
    _Asked({"outcome": "answered"}, lambda one: one.outcome == "answered"),
    _Asked({"outcome": ""}, lambda one: one.outcome == ""),
    _Asked({"number": "442079460101"}, lambda one: one.number == "442079460101"),
    _Asked({"disposition": "Sold"}, lambda one: one.disposition == "Sold"),
    _Asked({"disposition": ""}, lambda one: False),
    _Asked({"recorded": True}, lambda one: one.recording != ""),
    _Asked({"text": "100%_OFF!"}, lambda one: "100%_off!" in one.note),
    _Asked({"text": "calls BACK"}, lambda one: "CALLS back" in one.note),
    _Asked({"text": "zurück"}, lambda one: "zurück" in one.note),
    _Asked({"text": "%"}, lambda one: "%" in one.note),
    _Asked(
        {"teams": ("sales", "service"), "recorded": True, "text": "c", "direction": "outbound"},
        lambda one: (
            one.team_id in ("sales", "service")
            and one.recording
            and "c" in one.note.lower()
            and one.direction == "outbound"
        ),
    ),
]


@pytest.fixture
async def history(store: Store) -> History:
    made = History(7, LEAP)
    await made.write(store)
    await History(8, NOVA, "other-").write(store)
    return made


async def test_every_search_finds_its_calls_page_by_page(store: Store, history: History) -> None:
    newest = sorted(history.calls, key=lambda one: (one.started_at, one.call_id), reverse=True)
    for asked in SEARCHES:
        which = CallSearch(**asked.search)
        wanted = [one.call_id for one in newest if asked.found(one)]
        assert await _all(store, which, 7) == wanted, asked.search
        assert await store.count_found(LEAP, which, most=1000) == len(wanted), asked.search
        assert await store.count_found(LEAP, which, most=3) == min(3, len(wanted))


async def _all(store: Store, which: CallSearch, limit: int) -> list[str]:
    found: list[CallRecord] = []
    after = None
    while page := await store.search_calls(LEAP, which, after=after, limit=limit):
        assert len(page) <= limit
        found += page
        after = CallPlace(page[-1].started_at, page[-1].call_id)
    return [one.call_id for one in found]


async def test_calls_of_one_moment_are_each_found_once(store: Store) -> None:
    await store.commit([PutCall(call(n, started_at=5.0)) for n in range(10)])
    wanted = [f"call-{n}" for n in reversed(range(10))]
    assert await _all(store, CallSearch(), 3) == wanted
    assert await _all(store, CallSearch(teams=(TeamId("team-a"), TeamId("sales"))), 3) == wanted


async def test_a_recording_ends_once_and_says_by_whom(store: Store) -> None:
    recorded = call(1, recording="a-1.wav,a-2.wav")
    await store.commit([PutCall(recorded), PutCall(call(2))])
    await store.commit(
        [
            DropRecording(NOVA, recorded.call_id, 50.0, "eve"),
            DropRecording(LEAP, CallId("call-2"), 50.0, "admin"),
            DropRecording(LEAP, CallId("none"), 50.0, "admin"),
        ]
    )
    assert await store.call(LEAP, recorded.call_id) == recorded
    await store.commit([DropRecording(LEAP, recorded.call_id, 60.5, "admin")])
    await store.commit([DropRecording(LEAP, recorded.call_id, 70.0, "another")])
    after = await store.call(LEAP, recorded.call_id)
    assert after is not None
    assert after.recording == ""
    assert await store.search_calls(LEAP, CallSearch(recorded=True), limit=9) == []
    told = DroppedRecording(LEAP, recorded.call_id, 60.5, "admin", "a-1.wav,a-2.wav")
    assert await store.dropped_recording(LEAP, recorded.call_id) == told
    assert await store.dropped_recording(NOVA, recorded.call_id) is None
    assert await store.dropped_recording(LEAP, CallId("call-2")) is None


def _state(
    agent: AgentId, at: float, seq: int, state: str, call_id: str = "", space: SpaceId = LEAP
) -> PutAgentState:
    return PutAgentState(AgentStateRow(space, agent, at, seq, state, "", call_id, 0))


async def test_who_was_in_a_call(store: Store) -> None:
    await store.commit(
        [
            _state(RISHI, 1.0, 1, "dialling", "call-1"),
            _state(RISHI, 4.0, 2, "talking", "call-1"),
            _state(SIDDHANT, 5.0, 3, "ringing", "call-1"),
            _state(RISHI, 6.0, 5, "wrap_up", "call-1"),
            _state(SIDDHANT, 6.0, 4, "talking", "call-1"),
            _state(RISHI, 8.0, 6, "ready"),
            _state(RISHI, 9.0, 7, "talking", "call-2"),
            _state(AgentId("x"), 1.0, 1, "talking", "call-1", NOVA),
        ]
    )
    assert await store.states_in_call(LEAP, CallId("call-1")) == [
        CallState(RISHI, "dialling", 1.0, 4.0),
        CallState(RISHI, "talking", 4.0, 6.0),
        CallState(SIDDHANT, "ringing", 5.0, 6.0),
        CallState(RISHI, "wrap_up", 6.0, 8.0),
        CallState(SIDDHANT, "talking", 6.0, None),
    ]
    assert await store.states_in_call(LEAP, CallId("call-2")) == [
        CallState(RISHI, "talking", 9.0, None)
    ]
    assert await store.states_in_call(LEAP, CallId("")) == []


async def test_attempts_to_reach_a_number(store: Store, history: History) -> None:
    number = "442079460101"
    made = [one for one, _ in history.attempts if one.number == number]
    made.sort(key=lambda one: (one.dialled_at, one.attempt_id), reverse=True)
    assert await store.attempts_with(LEAP, number, limit=20) == made[:20]
    assert await store.attempts_with(LEAP, "1", limit=20) == []
