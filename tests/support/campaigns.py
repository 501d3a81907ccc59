"""Campaigns with leads in a store, for tests of what stands above it."""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from dockline.domain.campaign import Campaign, CampaignSettings, DialList
from dockline.domain.ids import (
    AgentId,
    CallId,
    CampaignId,
    LeadId,
    ListId,
    SpaceId,
    TeamId,
    timed_id,
)
from dockline.domain.lead import Push
from dockline.domain.leadlife import Attempt, AttemptId, Life
from dockline.domain.outcomes import AttemptOutcome
from dockline.ports.lead_store import LeadBatch, PutAttempt, PutCampaign, PutDialList, PutLife
from dockline.ports.store import Store


def campaign_of(
    space_id: SpaceId,
    team_id: TeamId,
    name: str = "Spring",
    settings: CampaignSettings | None = None,
    created_at: float = 1_750_000_000.0,
) -> Campaign:
    campaign_id = CampaignId(f"campaign-{space_id}-{name.lower()}")
    return Campaign(
        campaign_id, space_id, team_id, name, created_at, settings or CampaignSettings()
    )


async def put_campaign(
    store: Store, campaign: Campaign, lists: Iterable[str] = ("March",)
) -> list[ListId]:
    """With its dial lists."""
    ids = [ListId(f"{campaign.campaign_id}-{name.lower()}") for name in lists]
    await store.commit(
        [
            PutCampaign(campaign),
            *(
                PutDialList(
                    DialList(
                        list_id,
                        campaign.space_id,
                        campaign.campaign_id,
                        name,
                        campaign.created_at,
                    )
                )
                for list_id, name in zip(ids, lists, strict=True)
            ),
        ]
    )
    return ids


async def push(
    store: Store,
    campaign: Campaign,
    list_id: ListId,
    number: str,
    at: float = 1_750_000_000.0,
    **said: Any,
) -> LeadId:
    one = Push(number=number, lead_id=LeadId(timed_id(at)), **said)
    batch = LeadBatch(campaign.space_id, campaign.campaign_id, list_id, False, at, [one])
    return (await store.push_leads(batch))[0].lead_id


async def life_of(store: Store, space_id: SpaceId, lead_id: LeadId) -> Life:
    return (await store.lives(space_id, [lead_id]))[lead_id]


async def keep(store: Store, life: Life) -> None:
    """What a life has become, with all its attempts."""
    await store.commit([PutLife(life), *(PutAttempt(one) for one in life.attempts)])


def attempted(
    life: Life,
    at: float,
    outcome: AttemptOutcome | None = AttemptOutcome.NO_ANSWER,
    *,
    agent_id: AgentId | None = None,
    answered_at: float | None = None,
    **fields: Any,
) -> Life:
    """With one attempt more, 20 s long; the lead's state stays what it is."""
    lead = life.lead
    made = Attempt(
        attempt_id=AttemptId(timed_id(at)),
        space_id=lead.space_id,
        campaign_id=lead.campaign_id,
        list_id=lead.list_id,
        lead_id=lead.lead_id,
        call_id=CallId(f"call-{at}"),
        number=lead.number,
        caller_id="442079460018",
        round=1,
        dialled_at=at,
        agent_id=agent_id,
        answered_at=answered_at,
        ended_at=None if outcome is None else at + 20.0,
        outcome=outcome,
    )
    made = replace(made, **fields)
    return replace(
        life,
        lead=replace(lead, attempts=lead.attempts + 1),
        attempts=(*life.attempts, made),
    )
