"""Campaigns and pushes for the suites of the store."""

from typing import Any

from dockline.domain.campaign import Campaign, DialList
from dockline.domain.ids import CampaignId, LeadId, ListId, SpaceId, TeamId
from dockline.domain.lead import Push
from dockline.ports.lead_store import LeadBatch
from tests.contract.store_samples import LEAP

CAMPAIGN, LIST = CampaignId("campaign-1"), ListId("list-1")


def campaign(
    name: str = "Spring", space_id: SpaceId = LEAP, campaign_id: str = CAMPAIGN
) -> Campaign:
    return Campaign(CampaignId(campaign_id), space_id, TeamId("support"), name, 1000.0)


def dial_list(
    name: str = "March",
    space_id: SpaceId = LEAP,
    list_id: str = LIST,
    campaign_id: str = CAMPAIGN,
) -> DialList:
    return DialList(ListId(list_id), space_id, CampaignId(campaign_id), name, 1001.0)


def number(n: int) -> str:
    return f"9196543{n:05}"


def push(n: int = 1, lead_id: str = "", **said: Any) -> Push:
    return Push(number=number(n), lead_id=LeadId(lead_id or f"lead-{n:06}"), **said)


def batch(*pushes: Push, at: float = 2000.0, **changes: Any) -> LeadBatch:
    fields: dict[str, Any] = {
        "space_id": LEAP,
        "campaign_id": CAMPAIGN,
        "list_id": LIST,
        "requeue": False,
        "at": at,
        "pushes": pushes,
    }
    return LeadBatch(**fields | changes)
