"""What the pages of campaigns and the docks look for among leads (`dockline.ports.store` has the
rules)."""

from collections.abc import Collection
from typing import Protocol

from dockline.domain.ids import AgentId, CampaignId, LeadId, ListId, SpaceId
from dockline.domain.lead import LeadState


class LeadFinding(Protocol):
    async def leads_in(
        self,
        space_id: SpaceId,
        list_id: ListId,
        states: Collection[LeadState],
        *,
        after: LeadId | None = None,
        limit: int,
    ) -> list[LeadId]:
        """Those of the list that are in one of the states, in the order of their ids. Costs no
        more than what is found, however many leads there are."""

    async def leads_beginning(
        self,
        space_id: SpaceId,
        list_ids: Collection[ListId],
        *,
        number: str = "",
        external_id: str = "",
        limit: int,
    ) -> list[LeadId]:
        """Those of the lists whose number begins with these digits, and those whose external id
        begins so, at most ``limit`` of each, in the order of their ids. An empty text finds
        nothing."""

    async def finished_since(self, space_id: SpaceId, campaign_id: CampaignId, since: float) -> int:
        """How many leads that were dialled came to their end at or after ``since``."""

    async def promised(
        self,
        space_id: SpaceId,
        agent_id: AgentId,
        campaign_ids: Collection[CampaignId],
        before: float,
        *,
        limit: int,
    ) -> list[LeadId]:
        """Leads at rest of these campaigns that this agent has promised in person to call back
        before then, the earliest due first."""
