"""``/manage/api/reports/...``: figures of a time, as JSON and as CSV."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Any, Final

from dockline.api.csv_rows import Cell, csv_reply
from dockline.api.manage import report_tables as tables, reports_operations as operations
from dockline.api.manage.asked import period_asked, teams_asked
from dockline.api.manage.reports_wire import (
    AgentsReport,
    CallsReport,
    CampaignsReport,
    CapsReport,
    ChatsReport,
    DayOfAgent,
    DaySegment,
    ReportChoice,
    ReportChoices,
    ReportTime,
    ServiceReport,
    TalkReport,
    TimelineReport,
)
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.operation import Operation
from dockline.api.replies import Reply, json_reply
from dockline.domain.access import Right
from dockline.domain.reportperiod import Period, day_told, period_of
from dockline.ports.store import Store
from dockline.services.accounts import Accounts
from dockline.services.reports import CampaignReports, PeopleReports, QueueReports, Scope
from dockline.services.reports.kept import KeptReports
from dockline.services.timeline import AgentTimeline, Page, Place, StateKeeper, Timeline

_SEGMENTS: Final = 20_000
"""Of one day, told at once, about."""
Told = Callable[[Scope, str], Awaitable[Any]]
"""A report of a scope and a campaign's id, empty where none is asked for."""


class ReportRoutes:
    def __init__(
        self, store: Store, accounts: Accounts, timeline: Timeline, states: StateKeeper
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._timeline = timeline
        self._states = states
        self._clock = accounts.book.clock
        self._queues = QueueReports(store, self._clock)
        self._people = PeopleReports(store, accounts, self._queues, self._clock)
        self._campaigns = CampaignReports(store, self._clock)
        self._kept = KeptReports(self._clock)

    def routes(self) -> list[ManageRoute]:
        queues, people, campaigns = self._queues, self._people, self._campaigns
        reports: tuple[tuple[tuple[Operation, Operation], Told, Any, Any], ...] = (
            (operations.CALLS, _of_teams(queues.calls), CallsReport, tables.calls_table),
            (operations.TALK, _of_teams(people.talk), TalkReport, tables.talk_table),
            (operations.SERVICE, _of_teams(queues.service), ServiceReport, tables.service_table),
            (operations.AGENTS, _of_teams(people.agents), AgentsReport, tables.agents_table),
            (operations.CAMPAIGNS, campaigns.outcomes, CampaignsReport, tables.campaigns_table),
            (operations.CAPS, campaigns.caps, CapsReport, tables.caps_table),
            (operations.CHATS, _of_teams(queues.chats), ChatsReport, tables.chats_table),
        )
        day, day_csv = operations.TIMELINE
        found = [
            ManageRoute(operations.CHOICES, self.choices),
            ManageRoute(day, self.timeline),
            ManageRoute(day_csv, self.timeline_csv),
        ]
        for (shown, exported), told, kind, table in reports:
            found.append(ManageRoute(shown, self._shown(shown, told, kind)))
            found.append(ManageRoute(exported, self._exported(shown, told, table)))
        return found

    def _shown(
        self, shown: Operation, told: Told, kind: Any
    ) -> Callable[[Asking], Awaitable[Reply]]:
        async def handle(asking: Asking) -> Reply:
            scope = self._scope(asking)
            report = await self._told(shown, told, scope, asking)
            return json_reply(kind(success=True, time=self._time(scope), report=report))

        return handle

    def _exported(
        self, shown: Operation, told: Told, table: Callable[[Any, Scope], Iterator[tables.Table]]
    ) -> Callable[[Asking], Awaitable[Reply]]:
        name = shown.path.rpartition("/")[2]

        async def handle(asking: Asking) -> Reply:
            scope = self._scope(asking)
            report = await self._told(shown, told, scope, asking)

            async def rows() -> AsyncIterator[tables.Table]:
                for some in table(report, scope):
                    yield some
                    await asyncio.sleep(0)  # let a click-to-call pass

            return await self._csv(asking, name, rows())

        return handle

    async def _told(self, shown: Operation, told: Told, scope: Scope, asking: Asking) -> Any:
        campaign = asking.query.get("campaign", "")
        # The states of the last second are in it, too.
        await self._states.written(scope.space_id)
        key = (shown.path, scope.space_id, scope.period, scope.team_ids, campaign)
        return await self._kept.told(key, lambda: told(scope, campaign))

    async def timeline(self, asking: Asking) -> Reply:
        scope = self._day(asking)
        await self._states.written(scope.space_id)
        agents: dict[str, DayOfAgent] = {}
        more, left = False, _SEGMENTS
        async for page in self._pages(scope):
            for one in map(_day_of, page.agents):
                # A day that was cut goes on with the next page.
                known = agents.setdefault(one.agent_id, one)
                if known is not one:
                    known.segments.extend(one.segments)
                left -= len(one.segments)
            more = page.after is not None
            if left <= 0:
                break
        return json_reply(TimelineReport(True, self._time(scope), list(agents.values()), more))

    async def timeline_csv(self, asking: Asking) -> Reply:
        scope = self._day(asking)
        await self._states.written(scope.space_id)

        async def rows() -> AsyncIterator[tables.Table]:
            yield [tables.TIMELINE_HEADINGS]
            async for page in self._pages(scope):
                yield tables.timeline_rows([_day_of(one) for one in page.agents], scope)

        return await self._csv(asking, "timeline", rows())

    async def _pages(self, scope: Scope) -> AsyncIterator[Page]:
        """All of a day, in pages of at most so many segments."""
        users, period, now = self._people.users(scope), scope.period, self._clock.now()
        place: Place | None = None
        while True:
            page = await self._timeline.page(
                scope.space_id,
                users,
                period.since,
                period.until,
                now=now,
                limit=_SEGMENTS,
                place=place,
            )
            yield page
            if (place := page.after) is None:
                return

    async def choices(self, asking: Asking) -> Reply:
        manager = asking.manager
        teams = manager.teams_seen(self._accounts.teams(manager.space_id))
        ids = {team.team_id for team in teams}
        campaigns = [
            ReportChoice(one.campaign_id, one.name)
            for one in await self._store.campaigns(manager.space_id)
            if one.team_id in ids or manager.may(Right.WATCH_SPACE)
        ]
        named = [ReportChoice(team.team_id, team.name) for team in teams]
        return json_reply(ReportChoices(True, named, campaigns))

    def _scope(self, asking: Asking) -> Scope:
        """Raises ScopeWrong, PeriodWrong."""
        bucket = asking.query.get("bucket", "")
        return self._of(asking, period_asked(asking, self._clock.now(), "today", bucket))

    def _day(self, asking: Asking) -> Scope:
        """Raises ScopeWrong, PeriodWrong."""
        told = asking.query.get("day", "")
        if not told:
            return self._of(asking, period_asked(asking, self._clock.now(), "today"))
        day = day_told("day", told)
        return self._of(asking, period_of(day, day, asking.manager.space.settings.time_zone))

    def _of(self, asking: Asking, period: Period) -> Scope:
        space = asking.manager.space
        return Scope(
            space.space_id,
            space.settings.time_zone,
            period,
            teams_asked(asking, self._accounts, Right.WATCH_SPACE),
            tuple(self._accounts.teams(space.space_id)),
        )

    def _time(self, scope: Scope) -> ReportTime:
        period = scope.period
        return ReportTime(
            period.since,
            period.until,
            scope.time_zone,
            period.bucket,
            list(period.edges),
            self._clock.now(),
        )

    async def _csv(
        self, asking: Asking, name: str, rows: AsyncIterator[list[Sequence[Cell]]]
    ) -> Reply:
        manager = asking.manager
        asked = {key: value for key, value in asking.query.items() if value}
        await self._accounts.book.commit(
            manager.space_id,
            manager.actor,
            "report.exported",
            {"report": name, "filters": asked},
            [],
        )
        return csv_reply(f"{name}.csv", rows, asking.receive)


def _of_teams(told: Callable[[Scope], Awaitable[Any]]) -> Told:
    """Of a report that knows no campaigns."""

    def asked(scope: Scope, campaign: str) -> Awaitable[Any]:
        return told(scope)

    return asked


def _day_of(one: AgentTimeline) -> DayOfAgent:
    return DayOfAgent(
        one.user.user_id,
        one.user.login,
        one.user.name,
        [
            DaySegment(
                each.state,
                each.pause_reason,
                each.begins_at,
                each.ends_at,
                each.call_id,
                each.chats,
            )
            for each in one.segments
        ],
    )
