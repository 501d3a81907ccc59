"""Reports, as the admin pages show them."""

from msgspec import Struct

from dockline.services.reports.shapes import (
    AgentsTold,
    CallsTold,
    CampaignsTold,
    CapsTold,
    ChatsTold,
    ServiceTold,
    TalkTold,
)


class ReportTime(Struct, frozen=True):
    """The time that is told of, cut into buckets."""

    since: float
    until: float
    time_zone: str
    """Of the space: the days are its."""
    bucket: str
    """``hour`` or ``day``."""
    edges: list[float]
    """Where the buckets begin, and where the last one ends."""
    as_of: float
    """Nothing later is in it."""


class CallsReport(Struct, frozen=True):
    success: bool
    time: ReportTime
    report: CallsTold


class TalkReport(Struct, frozen=True):
    success: bool
    time: ReportTime
    report: TalkTold


class ServiceReport(Struct, frozen=True):
    success: bool
    time: ReportTime
    report: ServiceTold


class AgentsReport(Struct, frozen=True):
    success: bool
    time: ReportTime
    report: AgentsTold


class CampaignsReport(Struct, frozen=True):
    success: bool
    time: ReportTime
    report: CampaignsTold


class CapsReport(Struct, frozen=True):
    success: bool
    time: ReportTime
    report: CapsTold


class ChatsReport(Struct, frozen=True):
    success: bool
    time: ReportTime
    report: ChatsTold


class DaySegment(Struct, frozen=True):
    state: str
    pause_reason: str
    begins_at: float
    ends_at: float
    call_id: str
    chats: int


class DayOfAgent(Struct, frozen=True):
    agent_id: str
    login: str
    name: str
    segments: list[DaySegment]
    """Nothing is told of the time that they were offline."""


class TimelineReport(Struct, frozen=True):
    """Who was what, when, on one day."""

    success: bool
    time: ReportTime
    agents: list[DayOfAgent]
    """By login; those who were not there are left out."""
    more: bool
    """There is more than was read; choose a team."""


class ReportChoices(Struct, frozen=True):
    """What reports may be asked for."""

    success: bool
    teams: list["ReportChoice"]
    campaigns: list["ReportChoice"]


class ReportChoice(Struct, frozen=True):
    id: str
    name: str
