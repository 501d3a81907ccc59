"""What the rules before a dial look at, gathered for many leads at once."""

from collections.abc import Collection, Iterable
from typing import Final

from dockline.domain.campaign import Campaign, DoNotCall
from dockline.domain.dialrules import Usage
from dockline.domain.ids import AgentId, LeadId
from dockline.domain.leadlife import Life
from dockline.domain.leadrules import Surroundings
from dockline.domain.retryplan import DAY
from dockline.domain.space import Space
from dockline.ports.clock import Clock
from dockline.ports.lead_store import Dialled, LeadStore
from dockline.services.accounts import Accounts

DIALLED_SECONDS: Final = 7 * DAY
"""How far back the calls to a number count, whatever lead they were made for."""


class RulesContext:
    """Reads raise StoreUnavailable."""

    def __init__(self, store: LeadStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def gather(
        self,
        space: Space,
        campaign: Campaign,
        lives: Collection[Life],
        usage: Usage,
        *,
        agent_id: AgentId | None = None,
        holding: bool = False,
    ) -> dict[LeadId, Surroundings]:
        """For `dockline.domain.leadrules.why`, in two reads whatever the number of leads.

        ``usage``: what the space has dialled of late, kept by the one who dials for it.
        ``agent_id``: for whom they would be dialled; ``holding``: the asker holds them.
        ``further`` is left empty: what else may stand in the way is the asker's to know. Entries
        for other campaigns than ``campaign`` are left out."""
        if not lives:
            return {}
        numbers = {life.lead.number for life in lives}
        now = self._clock.now()
        since = now - DIALLED_SECONDS
        entries = await self._store.do_not_call_entries(space.space_id, numbers)
        dialled = await self._store.dialled_since(space.space_id, numbers, since)
        listed: dict[str, list[DoNotCall]] = {}
        for entry in entries:
            if entry.campaign_id in ("", campaign.campaign_id):
                listed.setdefault(entry.number, []).append(entry)
        elsewhere = {
            life.lead.lead_id: [
                one for one in dialled.get(life.lead.number, ()) if one.lead_id != life.lead.lead_id
            ]
            for life in lives
        }
        return {
            life.lead.lead_id: Surroundings(
                policy=space.settings.dial_policy,
                usage=usage,
                space_zone=space.settings.time_zone,
                space_name=space.name,
                listed=tuple(listed.get(life.lead.number, ())),
                elsewhere=tuple(one.at for one in elsewhere[life.lead.lead_id]),
                ended_elsewhere=_last_end(elsewhere[life.lead.lead_id], now),
                agent_id=agent_id,
                holding=holding,
            )
            for life in lives
        }


def agent_gone(accounts: Accounts, life: Life, campaign: Campaign) -> bool:
    """Whether it is to wait for somebody who cannot come any more: their account is deactivated,
    or they are not in the campaign's team."""
    user = accounts.user(life.wanted_by) if life.wanted_by is not None else None
    return user is not None and not (user.active and campaign.team_id in user.teams)


def _last_end(dialled: Iterable[Dialled], now: float) -> float | None:
    """A call that goes on may end any moment, and not before."""
    return max((now if one.ended_at is None else one.ended_at for one in dialled), default=None)
