"""What both databases are asked about campaigns and leads, in the same words."""

from abc import ABC, abstractmethod
from collections.abc import Collection

from dockline.adapters.relational import lead_sql, life_sql
from dockline.adapters.relational.lead_rows import campaign_of, lead_of, list_of
from dockline.adapters.relational.life_rows import (
    attempt_of,
    do_not_call_of,
    in_turn,
    lead_counts_of,
    lives_of,
    tally_of,
)
from dockline.adapters.relational.statement import Row
from dockline.domain.campaign import Campaign, DialList, DoNotCall
from dockline.domain.ids import CampaignId, LeadId, ListId, SpaceId
from dockline.domain.lead import Lead, LeadState
from dockline.domain.leadlife import Attempt, AttemptId, Life
from dockline.ports.lead_store import Dialled, Tally, Uncalled, Wanted


class LeadReads(ABC):
    @abstractmethod
    async def _rows(self, query: str, values: Row = ()) -> list[Row]:
        """Raises StoreUnavailable."""

    @abstractmethod
    def _set(self, some: Collection[str]) -> object:
        """As the value that stands for ``(?*)``."""

    async def campaigns(self, space_id: SpaceId) -> list[Campaign]:
        return [campaign_of(row) for row in await self._rows(lead_sql.CAMPAIGNS, (space_id,))]

    async def dial_lists(self, space_id: SpaceId) -> list[DialList]:
        return [list_of(row) for row in await self._rows(lead_sql.LISTS, (space_id,))]

    async def lead(self, space_id: SpaceId, lead_id: LeadId) -> Lead | None:
        rows = await self._rows(lead_sql.LEAD, (lead_id, space_id))
        return lead_of(rows[0]) if rows else None

    async def leads(
        self, space_id: SpaceId, list_id: ListId, *, after: LeadId | None = None, limit: int
    ) -> list[Lead]:
        values = (space_id, list_id, after or "", limit)
        return [lead_of(row) for row in await self._rows(lead_sql.LEADS, values)]

    async def leads_with(
        self, space_id: SpaceId, list_id: ListId, numbers: Collection[str]
    ) -> dict[str, Lead]:
        values = (list_id, space_id, self._set(numbers))
        found = [lead_of(row) for row in await self._rows(lead_sql.LEADS_WITH, values)]
        return {lead.number: lead for lead in found}

    async def do_not_call(
        self, space_id: SpaceId, campaign_id: CampaignId, numbers: Collection[str]
    ) -> set[str]:
        values = (space_id, campaign_id, self._set(numbers))
        return {number for (number,) in await self._rows(lead_sql.LISTED, values)}

    # --- the life of leads --------------------------------------------------------------------

    async def lives(self, space_id: SpaceId, lead_ids: Collection[LeadId]) -> dict[LeadId, Life]:
        rows = await self._rows(life_sql.LIVES, (space_id, self._set(lead_ids)))
        return {life.lead.lead_id: life for life in lives_of(rows)}

    async def leads_in_turn(self, which: Wanted) -> list[LeadId]:
        return [lead_id for (lead_id,) in await self._rows(*in_turn(which))]

    async def unsettled(self, space_id: SpaceId) -> list[LeadId]:
        return [lead_id for (lead_id,) in await self._rows(life_sql.UNSETTLED, (space_id,))]

    async def expired(self, space_id: SpaceId, now: float, *, limit: int) -> list[LeadId]:
        values = (space_id, now, limit)
        return [lead_id for (lead_id,) in await self._rows(life_sql.EXPIRED, values)]

    async def dialled_since(
        self, space_id: SpaceId, numbers: Collection[str], since: float
    ) -> dict[str, list[Dialled]]:
        found: dict[str, list[Dialled]] = {}
        values = (space_id, self._set(numbers), since)
        for number, *one in await self._rows(life_sql.DIALLED_SINCE, values):
            found.setdefault(number, []).append(Dialled(*one))
        return found

    async def do_not_call_entries(
        self, space_id: SpaceId, numbers: Collection[str]
    ) -> list[DoNotCall]:
        rows = await self._rows(life_sql.ENTRIES, (space_id, self._set(numbers)))
        return [do_not_call_of(row) for row in rows]

    async def do_not_call_list(
        self, space_id: SpaceId, campaign_id: CampaignId, *, after: str = "", limit: int
    ) -> list[DoNotCall]:
        rows = await self._rows(life_sql.ENTRIES_OF, (space_id, campaign_id, after, limit))
        return [do_not_call_of(row) for row in rows]

    async def tally(self, space_id: SpaceId, campaign_id: CampaignId, since: float) -> Tally:
        rows = await self._rows(life_sql.TALLY, (campaign_id, since, space_id))
        return tally_of(rows[0])

    async def lead_counts(
        self, space_id: SpaceId, campaign_id: CampaignId
    ) -> dict[ListId, dict[LeadState, int]]:
        values = (space_id, campaign_id, space_id, campaign_id)
        return lead_counts_of(await self._rows(life_sql.LEAD_COUNTS, values))

    async def attempts(
        self,
        space_id: SpaceId,
        campaign_id: CampaignId,
        *,
        since: float = 0.0,
        after: AttemptId | None = None,
        limit: int,
    ) -> list[Attempt]:
        values: Row = (campaign_id, space_id, since)
        if after is not None:
            rows = await self._rows(life_sql.ATTEMPTS_AFTER, (*values, after, limit))
        else:
            values = (*values, campaign_id, since, limit)
            rows = await self._rows(life_sql.ATTEMPTS_SINCE, values)
        return [attempt_of(row) for row in rows]

    async def uncalled_since(self, space_id: SpaceId, since: float) -> list[Uncalled]:
        rows = await self._rows(life_sql.UNCALLED, (space_id, space_id, since))
        return [Uncalled(*row) for row in rows]
