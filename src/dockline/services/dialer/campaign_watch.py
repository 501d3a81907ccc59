"""Campaigns as they are in the store: taken up when they are new, and followed when they change."""

import asyncio
from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from dockline.domain.campaign import Mode, RunState
from dockline.domain.campaignwindow import window_of
from dockline.domain.pacing import PastCall, get_ready, is_ready
from dockline.domain.pacing.answering import Answering
from dockline.domain.space import DialPolicy
from dockline.ports.lead_store import Reconsider, StopDrained
from dockline.ports.store import AppendAudit, AuditEntry, StoreConflict
from dockline.services.dialer.cards import Cards
from dockline.services.dialer.hopper import Hopper
from dockline.services.dialer.outbound import Outbound
from dockline.services.dialer.pace import Pace, pacing_settings
from dockline.services.dialer.recall import past_calls
from dockline.services.dialer.running import Running

OVER: Final = (RunState.STOPPED, RunState.ARCHIVED)


class CampaignWatch:
    """Of one space. Raises StoreUnavailable."""

    def __init__(self, outbound: Outbound, cards: Cards, changed: Callable[[], None]) -> None:
        """``changed``: to be told that a decision is due."""
        self._out = outbound
        self._cards = cards
        self._space_id = outbound.space_id
        self._store = outbound.store
        self._clock = outbound.clock
        self._decide = changed
        self._judged_by: tuple[DialPolicy, str] | None = None
        """The space's number policy and time zone, as leads were asked by them."""

    async def look(self) -> None:
        """Take notice of campaigns that are new or were changed."""
        campaigns = await self._store.campaigns(self._space_id)
        lists = await self._store.dial_lists(self._space_id)
        for campaign in campaigns:
            own = [one for one in lists if one.campaign_id == campaign.campaign_id]
            known = self._out.campaigns.get(campaign.campaign_id)
            if known is None:
                hopper = Hopper(
                    self._store,
                    self._clock,
                    self._out.context,
                    self._out.play,
                    self._out.accounts,
                )
                known = Running(campaign, own, hopper)
                await self._set_pace(known)
                self._out.campaigns[campaign.campaign_id] = known
            elif known.campaign != campaign or known.behind:
                known.campaign, known.behind = campaign, True
                await self._changed(known)
                known.behind = False
            known.lists = own
        await self._look_at_space()

    async def _look_at_space(self) -> None:
        """Take notice of rules of the space itself that were changed."""
        settings = self._out.space.settings
        rules = (settings.dial_policy, settings.time_zone)
        if self._judged_by not in (None, rules):
            for running in self._out.campaigns.values():
                running.hopper.clear()
            await self._store.commit(
                [Reconsider(self._space_id, one) for one in self._out.campaigns]
            )
        self._judged_by = rules

    async def _changed(self, running: Running) -> None:
        campaign = running.campaign
        running.hopper.clear()
        for played in self._out.play:
            if played.campaign.campaign_id == campaign.campaign_id:
                played.campaign = campaign
        await self._set_pace(running)
        state = campaign.settings.state
        if state in (RunState.PAUSED, *OVER) or not running.previews:
            await self._cards.take_all("campaign", campaign.campaign_id)
        # What was put off until now was judged by the settings of before.
        await self._store.commit([Reconsider(self._space_id, campaign.campaign_id)])
        self._decide()

    async def _set_pace(self, running: Running) -> None:
        """Pacing for a campaign that dials, with what its window has counted so far, and what its
        calls of before have to teach."""
        over = running.campaign.settings.state in OVER
        if running.previews or (over and running.pace is None):
            return  # what it has is kept for lines that still ring
        if not is_ready():  # half a second, in which calls go on
            await asyncio.to_thread(get_ready)
        calls: list[PastCall] = []
        answering = Answering(pacing_settings(running.campaign).ring_seconds)
        if running.pace is None:
            began = self._clock.now()
            calls = await past_calls(self._store, running.campaign, began)
            if calls:  # a second at most, in which calls go on
                await asyncio.to_thread(answering.recall, calls, began)
        campaign, now = running.campaign, self._clock.now()
        since = window_of(campaign, now)[0]
        tally = await self._store.tally(self._space_id, campaign.campaign_id, since)
        if running.pace is not None:
            running.pace.change(campaign, tally, now)
            return
        team = self._out.crew.team(campaign.team_id, campaign.settings.dialer.wait_seconds)
        team.handling.recall(calls)
        running.pace = Pace(campaign, team, tally, now, answering)
        if campaign.settings.mode is Mode.PREDICTIVE:
            running.pace.pacing.budget.recall(calls)

    async def drained(self, running: Running) -> None:
        """Nothing is under way any more: it is stopped."""
        campaign_id = running.campaign.campaign_id
        if any(one.campaign.campaign_id == campaign_id for one in self._out.play):
            return
        # From the store itself, for somebody may have changed it since the last look ...
        stored = await self._store.campaigns(self._space_id)
        campaign = next((one for one in stored if one.campaign_id == campaign_id), None)
        if campaign is None or campaign.settings.state is not RunState.DRAINING:
            return
        detail = {"campaign": campaign.name}
        entry = AuditEntry(
            self._clock.now(), self._space_id, "system", "campaign.drained-out", detail
        )
        stop = StopDrained(self._space_id, campaign_id)
        try:
            # ... and nothing of what they change meanwhile is undone.
            await self._store.commit([stop, AppendAudit(entry)])
        except StoreConflict:
            return  # somebody has it dial again
        stopped = replace(campaign, settings=replace(campaign.settings, state=RunState.STOPPED))
        running.campaign = stopped
