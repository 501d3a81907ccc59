"""Reports of campaigns: what came of their attempts, and how near they were to the cap."""

from collections.abc import Iterable
from datetime import datetime
from math import ceil
from operator import attrgetter
from typing import Final
from zoneinfo import ZoneInfo

from dockline.domain.campaign import Campaign
from dockline.domain.campaignwindow import abandoned_share, window_of
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.reportperiod import Period
from dockline.ports.clock import Clock
from dockline.ports.report_store import (
    AttemptEnds,
    AttemptFigures,
    LeadEnds,
    Slots,
    WindowFigures,
)
from dockline.ports.store import Store
from dockline.services.reports.figures import ratio
from dockline.services.reports.scope import Scope, ScopeWrong
from dockline.services.reports.shapes import (
    AttemptsBy,
    CampaignCap,
    CampaignOutcome,
    CampaignsTold,
    CapPoint,
    CapsTold,
    LeadsBy,
    Tries,
)

MOST: Final = 100
"""Campaigns of one report; where more were dialled for, those that were made last."""
_CONNECTED: Final = (AttemptOutcome.ANSWERED.value, AttemptOutcome.CUT_OFF.value)
_HOUR: Final = 3600.0
_QUARTER: Final = 900.0
"""No clocks are changed by less than this."""
_slot = attrgetter("slot")


class CampaignReports:
    """Raises StoreUnavailable, ScopeWrong."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def outcomes(self, scope: Scope, campaign_id: str = "") -> CampaignsTold:
        """Of one campaign, or of all that had attempts in that time."""
        parts = _parts_of_hours(scope.period)
        found: list[CampaignOutcome] = []
        # One by one: the hours of many campaigns at once would hold up calls for seconds.
        for campaign in await self.campaigns(scope, campaign_id):
            space_id, ids = scope.space_id, [campaign.campaign_id]
            made = await self._store.attempt_figures(space_id, ids, parts)
            if not made and not campaign_id:
                continue
            ends = await self._store.attempt_ends(space_id, ids, parts)
            leads = await self._store.lead_ends(space_id, ids, parts)
            found.append(_outcome(scope, campaign, parts, made, ends, leads))
            if len(found) == MOST:
                break
        return CampaignsTold(sorted(found, key=lambda one: one.campaign.casefold()))

    async def caps(self, scope: Scope, campaign_id: str = "") -> CapsTold:
        """Of one campaign, or of all that a dialer called for in that time or before it in the
        same window."""
        now = self._clock.now()
        found: list[CampaignCap] = []
        for campaign in await self.campaigns(scope, campaign_id):
            slots = _window_slots(campaign, scope.period)
            figures = await self._store.window_figures(campaign, slots)
            if figures or campaign_id:
                points = _points(campaign, scope.period, slots, figures, now)
                dialer = campaign.settings.dialer
                found.append(
                    CampaignCap(
                        campaign.campaign_id,
                        campaign.name,
                        scope.team_name(campaign.team_id),
                        dialer.cap,
                        dialer.window_hours,
                        points,
                    )
                )
            if len(found) == MOST:
                break
        return CapsTold(sorted(found, key=lambda one: one.campaign.casefold()))

    async def campaigns(self, scope: Scope, campaign_id: str = "") -> list[Campaign]:
        """Those that were made last first."""
        teams = scope.team_ids
        every = [
            one
            for one in await self._store.campaigns(scope.space_id)
            if teams is None or one.team_id in teams
        ]
        if campaign_id:
            every = [one for one in every if one.campaign_id == campaign_id]
            if not every:
                raise ScopeWrong("campaign: there is no such campaign, or it is not yours.")
        return sorted(every, key=lambda one: one.created_at, reverse=True)


def _outcome(
    scope: Scope,
    campaign: Campaign,
    parts: Slots,
    made: list[AttemptFigures],
    ends: list[AttemptEnds],
    leads: list[LeadEnds],
) -> CampaignOutcome:
    total = _tries(made)
    names = {one.code: one.name for one in campaign.settings.leads.dispositions}
    outcomes = _most_first((one.outcome, one.outcome, one.attempts) for one in made)
    given = (
        (one.disposition, names.get(one.disposition, one.disposition), one.attempts)
        for one in ends
        if one.disposition
    )
    zone = ZoneInfo(scope.time_zone)
    hours: list[list[AttemptFigures]] = [[] for _ in range(24)]
    for one in made:
        at = parts.since + one.slot * parts.seconds
        hours[datetime.fromtimestamp(at, zone).hour].append(one)
    return CampaignOutcome(
        campaign.campaign_id,
        campaign.name,
        scope.team_name(campaign.team_id),
        total,
        ratio(total.connected, total.attempts),
        outcomes,
        _most_first(given),
        [LeadsBy(one.state.value, one.leads) for one in leads],
        scope.by_bucket(made, _slot, _tries, parts),
        [_tries(some) for some in hours],
    )


def _tries(figures: Iterable[AttemptFigures]) -> Tries:
    attempts = connected = 0
    for one in figures:
        attempts += one.attempts
        connected += one.attempts if one.outcome in _CONNECTED else 0
    return Tries(attempts, connected)


def _most_first(some: Iterable[tuple[str, str, int]]) -> list[AttemptsBy]:
    counts: dict[tuple[str, str], int] = {}
    for key, name, attempts in some:
        counts[key, name] = counts.get((key, name), 0) + attempts
    found = [AttemptsBy(key, name, attempts) for (key, name), attempts in counts.items()]
    return sorted(found, key=lambda one: (-one.attempts, one.name))


def _parts_of_hours(period: Period) -> Slots:
    """Slots that hours of the day are made of."""
    whole = all((edge - period.since) % _HOUR == 0 for edge in period.edges)
    return Slots(period.since, period.until, _HOUR if whole else _QUARTER)


def _window_slots(campaign: Campaign, period: Period) -> Slots:
    """Slots that end where the buckets do, from before the window that the time begins in."""
    begins = window_of(campaign, period.since)[0]
    before = ceil((period.since - begins) / period.step)
    return Slots(period.since - before * period.step, period.until, period.step)


def _points(
    campaign: Campaign,
    period: Period,
    slots: Slots,
    figures: list[WindowFigures],
    now: float,
) -> list[CapPoint]:
    begins, ends = window_of(campaign, slots.since)
    points = []
    for since, until in period.buckets:
        if since >= now:
            break
        at = min(until, now)
        # A window that ends at this very moment is the one that is told of.
        window = ceil((at - begins) / (ends - begins)) - 1
        own = [one for one in figures if since <= _begins(slots, one) < until]
        so_far = [one for one in figures if one.window == window and _begins(slots, one) < until]
        answers = sum(one.answers for one in so_far)
        abandons = sum(one.abandons for one in so_far)
        points.append(
            CapPoint(
                at,
                sum(one.answers for one in own),
                sum(one.abandons for one in own),
                answers,
                abandons,
                abandoned_share(answers, abandons),
            )
        )
    return points


def _begins(slots: Slots, one: WindowFigures) -> float:
    return slots.since + one.slot * slots.seconds
