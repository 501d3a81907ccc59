"""Why a lead is or is not being dialled now: every rule with what it says, and the next time.

After the rules of the lead itself (`dockline.domain.leadrules`) stand those of its campaign:

    campaign -> agent -> dial-list -> mode -> voice -> agents
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from dockline.domain.campaign import Campaign, DialList, Mode, RunState
from dockline.domain.dialrules import Ruling, Usage
from dockline.domain.errors import Refusal
from dockline.domain.facts import AgentState
from dockline.domain.ids import AgentId, LeadId, SpaceId
from dockline.domain.leadlife import RESTING, Life
from dockline.domain.leadorder import candidate, in_its_hours, order_rulings
from dockline.domain.leadrules import Trace, why
from dockline.domain.leadstanding import Stood, stood
from dockline.domain.space import Space
from dockline.ports.clock import Clock
from dockline.ports.store import Store
from dockline.services.account_rules import NoSuchSpace
from dockline.services.accounts import Accounts
from dockline.services.guard import Guard
from dockline.services.lead_rules import RulesContext, agent_gone
from dockline.services.spent_today import recall_today

Staff = Mapping[AgentId, AgentState | None]
"""Those of a team who are signed in, and what they do; None: ready, but not for a call."""
StaffOf = Callable[[str], Staff]
"""By a team's name."""

_SLICE: Final = 20
"""Leads asked in one turn of the event loop."""
_PRESENT: Final = ("voice", "agents")
_STATES: Final = {
    RunState.RUNNING: "The campaign is running.",
    RunState.PAUSED: "The campaign is paused.",
    RunState.DRAINING: "The campaign is draining: nothing new is dialled.",
    RunState.STOPPED: "The campaign is stopped.",
    RunState.ARCHIVED: "The campaign is archived.",
}


class NoSuchLead(Refusal):
    """There is no such lead."""

    code = "lead-unknown"


class Explained(Struct, frozen=True):
    life: Life
    campaign: Campaign
    dial_list: DialList | None
    trace: Trace
    """With all rules, those of the campaign among them. Its ``next_at`` supposes that agents and
    the voice engine will be there by then; None where they are all that is missing."""

    @property
    def sentence(self) -> str:
        """The first that says no, or why it is dialled."""
        refused = self.trace.refused
        if refused is None:
            return _ALLOWED[self.campaign.settings.mode]
        told = [refused.sentence or f"The rule {refused.rule} says no."]
        if self.trace.next_at is not None:
            told.append(f"It can be dialled from {_time(self.trace.next_at)} on.")
        elif self.life.state in RESTING and refused.rule not in _PRESENT:
            told.append(self._never(refused))
        return " ".join(told)

    def _never(self, refused: Ruling) -> str:
        """Why no time alone will let it be dialled."""
        for_ever, expires_at = self._for_ever(), self.life.lead.expires_at
        if for_ever is None and expires_at is not None:
            # All of them will say yes in time, and of the others this one alone ceases to.
            return f"It expires before that, at {_time(expires_at)}."
        if for_ever is None or for_ever.rule == refused.rule:
            return "No time alone will change that."
        return for_ever.sentence

    def _for_ever(self) -> Ruling | None:
        """The first that says no whatever the time; agents and engines come and go."""
        for ruling in self.trace.rulings:
            if not ruling.allowed and ruling.next_at is None and ruling.rule not in _PRESENT:
                return ruling
        return None


class LeadWhy:
    """Raises StoreUnavailable."""

    def __init__(self, store: Store, accounts: Accounts, clock: Clock) -> None:
        self._store = store
        self._accounts = accounts
        self._clock = clock
        self._rules = RulesContext(store, clock)

    async def explain(
        self,
        space_id: SpaceId,
        lead_id: LeadId,
        usage: Usage,
        staff_of: StaffOf | None = None,
        *,
        silent: str = "",
    ) -> Explained:
        """``usage``: what the space has dialled of late. ``staff_of``: None where nobody knows who
        is signed in. ``silent``: why nothing at all can be dialled now, as a sentence; empty where
        it can, or where nobody knows. Raises NoSuchLead: another space's lead is none."""
        space, now = self._space(space_id), self._clock.now()
        life = (await self._store.lives(space_id, [lead_id])).get(lead_id)
        if life is None:
            raise NoSuchLead
        campaign = await self._campaign(life)
        settings = campaign.settings
        team = self._accounts.team(campaign.team_id)
        name = team.name if team is not None else ""
        staff = staff_of(name) if staff_of is not None else None
        around = (await self._rules.gather(space, campaign, [life], usage))[lead_id]
        gone = agent_gone(self._accounts, life, campaign)
        rulings = _of_campaign(life, campaign, space, now, _its_agent(life, staff), gone)
        further = (*(self._told(one, life) for one in rulings), _mode(settings.mode))
        trace = why(life, settings.leads, replace(around, further=further), now)
        # What is there now says nothing of what will be there by then.
        present = (Ruling("voice", not silent, silent), _agents(settings.mode, name, staff))
        missing = trace.allowed and not all(ruling.allowed for ruling in present)
        return Explained(
            life=life,
            campaign=campaign,
            dial_list=await self._list(life),
            trace=Trace(
                lead_id, now, (*trace.rulings, *present), None if missing else trace.next_at
            ),
        )

    def _told(self, ruling: Ruling, life: Life) -> Ruling:
        """Who it waits for."""
        wanted = life.wanted_by
        user = self._accounts.user(wanted) if wanted is not None else None
        if ruling.rule != "agent" or ruling.allowed or user is None:
            return ruling
        return replace(ruling, sentence=f"The lead waits for its own agent, {user.login}.")

    async def stand(
        self, space_id: SpaceId, campaign: Campaign, lives: Collection[Life], usage: Usage
    ) -> dict[LeadId, Stood]:
        """How each of these leads of a campaign stands, as if its agent were here."""
        space, now = self._space(space_id), self._clock.now()
        gathered = await self._rules.gather(space, campaign, lives, usage)
        found: dict[LeadId, Stood] = {}
        for place, life in enumerate(lives):
            if place % _SLICE == _SLICE - 1:
                await asyncio.sleep(0)  # let a click-to-call pass
            gone = agent_gone(self._accounts, life, campaign)
            further = _of_campaign(life, campaign, space, now, life.wanted_by, gone)
            around = replace(gathered[life.lead.lead_id], further=further)
            trace = why(life, campaign.settings.leads, around, now)
            found[life.lead.lead_id] = stood(life.state, trace)
        return found

    async def usage_today(self, space_id: SpaceId) -> Usage:
        """What today's records tell of it, for those who are not the server: what was spent, not
        how many calls were begun in the last minute. Raises NoSuchSpace."""
        space, now = self._space(space_id), self._clock.now()
        guard = Guard()
        if space.settings.dial_policy.spend_cap > 0:
            await recall_today(guard, self._store, space, now)
        return guard.usage

    def _space(self, space_id: SpaceId) -> Space:
        space = self._accounts.space(space_id)
        if space is None:
            raise NoSuchSpace(space_id)
        return space

    async def _campaign(self, life: Life) -> Campaign:
        for campaign in await self._store.campaigns(life.lead.space_id):
            if campaign.campaign_id == life.lead.campaign_id:
                return campaign
        raise NoSuchLead

    async def _list(self, life: Life) -> DialList | None:
        lists = await self._store.dial_lists(life.lead.space_id)
        return next((one for one in lists if one.list_id == life.lead.list_id), None)


# --- the campaign's rules -----------------------------------------------------------------------


def _of_campaign(
    life: Life, campaign: Campaign, space: Space, now: float, agent_id: AgentId | None, gone: bool
) -> tuple[Ruling, ...]:
    """``agent_id``: who could take it now; ``gone``: its own agent is no more."""
    settings = campaign.settings.leads
    each = in_its_hours(candidate(life, gone=gone), life, settings, space.settings.time_zone)
    order = order_rulings(each, settings, now, agent_id)
    return _running(campaign), *order


def _running(campaign: Campaign) -> Ruling:
    state = campaign.settings.state
    return Ruling("campaign", state is RunState.RUNNING, _STATES[state])


_MODES: Final = {
    Mode.PREVIEW: "In preview an agent must accept its card.",
    Mode.PROGRESSIVE: "In progressive mode one line is dialled for each free agent.",
    Mode.POWER: "In power mode a fixed number of lines is dialled for each free agent.",
    Mode.PREDICTIVE: "In predictive mode the dialer says when a line is dialled.",
}
_ALLOWED: Final = {
    Mode.PREVIEW: "Nothing stands in its way: its card is shown in its turn, and an agent must "
    "accept it.",
    Mode.PROGRESSIVE: "Nothing stands in its way: it is dialled in its turn.",
    Mode.POWER: "Nothing stands in its way: it is dialled in its turn.",
    Mode.PREDICTIVE: "Nothing stands in its way: it is dialled in its turn.",
}


def _its_agent(life: Life, staff: Staff | None) -> AgentId | None:
    """The agent it goes to first, where they could take it now."""
    wanted = life.wanted_by
    ready = wanted is not None and staff is not None and staff.get(wanted) is AgentState.READY
    return wanted if ready else None


def _mode(mode: Mode) -> Ruling:
    return Ruling("mode", True, _MODES[mode])


def _agents(mode: Mode, team: str, staff: Staff | None) -> Ruling:
    if staff is None:
        return Ruling("agents", True, f"Who of “{team}” is signed in is not known here.")
    if not staff:
        return Ruling("agents", False, f"Nobody of “{team}” is signed in.")
    states = list(staff.values())
    ready = states.count(AgentState.READY)
    if states.count(AgentState.PAUSED) == len(states):
        return Ruling("agents", False, f"All of “{team}” who are signed in have paused.")
    told = f"Of “{team}” {len(staff)} are signed in, {ready} of them ready."
    if aside := states.count(None):
        told += f" {aside} more would be, but take no calls now: they chat, or have no phone."
    # Predictive dials ahead of those who talk.
    return Ruling("agents", bool(ready) or mode is Mode.PREDICTIVE, told)


def _time(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"
