"""What waits for one agent: the leads of the campaigns that run for them, and the callbacks that
they have promised."""

from typing import Any, Final

from msgspec import Struct

from dockline.domain.campaign import RunState
from dockline.domain.days import day_bounds
from dockline.domain.ids import CampaignId, LeadId
from dockline.domain.space import User
from dockline.ports.clock import Clock
from dockline.ports.store import Store
from dockline.services.dialer import Dialers
from dockline.services.dialer.campaign_watch import OVER
from dockline.services.live import Live

_CALLBACKS: Final = 50


class LeadsLeft(Struct, frozen=True):
    campaign_id: CampaignId
    campaign: str
    leads_left: int
    """At rest, whether they may be dialled now or later."""


class CallbackDue(Struct, frozen=True):
    lead_id: LeadId
    number: str
    data: dict[str, Any]
    campaign: str
    at: float


class Work(Struct, frozen=True):
    campaigns: list[LeadsLeft]
    """Those that run, by name."""
    callbacks: list[CallbackDue]
    """Promised in person and due until midnight, those that are overdue among them, in campaigns
    that are not stopped; the earliest first, 50 at most."""


class AgentWork:
    def __init__(self, store: Store, clock: Clock, dialers: Dialers, live: Live) -> None:
        self._store = store
        self._clock = clock
        self._dialers = dialers
        self._live = live

    async def of(self, user: User, time_zone: str) -> Work:
        """``time_zone``: in which the day ends. Raises StoreUnavailable."""
        own = [one for one in self._dialers.campaigns(user.space_id) if one.team_id in user.teams]
        counted = self._live.space(user.space_id).campaigns
        left = [
            LeadsLeft(one.campaign_id, one.name, await counted.leads_left(one.campaign_id))
            for one in own
            if one.settings.state is RunState.RUNNING
        ]
        # One of a campaign that is stopped comes back to nobody, and of one that is another team's
        # now it is not theirs to see.
        names = {one.campaign_id: one.name for one in own if one.settings.state not in OVER}
        return Work(left, await self._callbacks(user, time_zone, names))

    async def _callbacks(
        self, user: User, time_zone: str, names: dict[CampaignId, str]
    ) -> list[CallbackDue]:
        midnight = day_bounds(self._clock.now(), time_zone)[1]
        due = await self._store.promised(
            user.space_id, user.user_id, names.keys(), midnight, limit=_CALLBACKS
        )
        lives = await self._store.lives(user.space_id, due) if due else {}
        return [
            CallbackDue(
                lead_id=life.lead.lead_id,
                number=life.lead.number,
                data=life.lead.data,
                campaign=names[life.lead.campaign_id],
                at=life.callback.at,
            )
            for life in (lives[one] for one in due if one in lives)
            if life.callback is not None and life.lead.campaign_id in names
        ]
