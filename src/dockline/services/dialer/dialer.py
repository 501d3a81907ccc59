"""One space's dialer: what it dials, and the loops that keep it going."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, Final

import structlog

from dockline.domain import commands as c
from dockline.domain.campaign import Campaign, RunState
from dockline.domain.errors import Refusal
from dockline.domain.facts import LineFact, Stamped
from dockline.domain.ids import AgentId, CallId, TeamId, new_id
from dockline.domain.leadlife import Life
from dockline.domain.pacing import Bounds, Round, in_turn
from dockline.ports.feed import Feed
from dockline.ports.store import StoreConflict, StoreUnavailable
from dockline.services.dialer.campaign_watch import OVER, CampaignWatch
from dockline.services.dialer.cards import Cards
from dockline.services.dialer.care import Care
from dockline.services.dialer.news import News
from dockline.services.dialer.outbound import Outbound
from dockline.services.dialer.pace import Pace
from dockline.services.dialer.running import Running, Trunk, sharing

_log = structlog.get_logger("dockline.dialer")
DECIDE_SECONDS: Final = 0.5
LONG_SECONDS: Final = 0.004
"""A round of decisions that takes longer, as where many teams share agents, is followed by a
pause ..."""
BREATH: Final = 3.0
"""... of so many times that, at most until the next round is due: each answer asks for one, and all
else that the server does would wait."""
RESTING_AT_ONCE: Final = 8
"""Campaigns without leads that are asked with the others."""
LOOK_SECONDS: Final = 1.0
"""How soon settings that were changed, and leads that were pushed, are noticed."""


class Dialer:
    def __init__(self, outbound: Outbound, feed: Feed, trunk: Trunk) -> None:
        self.out = outbound
        self.cards = Cards(outbound)
        self.space_id = outbound.space_id
        self._clock = outbound.clock
        self._floors = outbound.floors
        self._feed = feed
        self._trunk = trunk
        self._news = News(outbound)
        self._care = Care(outbound)
        self._decide = asyncio.Event()
        self._campaigns = CampaignWatch(outbound, self.cards, self._decide.set)
        self._deal = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._hearing: asyncio.Task[None] | None = None
        self._stop_listening: Callable[[], None] | None = None
        self._stand_by: frozenset[TeamId] = frozenset()

    # --- life ---------------------------------------------------------------------------------

    async def prepare(self) -> None:
        """Before the floors begin: take up the leads of before a restart. Raises
        StoreUnavailable."""
        await self._campaigns.look()
        await self._care.recover()
        self._stop_listening = self._feed.listen(self.space_id, None, self._heard)

    async def start(self) -> None:
        self._news.look_at_everybody()
        self._trunk.shared_by(self._ringing)
        self._hearing = asyncio.create_task(self._news.run(), name=f"news-{self.space_id}")
        self._begin(self._loop(DECIDE_SECONDS, self._decide_all, self._decide))
        self._begin(self._loop(LOOK_SECONDS, self._look_and_fill, self._deal))
        self._begin(self._loop(self._care.SECONDS, self._take_care, None))

    async def stop(self) -> None:
        """Cancel what only rings, put the cards' leads back, and write down what is left."""
        await _end(self._tasks)
        try:
            async with asyncio.timeout(2.0):
                ringing = tuple(line.call_id for line in self._floors.lines(self.space_id))
                if ringing:
                    await self._floors.do(self.space_id, c.CancelLines(ringing, "server-stopped"))
                await self.cards.take_all("campaign")
                await self._news.settled()
                while self._floors.lines(self.space_id):
                    await self._news.another()
                await self._news.settled()
        except (TimeoutError, Refusal, StoreUnavailable):
            _log.warning("stopped before all lines had ended", space_id=self.space_id)
        if self._stop_listening is not None:
            self._stop_listening()
        if self._hearing is not None:
            await _end({self._hearing})

    async def caught_up(self) -> None:
        """Return when all that the floor has told so far is dealt with."""
        await self._news.settled()

    async def _take_care(self) -> None:
        await self._care.look()
        await self.cards.withdraw_listed()
        await self.cards.withdraw_moved()

    def _heard(self, stamped: Stamped) -> None:
        if not self._news.heard(stamped):
            return
        self._decide.set()
        if not isinstance(stamped.fact, LineFact) and self._previews():
            self._deal.set()  # somebody is free: their next card does not wait for the next look

    def _previews(self) -> bool:
        return any(one.open and one.previews for one in self.out.campaigns.values())

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _loop(
        self,
        seconds: float,
        act: Callable[[], Coroutine[Any, Any, None]],
        soon: asyncio.Event | None,
    ) -> None:
        """Do it again and again, and at once when ``soon`` is set; what goes wrong is said."""
        while True:
            if soon is not None:
                soon.clear()
            try:
                await act()
            except StoreUnavailable as why:
                _log.warning("the store is away; nothing is dialled", why=str(why))
            except Exception:
                _log.exception("the dialer stumbled", space_id=self.space_id)
            await self._pause(seconds, soon)

    async def _pause(self, seconds: float, soon: asyncio.Event | None) -> None:
        sleep = asyncio.ensure_future(self._clock.sleep_until(self._clock.now() + seconds))
        ways: set[asyncio.Future[Any]] = {sleep}
        if soon is not None:
            ways.add(asyncio.ensure_future(soon.wait()))
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    # --- leads at hand ------------------------------------------------------------------------

    async def _look_and_fill(self) -> None:
        await self._campaigns.look()
        self._news.look_at_settings()
        await self._keep_standby()
        for running in list(self.out.campaigns.values()):
            agents = self.out.crew.idle(running.campaign.team_id)
            if running.open and (agents or self._counts_on(running)):
                await self._fill(running, agents)
            elif running.campaign.settings.state is RunState.DRAINING:
                await self._campaigns.drained(running)
        await self.cards.deal()
        self._decide.set()

    def _counts_on(self, running: Running) -> bool:
        """Somebody of the team is here, if busy."""
        team = self.out.crew.teams.get(running.campaign.team_id)
        return team is not None and team.present > 0

    async def _fill(self, running: Running, agents: list[AgentId]) -> None:
        team = self.out.crew.teams.get(running.campaign.team_id)
        present = team.present if team is not None else len(agents)
        usage = self._floors.usage(self.space_id)
        wanted = max(20, 4 * present)
        await running.hopper.fill(
            self.out.space, running.campaign, running.lists, usage, wanted, agents
        )

    async def _keep_standby(self) -> None:
        teams = frozenset(one.campaign.team_id for one in self.out.campaigns.values() if one.dials)
        if teams != self._stand_by:
            await self._floors.do(self.space_id, c.KeepStandby(teams))
            self._stand_by = teams

    # --- dialling -----------------------------------------------------------------------------

    async def _decide_all(self) -> None:
        """Every campaign that dials, those for the same agents together; and of those that are
        stopped what still rings."""
        began = self._clock.now()
        for running in self.out.campaigns.values():
            if running.campaign.settings.state in OVER:
                self._cancel_stopped(running.campaign)
        pacing = [one for one in self.out.campaigns.values() if one.pace is not None]
        left = {one.campaign.team_id for one in pacing}
        common = self.out.crew.in_common() if len(left) > 1 else {}
        while left:
            group = sharing(common, left.pop())
            left -= group
            self._decide_for([one for one in pacing if one.campaign.team_id in group])
        took = (ended := self._clock.now()) - began
        if took > LONG_SECONDS:
            await self._clock.sleep_until(ended + min(BREATH * took, DECIDE_SECONDS))

    def _decide_for(self, group: list[Running]) -> None:
        paced = [(one, one.pace) for one in group if one.pace is not None]
        asked = [(one, pace) for one, pace in paced if pace.lines or (one.dials and not one.rests)]
        pacings = [pace.pacing for _, pace in asked]
        for pacing in pacings:
            pacing.share_with(pacings)
        now, turns = self._clock.now(), Round()
        for place in in_turn(
            [pace.pacing for _, pace in asked],
            [pace.dials for _, pace in asked],
            [one.dials and len(one.hopper) > 0 for one, _ in asked],
            now,
        ):
            running, pace = asked[place]
            # One that may not dial is asked all the same: its calls may have to be cancelled.
            may_dial = running.dials and not turns.held(pace.pacing)
            bounds = replace(self._bounds(running, pace), alone=turns.alone(pace.pacing))
            decision = pace.decide(now, bounds, may_dial=may_dial)
            if decision.cancel:
                self._begin(self._cancel(pace.calls(decision.cancel)))
            dialled = self._dial_next(running, pace, decision.dial) if decision.dial else 0
            turns.decided(pace.pacing, decision, dialled)
        # Of those without leads there may be hundreds, which nobody has stopped: they have nothing
        # to dial or to cancel, and only follow the time.
        resting = [(one, pace) for one, pace in paced if one.dials and one.rests and not pace.lines]
        for running, pace in sorted(resting, key=lambda each: each[1].asked_at)[:RESTING_AT_ONCE]:
            pace.pacing.share_with(pacings)
            pace.decide(now, self._bounds(running, pace))

    def _ringing(self) -> int:
        paces = (one.pace for one in self.out.campaigns.values())
        return sum(pace.ringing for pace in paces if pace is not None)

    def _bounds(self, running: Running, pace: Pace) -> Bounds:
        lines = self._trunk.lines()
        most = running.campaign.settings.dialer.most_lines
        if most is not None:
            lines = min(lines, max(0, most - pace.lines))
        if not self._may_have(running):
            lines = 0
        at_hand = len(running.hopper)
        return Bounds(
            lines=lines,
            starts=self._trunk.starts(),
            leads=at_hand if running.hopper.exhausted else None,
            healthy=self._floors.engine_up and self._floors.storing(self.space_id),
        )

    def _may_have(self, running: Running) -> bool:
        """Whether a lead is at hand for the whole team, or for somebody who is free."""
        hopper, idle = running.hopper, self.out.crew.idle(running.campaign.team_id)
        return hopper.has_for(running.campaign, None) or any(map(hopper.own_of, idle))

    def _dial_next(self, running: Running, pace: Pace, count: int) -> int:
        lives: list[Life] = []
        for agent_id in self.out.crew.idle(running.campaign.team_id):
            if len(lives) < count and running.hopper.own_of(agent_id):
                lives += running.hopper.take(running.campaign, 1, agent_id)
        lives += running.hopper.take(running.campaign, count - len(lives))
        for life in lives:
            self._dial(running, pace, life)
        self._trunk.started(len(lives))
        return len(lives)

    def _dial(self, running: Running, pace: Pace, life: Life) -> None:
        """Take the lead up and send it on its way; what becomes of it comes as facts."""
        campaign, call_id = running.campaign, CallId(new_id())
        caller_id = self.out.caller_id(campaign, life.lead.number)
        played = self.out.play.take_up(life, campaign)
        played.line = True
        writes = self.out.play.dialled(played, call_id, caller_id, None)
        pace.dialled(call_id, self._clock.now())
        line = self.out.line(life, campaign, call_id, caller_id)

        async def start() -> None:
            try:
                await self._floors.do(self.space_id, line, writes)
            except (Refusal, StoreUnavailable, StoreConflict) as why:
                pace.undialled(call_id, self._clock.now())
                self.out.play.undialled(played, life)
                self.out.play.drop(played)
                _log.info("a lead was not dialled", lead_id=life.lead.lead_id, why=str(why))

        self._begin(start())

    def _cancel_stopped(self, campaign: Campaign) -> None:
        """Hang up what has rung its least; the rest is looked at again with the next decision. Who
        answers before that gets an agent, as while a campaign drains."""
        now, at_once = self._clock.now(), campaign.settings.dialer.emergency_cancels
        ids = tuple(
            line.view.call_id
            for line in self._floors.ringing(self.space_id)
            if line.view.campaign_id == campaign.campaign_id
            and not line.cause  # told already
            and (at_once or line.has_rung(now))
        )
        if ids:
            self._begin(self._cancel(ids, "campaign-stopped"))

    async def _cancel(self, call_ids: tuple[CallId, ...], cause: str = "cancelled") -> None:
        await self._floors.do(self.space_id, c.CancelLines(call_ids, cause))


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    ending = tuple(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)
