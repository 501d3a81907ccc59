"""The dialers of all spaces, and what docks ask about leads."""

import asyncio
from contextlib import suppress
from typing import Final

import structlog

from dockline.domain import commands as c
from dockline.domain.campaign import Campaign
from dockline.domain.dispositions import find
from dockline.domain.errors import NoSuchCall
from dockline.domain.ids import AgentId, CampaignId, LeadId, SpaceId
from dockline.domain.lead import LeadState
from dockline.domain.leadlife import CallbackNotPossible
from dockline.domain.pacing import Decision
from dockline.ports.clock import Clock
from dockline.ports.engine import Engine
from dockline.ports.feed import Feed
from dockline.ports.store import Store
from dockline.services.accounts import Accounts
from dockline.services.dialer.dialer import Dialer
from dockline.services.dialer.outbound import Outbound
from dockline.services.dialer.running import Trunk
from dockline.services.floors import Floors

_log = structlog.get_logger("dockline.dialer")
_OF_LEADS: Final = (c.AcceptCard, c.SkipCard, c.CallBackCard, c.NeverCall, c.FinishWrapUp)
_SECONDS: Final = 1.0
"""How soon a new space has a dialer."""


class Dialers:
    """`prepare` before the floors start, `start` after."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        feed: Feed,
        clock: Clock,
        accounts: Accounts,
        floors: Floors,
    ) -> None:
        self._store = store
        self._engine = engine
        self._feed = feed
        self._clock = clock
        self._accounts = accounts
        self._floors = floors
        self._trunk = Trunk(clock)
        self._dialers: dict[SpaceId, Dialer] = {}
        self._making = asyncio.Lock()
        self._watching: asyncio.Task[None] | None = None

    async def prepare(self) -> None:
        """Raises StoreUnavailable."""
        for space in self._accounts.spaces():
            await self._make(space.space_id)

    async def start(self) -> None:
        self._trunk.limits = self._engine.trunk_limits()
        for dialer in self._dialers.values():
            await dialer.start()
        self._watching = asyncio.create_task(self._watch(), name="dialers")

    async def stop(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        await asyncio.gather(*(one.stop() for one in self._dialers.values()))

    async def _dialer(self, space_id: SpaceId) -> Dialer:
        """A space that was made while the server runs gets one now."""
        found = self._dialers.get(space_id)
        if found is not None:
            return found
        async with self._making:
            dialer = self._dialers.get(space_id)
            if dialer is None:
                dialer = await self._make(space_id)
                await dialer.start()
            return dialer

    async def _make(self, space_id: SpaceId) -> Dialer:
        outbound = Outbound(space_id, self._store, self._clock, self._accounts, self._floors)
        dialer = Dialer(outbound, self._feed, self._trunk)
        await dialer.prepare()
        self._dialers[space_id] = dialer
        return dialer

    async def _watch(self) -> None:
        """Spaces that are made while the server runs get a dialer."""
        while True:
            await self._clock.sleep_until(self._clock.now() + _SECONDS)
            self._trunk.limits = self._engine.trunk_limits()
            for space in self._accounts.spaces():
                if space.space_id not in self._dialers:
                    try:
                        await self._dialer(space.space_id)
                    except Exception:
                        _log.exception("a space has no dialer yet", space_id=space.space_id)

    # --- what is true now ---------------------------------------------------------------------

    def decisions(self, space_id: SpaceId) -> dict[CampaignId, Decision]:
        """Of each campaign that dials, what was decided last, and why."""
        dialer = self._dialers.get(space_id)
        running = dialer.out.campaigns.values() if dialer is not None else ()
        return {
            one.campaign.campaign_id: one.pace.last
            for one in running
            if one.pace is not None and one.pace.last is not None
        }

    def campaigns(self, space_id: SpaceId) -> list[Campaign]:
        """By name, as they were a second ago at most."""
        dialer = self._dialers.get(space_id)
        running = dialer.out.campaigns.values() if dialer is not None else ()
        return sorted((one.campaign for one in running), key=lambda one: one.name.casefold())

    def lines(self, space_id: SpaceId) -> dict[CampaignId, int]:
        """Of each campaign, how many of its calls ring or wait for an agent."""
        found: dict[CampaignId, int] = {}
        for line in self._floors.lines(space_id):
            found[line.campaign_id] = found.get(line.campaign_id, 0) + 1
        return found

    def forget(self, space_id: SpaceId, lead_id: LeadId) -> None:
        """The lead was changed by hand: what is at hand of it is old."""
        dialer = self._dialers.get(space_id)
        for running in dialer.out.campaigns.values() if dialer is not None else ():
            running.hopper.forget(lead_id)

    # --- what docks ask for -------------------------------------------------------------------

    async def ask(self, space_id: SpaceId, agent_id: AgentId, order: c.DockOrder) -> None:
        """Carry out what a dock asks for, to its end even where the dock goes meanwhile. Raises
        its Refusal, or StoreUnavailable."""
        dialer = await self._dialer(space_id)
        if isinstance(order, c.WriteNote):
            self._choose(dialer, agent_id, order)
        if isinstance(order, _OF_LEADS):
            await asyncio.shield(asyncio.ensure_future(self._of_lead(dialer, agent_id, order)))
        else:
            await self._floors.ask(space_id, agent_id, order)

    async def _of_lead(self, dialer: Dialer, agent_id: AgentId, order: c.DockOrder) -> None:
        match order:
            case c.AcceptCard():
                await dialer.cards.accept(agent_id, order)
            case c.SkipCard():
                await dialer.cards.skip(agent_id, order)
            case c.CallBackCard():
                await dialer.cards.call_back(agent_id, order)
            case c.NeverCall():
                await dialer.cards.never_call(agent_id, order)
            case c.FinishWrapUp():
                await self._finish(dialer, agent_id, order)

    def _choose(self, dialer: Dialer, agent_id: AgentId, order: c.WriteNote) -> None:
        """What is chosen so far of a lead, as long as nobody finishes the wrap-up."""
        played = dialer.out.play.of_call(order.call_id)
        if played is None or not order.disposition:
            return
        if agent_id != played.agent_id and not dialer.out.wraps_up(agent_id, order.call_id):
            return
        callback = None
        if order.callback is not None:
            with suppress(CallbackNotPossible):  # it is told when they finish
                callback = dialer.cards.callback(played, agent_id, order.callback)
        played.chosen = order.disposition, callback

    async def _finish(self, dialer: Dialer, agent_id: AgentId, order: c.FinishWrapUp) -> None:
        """The lead's disposition first: it is on disk, or refused, before the agent is free."""
        if dialer.out.play.of_call(order.call_id) is not None:
            # The agent may be faster than the news of the call's end.
            await dialer.caught_up()
        played = dialer.out.play.of_call(order.call_id)
        talked = (LeadState.WRAP_UP, LeadState.CONNECTED)
        if played is not None and played.life.state in talked:
            if not dialer.out.wraps_up(agent_id, order.call_id):
                raise NoSuchCall("That wrap-up is over already.")
            settings = played.settings
            code = find(settings.dispositions, order.disposition or settings.undisposed).code
            wish = order.callback
            callback = dialer.cards.callback(played, agent_id, wish) if wish is not None else None
            if played.life.state is LeadState.WRAP_UP:
                await dialer.out.play.disposed(played, code, callback)
            elif order.disposition:
                # They handed the call on: it counts unless somebody after them says otherwise.
                played.said = (code, callback)
        await self._floors.ask(dialer.space_id, agent_id, order)
