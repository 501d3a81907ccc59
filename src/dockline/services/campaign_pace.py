"""How a campaign goes at this moment: its lines, its agents, what its dialer decided last, and how
long it has left."""

from collections import Counter
from typing import Final

from msgspec import Struct

from dockline.domain.campaign import Campaign
from dockline.domain.campaignpace import days_left
from dockline.domain.campaignwindow import abandoned_share, window_of
from dockline.domain.days import day_bounds
from dockline.domain.facts import LineState
from dockline.domain.leadlife import RESTING
from dockline.ports.clock import Clock
from dockline.ports.lead_store import Tally
from dockline.ports.store import Store
from dockline.services.accounts import Accounts
from dockline.services.live import Live

_RINGING: Final = (LineState.DIALLING, LineState.RINGING)


class PaceNow(Struct, frozen=True):
    ringing: int
    waiting: int
    """Answered, and no agent is in them yet: listened to, waiting, or hearing a message."""
    talking: int
    most_lines: int | None
    """That may ring or wait at the same time: the campaign's own limit, or the trunk's; None:
    there is no trunk."""
    agents_here: int
    agents_ready: int
    explain: str
    """What the dialer decided last, as a sentence; empty where it decides nothing."""
    tally: Tally
    """Of the window that runs."""
    leads_left: int
    finished_today: int
    days_left: float | None
    """At today's pace; None: too little happened to tell."""

    @property
    def abandoned_share(self) -> float:
        return abandoned_share(self.tally.answers, self.tally.abandons)


class CampaignPace:
    """Raises StoreUnavailable."""

    def __init__(self, store: Store, clock: Clock, accounts: Accounts, live: Live) -> None:
        self._store = store
        self._clock = clock
        self._accounts = accounts
        self._live = live

    async def now(self, campaign: Campaign) -> PaceNow:
        space_id, campaign_id = campaign.space_id, campaign.campaign_id
        space = self._live.space(space_id)
        await space.campaigns.fresh()
        figures = space.campaigns.figures.get(campaign_id)
        tally, left = (
            (figures.tally, figures.leads_left)
            if figures is not None
            else await self._counted(campaign)  # made a moment ago
        )
        picture = space.picture
        lines = Counter(
            line.state for line in picture.lines.values() if line.campaign_id == campaign_id
        )
        ringing = sum(lines[state] for state in _RINGING)
        team = self._accounts.team(campaign.team_id)
        name = team.name if team is not None else ""
        finished, days = await self._pace(campaign, left)
        return PaceNow(
            ringing=ringing,
            waiting=sum(lines.values()) - ringing,
            talking=picture.connected[campaign_id],
            most_lines=self._most_lines(campaign),
            agents_here=picture.present[name],
            agents_ready=picture.ready[name],
            explain=space.campaigns.explain(campaign),
            tally=tally,
            leads_left=left,
            finished_today=finished,
            days_left=days,
        )

    def _most_lines(self, campaign: Campaign) -> int | None:
        trunk = self._live.lines()[2]
        own = campaign.settings.dialer.most_lines
        if own is None or trunk is None:
            return trunk
        return min(own, trunk)

    async def _counted(self, campaign: Campaign) -> tuple[Tally, int]:
        space_id, campaign_id = campaign.space_id, campaign.campaign_id
        since = window_of(campaign, self._clock.now())[0]
        counts = await self._store.lead_counts(space_id, campaign_id)
        left = sum(states.get(state, 0) for states in counts.values() for state in RESTING)
        return await self._store.tally(space_id, campaign_id, since), left

    async def _pace(self, campaign: Campaign, left: int) -> tuple[int, float | None]:
        """Leads that came to their end today, and the days that are left."""
        space_id, campaign_id = campaign.space_id, campaign.campaign_id
        space = self._accounts.space(space_id)
        zone = space.settings.time_zone if space is not None else "UTC"
        now = self._clock.now()
        midnight = day_bounds(now, zone)[0]
        finished = await self._store.finished_since(space_id, campaign_id, midnight)
        first = await self._store.attempts(space_id, campaign_id, since=midnight, limit=1)
        began_at = first[0].dialled_at if first else None
        hours = campaign.settings.leads.calling_hours
        return finished, days_left(left, finished, began_at, now, hours, zone)
