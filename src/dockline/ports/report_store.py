"""Figures of a time, added up where the rows are (`dockline.ports.store` has the rules of
reading).

A time is cut into slots of equal length, numbered from 0; what is in none of them is not counted.
"""

from collections.abc import Collection, Mapping
from typing import Protocol

from msgspec import Struct

from dockline.domain.campaign import Campaign
from dockline.domain.ids import AgentId, CampaignId, SpaceId, TeamId
from dockline.domain.lead import LeadState


class Slots(Struct, frozen=True):
    """Of ``seconds`` each, from ``since`` on, the last one cut short by ``until``."""

    since: float
    until: float
    seconds: float


class CallFigures(Struct, frozen=True):
    """Calls of one slot, team, kind and direction."""

    slot: int
    team_id: TeamId
    """Empty: of no team, or of one that was gone before calls were kept by it."""
    team: str
    """What it was called then."""
    kind: str
    direction: str
    calls: int
    answered: int
    abandoned: int
    """Not answered, and hung up while they waited."""
    turned_away: int
    """Not answered: waited, and was told that nobody is there."""
    not_queued: int
    """Turned away before they could wait (`dockline.domain.live.counts.NEVER_QUEUED`)."""
    in_time: int
    """Answered within their team's target."""
    wait_seconds: float
    """Of those that were answered, from the beginning to the answer."""
    longest_wait: float
    """Of those, and of those who were abandoned or turned away."""
    talk_seconds: float
    """From the answer to the end (or to ``now``), without the time on hold."""
    hold_seconds: float


class AgentFigures(Struct, frozen=True):
    """Calls of one agent."""

    agent_id: AgentId
    calls: int
    answered: int
    inbound: int
    """Of those that were answered."""
    talk_seconds: float
    hold_seconds: float


class StateSeconds(Struct, frozen=True):
    """How long one agent was something, the reason and the team included."""

    agent_id: AgentId
    state: str
    """Of `AgentState`, or ``chatting``: ready, with chats."""
    pause_reason: str
    team_id: TeamId
    """Of the call that was wrapped up; empty in other states."""
    team: str
    """What it was called then."""
    seconds: float


class AttemptFigures(Struct, frozen=True):
    slot: int
    campaign_id: CampaignId
    outcome: str
    """What the agent found it to be, or how it ended; empty: it goes on."""
    attempts: int


class AttemptEnds(Struct, frozen=True):
    campaign_id: CampaignId
    outcome: str
    disposition: str
    """Its code; empty: none was given."""
    attempts: int


class LeadEnds(Struct, frozen=True):
    """Leads that were dialled in that time, and are finished now."""

    campaign_id: CampaignId
    state: LeadState
    leads: int


class WindowFigures(Struct, frozen=True):
    """Attempts of one campaign, as `Tally` counts them, by slot and by window."""

    window: int
    """0: the one that the first slot begins in (`dockline.domain.campaignwindow`)."""
    slot: int
    attempts: int
    answers: float
    abandons: float


class ChatFigures(Struct, frozen=True):
    """Chats of one slot and team."""

    slot: int
    team_id: TeamId
    team: str
    """What it was called then."""
    chats: int
    answered: int
    """An agent has it, or had it (`ChatRecord.opened_at`)."""
    abandoned: int
    """Ended, and nobody had it."""
    in_time: int
    """Answered within their team's target."""
    wait_seconds: float
    """Of those that were answered."""
    longest_wait: float
    ended: int
    """Answered, and over."""
    duration_seconds: float
    """Of those, from the answer to the end."""


class ReportStore(Protocol):
    async def call_figures(
        self,
        space_id: SpaceId,
        slots: Slots,
        *,
        teams: Collection[TeamId] | None,
        targets: Mapping[TeamId, float],
        now: float,
    ) -> list[CallFigures]:
        """``teams``: None: all. ``targets``: of teams, the seconds in which a call is answered
        in time."""

    async def agent_figures(
        self, space_id: SpaceId, slots: Slots, *, teams: Collection[TeamId] | None, now: float
    ) -> list[AgentFigures]: ...

    async def state_seconds(
        self, space_id: SpaceId, agents: Collection[AgentId], since: float, until: float
    ) -> list[StateSeconds]:
        """What they are last they are until ``until``. Nothing is told of being offline."""

    async def attempt_figures(
        self, space_id: SpaceId, campaigns: Collection[CampaignId], slots: Slots
    ) -> list[AttemptFigures]: ...

    async def attempt_ends(
        self, space_id: SpaceId, campaigns: Collection[CampaignId], slots: Slots
    ) -> list[AttemptEnds]: ...

    async def lead_ends(
        self, space_id: SpaceId, campaigns: Collection[CampaignId], slots: Slots
    ) -> list[LeadEnds]: ...

    async def window_figures(self, campaign: Campaign, slots: Slots) -> list[WindowFigures]: ...

    async def chat_figures(
        self,
        space_id: SpaceId,
        slots: Slots,
        *,
        teams: Collection[TeamId] | None,
        targets: Mapping[TeamId, float],
    ) -> list[ChatFigures]: ...
