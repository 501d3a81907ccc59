"""Reports of many teams by hour are worked out in many turns of the event loop."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, Final

import pytest

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.api.manage import report_tables as tables
from dockline.domain.ids import TeamId
from dockline.domain.reportperiod import period_of
from dockline.domain.space import Team
from dockline.ports.report_store import CallFigures
from dockline.services.reports.figures import CallCounts, counts_of, service_of
from dockline.services.reports.queues import QueueReports
from dockline.services.reports.scope import Scope
from tests.contract.store_samples import LEAP

TEAMS: Final = tuple(Team(TeamId(f"team-{n}"), LEAP, f"Team {n:02}") for n in range(20))
WEEK: Final = period_of(date(2026, 11, 1), date(2026, 11, 8), "UTC", "hour")
SCOPE: Final = Scope(LEAP, "UTC", WEEK, None, TEAMS)
KINDS: Final = (("inbound", "inbound"), ("inbound", "outbound"), ("dialer", "outbound"))


def _figures(slot: int, team: int, kind: str, direction: str) -> CallFigures:
    waited = float(slot + team)
    sums = (5 + team, 3, 1, 1, 0, 2, waited * 3, waited, 100.5, 3.25)
    return CallFigures(slot, TEAMS[team].team_id, "", kind, direction, *sums)


class Busy(MemoryStore):
    """Every team has calls of every kind in each hour of the week."""

    def __init__(self) -> None:
        super().__init__()
        self.found = [
            _figures(slot, team, *kind)
            for slot in range(len(WEEK.buckets))
            for team in range(len(TEAMS))
            for kind in KINDS
        ]

    async def call_figures(self, *which: Any, **more: Any) -> list[CallFigures]:
        await asyncio.sleep(0)
        return self.found


async def _turns(work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """CPU seconds of all of the work, and of its longest turn."""
    longest, over = 0.0, asyncio.Event()

    async def watch() -> None:
        nonlocal longest
        last = time.thread_time()
        while not over.is_set():
            await asyncio.sleep(0)
            now = time.thread_time()
            longest, last = max(longest, now - last), now

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    began = time.thread_time()
    await work()
    whole = time.thread_time() - began
    over.set()
    await watching
    return whole, longest


@pytest.mark.parametrize("report", ["calls", "service"])
async def test_a_week_by_hour_of_many_teams_holds_nothing_up(report: str) -> None:
    """It held up calls for a tenth of a second and more."""
    queues = QueueReports(Busy(), MemoryClock())
    whole, longest = await _turns(lambda: getattr(queues, report)(SCOPE))
    assert longest < whole / 10


async def test_its_sums_are_those_of_all_teams() -> None:
    store = Busy()
    queues = QueueReports(store, MemoryClock())
    calls, service = await queues.calls(SCOPE), await queues.service(SCOPE)
    assert calls.total == counts_of(store.found)
    assert calls.by_bucket == SCOPE.by_bucket(store.found, lambda one: one.slot, counts_of)
    assert service.total == service_of(store.found)
    assert service.by_bucket == SCOPE.by_bucket(store.found, lambda one: one.slot, service_of)
    assert [team.team for team in calls.teams] == [team.name for team in TEAMS]
    assert sum(team.total.calls for team in calls.teams) == calls.total.calls


async def test_its_csv_comes_in_pieces() -> None:
    told = await QueueReports(Busy(), MemoryClock()).calls(SCOPE)
    pieces = list(tables.calls_table(told, SCOPE))
    assert len(pieces) == 1 + len(TEAMS)
    assert [len(piece) for piece in pieces[1:]] == [len(WEEK.buckets)] * len(TEAMS)
    assert pieces[0][0][3:] == tuple(
        name.replace("_", " ").capitalize() for name in CallCounts.__struct_fields__
    )
