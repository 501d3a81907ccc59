"""Campaigns and their dial lists. Times are Unix seconds."""

from typing import Annotated, Any

from msgspec import Meta, Struct

from dockline.domain.campaign import CampaignSettings, Mode, RunState
from dockline.domain.campaignrun import RunAction
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.retryplan import RetryRule

Name = Annotated[str, Meta(min_length=1, max_length=120)]


class NewCampaign(Struct, frozen=True):
    """It is made stopped: nothing is dialled before somebody starts it."""

    name: Name
    team_name: Annotated[str, Meta(max_length=200)]
    mode: Mode = Mode.PREVIEW


class ChangeCampaign(Struct, frozen=True):
    settings: Annotated[
        dict[str, Any],
        Meta(
            description="What is to be another, as a JSON merge patch (RFC 7396): objects are "
            "merged, lists replaced, and `null` takes a field back to its default. Fields are "
            "those of the answer's `settings`, but for `state`."
        ),
    ] = {}
    name: Name | None = None
    """Another one; null: it stays."""


class RunCampaignBody(Struct, frozen=True):
    action: RunAction


class ChangeDialList(Struct, frozen=True):
    """What is left out, or null, stays."""

    name: Name | None = None
    paused: bool | None = None
    """Nothing of it is dialled, not even a callback."""
    weight: Annotated[int, Meta(ge=0, le=1000)] | None = None
    """Its share of the turns; 0: only its callbacks are made."""


class LeadProgress(Struct, frozen=True):
    """Leads by how far they are; together they are all."""

    total: int
    done: int
    fresh: int
    """Not called yet."""
    again: int
    """To be called again, and those that somebody is at."""
    callbacks: int
    never: int
    """On do-not-call, expired, or called as often as allowed."""


class CampaignCaution(Struct, frozen=True):
    field: str
    """The setting's path, such as ``dialer.amd``."""
    message: str


class DialListShown(Struct, frozen=True):
    list_id: str
    name: str
    weight: int
    paused: bool
    leads: LeadProgress


class CampaignWindow(Struct, frozen=True):
    """The window that runs, in which abandoned calls are counted against the cap."""

    starts_at: float
    ends_at: float
    attempts: int
    answers: float
    abandons: float
    machines: int
    abandoned_share: float
    """Of the answers."""
    cap: float


class CampaignLine(Struct, frozen=True, kw_only=True):
    campaign_id: str
    name: str
    team_id: str
    team_name: str
    mode: Mode
    state: RunState
    created_at: float
    leads: LeadProgress
    lists: list[DialListShown]
    """By name."""
    window: CampaignWindow
    cautions: list[CampaignCaution]
    """What is likely to go wrong as it is set."""


class CampaignTeam(Struct, frozen=True):
    team_id: str
    name: str


class CampaignAgent(Struct, frozen=True):
    username: str
    name: str


class CampaignLines(Struct, frozen=True):
    success: bool
    campaigns: list[CampaignLine]
    """By name."""
    teams: list[CampaignTeam]
    """That a campaign may be mapped to, as far as they are for these eyes."""


class CampaignSheet(CampaignLine, frozen=True, kw_only=True):
    """One campaign with all that is set."""

    success: bool
    settings: CampaignSettings
    """``leads.weights`` and ``leads.paused`` by the ids of dial lists."""
    retry_rules: dict[AttemptOutcome, RetryRule]
    """What holds after each outcome, whether set or by default."""
    messages: list[str]
    """Names of the recordings that may be played to those who are called."""
    time_zone: str
    """The space's."""
    agents: list[CampaignAgent]
    """Of its team."""


class PacingShown(Struct, frozen=True):
    """How a campaign goes at this moment."""

    success: bool
    state: RunState
    mode: Mode
    ringing: int
    waiting: int
    """Answered, and no agent is in them yet."""
    talking: int
    most_lines: int | None
    """That may ring or wait at the same time; null: there is no trunk."""
    agents_here: int
    agents_ready: int
    explain: str
    """What the dialer decided last, and why; empty where it decides nothing."""
    answers: float
    """Since the window's begin."""
    abandoned_share: float
    cap: float
    leads_left: int
    finished_today: int
    days_left: float | None
    """At today's pace; null: too little happened to tell."""
