"""What the dialer asks for every second costs the same however long a list is, and however many of
its leads wait: no question walks over a table or sorts it."""

import asyncio
import contextlib
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final

import asyncpg
import pytest

from dockline.adapters.postgres.sql import numbered
from dockline.adapters.postgres.store import PostgresStore
from dockline.adapters.relational import care_sql, find_sql, lead_sql, life_sql, report_sql, sql
from dockline.adapters.relational.life_rows import in_turn
from dockline.adapters.relational.rows import calls_query, count_calls_query
from dockline.adapters.relational.statement import Row, json_text
from dockline.adapters.sqlite.connection import with_sets
from dockline.adapters.sqlite.store import SqliteStore
from dockline.domain.campaign import DoNotCall
from dockline.domain.ids import AgentId, CallId
from dockline.domain.leadlife import RESTING, Attempt, AttemptId
from dockline.domain.outcomes import AttemptOutcome
from dockline.ports.care_store import Place
from dockline.ports.lead_store import Postpone, PutAttempt, PutDoNotCall, Wanted
from dockline.ports.store import CallFilter, PutCall, Store
from tests.contract.lead_samples import CAMPAIGN, LIST, batch, number, push
from tests.contract.life_samples import made, named
from tests.contract.store_samples import LEAP, RISHI, call
from tests.support.postgres import Postgres

MANY: Final = 20_000
SET: Final = [named(1), named(2)]
"""The value of a set of strings; a JSON text for SQLite."""


def _turns() -> dict[str, tuple[str, Row]]:
    asked: dict[str, tuple[str, Row]] = {}
    for state in RESTING:
        whose: tuple[tuple[str, AgentId | None, float | None], ...] = (
            ("", None, None),
            ("_of_agent", RISHI, None),
            ("_owned", None, 2500.0),
        )
        for name, agent_id, since in whose:
            which = Wanted(LEAP, LIST, state, 3000.0, 50, agent_id, since)
            asked[f"{state.value}{name}"] = in_turn(which)
    return asked


CALLS: Final = CallFilter(since=1000.0, until=3000.0, kind="manual", outcome="busy")
QUESTIONS: Final[dict[str, tuple[str, Row]]] = {
    **_turns(),
    "unsettled": (life_sql.UNSETTLED, (LEAP,)),
    "expired": (life_sql.EXPIRED, (LEAP, 3000.0, 50)),
    "promised": (find_sql.PROMISED, (LEAP, RISHI, 3000.0, SET, 50)),
    "lives": (life_sql.LIVES, (LEAP, SET)),
    "dialled_since": (life_sql.DIALLED_SINCE, (LEAP, SET, 2000.0)),
    "entries": (life_sql.ENTRIES, (LEAP, SET)),
    "entries_of": (life_sql.ENTRIES_OF, (LEAP, CAMPAIGN, "", 50)),
    "listed": (lead_sql.LISTED, (LEAP, CAMPAIGN, SET)),
    "tally": (life_sql.TALLY, (CAMPAIGN, 2000.0, LEAP)),
    "attempts_after": (life_sql.ATTEMPTS_AFTER, (CAMPAIGN, LEAP, 2000.0, "a", 50)),
    "attempts_since": (
        life_sql.ATTEMPTS_SINCE,
        (CAMPAIGN, LEAP, 2000.0, CAMPAIGN, 2000.0, 50),
    ),
    "uncalled": (life_sql.UNCALLED, (LEAP, LEAP, 2000.0)),
    "agent_states": (sql.AGENT_STATES, (LEAP, RISHI, 1.0, 2.0, 50)),
    "agent_state_before": (sql.AGENT_STATE_BEFORE, (LEAP, RISHI, 2.0)),
    "calls": calls_query(LEAP, CALLS, 50, 100),
    "count_calls": count_calls_query(LEAP, CALLS),
    "put_life": (
        life_sql.PUT_LIFE_FROM,
        (
            *("done", 1, 2.0, 2.0, None, None, None, None, None, None, None, ""),
            *("", "", -1, -1, None, None, named(1), "new"),
        ),
    ),
    "postpone": (life_sql.POSTPONE, (3000.0, named(1), "new")),
    "forbid": (life_sql.FORBID_IN_SPACE, (1.0, 1.0, number(1), LEAP)),
    "forbid_in_campaign": (life_sql.FORBID_IN_CAMPAIGN, (1.0, 1.0, number(1), LEAP, CAMPAIGN)),
}
SORTED: Final = {"lives", "dialled_since", "entries", "listed", "expired", "uncalled"}
"""These may sort what they have found: a handful, or a day's at a start."""
FOR_ONCE: Final = {
    "tally",
    "attempts_after",
    "attempts_since",
    "uncalled",
    "agent_states",
    "agent_state_before",
}
"""Not asked every second. Most of a small table is asked for, so PostgreSQL may read all of it."""


def _attempt(n: int) -> Attempt:
    return Attempt(
        attempt_id=AttemptId(f"attempt-{n:06}"),
        space_id=LEAP,
        campaign_id=CAMPAIGN,
        list_id=LIST,
        lead_id=named(n),
        call_id=CallId(f"call-{n}"),
        number=number(n),
        caller_id="",
        round=1,
        dialled_at=2000.0 + n,
        outcome=AttemptOutcome.BUSY,
    )


async def _fill(store: Store) -> None:
    """A long list, of which all but the last few leads wait."""
    await made(store)
    for start in range(0, MANY, 5_000):
        some = range(start, start + 5_000)
        pushes = [push(n, agent_id=RISHI if n % 10 == 0 else None) for n in some]
        await store.push_leads(batch(*pushes, at=2000.0 + start))
    for start in range(0, 3_000, 500):
        some = range(start, start + 500)
        await store.commit([PutAttempt(_attempt(n)) for n in some])
        entries = [DoNotCall(LEAP, number(50_000 + n), 1.0) for n in some]
        await store.commit([PutDoNotCall(one) for one in entries])
        await store.commit([PutCall(call(n)) for n in some])
    for start in range(0, MANY - 50, 1_000):
        parked = range(start, min(start + 1_000, MANY - 50))
        await store.commit([Postpone(named(n), RESTING[0], 9000.0) for n in parked])


# --- SQLite -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plans") / "dockline.db"

    async def make() -> None:
        store = SqliteStore(path)
        await store.open()
        await _fill(store)
        await store.close()

    asyncio.run(make())
    return path


@pytest.fixture
def in_sqlite(file: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        yield connection


@pytest.mark.parametrize("question", QUESTIONS)
def test_sqlite_finds_by_an_index(in_sqlite: sqlite3.Connection, question: str) -> None:
    query, values = QUESTIONS[question]
    given = tuple(json_text(value) if value is SET else value for value in values)
    plan = [row[3] for row in in_sqlite.execute(f"explain query plan {with_sets(query)}", given)]
    steps = [step for step in plan if "json_each" not in step]
    assert not [step for step in steps if step.startswith("SCAN")], plan
    assert question in SORTED or not [step for step in steps if "TEMP B-TREE" in step], plan


def test_sqlite_counts_calls_without_a_look_at_them(in_sqlite: sqlite3.Connection) -> None:
    query, values = QUESTIONS["count_calls"]
    [(*_, step)] = in_sqlite.execute(f"explain query plan {query}", values)
    assert "USING COVERING INDEX calls_by_time (space_id=? AND started_at>? AND started_at<?)" in (
        step
    )


def test_sqlite_walks_over_no_lead_that_waits(in_sqlite: sqlite3.Connection) -> None:
    for question, (query, values) in _turns().items():
        steps = 0

        def count() -> int:
            nonlocal steps
            steps += 100
            return 0

        # Told of every hundredth step of SQLite's virtual machine; a lead takes some ten.
        in_sqlite.set_progress_handler(count, 100)
        found = in_sqlite.execute(query, values).fetchall()
        in_sqlite.set_progress_handler(None, 0)
        assert steps <= 3_000, question
        assert len(found) == {"new": 45, "new_of_agent": 5}.get(question, 0), question


def test_sqlite_looks_closely_at_no_lead_without_the_digits(
    in_sqlite: sqlite3.Connection,
) -> None:
    """Signs are taken out of every text else, seven times: a minute for a few million rows."""
    query, columns = care_sql.mentions(Place.LEADS)
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 10
        return 0

    values = (LEAP, *care_sql.patterns("9911882277") * columns, 50)
    in_sqlite.set_progress_handler(count, 10)
    assert in_sqlite.execute(query, values).fetchall() == []
    in_sqlite.set_progress_handler(None, 0)
    assert steps < 30 * MANY


# --- PostgreSQL ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def filled() -> dict[bool, str]:
    """The URLs of the databases that are filled, by whether they were analyzed."""
    return {}


@pytest.fixture(params=[False, True], ids=["unknown", "analyzed"])
async def in_postgres(
    request: pytest.FixtureRequest, postgres_server: Postgres, filled: dict[bool, str]
) -> AsyncIterator[Any]:
    analyzed: bool = request.param
    if analyzed not in filled:
        url = await postgres_server.new_database()
        store = PostgresStore(url)
        await store.open()
        await _fill(store)
        await store.close()
        filled[analyzed] = url
        connection: Any = await asyncpg.connect(url)
        if analyzed:
            await connection.execute("analyze")
        await connection.close()
    connection = await asyncpg.connect(filled[analyzed])
    yield connection
    await connection.close()


@pytest.mark.parametrize("question", [one for one in QUESTIONS if one not in FOR_ONCE])
async def test_postgres_finds_by_an_index(in_postgres: Any, question: str) -> None:
    query, values = QUESTIONS[question]
    # What a statement that is used again and again comes to, whatever it is asked with.
    await in_postgres.execute("set plan_cache_mode = force_generic_plan")
    await in_postgres.execute(f"prepare question as {numbered(query)}")
    nothing = ", ".join("null" for _ in values)
    plan = [row[0] for row in await in_postgres.fetch(f"explain execute question({nothing})")]
    assert not [step for step in plan if "Seq Scan" in step and "dial_lists" not in step], plan
    if question not in SORTED:
        assert not [step for step in plan if "Sort Key" in step], plan


async def test_postgres_counts_calls_without_a_look_at_them(in_postgres: Any) -> None:
    query, values = QUESTIONS["count_calls"]
    # What autovacuum does now and then: where it did not yet, rows are looked at all the same.
    await in_postgres.execute("vacuum calls")
    await in_postgres.execute("set enable_seqscan = off")
    explained = await in_postgres.fetch(f"explain {numbered(query)}", *values)
    plan = [row[0] for row in explained]
    assert [step for step in plan if "Index Only Scan using calls_by_time" in step], plan
    assert not [step for step in plan if step.strip().startswith("Filter")], plan


async def test_postgres_walks_over_no_lead_that_waits(in_postgres: Any) -> None:
    for question, (query, values) in _turns().items():
        explained = await in_postgres.fetch(f"explain analyze {numbered(query)}", *values)
        plan = [row[0] for row in explained]
        assert not [step for step in plan if "Rows Removed by Filter" in step and _many(step)], (
            question
        )


async def test_postgres_looks_at_no_state_of_before_a_report(in_postgres: Any) -> None:
    moving = in_postgres.transaction()
    await moving.start()
    await in_postgres.execute(
        "insert into users (user_id, space_id, login, login_key, name, role, password_hash, teams,"
        " active) select 'agent-' || n, 'leap', n, n, n, 'agent', '', '[]', 1"
        " from generate_series(1, 5) as n;"
        "insert into agent_states (space_id, agent_id, at, seq, state, pause_reason, call_id,"
        " chats) select 'leap', 'agent-' || n % 5 + 1, n, n, 'ready', '', '', 0"
        " from generate_series(1, 5000) as n"
    )
    agents = [f"agent-{n}" for n in range(1, 6)]
    since, until = 4_900.0, 6_000.0
    values = (LEAP, agents, since, since, since, until, since, since, until, LEAP)
    query = numbered(report_sql.STATE_SECONDS)
    plan = [row[0] for row in await in_postgres.fetch(f"explain analyze {query}", *values)]
    seconds = {row[0]: row[-1] for row in await in_postgres.fetch(query, *values)}
    await moving.rollback()
    assert seconds == dict.fromkeys(agents, until - since)
    often = [step for step in plan if int((re.findall(r"loops=(\d+)", step) or ["0"])[0]) > 1_000]
    assert not often, plan


def _many(step: str) -> bool:
    return int(step.rpartition(" ")[2]) > 100
