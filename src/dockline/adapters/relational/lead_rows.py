"""Campaigns and leads as rows, and back."""

from typing import Any, Final

import msgspec
from msgspec import UNSET

from dockline.adapters.relational import lead_sql as sql
from dockline.adapters.relational.statement import Row, Statement, json_text
from dockline.domain.campaign import Campaign, CampaignSettings, DialList
from dockline.domain.ids import AgentId, CampaignId, LeadId, ListId, SpaceId, TeamId
from dockline.domain.lead import Lead, LeadState, Push, first_values
from dockline.domain.leadoutcome import LISTED
from dockline.ports.lead_store import (
    DropDoNotCall,
    LeadBatch,
    PutCampaign,
    PutDialList,
    PutLead,
)

_decode_object: Final = msgspec.json.Decoder(dict[str, Any]).decode
_decode_settings: Final = msgspec.json.Decoder(CampaignSettings).decode


def lead_statement(write: PutCampaign | PutDialList | PutLead | DropDoNotCall) -> Statement:
    match write:
        case PutCampaign(campaign):
            return Statement(sql.PUT_CAMPAIGN, _campaign_values(campaign))
        case PutDialList(dial_list):
            return Statement(sql.PUT_LIST, _list_values(dial_list))
        case PutLead(lead):
            return Statement(sql.PUT_LEAD, (*pushed_values(lead), None, lead.lead_id))
        case DropDoNotCall(space_id, number, campaign_id):
            return Statement(sql.DROP_DO_NOT_CALL, (space_id, number, campaign_id))


def pushed_values(lead: Lead) -> Row:
    """In the order of CHANGING_LEAD_COLUMNS."""
    return (
        lead.state.value,
        json_text(lead.data),
        lead.agent_id,
        lead.external_id,
        lead.priority,
        lead.time_zone,
        lead.expires_at,
        lead.not_before,
        lead.attempts,
        lead.updated_at,
    )


def new_lead_values(batch: LeadBatch, push: Push, state: LeadState) -> Row:
    """Of a lead that is not there yet, in the order of NEW_LEAD_COLUMNS."""
    waits = push.not_before if state is LeadState.NEW and push.not_before else None
    return (
        push.lead_id,
        batch.space_id,
        batch.campaign_id,
        batch.list_id,
        push.number,
        state.value,
        "{}" if push.data is UNSET else json_text(push.data),
        *first_values(push),
        0,
        batch.at,
        batch.at,
        LISTED if state is LeadState.DO_NOT_CALL else "",
        waits if waits is not None and waits > batch.at else None,
    )


def _campaign_values(campaign: Campaign) -> Row:
    return (
        campaign.campaign_id,
        campaign.space_id,
        campaign.team_id,
        campaign.name,
        campaign.name.casefold(),
        campaign.created_at,
        json_text(campaign.settings),
    )


def _list_values(dial_list: DialList) -> Row:
    return (
        dial_list.list_id,
        dial_list.space_id,
        dial_list.campaign_id,
        dial_list.name,
        dial_list.name.casefold(),
        dial_list.created_at,
    )


# --- back again -------------------------------------------------------------------------------


def campaign_of(row: Row) -> Campaign:
    campaign_id, space_id, team_id, name, _, created_at, settings = row
    return Campaign(
        campaign_id=CampaignId(campaign_id),
        space_id=SpaceId(space_id),
        team_id=TeamId(team_id),
        name=name,
        created_at=created_at,
        settings=_decode_settings(settings),
    )


def list_of(row: Row) -> DialList:
    list_id, space_id, campaign_id, name, _, created_at = row
    return DialList(ListId(list_id), SpaceId(space_id), CampaignId(campaign_id), name, created_at)


def lead_of(row: Row) -> Lead:
    lead_id, space_id, campaign_id, list_id, number, state, data, agent_id, *rest = row
    return Lead(
        LeadId(lead_id),
        SpaceId(space_id),
        CampaignId(campaign_id),
        ListId(list_id),
        number,
        LeadState(state),
        _decode_object(data),
        AgentId(agent_id) if agent_id is not None else None,
        *rest,
    )
