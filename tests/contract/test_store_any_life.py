"""The store in memory and the real ones say the same of leads, however they live."""

import asyncio
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from msgspec import Struct
from msgspec.structs import replace

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.adapters.postgres.store import PostgresStore
from dockline.adapters.sqlite.store import SqliteStore
from dockline.domain.campaign import DoNotCall
from dockline.domain.errors import Refusal
from dockline.domain.ids import AgentId, CallId, CampaignId, LeadId, ListId
from dockline.domain.lead import LeadState
from dockline.domain.leadhold import hold, put_back, skip
from dockline.domain.leadlife import RESTING, AttemptId, Callback, Life, answer, dial, hang_up
from dockline.domain.leadoutcome import (
    call_back,
    dispose,
    fail,
    forbid,
    overdue,
    queue_again,
    recover,
)
from dockline.ports.lead_store import (
    DropDoNotCall,
    Postpone,
    PutAttempt,
    PutDoNotCall,
    PutLife,
    Reconsider,
    Wanted,
)
from dockline.ports.store import Store, StoreConflict, Write
from tests.contract.conftest import empty_database
from tests.contract.lead_samples import CAMPAIGN, LIST, batch, number, push
from tests.contract.life_samples import ENDS, SETTINGS, awake, made
from tests.contract.store_samples import LEAP, NOVA, RISHI, SIDDHANT

LISTS = (LIST, ListId("list-2"))
AGENTS = (None, RISHI, SIDDHANT)


class Chance(Struct, frozen=True):
    """What one move is made of."""

    agent_id: AgentId | None
    later: float
    """Seconds from now."""
    outcome: int
    code: str
    attempt_id: AttemptId


_MOVES: dict[str, Callable[[Life, Chance, float], Life]] = {
    "hold": lambda life, by, now: hold(life, SETTINGS, now, by.agent_id),
    "put back": lambda life, by, now: put_back(life, now),
    "skip": lambda life, by, now: skip(life, SETTINGS, now, by.agent_id or RISHI, by.code),
    "dial": lambda life, by, now: dial(
        life, by.attempt_id, CallId("call"), now, agent_id=by.agent_id, caller_id="44"
    ),
    "answer": lambda life, by, now: answer(life, _last(life), now, by.agent_id or RISHI),
    "hang up": lambda life, by, now: hang_up(life, _last(life), now),
    "fail": lambda life, by, now: fail(life, _last(life), ENDS[by.outcome], SETTINGS, now),
    "dispose": lambda life, by, now: (
        dispose(
            life,
            _last(life),
            by.code,
            SETTINGS,
            now,
            callback=Callback(now + by.later, now, by.agent_id) if by.code == "callback" else None,
        ).life
    ),
    "call back": lambda life, by, now: call_back(
        life, Callback(now + by.later, now, by.agent_id, "a note"), SETTINGS, now
    ),
    "forbid": lambda life, by, now: forbid(life, now),
    "queue again": lambda life, by, now: queue_again(life, now),
    "overdue": lambda life, by, now: overdue(life, SETTINGS, now).life,
    "recover": lambda life, by, now: recover(life, SETTINGS, now, call_up=False),
}
"""The moves of the domain: what they make of a life is what is put."""


def _last(life: Life) -> AttemptId:
    return life.last.attempt_id if life.last is not None else AttemptId("none")


class Move(Struct, frozen=True):
    n: int
    what: str
    chance: Chance
    stale: bool
    """Made of the life as it was when it was first read."""
    checked: bool
    """With what is expected."""
    ready_in: float
    mistaken: float


class Pushes(Struct, frozen=True):
    said: dict[int, dict[str, Any]]
    where: int
    requeue: bool


class PutOff(Struct, frozen=True):
    n: int
    expected: LeadState
    ready_in: float
    as_seen: bool


class Listed(Struct, frozen=True):
    n: int
    campaign_id: CampaignId
    off: bool


class Changed(Struct, frozen=True):
    """The campaign's settings were."""


_few = st.integers(0, 3)
_soon = st.sampled_from([0.0, 1.0, 30.0, 400.0, 4000.0])
_agents = st.sampled_from(AGENTS)
_chances = st.builds(
    Chance,
    _agents,
    st.sampled_from([1.0, 400.0]),
    st.integers(0, len(ENDS) - 1),
    st.sampled_from(["sold", "callback", "no-answer", "wrong-number"]),
    st.just(AttemptId("")),
)
_moves = st.builds(
    Move,
    _few,
    st.sampled_from(sorted(_MOVES)),
    _chances,
    st.sampled_from([False, False, False, True]),
    st.booleans(),
    _soon,
    st.sampled_from([0.0, 0.25]),
)
_said = st.fixed_dictionaries(
    {},
    optional={
        "data": st.dictionaries(st.sampled_from("ab"), st.integers(0, 9), max_size=2),
        "agent_id": _agents,
        "priority": st.integers(-1, 1),
        "time_zone": st.sampled_from(["", "Asia/Kolkata"]),
        "expires_at": st.sampled_from([None, 2200.0, 9000.0]),
        "not_before": st.sampled_from([None, 2100.0, 2500.0]),
    },
)
_writes = st.one_of(
    _moves,
    _moves,
    _moves,
    st.builds(PutOff, _few, st.sampled_from(RESTING), _soon, st.booleans()),
    st.builds(
        Listed, _few, st.sampled_from([CampaignId(""), CAMPAIGN]), st.sampled_from([False, True])
    ),
    st.just(Changed()),
)
_pushes = st.builds(
    Pushes, st.dictionaries(_few, _said, min_size=1, max_size=4), st.integers(0, 1), st.booleans()
)
_Step = Pushes | list[Any]
_steps = st.lists(
    st.tuples(
        st.sampled_from([0.0, 1.0, 60.0, 500.0]),
        st.one_of(st.lists(_writes, min_size=1, max_size=2), _pushes),
    ),
    max_size=14,
)


class _Course:
    """What is done, worked out from the store in memory and done to both."""

    def __init__(self, memory: Store, real: Store) -> None:
        self.stores = (memory, real)
        self.now = 2000.0
        self._turn = count()
        self._first: dict[LeadId, Life] = {}

    async def begin(self) -> None:
        for store in self.stores:
            await made(store)
            for n, list_id in enumerate(LISTS):
                await store.push_leads(
                    batch(*(push(k, f"{n}-{k}") for k in range(2)), list_id=list_id)
                )

    async def go(self, step: _Step) -> list[object]:
        """What each store said."""
        if isinstance(step, Pushes):
            turn = next(self._turn)
            pushes = [push(n, f"x{turn}-{n}", **said) for n, said in step.said.items()]
            body = batch(
                *pushes, list_id=LISTS[step.where], requeue=step.requeue, at=self.now
            )  # fmt: skip
            return [await store.push_leads(body) for store in self.stores]
        lives = await self.lives(self.stores[0])
        writes = [write for one in step for write in self._writes(one, lives)]
        # What is put off after the settings changed may be looked at once more than need be.
        writes.sort(key=lambda write: isinstance(write, Reconsider))
        return [await _outcome(store, writes) for store in self.stores]

    async def lives(self, store: Store) -> dict[LeadId, Life]:
        leads = [lead for one in LISTS for lead in await store.leads(LEAP, one, limit=50)]
        return await store.lives(LEAP, [lead.lead_id for lead in leads])

    def _writes(self, step: Any, lives: dict[LeadId, Life]) -> list[Write]:
        if isinstance(step, Listed):
            if step.off:
                return [DropDoNotCall(LEAP, number(step.n), step.campaign_id)]
            listed = DoNotCall(LEAP, number(step.n), self.now, "", step.campaign_id)
            return [PutDoNotCall(listed)]
        if isinstance(step, Changed):
            return [Reconsider(LEAP, CAMPAIGN)]
        ids = sorted(lives)
        life = lives[ids[step.n % len(ids)]]
        first = self._first.setdefault(life.lead.lead_id, life)
        if isinstance(step, PutOff):
            as_of = first.lead.updated_at if step.as_seen else None
            ready_at = self.now + step.ready_in
            return [Postpone(life.lead.lead_id, step.expected, ready_at, as_of)]
        return self._move(step, first if step.stale else life)

    def _move(self, step: Move, life: Life) -> list[Write]:
        name = AttemptId(f"attempt-{next(self._turn):06}")
        try:
            after = _MOVES[step.what](life, replace(step.chance, attempt_id=name), self.now)
        except (Refusal, ValueError):
            return []
        expected = life.state if step.checked else None
        ready_at = self.now + step.ready_in if step.ready_in else 0.0
        writes: list[Write] = [PutLife(after, expected, ready_at)]
        if after.last is not None:
            writes.append(PutAttempt(after.last, step.mistaken))
        return writes


async def _outcome(store: Store, writes: list[Write]) -> str:
    try:
        await store.commit(writes)
    except StoreConflict as conflict:
        return conflict.field
    return "committed"


async def _all_told(store: Store, course: _Course) -> dict[str, object]:
    now = course.now
    numbers = [number(n) for n in range(4)]
    await awake(store, now)
    told: dict[str, object] = {
        "lives": await course.lives(store),
        "unsettled": await store.unsettled(LEAP),
        "expired": await store.expired(LEAP, now, limit=3),
        "dialled": await store.dialled_since(LEAP, numbers, now - 300),
        "entries": await store.do_not_call_entries(LEAP, numbers),
        "listed": await store.do_not_call_list(LEAP, CAMPAIGN, limit=2),
        "tally": await store.tally(LEAP, CAMPAIGN, now - 1000),
        "counts": await store.lead_counts(LEAP, CAMPAIGN),
        "attempts": await store.attempts(LEAP, CAMPAIGN, since=now - 1000, limit=5),
        "elsewhere": await store.unsettled(NOVA),
    }
    for list_id in LISTS:
        for state in RESTING:
            for agent_id, since in ((None, None), (None, now - 50), (RISHI, None)):
                which = Wanted(LEAP, list_id, state, now, 3, agent_id, since)
                told[f"{which}"] = await store.leads_in_turn(which)
    return told


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "dockline.db"

    async def make() -> None:
        store = SqliteStore(path)
        await store.open()
        await store.close()

    asyncio.run(make())
    return path


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@settings(deadline=None, max_examples=50, suppress_health_check=list(HealthCheck))
@given(steps=_steps)
def test_leads_live_alike_in_all_stores(
    kind: str,
    steps: list[tuple[float, _Step]],
    empty_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> None:
    async def other() -> Store:
        if kind == "postgres":
            server = request.getfixturevalue("postgres_server")
            used = request.getfixturevalue("used_database")
            return PostgresStore(await empty_database(server, used), MemoryClock())
        path = tmp_path_factory.mktemp("any") / "dockline.db"
        shutil.copy(empty_file, path)
        return SqliteStore(path, MemoryClock())

    async def compare() -> None:
        memory, real = MemoryStore(MemoryClock()), await other()
        await real.open()
        try:
            course = _Course(memory, real)
            await course.begin()
            for seconds, step in steps:
                course.now += seconds
                in_memory, really = await course.go(step)
                assert really == in_memory
                assert await _all_told(real, course) == await _all_told(memory, course)
        finally:
            await real.close()

    asyncio.run(compare())
