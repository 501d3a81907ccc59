"""Campaigns as boards show them: windows and leads left, read again every few seconds while
somebody looks, and what the dialer has decided."""

import asyncio
from typing import Final, NamedTuple

import structlog
from msgspec import Struct

from dockline.domain.campaign import Campaign, Mode, RunState
from dockline.domain.campaignwindow import window_of
from dockline.domain.ids import CampaignId, SpaceId
from dockline.domain.leadlife import RESTING
from dockline.domain.pacing import Decision
from dockline.domain.pacing.decision import Reason
from dockline.ports.clock import Clock
from dockline.ports.lead_store import Tally
from dockline.ports.store import Store, StoreUnavailable
from dockline.services.dialer import Dialers

_log = structlog.get_logger("dockline.live")
REFRESH_SECONDS: Final = 2.0
LEADS_SECONDS: Final = 5.0
"""Leads are counted less often, ..."""
_LEADS_SHARE: Final = 20.0
"""... and where that takes long, no more than this share of the time is spent on it."""
_TALLY_SHARE: Final = 10.0
"""Of the attempts of a window the same: of a million a second and more, which the dialer would wait
for that reads by the same few connections."""
WANTED_SECONDS: Final = 60.0
"""How long after somebody looked it goes on."""
STALE_SECONDS: Final = 10.0
"""Whoever looks at older figures waits for new ones, ..."""
FRESH_SECONDS: Final = 2.0
"""... but not for longer than this: agents and queues are true whatever the database does."""

_WHY: Final = {
    Reason.NOBODY: "no agent is here",
    Reason.BOUNDED: "the trunk, the limit of lines or the leads allow no more",
    Reason.FREE_AGENTS: "one line for each free agent",
    Reason.NO_CREDIT: "one line for each free agent, as the window may have no more abandoned",
    Reason.RATIO: "the ratio that was set",
    Reason.LEARNING: "few calls are known yet: the next wave waits for what the first one brings",
    Reason.PRICE: "one more would risk more than a shorter wait is worth",
    Reason.GATE: "one more could break the cap with the calls under way",
    Reason.TURN: "another campaign for the same agents has its turn",
    Reason.EMERGENCY: "the calls under way could break the cap",
    Reason.ROUTINE: "calls that have rung long are not worth their risk",
}


class CampaignFigures(Struct, frozen=True):
    campaign: Campaign
    tally: Tally
    """Of the window that runs."""
    leads_left: int


class _Counted(NamedTuple):
    """The tally of a window, as it is told until a moment."""

    tally: Tally
    since: float
    until: float


def sentence(decision: Decision) -> str:
    """What was decided, and why."""
    deed = f"Dials {decision.dial}" if decision.dial else "Waits"
    if decision.cancel:
        deed = f"Cancels {len(decision.cancel)}"
    return (
        f"{deed}: {_WHY[decision.reason]}. {decision.idle} free, {decision.ringing} ringing, "
        f"{decision.waiting} waiting."
    )


class CampaignWatch:
    """Of one space."""

    def __init__(self, space_id: SpaceId, store: Store, clock: Clock, dialers: Dialers) -> None:
        self._space_id = space_id
        self._store = store
        self._clock = clock
        self._dialers = dialers
        self.figures: dict[CampaignId, CampaignFigures] = {}
        """By name."""
        self._wanted_until = float("-inf")
        self._read_at = float("-inf")
        self._leads_at: dict[CampaignId, float] = {}
        self._leads_left: dict[CampaignId, int] = {}
        self._leads_pause = LEADS_SECONDS
        self._counting = asyncio.Lock()
        self._tallies: dict[CampaignId, _Counted] = {}
        self._reading: asyncio.Task[None] | None = None
        self._late: asyncio.Task[None] | None = None
        """One that has kept somebody waiting for long enough."""

    def want(self) -> None:
        """Somebody looks."""
        self._wanted_until = self._clock.now() + WANTED_SECONDS

    async def fresh(self) -> None:
        """Somebody looks, and wants figures that are not old. Where the database keeps them waiting
        they have what there is."""
        self.want()
        if self._clock.now() - self._read_at > STALE_SECONDS:
            reading = self._read()
            if reading is not self._late:
                _, waiting = await asyncio.wait({reading}, timeout=FRESH_SECONDS)
                self._late = reading if waiting else None

    def tick(self) -> None:
        now = self._clock.now()
        if now < self._wanted_until and now - self._read_at >= REFRESH_SECONDS:
            self._read()

    async def stop(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    def explain(self, campaign: Campaign) -> str:
        """What the dialer decided last, and why; empty where it decides nothing."""
        settings = campaign.settings
        if settings.mode is Mode.PREVIEW or settings.state is not RunState.RUNNING:
            return ""
        decision = self._dialers.decisions(self._space_id).get(campaign.campaign_id)
        return sentence(decision) if decision is not None else ""

    def _read(self) -> "asyncio.Task[None]":
        """One at a time."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._refresh(), name="live-campaigns")
        return self._reading

    async def _refresh(self) -> None:
        try:
            now = self._clock.now()
            found: dict[CampaignId, CampaignFigures] = {}
            for campaign in await self._store.campaigns(self._space_id):
                if campaign.settings.state is RunState.ARCHIVED:
                    continue  # out of the way
                campaign_id = campaign.campaign_id
                tally = await self._tally(campaign_id, window_of(campaign, now)[0])
                left = await self.leads_left(campaign_id)
                found[campaign_id] = CampaignFigures(campaign, tally, left)
            self.figures, self._read_at = found, self._clock.now()
        except StoreUnavailable as why:
            _log.warning("live figures of campaigns are old: the store is away", why=str(why))
        except Exception:
            _log.exception("live figures of campaigns were not read", space_id=self._space_id)

    async def _tally(self, campaign_id: CampaignId, since: float) -> Tally:
        began, kept = self._clock.now(), self._tallies.get(campaign_id)
        if kept is not None and kept.since == since and began < kept.until:
            return kept.tally
        tally = await self._store.tally(self._space_id, campaign_id, since)
        ended = self._clock.now()
        until = ended + _TALLY_SHARE * (ended - began)
        self._tallies[campaign_id] = _Counted(tally, since, until)
        return tally

    async def leads_left(self, campaign_id: CampaignId) -> int:
        """As they were counted a few seconds ago at most, however many ask. Raises
        StoreUnavailable."""
        async with self._counting:
            began = self._clock.now()
            if began - self._leads_at.get(campaign_id, float("-inf")) < self._leads_pause:
                return self._leads_left[campaign_id]
            counts = await self._store.lead_counts(self._space_id, campaign_id)
            left = sum(states.get(state, 0) for states in counts.values() for state in RESTING)
            ended = self._clock.now()
            self._leads_at[campaign_id], self._leads_left[campaign_id] = ended, left
            self._leads_pause = max(LEADS_SECONDS, _LEADS_SHARE * (ended - began))
            return left
