"""Campaigns and dial lists by name: read at most once a second, made where they are missing."""

import asyncio
from typing import Final

from msgspec import Struct

from dockline.domain.campaign import Campaign, DialList
from dockline.domain.ids import CampaignId, ListId, SpaceId, TeamId, new_id
from dockline.ports.clock import Clock
from dockline.ports.lead_store import LeadWrite, PutCampaign, PutDialList
from dockline.ports.store import Store
from dockline.services.directory import kept, key_of

STALE_SECONDS: Final = 1.0
"""How soon what another process writes is noticed."""


class Place(Struct, frozen=True):
    """Where leads go."""

    campaign: Campaign
    dial_list: DialList
    first: tuple[LeadWrite, ...] = ()
    """What has to be made first."""


class _Shelf:
    """One space's."""

    def __init__(self) -> None:
        self.campaigns: dict[str, Campaign] = {}
        self.lists: dict[tuple[CampaignId, str], DialList] = {}
        self.places: dict[tuple[str, str], Place] = {}
        """Found before, by the names as they were written."""
        self.read_at = float("-inf")
        self.reading = asyncio.Lock()
        self.making = asyncio.Lock()


class Catalog:
    """Reads raise StoreUnavailable."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._shelves: dict[SpaceId, _Shelf] = {}

    async def campaign(self, space_id: SpaceId, name: str) -> Campaign | None:
        return (await self._fresh(space_id)).campaigns.get(key_of(name))

    async def of_id(self, space_id: SpaceId, campaign_id: CampaignId) -> Campaign | None:
        campaigns = (await self._fresh(space_id)).campaigns.values()
        return next((one for one in campaigns if one.campaign_id == campaign_id), None)

    async def place(self, space_id: SpaceId, team_id: TeamId, campaign: str, source: str) -> Place:
        """Where leads of this campaign and source go. What is not there yet is new in it, and
        only proposed: it is there once somebody has stored it, and said so to `keep`."""
        shelf = await self._fresh(space_id)
        known = shelf.places.get((campaign, source))
        if known is not None:
            return known
        now = self._clock.now()
        first: list[LeadWrite] = []
        found = shelf.campaigns.get(key_of(campaign))
        if found is None:
            found = Campaign(CampaignId(new_id()), space_id, team_id, kept(campaign), now)
            first.append(PutCampaign(found))
        dial_list = shelf.lists.get((found.campaign_id, key_of(source)))
        if dial_list is None:
            dial_list = DialList(ListId(new_id()), space_id, found.campaign_id, kept(source), now)
            first.append(PutDialList(dial_list))
        place = Place(found, dial_list, tuple(first))
        if not first:
            shelf.places[campaign, source] = place
        return place

    def known(self, space_id: SpaceId, campaign: str, source: str) -> Place | None:
        """A place that was found less than a second ago, and needs nothing made first."""
        shelf = self._shelves.get(space_id)
        if shelf is None or not self._is_fresh(shelf):
            return None
        return shelf.places.get((campaign, source))

    def keep(self, place: Place) -> None:
        """It is stored."""
        shelf = self._shelf(place.campaign.space_id)
        shelf.campaigns[key_of(place.campaign.name)] = place.campaign
        key = (place.campaign.campaign_id, key_of(place.dial_list.name))
        shelf.lists[key] = place.dial_list

    def forget(self, space_id: SpaceId) -> None:
        """Somebody else has written: read again when next asked."""
        self._shelf(space_id).read_at = float("-inf")

    def making(self, space_id: SpaceId) -> asyncio.Lock:
        """Held by the one who makes something that is missing."""
        return self._shelf(space_id).making

    async def _fresh(self, space_id: SpaceId) -> _Shelf:
        shelf = self._shelf(space_id)
        if self._is_fresh(shelf):
            return shelf
        async with shelf.reading:
            if not self._is_fresh(shelf):
                # Asked for before it is read: what is written meanwhile is then noticed later.
                read_at = self._clock.now()
                campaigns = await self._store.campaigns(space_id)
                lists = await self._store.dial_lists(space_id)
                shelf.campaigns = {key_of(one.name): one for one in campaigns}
                shelf.lists = {(one.campaign_id, key_of(one.name)): one for one in lists}
                shelf.places = {}
                shelf.read_at = read_at
        return shelf

    def _is_fresh(self, shelf: _Shelf) -> bool:
        return 0 <= self._clock.now() - shelf.read_at < STALE_SECONDS

    def _shelf(self, space_id: SpaceId) -> _Shelf:
        shelf = self._shelves.get(space_id)
        if shelf is None:
            shelf = self._shelves[space_id] = _Shelf()
        return shelf
