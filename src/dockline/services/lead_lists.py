"""Dial lists to read, page by page."""

from collections.abc import AsyncIterator, Sequence
from typing import Final

from dockline.domain.campaign import Campaign, DialList
from dockline.domain.errors import Refusal
from dockline.domain.ids import CampaignId, LeadId, SpaceId
from dockline.domain.lead import Lead
from dockline.domain.leadlife import Attempt
from dockline.ports.store import Store
from dockline.services.directory import key_of

_PAGE: Final = 1_000
_SLICE: Final = 100
"""Leads that are read with all their attempts at a time: some milliseconds."""


class NoSuchCampaign(Refusal):
    """There is no such campaign."""

    code = "campaign-unknown"


class NoSuchList(Refusal):
    """The campaign has no such dial list."""

    code = "source-unknown"


class LeadLists:
    """Raises StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(
        self, space_id: SpaceId, campaign: str, source: str = ""
    ) -> tuple[Campaign, list[DialList]]:
        """A campaign and its lists; with a ``source``, that one.

        Raises NoSuchCampaign, NoSuchList."""
        campaigns = await self._store.campaigns(space_id)
        found = next((one for one in campaigns if key_of(one.name) == key_of(campaign)), None)
        if found is None:
            raise NoSuchCampaign(f"campaign: there is no “{campaign}”.")
        lists = [
            one
            for one in await self._store.dial_lists(space_id)
            if one.campaign_id == found.campaign_id
            and (not source or key_of(one.name) == key_of(source))
        ]
        if source and not lists:
            raise NoSuchList(f"source: “{found.name}” has no dial list “{source}”.")
        return found, lists

    async def of(
        self, space_id: SpaceId, campaign_id: CampaignId
    ) -> tuple[Campaign, list[DialList]]:
        """The same, by the campaign's id. Raises NoSuchCampaign."""
        for found in await self._store.campaigns(space_id):
            if found.campaign_id == campaign_id:
                lists = await self._store.dial_lists(space_id)
                return found, [one for one in lists if one.campaign_id == campaign_id]
        raise NoSuchCampaign

    async def pages(self, dial_list: DialList) -> AsyncIterator[list[Lead]]:
        after: LeadId | None = None
        while page := await self._store.leads(
            dial_list.space_id, dial_list.list_id, after=after, limit=_PAGE
        ):
            yield page
            after = page[-1].lead_id

    async def last_attempts(self, page: Sequence[Lead]) -> dict[LeadId, Attempt]:
        """Of those leads of a page that were dialled."""
        tried = [lead.lead_id for lead in page if lead.attempts]
        found: dict[LeadId, Attempt] = {}
        for start in range(0, len(tried), _SLICE):
            some = tried[start : start + _SLICE]
            lives = await self._store.lives(page[0].space_id, some)
            found |= {one: life.last for one, life in lives.items() if life.last is not None}
        return found
