"""Reports of teams: their calls, how long people waited, their chats."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from operator import add, attrgetter
from typing import Any, Final, TypeVar

from msgspec.structs import astuple

from dockline.domain.ids import TeamId
from dockline.ports.clock import Clock
from dockline.ports.report_store import CallFigures, ChatFigures, ReportStore
from dockline.services.reports.figures import chats_of, counts_of, service_of
from dockline.services.reports.scope import Scope
from dockline.services.reports.shapes import (
    CallsTold,
    ChatsTold,
    ServiceTold,
    TeamCalls,
    TeamChats,
    TeamService,
)

T = TypeVar("T", CallFigures, ChatFigures)
_slot = attrgetter("slot")
_SLICE: Final = 250
_LONGEST: Final = CallFigures.__struct_fields__.index("longest_wait") - 5
"""Its place among the figures: the one that is not added up."""


class QueueReports:
    """Raises StoreUnavailable."""

    def __init__(self, store: ReportStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def figures(self, scope: Scope) -> list[CallFigures]:
        """What the reports of calls add up."""
        targets = {team.team_id: team.settings.queue.service_seconds for team in scope.known}
        teams, now = scope.team_ids, self._clock.now()
        found: list[CallFigures] = []
        for run in scope.runs:
            figures = await self._store.call_figures(
                scope.space_id, run, teams=teams, targets=targets, now=now
            )
            async for some in slices(figures):
                found += scope.placed(some, run)
        return found

    async def calls(self, scope: Scope) -> CallsTold:
        figures = await self.figures(scope)
        teams = []
        async for name, some in by_team(scope, figures):
            by_bucket = scope.by_bucket(some, _slot, counts_of)
            teams.append(TeamCalls(name, counts_of(some), by_bucket))
        every = await together(figures)
        return CallsTold(counts_of(every), scope.by_bucket(every, _slot, counts_of), teams)

    async def service(self, scope: Scope) -> ServiceTold:
        """Of the teams that have a queue, whether anybody called or not; of others only where
        somebody did."""
        figures = await self.figures(scope)
        some_of = {name: some async for name, some in by_team(scope, figures)}
        shown = scope.known if scope.teams is None else scope.teams
        teams = []
        for team in shown:
            some, queue = some_of.get(team.name, []), team.settings.queue
            told = service_of(some)
            if told.offered or queue.numbers:
                teams.append(
                    TeamService(
                        team.name,
                        queue.service_seconds,
                        queue.service_target,
                        told,
                        scope.by_bucket(some, _slot, service_of),
                    )
                )
            await asyncio.sleep(0)  # let a click-to-call pass
        every = await together(figures)
        total = service_of(every)
        return ServiceTold(total, scope.by_bucket(every, _slot, service_of), teams)

    async def chats(self, scope: Scope) -> ChatsTold:
        targets = {team.team_id: team.settings.chat.service_seconds for team in scope.known}
        figures: list[ChatFigures] = []
        for run in scope.runs:
            found = await self._store.chat_figures(
                scope.space_id, run, teams=scope.team_ids, targets=targets
            )
            async for some in slices(found):
                figures += scope.placed(some, run)
        teams = [
            TeamChats(
                name,
                targets.get(some[0].team_id, 0.0),
                chats_of(some),
                scope.by_bucket(some, _slot, chats_of),
            )
            async for name, some in by_team(scope, figures)
        ]
        return ChatsTold(chats_of(figures), scope.by_bucket(figures, _slot, chats_of), teams)


async def by_team(scope: Scope, figures: Sequence[T]) -> AsyncIterator[tuple[str, list[T]]]:
    """By name, those in no team last. Between two of them others have their turn."""
    found: dict[str, list[T]] = {}
    async for some in slices(figures):
        names = scope.names(some)
        for one in some:
            found.setdefault(names[one.team_id, one.team], []).append(one)
    for pair in sorted(found.items(), key=lambda pair: (pair[0] == "", pair[0].casefold())):
        yield pair
        await asyncio.sleep(0)  # let a click-to-call pass


async def together(figures: Sequence[CallFigures]) -> list[CallFigures]:
    """Those of all teams added up: one of each slot, kind and direction."""
    found: dict[tuple[int, str, str], list[Any]] = {}
    async for some in slices(figures):
        for one in some:
            slot, _, _, kind, direction, *told = astuple(one)
            sums = found.setdefault((slot, kind, direction), [0] * len(told))
            longest = max(sums[_LONGEST], told[_LONGEST])
            sums[:] = map(add, sums, told)
            sums[_LONGEST] = longest
    return [
        CallFigures(slot, TeamId(""), "", kind, direction, *sums)
        for (slot, kind, direction), sums in found.items()
    ]


async def slices(rows: Sequence[T]) -> AsyncIterator[Sequence[T]]:
    """Of a week by hour and many teams there are tens of thousands: all of them at once would
    hold up calls."""
    for begin in range(0, len(rows), _SLICE):
        yield rows[begin : begin + _SLICE]
        await asyncio.sleep(0)
