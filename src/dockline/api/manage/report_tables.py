"""Reports as tables, for spreadsheets, in pieces: others have their turn between two."""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Final
from zoneinfo import ZoneInfo

from dockline.api.csv_rows import Cell
from dockline.api.manage.call_rows import local
from dockline.api.manage.reports_wire import DayOfAgent
from dockline.domain.shown import AgentState
from dockline.services.reports.scope import Scope
from dockline.services.reports.shapes import (
    AgentsTold,
    CallsTold,
    CampaignsTold,
    CapsTold,
    ChatsTold,
    ServiceTold,
    TalkTold,
)

Table = list[Sequence[Cell]]

_STATES: Final = (
    *(one.value for one in AgentState if one is not AgentState.OFFLINE),
    "chatting",
)


def _times(scope: Scope) -> list[tuple[str, str]]:
    zone = ZoneInfo(scope.time_zone)
    return [(local(since, zone), local(until, zone)) for since, until in scope.period.buckets]


def calls_table(told: CallsTold, scope: Scope) -> Iterator[Table]:
    names = (
        "calls",
        "inbound",
        "outbound",
        "reached",
        "offered",
        "answered",
        "abandoned",
        "turned_away",
        "called_back",
        "missed",
    )
    cells = attrgetter(*names)
    yield [("From", "To", "Team", *_headings(names))]
    times = _times(scope)
    for team in told.teams:
        yield [
            (since, until, team.team, *cells(one))
            for (since, until), one in zip(times, team.by_bucket, strict=True)
        ]


def talk_table(told: TalkTold, scope: Scope) -> Iterator[Table]:
    names = ("answered", "talk_seconds", "hold_seconds", "wrap_up_seconds", "handle_seconds")
    cells = attrgetter(*names)
    table: Table = [("Of", "Name", "Login", *_headings(names))]
    table += [("team", team.team, "", *cells(team.total)) for team in told.teams]
    table += [("agent", one.name, one.login, *cells(one.total)) for one in told.agents]
    yield table


def service_table(told: ServiceTold, scope: Scope) -> Iterator[Table]:
    names = (
        "offered",
        "answered",
        "in_time",
        "lost",
        "level",
        "answer_seconds",
        "longest_seconds",
        "abandon_rate",
    )
    cells = attrgetter(*names)
    yield [("From", "To", "Team", "Target (s)", "Target level", *_headings(names))]
    times = _times(scope)
    for team in told.teams:
        target = (team.target_seconds, team.target_level)
        yield [
            (since, until, team.team, *target, *cells(one))
            for (since, until), one in zip(times, team.by_bucket, strict=True)
        ]


def agents_table(told: AgentsTold, scope: Scope) -> Iterator[Table]:
    table: Table = [
        (
            "Agent",
            "Login",
            "Teams",
            "Calls",
            "Answered",
            "Occupancy",
            "Signed in (s)",
            *(f"{state.replace('_', ' ').capitalize()} (s)" for state in _STATES),
        )
    ]
    for one in told.agents:
        seconds = (one.states.get(state, 0.0) for state in _STATES)
        teams = ", ".join(one.teams)
        worked = (one.calls, one.answered, one.occupancy, one.signed_in_seconds)
        table.append((one.name, one.login, teams, *worked, *seconds))
    yield table


def campaigns_table(told: CampaignsTold, scope: Scope) -> Iterator[Table]:
    yield [("Campaign", "Team", "Figure", "Of", "Name", "Count", "Share of attempts")]
    for one in told.campaigns:
        table: Table = []
        whole = one.total.attempts
        own = (one.campaign, one.team)
        table.append((*own, "attempts", "", "", whole, 1 if whole else None))
        connected = one.total.connected
        table.append((*own, "connected", "", "", connected, one.connect_rate))
        for figure, some in (("outcome", one.outcomes), ("disposition", one.dispositions)):
            for each in some:
                share = each.attempts / whole if whole else None
                table.append((*own, figure, each.key, each.name, each.attempts, share))
        table += [
            (*own, "leads finished", each.state, "", each.leads, None) for each in one.finished
        ]
        yield table


def caps_table(told: CapsTold, scope: Scope) -> Iterator[Table]:
    zone = ZoneInfo(scope.time_zone)
    names = ("answers", "abandons", "window_answers", "window_abandons", "share")
    cells = attrgetter(*names)
    yield [("Until", "Campaign", "Team", "Cap", "Window (h)", *_headings(names))]
    for one in told.campaigns:
        own = (one.campaign, one.team, one.cap, one.window_hours)
        yield [(local(point.at, zone), *own, *cells(point)) for point in one.points]


def chats_table(told: ChatsTold, scope: Scope) -> Iterator[Table]:
    names = (
        "chats",
        "answered",
        "abandoned",
        "in_time",
        "level",
        "wait_seconds",
        "longest_seconds",
        "duration_seconds",
    )
    cells = attrgetter(*names)
    yield [("From", "To", "Team", "Target (s)", *_headings(names))]
    times = _times(scope)
    for team in told.teams:
        yield [
            (since, until, team.team, team.target_seconds, *cells(one))
            for (since, until), one in zip(times, team.by_bucket, strict=True)
        ]


TIMELINE_HEADINGS: Final = (
    "Agent",
    "Login",
    "State",
    "Reason",
    "From",
    "To",
    "Seconds",
    "Chats",
    "Call",
)


def timeline_rows(agents: Sequence[DayOfAgent], scope: Scope) -> Table:
    zone = ZoneInfo(scope.time_zone)
    table: Table = []
    for agent in agents:
        for one in agent.segments:
            times = (local(one.begins_at, zone), local(one.ends_at, zone))
            length = one.ends_at - one.begins_at
            what = (one.state, one.pause_reason, *times, length, one.chats, one.call_id)
            table.append((agent.name, agent.login, *what))
    return table


def _headings(names: Sequence[str]) -> list[str]:
    """Of fields, their unit included."""
    found = []
    for name in names:
        words = name.removesuffix("_seconds").replace("_", " ").capitalize()
        found.append(f"{words} (s)" if name.endswith("_seconds") else words)
    return found
