"""What survives a restart of campaigns, dial lists and leads. Part of the store's port."""

from collections.abc import Collection, Sequence
from typing import Protocol

from msgspec import Struct

from dockline.domain.campaign import Campaign, DialList, DoNotCall
from dockline.domain.ids import CampaignId, LeadId, ListId, SpaceId
from dockline.domain.lead import Lead, LeadState, Push


class PutCampaign(Struct, frozen=True):
    """A conflict (``campaign``) where another one of the space has the name."""

    campaign: Campaign


class PutDialList(Struct, frozen=True):
    """A conflict (``source``) where another one of the campaign has the name."""

    dial_list: DialList


class PutLead(Struct, frozen=True):
    """Replace the row of the same lead_id; its campaign, list and number never change. Nothing
    where there is none."""

    lead: Lead


class PutDoNotCall(Struct, frozen=True):
    entry: DoNotCall


class DropDoNotCall(Struct, frozen=True):
    space_id: SpaceId
    number: str
    campaign_id: CampaignId = CampaignId("")


LeadWrite = PutCampaign | PutDialList | PutLead | PutDoNotCall | DropDoNotCall


class LeadBatch(Struct, frozen=True):
    """Leads for one dial list, pushed together."""

    space_id: SpaceId
    campaign_id: CampaignId
    list_id: ListId
    requeue: bool
    """Whether leads that are finished are queued again."""
    at: float
    pushes: Sequence[Push]
    """Each number once."""
    first: tuple[LeadWrite, ...] = ()
    """The campaign and the dial list, where they have to be made, in the same transaction."""


class Pushed(Struct, frozen=True, gc=False):
    """What became of one lead."""

    lead_id: LeadId
    created: bool
    state: LeadState


class LeadStore(Protocol):
    async def push_leads(self, batch: LeadBatch) -> list[Pushed]:
        """Insert or update on (dial list, number), by the rules of `dockline.domain.lead`; in the
        order of ``batch.pushes``.

        All of them are durable together when it returns. Raises StoreConflict, and then none is
        written; StoreUnavailable, and then none is, or, where the database went away in the midst
        of a large batch, all of them will be before anything else is pushed."""

    async def campaigns(self, space_id: SpaceId) -> list[Campaign]:
        """By name."""

    async def dial_lists(self, space_id: SpaceId) -> list[DialList]:
        """By name."""

    async def lead(self, space_id: SpaceId, lead_id: LeadId) -> Lead | None: ...

    async def leads(
        self, space_id: SpaceId, list_id: ListId, *, after: LeadId | None = None, limit: int
    ) -> list[Lead]:
        """In the order of their ids, which is about the order they came in."""

    async def leads_with(
        self, space_id: SpaceId, list_id: ListId, numbers: Collection[str]
    ) -> dict[str, Lead]:
        """Those of the list that have one of these numbers, by number."""

    async def do_not_call(
        self, space_id: SpaceId, campaign_id: CampaignId, numbers: Collection[str]
    ) -> set[str]:
        """Which of these numbers the space or the campaign never calls."""
