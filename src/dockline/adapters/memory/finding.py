"""What the pages of campaigns look for among leads, in memory."""

from collections.abc import Collection, Iterator

from dockline.adapters.memory.lives import MemoryLives
from dockline.domain.ids import AgentId, CampaignId, LeadId, ListId, SpaceId
from dockline.domain.lead import FINISHED, Lead, LeadState


class MemoryFinding(MemoryLives):
    async def leads_in(
        self,
        space_id: SpaceId,
        list_id: ListId,
        states: Collection[LeadState],
        *,
        after: LeadId | None = None,
        limit: int,
    ) -> list[LeadId]:
        self._check()
        found = sorted(
            lead.lead_id
            for lead in self._leads_of(space_id, (list_id,))
            if lead.state in states and lead.lead_id > (after or "")
        )
        return found[:limit]

    async def leads_beginning(
        self,
        space_id: SpaceId,
        list_ids: Collection[ListId],
        *,
        number: str = "",
        external_id: str = "",
        limit: int,
    ) -> list[LeadId]:
        self._check()
        leads = list(self._leads_of(space_id, list_ids))
        by_number = [one.lead_id for one in leads if number and one.number.startswith(number)]
        by_name = [
            one.lead_id for one in leads if external_id and one.external_id.startswith(external_id)
        ]
        return sorted({*sorted(by_number)[:limit], *sorted(by_name)[:limit]})

    async def finished_since(self, space_id: SpaceId, campaign_id: CampaignId, since: float) -> int:
        self._check()
        leads = (life.lead for life in self._lives.values())
        return sum(
            (lead.space_id, lead.campaign_id) == (space_id, campaign_id)
            and lead.state in FINISHED
            and lead.attempts > 0
            and lead.updated_at >= since
            for lead in leads
        )

    async def promised(
        self,
        space_id: SpaceId,
        agent_id: AgentId,
        campaign_ids: Collection[CampaignId],
        before: float,
        *,
        limit: int,
    ) -> list[LeadId]:
        self._check()
        found = sorted(
            (life.due_at or 0.0, life.lead.lead_id)
            for life in self._lives.values()
            if life.lead.space_id == space_id
            and life.lead.state is LeadState.CALLBACK
            and life.callback is not None
            and life.callback.agent_id == agent_id
            and life.lead.campaign_id in campaign_ids
            and (life.due_at or 0.0) < before
        )
        return [lead_id for _, lead_id in found][:limit]

    def _leads_of(self, space_id: SpaceId, list_ids: Collection[ListId]) -> Iterator[Lead]:
        for life in self._lives.values():
            if life.lead.space_id == space_id and life.lead.list_id in list_ids:
                yield life.lead
