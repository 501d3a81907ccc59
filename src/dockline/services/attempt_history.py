"""A campaign's attempts, as they were made, for those who look at how it went."""

from collections.abc import AsyncIterator, Collection
from typing import Final

from dockline.domain.campaign import Campaign
from dockline.domain.lead import FINISHED
from dockline.domain.leadlife import RESTING, Attempt, AttemptId
from dockline.ports.lead_store import LeadStore

_PAGE: Final = 1_000
_SETTLED: Final = FINISHED | frozenset(RESTING)


_LATE: Final = 5.0
"""Seconds after its end by which a wrap-up that nobody ended is settled."""


class AttemptHistory:
    """Raises StoreUnavailable."""

    def __init__(self, store: LeadStore) -> None:
        self._store = store

    async def pages(self, campaign: Campaign, since: float = 0.0) -> AsyncIterator[list[Attempt]]:
        """In the order in which they were dialled. ``since``: dialled then or later."""
        after: AttemptId | None = None
        while page := await self._store.attempts(
            campaign.space_id, campaign.campaign_id, since=since, after=after, limit=_PAGE
        ):
            yield page
            after = page[-1].attempt_id

    async def freed(self, campaign: Campaign, page: Collection[Attempt]) -> dict[AttemptId, float]:
        """When the agents of conversations were free again, where it is known: of a lead's last
        conversation, whose wrap-up's end was the last that happened to the lead."""
        talked = {one.lead_id for one in page if one.disposition}
        lives = await self._store.lives(campaign.space_id, talked)
        wrap_up = campaign.settings.leads.wrap_up_seconds + _LATE
        freed = {}
        for life in lives.values():
            last, at = life.last, life.lead.updated_at
            if last is None or not last.disposition or life.state not in _SETTLED:
                continue
            # What changes a lead later than its wrap-up could last was something else.
            if last.ended_at is not None and 0 <= at - last.ended_at <= wrap_up:
                freed[last.attempt_id] = at
        return freed
