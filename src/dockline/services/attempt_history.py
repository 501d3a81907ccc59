"""A campaign's attempts, as they were made, for those who look at how it went."""

from collections.abc import AsyncIterator
from typing import Final

from dockline.domain.campaign import Campaign
from dockline.domain.leadlife import Attempt, AttemptId
from dockline.ports.lead_store import LeadStore

_PAGE: Final = 1_000


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
