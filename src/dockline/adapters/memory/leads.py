"""Campaigns, dial lists and the leads that are pushed, in memory."""

from collections.abc import Collection

import msgspec
from msgspec.structs import replace

from dockline.adapters.memory.tables import Tables, through_json
from dockline.domain.campaign import Campaign, DialList, DoNotCall, RunState
from dockline.domain.ids import CampaignId, LeadId, ListId, SpaceId
from dockline.domain.lead import LIVE, Lead, Push, overgrown
from dockline.domain.leadlife import Life
from dockline.domain.leadoutcome import forbid
from dockline.domain.leadpush import life_after_push, new_life
from dockline.ports.lead_store import (
    OVERGROWN,
    DropDoNotCall,
    LeadBatch,
    LeadWrite,
    Pushed,
    PutCampaign,
    PutDialList,
    PutDoNotCall,
    PutLead,
    StopDrained,
)
from dockline.ports.store import StoreConflict


class MemoryLeads(Tables):
    def __init__(self) -> None:
        super().__init__()
        self._campaigns: dict[CampaignId, Campaign] = {}
        self._lists: dict[ListId, DialList] = {}
        self._lives: dict[LeadId, Life] = {}
        """Without their attempts."""
        self._ready_at: dict[LeadId, float] = {}
        """Of those that were put off."""
        self._leads_by_number: dict[tuple[ListId, str], LeadId] = {}
        self._do_not_call: dict[tuple[SpaceId, str, CampaignId], DoNotCall] = {}

    def _check(self) -> None:
        """Raises StoreUnavailable."""
        raise NotImplementedError

    def _apply_lead_write(self, write: LeadWrite) -> None:
        match write:
            case PutCampaign(campaign):
                self._put_campaign(campaign)
            case StopDrained():
                self._stop_drained(write)
            case PutDialList(dial_list):
                self._put_list(dial_list)
            case PutLead(lead):
                known = self._lives.get(lead.lead_id)
                if known is not None:
                    self._put_life(replace(known, lead=lead))
            case PutDoNotCall(entry):
                self._put_do_not_call(entry)
            case DropDoNotCall(space_id, number, campaign_id):
                self._drop(self._do_not_call, (space_id, number, campaign_id))

    def _put_campaign(self, campaign: Campaign) -> None:
        for other in self._campaigns.values():
            if (
                other.space_id == campaign.space_id
                and other.campaign_id != campaign.campaign_id
                and other.name.casefold() == campaign.name.casefold()
            ):
                raise StoreConflict("campaign")
        self._put(self._campaigns, campaign.campaign_id, campaign)

    def _stop_drained(self, write: StopDrained) -> None:
        campaign = self._campaigns.get(write.campaign_id)
        if (
            campaign is None
            or campaign.space_id != write.space_id
            or campaign.settings.state is not RunState.DRAINING
        ):
            raise StoreConflict("campaign")
        settings = replace(campaign.settings, state=RunState.STOPPED)
        self._put(self._campaigns, campaign.campaign_id, replace(campaign, settings=settings))

    def _put_list(self, dial_list: DialList) -> None:
        for other in self._lists.values():
            if (
                other.campaign_id == dial_list.campaign_id
                and other.list_id != dial_list.list_id
                and other.name.casefold() == dial_list.name.casefold()
            ):
                raise StoreConflict("source")
        self._put(self._lists, dial_list.list_id, dial_list)

    def _put_do_not_call(self, entry: DoNotCall) -> None:
        self._put(self._do_not_call, (entry.space_id, entry.number, entry.campaign_id), entry)
        for life in list(self._lives.values()):
            lead = life.lead
            if (
                lead.space_id == entry.space_id
                and lead.number == entry.number
                and entry.campaign_id in ("", lead.campaign_id)
                and lead.state not in LIVE
            ):
                self._put_life(forbid(life, max(lead.updated_at, entry.at)))

    def _put_life(self, life: Life, ready_at: float = 0.0) -> None:
        lead_id = life.lead.lead_id
        self._put(self._lives, lead_id, through_json(life, Life))
        if ready_at:
            self._put(self._ready_at, lead_id, ready_at)
        else:
            self._drop(self._ready_at, lead_id)

    async def push_leads(self, batch: LeadBatch) -> list[Pushed]:
        self._check()
        with self._all_or_nothing():
            for write in batch.first:
                self._apply_lead_write(write)
            return [self._push(batch, push) for push in batch.pushes]

    def _push(self, batch: LeadBatch, push: Push) -> Pushed:
        listed = self._is_listed(batch.space_id, batch.campaign_id, push.number)
        known = self._leads_by_number.get((batch.list_id, push.number))
        life: Life
        if known is None:
            life = new_life(
                push,
                batch.space_id,
                batch.campaign_id,
                batch.list_id,
                listed=listed,
                now=batch.at,
            )
            self._put(self._leads_by_number, (batch.list_id, push.number), push.lead_id)
        else:
            before = self._lives[known]
            life = life_after_push(before, push, listed=listed, requeue=batch.requeue, now=batch.at)
            if overgrown(_size(before), _size(life)):
                return OVERGROWN
        self._put_life(life)
        return Pushed(life.lead.lead_id, known is None, life.state)

    async def campaigns(self, space_id: SpaceId) -> list[Campaign]:
        self._check()
        found = [one for one in self._campaigns.values() if one.space_id == space_id]
        return sorted(found, key=lambda one: one.name.casefold())

    async def dial_lists(self, space_id: SpaceId) -> list[DialList]:
        self._check()
        found = [one for one in self._lists.values() if one.space_id == space_id]
        return sorted(found, key=lambda one: (one.name.casefold(), one.campaign_id))

    async def lead(self, space_id: SpaceId, lead_id: LeadId) -> Lead | None:
        self._check()
        life = self._lives.get(lead_id)
        return life.lead if life is not None and life.lead.space_id == space_id else None

    async def leads(
        self, space_id: SpaceId, list_id: ListId, *, after: LeadId | None = None, limit: int
    ) -> list[Lead]:
        self._check()
        found = [
            lead
            for lead in (life.lead for life in self._lives.values())
            if lead.space_id == space_id
            and lead.list_id == list_id
            and lead.lead_id > (after or "")
        ]
        return sorted(found, key=lambda lead: lead.lead_id)[:limit]

    async def leads_with(
        self, space_id: SpaceId, list_id: ListId, numbers: Collection[str]
    ) -> dict[str, Lead]:
        self._check()
        ids = {number: self._leads_by_number.get((list_id, number)) for number in numbers}
        found = {
            number: self._lives[known].lead for number, known in ids.items() if known is not None
        }
        return {number: lead for number, lead in found.items() if lead.space_id == space_id}

    async def do_not_call(
        self, space_id: SpaceId, campaign_id: CampaignId, numbers: Collection[str]
    ) -> set[str]:
        self._check()
        return {number for number in numbers if self._is_listed(space_id, campaign_id, number)}

    def _is_listed(self, space_id: SpaceId, campaign_id: CampaignId, number: str) -> bool:
        return any(
            (space_id, number, scope) in self._do_not_call
            for scope in (CampaignId(""), campaign_id)
        )


def _size(life: Life) -> int:
    """Of the lead's data, in bytes."""
    return len(msgspec.json.encode(life.lead.data))
