"""Routes of reports: each as JSON, and as CSV."""

from typing import Final

from msgspec import Struct

from dockline.api.manage.asked import PERIOD, TEAM
from dockline.api.manage.me_operations import CLOUD, SESSION, TAG
from dockline.api.manage.reports_wire import (
    AgentsReport,
    CallsReport,
    CampaignsReport,
    CapsReport,
    ChatsReport,
    ReportChoices,
    ServiceReport,
    TalkReport,
    TimelineReport,
)
from dockline.api.operation import (
    AWAY,
    MALFORMED,
    NOT_PERMITTED,
    NOT_SIGNED_IN,
    Answer,
    Operation,
    Parameter,
)
from dockline.domain.access import Right

_BUCKET: Final = Parameter(
    "bucket",
    "query",
    "By hour (8 days at most) or by day; else by hour up to two days.",
    {"enum": ["hour", "day"]},
)
_CAMPAIGN: Final = Parameter(
    "campaign", "query", "A campaign's id; else all that one may see.", {"type": "string"}
)
_DAY: Final = Parameter(
    "day", "query", "The day; else today.", {"type": "string", "format": "date"}
)
_OF_TEAMS: Final = (*PERIOD, _BUCKET, TEAM, CLOUD)
_OF_CAMPAIGNS: Final = (*PERIOD, _BUCKET, TEAM, _CAMPAIGN, CLOUD)
_REFUSED: Final = (MALFORMED, NOT_SIGNED_IN, NOT_PERMITTED, AWAY)
_SEEN: Final = (
    "Of the teams that one watches: a supervisor's own, a manager's all. Without a period, of "
    "today; what each figure counts is in docs/operators.md."
)


def _report(
    name: str,
    summary: str,
    about: str,
    kind: type[Struct],
    parameters: tuple[Parameter, ...],
) -> tuple[Operation, Operation]:
    """And the same as CSV."""
    made = [
        Operation(
            "get",
            f"/manage/api/reports/{name}{ending}",
            TAG,
            told,
            f"{about} {_SEEN}",
            (answer, *_REFUSED),
            parameters=parameters,
            security=SESSION,
            right=Right.WATCH_OWN_TEAMS,
        )
        for ending, told, answer in (
            ("", summary, Answer(200, "The report.", (kind,))),
            (".csv", f"{summary}, as CSV", Answer(200, "The report.", (), "text/csv")),
        )
    ]
    return made[0], made[1]


CALLS: Final = _report(
    "calls",
    "Report of calls",
    "How many calls came in and went out, and how they fared, by bucket and team.",
    CallsReport,
    _OF_TEAMS,
)
TALK: Final = _report(
    "talk",
    "Report of talk time",
    "Talk, hold and wrap-up, and the average of all three, by agent and team.",
    TalkReport,
    _OF_TEAMS,
)
SERVICE: Final = _report(
    "service",
    "Report of the service level",
    "How long callers waited, how many were answered in time, and how many were lost.",
    ServiceReport,
    _OF_TEAMS,
)
AGENTS: Final = _report(
    "agents",
    "Report of agents",
    "Each agent's time by state, occupancy, and calls.",
    AgentsReport,
    _OF_TEAMS,
)
CAMPAIGNS: Final = _report(
    "campaigns",
    "Report of campaigns",
    "Attempts by outcome, disposition and hour, and leads that were finished.",
    CampaignsReport,
    _OF_CAMPAIGNS,
)
CAPS: Final = _report(
    "caps",
    "Report of abandoned calls against the cap",
    "For each campaign the share of live answers that were abandoned, as the dialer counts it in "
    "its window, bucket by bucket.",
    CapsReport,
    _OF_CAMPAIGNS,
)
CHATS: Final = _report(
    "chats",
    "Report of chats",
    "How many chats there were, how long visitors waited, how long they lasted.",
    ChatsReport,
    _OF_TEAMS,
)
TIMELINE: Final = _report(
    "timeline",
    "Agents' day",
    "Who was what, when, on one day.",
    TimelineReport,
    (_DAY, TEAM, CLOUD),
)
CHOICES: Final = Operation(
    "get",
    "/manage/api/report-choices",
    TAG,
    "What reports are of",
    "Teams and campaigns that one may see.",
    (Answer(200, "They.", (ReportChoices,)), NOT_SIGNED_IN, NOT_PERMITTED, AWAY),
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.WATCH_OWN_TEAMS,
)

REPORT_OPERATIONS: Final = (
    *CALLS,
    *TALK,
    *SERVICE,
    *AGENTS,
    *CAMPAIGNS,
    *CAPS,
    *CHATS,
    *TIMELINE,
    CHOICES,
)
