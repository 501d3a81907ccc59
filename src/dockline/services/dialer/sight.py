"""Leads as agents see them."""

from dockline.domain.campaign import Campaign
from dockline.domain.dispositions import UNDISPOSED, NextStep
from dockline.domain.facts import CardView, DispositionView, LeadView
from dockline.domain.leadlife import Life
from dockline.domain.leadsettings import LeadSettings


def lead_view(life: Life, campaign: Campaign, source: str, space_zone: str) -> LeadView:
    """``source``: the name of its dial list; ``space_zone``: where the space is, for leads of
    which nobody can tell."""
    lead, last, owed = life.lead, life.last, life.callback
    settings = campaign.settings.leads
    return LeadView(
        lead_id=lead.lead_id,
        campaign_id=campaign.campaign_id,
        campaign=campaign.name,
        source=source,
        number=lead.number,
        data=lead.data,
        external_id=lead.external_id,
        zones=settings.zones(lead.zones, space_zone),
        attempts=len(life.attempts),
        last_outcome=last.counts_as if last is not None else None,
        last_at=last.dialled_at if last is not None else None,
        last_disposition=_name(settings, last.disposition) if last is not None else "",
        callback_at=owed.at if owed is not None else None,
        callback_note=owed.note if owed is not None else "",
        dispositions=tuple(
            DispositionView(one.code, one.name, one.next_step is NextStep.CALLBACK)
            for one in settings.dispositions
            if not one.code == settings.undisposed == UNDISPOSED  # had by choosing none
        ),
    )


def card_view(lead: LeadView, life: Life, campaign: Campaign, now: float) -> CardView:
    """Of a lead that is held for an agent."""
    return CardView(
        lead=lead,
        shown_at=now,
        until=life.held_until or now + campaign.settings.leads.card_seconds,
        own=life.wanted_by == life.held_by,
        skip_reasons=campaign.settings.skip_reasons,
    )


def _name(settings: LeadSettings, code: str) -> str:
    return next((one.name for one in settings.dispositions if one.code == code), code)
