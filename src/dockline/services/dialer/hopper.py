"""The next leads of a campaign: looked for in the store, asked by the rules, kept at hand."""

import asyncio
from typing import Final

import structlog
from msgspec.structs import replace

from dockline.domain.campaign import Campaign, DialList
from dockline.domain.dialrules import Usage
from dockline.domain.ids import AgentId, LeadId
from dockline.domain.lead import LeadState
from dockline.domain.leadlife import RESTING, Life
from dockline.domain.leadorder import Turns, candidate, choose, in_its_hours, offered
from dockline.domain.leadrules import Trace, why
from dockline.domain.retryplan import DAY
from dockline.domain.space import Space
from dockline.ports.clock import Clock
from dockline.ports.lead_store import Postpone, Wanted
from dockline.ports.store import Store, Write
from dockline.services.accounts import Accounts
from dockline.services.dialer.at_hand import AtHand, Seen
from dockline.services.dialer.leads import LeadsInPlay
from dockline.services.lead_rules import RulesContext, agent_gone

_log = structlog.get_logger("dockline.dialer")
STALE_SECONDS: Final = 15.0
"""How long what the rules said of a lead is believed without asking the store again."""
_SLICE: Final = 25
"""Leads asked in one turn of the event loop."""
_AGENTS: Final = 20
"""Agents whose own leads are asked for one by one."""
_OWN: Final = 3
"""Leads of each."""
_MOST: Final = 400
"""Leads at hand, and leads that are asked for at a time."""
_LONGEST_PARK: Final = DAY
"""A lead that no time alone will let be dialled is looked at again after this."""


class Hopper:
    """One campaign's. `fill` reads, `take` chooses from what is at hand and never waits."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        context: RulesContext,
        play: LeadsInPlay,
        accounts: Accounts,
    ) -> None:
        self._store = store
        self._clock = clock
        self._context = context
        self._play = play
        self._accounts = accounts
        self._at_hand = AtHand()
        self._turns = Turns()
        self._filling = asyncio.Lock()
        self._asked_for = 0
        self.exhausted = True
        """The store had no more than what is at hand when it was last asked."""

    def __len__(self) -> int:
        return len(self._at_hand)

    def clear(self) -> None:
        """What is at hand was judged by other settings."""
        self._at_hand.clear()

    def forget(self, lead_id: LeadId) -> None:
        """It was changed by hand."""
        self._at_hand.drop(lead_id)

    # --- filling ------------------------------------------------------------------------------

    async def fill(
        self,
        space: Space,
        campaign: Campaign,
        lists: list[DialList],
        usage: Usage,
        wanted: int,
        agents: list[AgentId],
    ) -> None:
        """Have about ``wanted`` leads at hand that may be dialled now, and those of ``agents``.

        Leads that a rule refuses are put off until its next time. Raises StoreUnavailable."""
        async with self._filling:
            self._forget_stale()
            limit = min(_MOST, max(wanted, 10))
            agents = self._in_turn(agents)
            asked = put_off = 0
            while asked == 0 or (put_off and asked < _MOST and len(self) < wanted):
                # Behind those that were put off may stand some whose hours are open.
                found = await self._find(campaign, lists, limit, agents)
                self.exhausted = len(found) < limit
                fresh = [one for one in found if one not in self._at_hand and one not in self._play]
                if not fresh:
                    break
                asked += len(fresh)
                put_off = 0
                while fresh:
                    some, fresh = fresh[:_SLICE], fresh[_SLICE:]
                    put_off += await self._ask(space, campaign, some, usage)

    async def _find(
        self, campaign: Campaign, lists: list[DialList], limit: int, agents: list[AgentId]
    ) -> list[LeadId]:
        settings = campaign.settings.leads
        found: dict[LeadId, None] = {}
        for dial_list in lists:
            if dial_list.list_id in settings.paused:
                continue
            rests = settings.weight(dial_list.list_id) == 0
            for state in (LeadState.CALLBACK,) if rests else RESTING:
                which = Wanted(
                    campaign.space_id, dial_list.list_id, state, self._clock.now(), limit
                )
                found |= dict.fromkeys(await self._store.leads_in_turn(which))
                found |= dict.fromkeys(await self._owned(which, agents))
        return list(found)

    async def _owned(self, which: Wanted, agents: list[AgentId]) -> list[LeadId]:
        """Leads that belong to agents: all of them, or, where they are many, those of ``agents``
        and those that have waited longest."""
        owned = await self._store.leads_in_turn(replace(which, since=which.now))
        if len(owned) < which.limit:
            return owned
        for agent_id in agents:
            own = replace(which, agent_id=agent_id, limit=_OWN)
            owned += await self._store.leads_in_turn(own)
        return owned

    def _in_turn(self, agents: list[AgentId]) -> list[AgentId]:
        """As many as are asked for at a time, others each time: the longest idle may be those who
        have no leads."""
        if len(agents) <= _AGENTS:
            return agents
        start = self._asked_for % len(agents)
        self._asked_for = start + _AGENTS
        return [*agents[start:], *agents[:start]][:_AGENTS]

    async def _ask(
        self, space: Space, campaign: Campaign, lead_ids: list[LeadId], usage: Usage
    ) -> int:
        """Which of them the rules let pass; the others are put off, and counted."""
        lives = await self._store.lives(space.space_id, lead_ids)
        around = await self._context.gather(space, campaign, lives.values(), usage)
        now, settings = self._clock.now(), campaign.settings.leads
        put_off: list[Write] = []
        for lead_id in lead_ids:
            life = lives.get(lead_id)
            if life is None or life.state not in RESTING or lead_id in self._play:
                continue
            trace = why(life, settings, around[lead_id], now)
            if trace.allowed:
                gone = agent_gone(self._accounts, life, campaign)
                each = candidate(life, gone=gone)
                each = in_its_hours(each, life, settings, space.settings.time_zone)
                self._at_hand.put(Seen(life, around[lead_id], each, now))
            elif not _passing(trace):
                put_off.append(_postponed(life, trace))
        if put_off:
            await self._store.commit(put_off)
        return len(put_off)

    def _forget_stale(self) -> None:
        now = self._clock.now()
        for one in list(self._at_hand.values()):
            lead_id = one.candidate.lead_id
            if now - one.seen_at > STALE_SECONDS or lead_id in self._play:
                self._at_hand.drop(lead_id)

    # --- taking -------------------------------------------------------------------------------

    def take(self, campaign: Campaign, count: int, agent_id: AgentId | None = None) -> list[Life]:
        """The next leads, or as many as are at hand; they are at hand no more. ``agent_id``: for
        whom (`dockline.domain.leadorder.choose`)."""
        now, settings = self._clock.now(), campaign.settings.leads
        taken: list[Life] = []
        candidates = self._at_hand.perhaps_for(agent_id, settings, now)
        if not candidates:
            return taken
        numbers = self._play.troubled(STALE_SECONDS)
        while len(taken) < count and candidates:
            left = count - len(taken)
            choice = choose(candidates, settings, self._turns, now, count=left, agent_id=agent_id)
            self._turns = choice.turns
            if not choice.leads:
                break
            for lead_id in choice.leads:
                one = self._at_hand.drop(lead_id)
                if one is None or lead_id in self._play or one.life.lead.number in numbers:
                    continue
                # Hours may have ended, and somebody else been dialled, since it was looked at.
                around = replace(one.around, agent_id=agent_id)
                if why(one.life, settings, around, now).allowed:
                    numbers.add(one.life.lead.number)
                    taken.append(one.life)
            candidates = self._at_hand.perhaps_for(agent_id, settings, now)
        return taken

    def own_of(self, agent_id: AgentId) -> bool:
        """Whether a lead that is this agent's own is at hand."""
        return self._at_hand.owns(agent_id)

    def has_for(self, campaign: Campaign, agent_id: AgentId | None) -> bool:
        """Whether a lead is at hand that this agent may have: those of others are none. None: that
        anybody of the team may have."""
        now, settings = self._clock.now(), campaign.settings.leads
        perhaps = self._at_hand.perhaps_for(agent_id, settings, now)
        return any(offered(each, settings, now, agent_id) for each in perhaps)


def _passing(trace: Trace) -> bool:
    """It is refused for what holds the whole space up for a moment, and not for itself."""
    own = [ruling for ruling in trace.rulings if not ruling.allowed]
    return all(ruling.rule in ("space-rate", "agent-rate") for ruling in own)


def _postponed(life: Life, trace: Trace) -> Postpone:
    latest = trace.at + _LONGEST_PARK
    at = latest if trace.next_at is None else min(max(trace.next_at, trace.at + 1.0), latest)
    return Postpone(life.lead.lead_id, life.state, at, as_of=life.lead.updated_at)
