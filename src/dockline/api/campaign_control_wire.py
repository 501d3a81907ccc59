"""Bodies of campaign/list, /get, /settings and /control."""

from typing import Annotated, Any

from msgspec import Meta, Struct

from dockline.api.campaign_wire import Name
from dockline.api.voice_wire import TokenBody
from dockline.domain.campaign import CampaignSettings, Mode, RunState
from dockline.domain.campaignrun import RunAction

OwnName = Annotated[
    Name,
    Meta(description="The campaign's name, without regard to case.", examples=["Campaign_name"]),
]


class CampaignsBody(TokenBody, frozen=True, kw_only=True):
    """POST /router/api/v2/campaign/list"""


class CampaignBody(TokenBody, frozen=True, kw_only=True):
    """POST /router/api/v2/campaign/get"""

    campaign: OwnName


class SettingsBody(TokenBody, frozen=True, kw_only=True):
    """POST /router/api/v2/campaign/settings"""

    campaign: OwnName
    settings: Annotated[
        dict[str, Any],
        Meta(
            description="What is to be another, as a JSON merge patch (RFC 7396): objects are "
            "merged, lists replaced, and `null` takes a field back to its default. There are those "
            "of the answer's `settings` (the schema CampaignSettings), but for `state`; "
            "`leads.weights` takes the names of dial lists.",
            examples=[{"mode": "predictive", "dialer": {"cap": 0.02}}],
        ),
    ]


class ControlBody(TokenBody, frozen=True, kw_only=True):
    """POST /router/api/v2/campaign/control"""

    campaign: OwnName
    action: Annotated[
        RunAction,
        Meta(
            description="`start`; `pause`: nothing new is dialled and cards are taken back; "
            "`drain`: the same, but agents keep the cards they have, and it stops once nothing is "
            "under way; `stop`: what only rings is cancelled, too, once it has rung 15 seconds; "
            "`archive`: it is out of the way, and leads that are pushed to it are refused; "
            "`restore`: it is stopped again.",
            examples=["pause"],
        ),
    ]


class DialListView(Struct, frozen=True):
    list_id: str
    source: str
    weight: int
    leads: dict[str, int]
    """How many are in each state."""


class WindowView(Struct, frozen=True):
    """The window that runs, in which abandoned calls are counted against the cap."""

    starts_at: str
    """RFC 3339."""
    ends_at: str
    attempts: int
    answers: float
    """By people; a fraction where AMD's mistakes are estimated."""
    abandons: float
    machines: int
    abandoned_share: float
    """Of the answers."""
    cap: float


class CampaignWarning(Struct, frozen=True):
    field: str
    """The setting's path, such as ``dialer.amd``."""
    message: str


class CampaignView(Struct, frozen=True, kw_only=True):
    campaign_id: str
    campaign: str
    team_name: str
    mode: Mode
    state: RunState
    created_at: str
    """RFC 3339."""
    leads: dict[str, int]
    """How many are in each state."""
    sources: list[DialListView]
    window: WindowView
    warnings: list[CampaignWarning]
    """What is likely to go wrong as it is set."""
    settings: CampaignSettings
    """``leads.weights`` by the names of dial lists."""


class CampaignsAnswer(Struct, frozen=True):
    success: bool
    campaigns: list[CampaignView]
    """By name."""


class CampaignAnswer(CampaignView, frozen=True, kw_only=True):
    success: bool
    message: str
