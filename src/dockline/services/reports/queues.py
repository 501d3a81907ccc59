"""Reports of teams: their calls, how long people waited, their chats."""

from collections.abc import Iterable
from operator import attrgetter
from typing import TypeVar

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
            found += scope.placed(figures, run)
        return found

    async def calls(self, scope: Scope) -> CallsTold:
        figures = await self.figures(scope)
        teams = [
            TeamCalls(name, counts_of(some), scope.by_bucket(some, _slot, counts_of))
            for name, some in by_team(scope, figures)
        ]
        return CallsTold(counts_of(figures), scope.by_bucket(figures, _slot, counts_of), teams)

    async def service(self, scope: Scope) -> ServiceTold:
        """Of the teams that have a queue, whether anybody called or not; of others only where
        somebody did."""
        figures = await self.figures(scope)
        some_of = dict(by_team(scope, figures))
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
        total = service_of(figures)
        return ServiceTold(total, scope.by_bucket(figures, _slot, service_of), teams)

    async def chats(self, scope: Scope) -> ChatsTold:
        targets = {team.team_id: team.settings.chat.service_seconds for team in scope.known}
        figures: list[ChatFigures] = []
        for run in scope.runs:
            some = await self._store.chat_figures(
                scope.space_id, run, teams=scope.team_ids, targets=targets
            )
            figures += scope.placed(some, run)
        teams = [
            TeamChats(
                name,
                targets.get(some[0].team_id, 0.0),
                chats_of(some),
                scope.by_bucket(some, _slot, chats_of),
            )
            for name, some in by_team(scope, figures)
        ]
        return ChatsTold(chats_of(figures), scope.by_bucket(figures, _slot, chats_of), teams)


def by_team(scope: Scope, figures: Iterable[T]) -> list[tuple[str, list[T]]]:
    """By name, those in no team last."""
    found: dict[str, list[T]] = {}
    for one in figures:
        found.setdefault(scope.called(one.team_id, one.team), []).append(one)
    return sorted(found.items(), key=lambda pair: (pair[0] == "", pair[0].casefold()))
