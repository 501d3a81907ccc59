"""Preview: leads' cards dealt to agents who are ready, and what agents make of them."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime

import structlog
from msgspec.structs import replace

from dockline.domain import commands as c
from dockline.domain.callinghours import unix_time
from dockline.domain.campaign import DoNotCall
from dockline.domain.errors import NoSuchCall, NotNow, Refusal
from dockline.domain.facts import CallKind
from dockline.domain.ids import AgentId, CallId, CampaignId, TeamId, new_id
from dockline.domain.lead import LeadState
from dockline.domain.leadlife import Callback, CallbackNotPossible, Life
from dockline.domain.leadrules import calling_hours, why
from dockline.ports.lead_store import PutDoNotCall
from dockline.ports.store import AppendAudit, AuditEntry, StoreConflict
from dockline.services.dialer.leads import Played
from dockline.services.dialer.outbound import Outbound
from dockline.services.dialer.running import Running, sharing
from dockline.services.dialer.sight import card_view

_log = structlog.get_logger("dockline.dialer")
_LAST_MOMENT = 3.0
"""Seconds; a dock takes the last two of a wrap-up for it, and the way may be slow."""
_ASKED = "Asked for by the one who was called"


class Cards:
    """Raises, of what a dock asks for: Refusals in words for the agent, StoreUnavailable."""

    def __init__(self, outbound: Outbound) -> None:
        self._out = outbound
        self._store = outbound.store
        self._clock = outbound.clock
        self._floors = outbound.floors
        self._shown = 0

    # --- dealing ------------------------------------------------------------------------------

    async def deal(self) -> None:
        """A card for everybody who is ready and has none, where there are leads."""
        previews = [one for one in self._out.campaigns.values() if one.open and one.previews]
        teams = {one.campaign.team_id for one in previews}
        for team_id in teams:
            for agent_id in self._out.crew.idle(team_id):
                if not self._wanted_by_the_dialer(agent_id):
                    own = [one for one in previews if one.campaign.team_id == team_id]
                    await self._deal_to(agent_id, own)
                await asyncio.sleep(0)  # let a click-to-call pass

    def _wanted_by_the_dialer(self, agent_id: AgentId) -> bool:
        """The dialer has leads for them, or a call is out for which they are kept, be it of a
        campaign that dials no more: it comes first."""
        for one in self._out.campaigns.values():
            calls_out = one.pace is not None and one.pace.lines > 0
            if not (calls_out or (one.dials and len(one.hopper))):
                continue
            idle = self._out.crew.idle(one.campaign.team_id)
            if agent_id not in idle:
                continue
            if one.dials and one.hopper.has_for(one.campaign, agent_id):
                return True
            # Those who are free longest get them.
            if calls_out and idle.index(agent_id) < self._lines_for(one.campaign.team_id):
                return True
        return False

    def _lines_for(self, team_id: TeamId) -> int:
        """Calls that are out for the team, and for those that have agents in common with it."""
        teams = sharing(self._out.crew.in_common(), team_id)
        return sum(
            one.pace.lines
            for one in self._out.campaigns.values()
            if one.pace is not None and one.campaign.team_id in teams
        )

    async def _deal_to(self, agent_id: AgentId, campaigns: list[Running]) -> None:
        for running in sorted(campaigns, key=lambda one: one.last_card):
            while lives := running.hopper.take(running.campaign, 1, agent_id):
                if await self._show(agent_id, running, lives[0]):
                    self._shown += 1
                    running.last_card = self._shown
                    return

    async def _show(self, agent_id: AgentId, running: Running, life: Life) -> bool:
        """False where somebody else has the lead by now."""
        campaign = running.campaign
        try:
            played = await self._out.play.hold(life, campaign, agent_id)
        except StoreConflict:
            return False
        lead = self._out.lead_view(life)
        card = card_view(lead, played.life, campaign, self._clock.now())
        try:
            await self._floors.do(self._out.space_id, c.ShowCard(agent_id, card))
        except Refusal:
            # They went while the lead was being held.
            self._out.play.put_back(played)
        return True

    async def take_all(self, why_gone: str, campaign_id: CampaignId | None = None) -> None:
        """Take the cards back; their leads are put back as the cards go."""
        for played in self._out.play:
            mine = campaign_id is None or played.campaign.campaign_id == campaign_id
            if mine and played.life.state is LeadState.SCHEDULED and played.agent_id is not None:
                take = c.TakeCard(played.agent_id, played.life.lead.lead_id, why_gone)
                await self._floors.do(self._out.space_id, take)

    async def withdraw_listed(self) -> None:
        """Take back the cards of leads whose number has meanwhile been put on a list."""
        shown: dict[CampaignId, list[Played]] = {}
        for played in self._out.play:
            if played.life.state is LeadState.SCHEDULED and played.agent_id is not None:
                shown.setdefault(played.campaign.campaign_id, []).append(played)
        for campaign_id, some in shown.items():
            numbers = [played.life.lead.number for played in some]
            listed = await self._store.do_not_call(self._out.space_id, campaign_id, numbers)
            for played in some:
                on_card = played.life.state is LeadState.SCHEDULED and not played.writing
                if on_card and played.life.lead.number in listed and played.agent_id is not None:
                    # The store has made it a lead that is not called.
                    self._out.play.drop(played)
                    await self._take(played.agent_id, played, "do-not-call")

    async def withdraw_moved(self) -> None:
        """Take back the cards of agents who are not in the campaign's team any more."""
        for played in self._out.play:
            agent_id = played.agent_id
            on_card = played.life.state is LeadState.SCHEDULED and not played.writing
            if on_card and agent_id is not None:
                teams = self._floors.teams_of(self._out.space_id, agent_id)
                if played.campaign.team_id not in teams:
                    await self._take(agent_id, played, "moved")

    # --- what agents make of them -----------------------------------------------------------------

    async def accept(self, agent_id: AgentId, order: c.AcceptCard) -> None:
        played = self._on_card(agent_id, order.lead_id)
        await self._catch_up(played)
        await self._require(played, agent_id)
        if self._on_card(agent_id, order.lead_id) is not played:  # its time was up meanwhile
            raise NotNow("That card is gone already.")
        campaign, before = played.campaign, played.life
        call_id = CallId(new_id())
        caller_id = self._out.caller_id(campaign, before.lead.number)
        lead, team = self._out.lead_view(before), self._out.accounts.team(campaign.team_id)
        writes = self._out.play.dialled(played, call_id, caller_id, agent_id)
        call = c.StartCall(
            call_id=call_id,
            agent_id=agent_id,
            number=before.lead.number,
            caller_id=caller_id,
            custom=before.lead.data,
            kind=CallKind.PREVIEW,
            lead=lead,
            wrap_up_seconds=campaign.settings.leads.wrap_up_seconds,
            ring_seconds=campaign.settings.dialer.ring_seconds,
            team_id=campaign.team_id,
            team=team.name if team is not None else "",
        )
        try:
            await self._floors.do(self._out.space_id, call, writes)
        except StoreConflict:
            # A push or a list has meanwhile made something else of it; the call was withdrawn.
            self._out.play.drop(played)
            raise NotNow("This lead is not to be dialled any more.") from None
        except BaseException:
            self._out.play.undialled(played, before)
            if self._floors.card(self._out.space_id, agent_id) is None:
                # The card went with the call that was withdrawn.
                self._out.play.put_back(played)
            raise

    async def _catch_up(self, played: Played) -> None:
        """With what was pushed since the card was dealt: the call is to show it, and the rules are
        to go by it."""
        lead_id = played.life.lead.lead_id
        stored = (await self._store.lives(self._out.space_id, [lead_id])).get(lead_id)
        if stored is not None and stored.state is played.life.state is LeadState.SCHEDULED:
            played.life = replace(played.life, lead=stored.lead)

    async def _require(self, played: Played, agent_id: AgentId) -> None:
        """The rules, once more: much may have happened since the card was dealt."""
        life, campaign = played.life, played.campaign
        usage = self._floors.usage(self._out.space_id)
        around = await self._out.context.gather(
            self._out.space, campaign, [life], usage, agent_id=agent_id, holding=True
        )
        trace = why(life, campaign.settings.leads, around[life.lead.lead_id], self._clock.now())
        refused = trace.refused
        if refused is not None:
            raise NotNow(refused.sentence or "The rules do not let this lead be dialled now.")

    async def skip(self, agent_id: AgentId, order: c.SkipCard) -> None:
        played = self._on_card(agent_id, order.lead_id)
        await self._written(played, self._out.play.skipped(played, agent_id, order.reason))
        await self._take(agent_id, played, "skipped")

    async def call_back(self, agent_id: AgentId, order: c.CallBackCard) -> None:
        played = self._on_card(agent_id, order.lead_id)
        callback = self.callback(played, agent_id, order.callback)
        await self._written(played, self._out.play.called_back(played, callback))
        await self._take(agent_id, played, "callback")

    async def never_call(self, agent_id: AgentId, order: c.NeverCall) -> None:
        """The number goes on the space's list, whatever becomes of the call."""
        if order.lead_id is not None:
            played = self._on_card(agent_id, order.lead_id)
            await self._forbid(agent_id, played.life.lead.number)
            self._out.play.drop(played)
            await self._take(agent_id, played, "do-not-call")
            return
        view = self._floors.view(self._out.space_id, agent_id)
        call = view.call if view is not None else None
        if call is None or (order.call_id is not None and call.call_id != order.call_id):
            raise NoSuchCall
        await self._forbid(agent_id, call.number)

    async def _forbid(self, agent_id: AgentId, number: str) -> None:
        now, space_id = self._clock.now(), self._out.space_id
        view = self._floors.view(space_id, agent_id)
        login = view.me.login if view is not None else agent_id
        entry = DoNotCall(space_id=space_id, number=number, at=now, reason=_ASKED)
        detail = {"numbers": [number], "campaign": "", "reason": _ASKED}
        audit = AuditEntry(now, space_id, login, "do-not-call.added", detail)
        await self._store.commit([PutDoNotCall(entry), AppendAudit(audit)])

    def callback(self, played: Played, agent_id: AgentId, wish: c.CallbackWish) -> Callback:
        """At a time on the lead's own wall, and within its calling hours: what is promised is kept.
        Raises CallbackNotPossible."""
        lead, settings = played.life.lead, played.campaign.settings.leads
        here = self._out.space.settings.time_zone
        try:
            at = unix_time(datetime.fromisoformat(wish.at), settings.zones(lead.zones, here)[0])
        except ValueError as wrong:
            raise CallbackNotPossible(f"callback.at: {wrong}.") from None
        ruling = calling_hours(lead, settings, here, at)
        if not ruling.allowed and self._may_still_choose(agent_id):
            told = ruling.sentence.replace("It is", "It will be", 1)
            raise CallbackNotPossible(f"callback.at: {told}")
        return Callback(
            at=at,
            made_at=self._clock.now(),
            agent_id=agent_id if wish.personal else None,
            note=wish.note,
        )

    def _may_still_choose(self, agent_id: AgentId) -> bool:
        """Not in the last moment of a wrap-up, in which the dock sends what was chosen: better a
        callback once the hours open than none."""
        view = self._floors.view(self._out.space_id, agent_id)
        until = view.me.until if view is not None else None
        return until is None or until - self._clock.now() > _LAST_MOMENT

    def _on_card(self, agent_id: AgentId, lead_id: str) -> Played:
        card = self._floors.card(self._out.space_id, agent_id)
        played = self._out.play.get(card.lead.lead_id) if card is not None else None
        if card is None or card.lead.lead_id != lead_id or played is None:
            raise NotNow("That card is gone already.")
        return played

    async def _written(self, played: Played, move: Coroutine[None, None, None]) -> None:
        try:
            await move
        except StoreConflict:
            self._out.play.drop(played)
            raise NotNow("Somebody else has meanwhile changed this lead.") from None

    async def _take(self, agent_id: AgentId, played: Played, why_gone: str) -> None:
        lead_id = played.life.lead.lead_id
        await self._floors.do(self._out.space_id, c.TakeCard(agent_id, lead_id, why_gone))
