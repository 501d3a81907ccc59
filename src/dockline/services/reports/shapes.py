"""What reports tell, beside their figures."""

from msgspec import Struct

from dockline.services.reports.figures import CallCounts, ChatCounts, Handling, ServiceFigures


class TeamCalls(Struct, frozen=True):
    team: str
    """As `Scope.called` has it; empty: in no team."""
    total: CallCounts
    by_bucket: list[CallCounts]


class CallsTold(Struct, frozen=True):
    total: CallCounts
    by_bucket: list[CallCounts]
    teams: list[TeamCalls]


class TeamHandling(Struct, frozen=True):
    team: str
    total: Handling


class AgentHandling(Struct, frozen=True):
    agent_id: str
    login: str
    name: str
    total: Handling


class TalkTold(Struct, frozen=True):
    total: Handling
    by_bucket: list[Handling]
    """Without wrap-ups, which are told for the whole time alone."""
    teams: list[TeamHandling]
    agents: list[AgentHandling]


class TeamService(Struct, frozen=True):
    team: str
    target_seconds: float
    """A call ought to be answered within so long, ..."""
    target_level: float
    """... and this share of them is."""
    total: ServiceFigures
    by_bucket: list[ServiceFigures]


class ServiceTold(Struct, frozen=True):
    total: ServiceFigures
    by_bucket: list[ServiceFigures]
    teams: list[TeamService]


class AgentTime(Struct, frozen=True):
    """One agent's time; the states are those of the timeline, and ``chatting``: ready, with
    chats."""

    agent_id: str
    login: str
    name: str
    teams: list[str]
    signed_in_seconds: float
    states: dict[str, float]
    pauses: dict[str, float]
    """By reason."""
    occupancy: float | None
    """Of the time in which they worked or were ready, the share in which they worked; None: they
    were neither."""
    calls: int
    answered: int


class AgentsTold(Struct, frozen=True):
    agents: list[AgentTime]


class AttemptsBy(Struct, frozen=True):
    key: str
    name: str
    attempts: int


class LeadsBy(Struct, frozen=True):
    state: str
    leads: int


class Tries(Struct, frozen=True):
    attempts: int
    connected: int
    """A person spoke with an agent."""


class CampaignOutcome(Struct, frozen=True):
    campaign_id: str
    campaign: str
    team: str
    total: Tries
    connect_rate: float | None
    outcomes: list[AttemptsBy]
    """The most first; what goes on has an empty key."""
    dispositions: list[AttemptsBy]
    """Of those that have one, the most first."""
    finished: list[LeadsBy]
    """Leads that were dialled in that time and are finished now, by state."""
    by_bucket: list[Tries]
    by_hour: list[Tries]
    """By the hour of the day where the space is, from 0 to 23."""


class CampaignsTold(Struct, frozen=True):
    campaigns: list[CampaignOutcome]


class CapPoint(Struct, frozen=True):
    """At the end of a bucket, or now."""

    at: float
    answers: float
    """Live answers within the bucket."""
    abandons: float
    window_answers: float
    """The same since the window began that the moment lies in."""
    window_abandons: float
    share: float
    """Of the window: what the cap is held against."""


class CampaignCap(Struct, frozen=True):
    campaign_id: str
    campaign: str
    team: str
    cap: float
    """As it is set now."""
    window_hours: float
    points: list[CapPoint]
    """Of the buckets that have begun."""


class CapsTold(Struct, frozen=True):
    campaigns: list[CampaignCap]


class TeamChats(Struct, frozen=True):
    team: str
    target_seconds: float
    total: ChatCounts
    by_bucket: list[ChatCounts]


class ChatsTold(Struct, frozen=True):
    total: ChatCounts
    by_bucket: list[ChatCounts]
    teams: list[TeamChats]
