"""What both databases are asked by the pages of campaigns and by docks, in the same words."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import Final

from dockline.adapters.relational import find_sql as sql
from dockline.adapters.relational.statement import Row
from dockline.domain.ids import AgentId, CampaignId, LeadId, ListId, SpaceId
from dockline.domain.lead import LeadState

_LAST: Final = "\U0010ffff"
"""After every text that begins the same."""


class FindReads(ABC):
    @abstractmethod
    async def _rows(self, query: str, values: Row = ()) -> list[Row]:
        """Raises StoreUnavailable."""

    @abstractmethod
    def _set(self, some: Collection[str]) -> object:
        """As the value that stands for ``(?*)``."""

    async def leads_in(
        self,
        space_id: SpaceId,
        list_id: ListId,
        states: Collection[LeadState],
        *,
        after: LeadId | None = None,
        limit: int,
    ) -> list[LeadId]:
        if not states:
            return []
        values = (list_id, after or "", space_id, limit) * len(set(states))
        rows = await self._rows(sql.leads_in(set(states)), (*values, limit))
        return [lead_id for (lead_id,) in rows]

    async def leads_beginning(
        self,
        space_id: SpaceId,
        list_ids: Collection[ListId],
        *,
        number: str = "",
        external_id: str = "",
        limit: int,
    ) -> list[LeadId]:
        found: set[LeadId] = set()
        for query, text in (
            (sql.NUMBER_BEGINS, number),
            (sql.EXTERNAL_ID_BEGINS, external_id),
        ):
            if text:
                values = (self._set(list_ids), text, text + _LAST, space_id, limit)
                found |= {lead_id for (lead_id,) in await self._rows(query, values)}
        return sorted(found)

    async def finished_since(self, space_id: SpaceId, campaign_id: CampaignId, since: float) -> int:
        rows = await self._rows(sql.FINISHED_SINCE, (campaign_id, since, space_id))
        return int(rows[0][0])

    async def promised(
        self,
        space_id: SpaceId,
        agent_id: AgentId,
        campaign_ids: Collection[CampaignId],
        before: float,
        *,
        limit: int,
    ) -> list[LeadId]:
        values = (space_id, agent_id, before, self._set(campaign_ids), limit)
        rows = await self._rows(sql.PROMISED, values)
        return [lead_id for (lead_id,) in rows]
