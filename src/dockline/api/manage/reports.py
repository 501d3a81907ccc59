"""``/manage/api/reports/...``: figures of a time, as JSON and as CSV."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
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
from dockline.services.timeline import AgentTimeline, StateKeeper, Timeline

_SEGMENTS: Final = 20_000
"""Of one day, told at once."""
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
        self, shown: Operation, told: Told, table: Callable[[Any, Scope], tables.Table]
    ) -> Callable[[Asking], Awaitable[Reply]]:
        name = shown.path.rpartition("/")[2]

        async def handle(asking: Asking) -> Reply:
            scope = self._scope(asking)
            report = await self._told(shown, told, scope, asking)
            return await self._csv(asking, name, table(report, scope))

        return handle

    async def _told(self, shown: Operation, told: Told, scope: Scope, asking: Asking) -> Any:
        campaign = asking.query.get("campaign", "")
        # The states of the last second are in it, too.
        await self._states.written(scope.space_id)
        key = (shown.path, scope.space_id, scope.period, scope.team_ids, campaign)
        return await self._kept.told(key, lambda: told(scope, campaign))

    async def timeline(self, asking: Asking) -> Reply:
        scope = self._day(asking)
        agents, more = await self._agents_day(scope)
        return json_reply(TimelineReport(True, self._time(scope), agents, more))

    async def timeline_csv(self, asking: Asking) -> Reply:
        scope = self._day(asking)
        agents, _ = await self._agents_day(scope)
        return await self._csv(asking, "timeline", tables.timeline_table(agents, scope))

    async def _agents_day(self, scope: Scope) -> tuple[list[DayOfAgent], bool]:
        await self._states.written(scope.space_id)
        page = await self._timeline.page(
            scope.space_id,
            self._people.users(scope),
            scope.period.since,
            scope.period.until,
            now=self._clock.now(),
            limit=_SEGMENTS,
        )
        return [_day_of(one) for one in page.agents], page.after is not None

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

    async def _csv(self, asking: Asking, name: str, table: tables.Table) -> Reply:
        manager = asking.manager
        asked = {key: value for key, value in asking.query.items() if value}
        await self._accounts.book.commit(
            manager.space_id,
            manager.actor,
            "report.exported",
            {"report": name, "filters": asked},
            [],
        )

        async def rows() -> AsyncIterator[list[Sequence[Cell]]]:
            yield table

        return csv_reply(f"{name}.csv", rows(), asking.receive)


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
