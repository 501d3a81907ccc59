"""Campaigns and their dial lists, as plain data."""

from enum import StrEnum

from msgspec import Struct

from dockline.domain.ids import CampaignId, ListId, SpaceId, TeamId


class Mode(StrEnum):
    """Who dials: a person, from the lead's card, or the dialer, at one of three paces."""

    PREVIEW = "preview"
    PROGRESSIVE = "progressive"
    POWER = "power"
    PREDICTIVE = "predictive"


class CampaignSettings(Struct, frozen=True):
    mode: Mode = Mode.PREVIEW
    """What an API call makes runs in preview: nothing dials without a person."""
    requeue_finished: bool = False
    """Whether a lead that is finished is queued again when it is pushed once more."""


class Campaign(Struct, frozen=True):
    campaign_id: CampaignId
    space_id: SpaceId
    team_id: TeamId
    """The one team it is mapped to."""
    name: str
    """Unique in the space, without regard to case."""
    created_at: float
    settings: CampaignSettings = CampaignSettings()


class DialList(Struct, frozen=True):
    """The API's ``source``."""

    list_id: ListId
    space_id: SpaceId
    campaign_id: CampaignId
    name: str
    """Unique in the campaign, without regard to case."""
    created_at: float


class DoNotCall(Struct, frozen=True):
    """A number that is never dialled."""

    space_id: SpaceId
    number: str
    """Digits of E.164 without the plus."""
    at: float
    reason: str = ""
    campaign_id: CampaignId = CampaignId("")
    """The one campaign it holds for; empty: the whole space."""
