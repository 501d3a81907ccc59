"""Campaigns and leads as rows, and back."""

from collections.abc import Collection, Sequence
from itertools import repeat
from typing import Any, Final

import msgspec
from msgspec import UNSET
from msgspec.structs import astuple

from dockline.adapters.relational import lead_sql as sql
from dockline.adapters.relational.statement import Row, Statement, json_text
from dockline.domain.campaign import Campaign, CampaignSettings, DialList
from dockline.domain.ids import AgentId, CampaignId, LeadId, ListId, SpaceId, TeamId
from dockline.domain.lead import REPLACED, Lead, LeadState, Push, first_values
from dockline.domain.leadoutcome import LISTED
from dockline.ports.lead_store import (
    DropDoNotCall,
    LeadBatch,
    PutCampaign,
    PutDialList,
    PutLead,
    StopDrained,
)

_decode_object: Final = msgspec.json.Decoder(dict[str, Any]).decode
_decode_settings: Final = msgspec.json.Decoder(CampaignSettings).decode


def lead_statement(
    write: PutCampaign | StopDrained | PutDialList | PutLead | DropDoNotCall,
) -> Statement:
    match write:
        case PutCampaign(campaign):
            return Statement(sql.PUT_CAMPAIGN, _campaign_values(campaign))
        case StopDrained(space_id, campaign_id):
            return Statement(sql.STOP_DRAINED, (campaign_id, space_id), "campaign")
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


def told_columns(pushes: Sequence[Push]) -> tuple[list[str], list[list[Any]]]:
    """What new leads have in ``data``, as JSON, and in each of REPLACED: a list of each, in the
    order of the pushes, of which there is at least one."""
    _, _, data, *replaced = zip(*map(astuple, pushes), strict=True)
    texts = [_NOTHING if value is UNSET else json_text(value) for value in data]
    columns = zip(replaced, _FIRST, strict=True)
    return texts, [
        [first if value is UNSET else value for value in column] for column, first in columns
    ]


def new_lead_rows(batch: LeadBatch, listed: Collection[str]) -> list[Row]:
    """Of leads that are not there yet, in the order of NEW_LEAD_COLUMNS. ``listed``: the numbers
    among them that are never called."""
    if not batch.pushes:
        return []
    states = [_FORBIDDEN if push.number in listed else _NEW for push in batch.pushes]
    texts, replaced = told_columns(batch.pushes)
    waits = [
        own if own is not None and own > batch.at and state is _NEW else None
        for own, state in zip(replaced[_NOT_BEFORE], states, strict=True)
    ]
    return list(
        zip(
            [push.lead_id for push in batch.pushes],
            repeat(batch.space_id),
            repeat(batch.campaign_id),
            repeat(batch.list_id),
            [push.number for push in batch.pushes],
            states,
            texts,
            *replaced,
            repeat(0),
            repeat(batch.at),
            repeat(batch.at),
            ["" if state is _NEW else LISTED for state in states],
            waits,
            strict=False,
        )
    )


_NEW: Final = LeadState.NEW.value
_FORBIDDEN: Final = LeadState.DO_NOT_CALL.value
_FIRST: Final = first_values(Push(number="", lead_id=LeadId("")))
_NOT_BEFORE: Final = REPLACED.index("not_before")
_NOTHING: Final = "{}"


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
