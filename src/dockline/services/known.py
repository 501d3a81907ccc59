"""What is known of a number that calls: its leads, and the last calls with it."""

import asyncio
from typing import Any, Final

from msgspec import Struct

from dockline.domain.access import Right, may, require
from dockline.domain.ids import LeadId
from dockline.domain.space import User
from dockline.ports.store import CallFilter, CallRecord, Store

_CALLS: Final = 5
_LEADS: Final = 5
_LISTS_AT_ONCE: Final = 16


class KnownLead(Struct, frozen=True):
    lead_id: LeadId
    campaign: str
    source: str
    """Its dial list's name."""
    state: str
    data: dict[str, Any]
    external_id: str
    attempts: int
    updated_at: float


class KnownNumber(Struct, frozen=True):
    leads: list[KnownLead]
    """Of campaigns that this user may see; the last changed first."""
    calls: list[CallRecord]
    """Everybody's; the newest first."""


class KnownNumbers:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, user: User, number: str) -> KnownNumber:
        """``number``: digits of E.164. Raises NotPermitted, StoreUnavailable."""
        require(user, Right.READ_NUMBER_HISTORY)
        calls, leads = await asyncio.gather(
            self._store.calls(user.space_id, CallFilter(number=number), limit=_CALLS),
            self._leads(user, number),
        )
        return KnownNumber(leads, calls)

    async def _leads(self, user: User, number: str) -> list[KnownLead]:
        """An agent sees the leads that may be shown to them on a card, too: their teams'."""
        everything = may(user, Right.WATCH_SPACE)
        campaigns = {
            campaign.campaign_id: campaign
            for campaign in await self._store.campaigns(user.space_id)
            if everything or campaign.team_id in user.teams
        }
        lists = [
            one
            for one in await self._store.dial_lists(user.space_id)
            if one.campaign_id in campaigns
        ]
        found: list[KnownLead] = []
        # By list and number, which is how leads are found at once; a few lists at a time.
        for first in range(0, len(lists), _LISTS_AT_ONCE):
            some = lists[first : first + _LISTS_AT_ONCE]
            answers = await asyncio.gather(
                *(self._store.leads_with(user.space_id, one.list_id, [number]) for one in some)
            )
            for one, answer in zip(some, answers, strict=True):
                lead = answer.get(number)
                if lead is not None:
                    found.append(
                        KnownLead(
                            lead_id=lead.lead_id,
                            campaign=campaigns[one.campaign_id].name,
                            source=one.name,
                            state=lead.state.value,
                            data=lead.data,
                            external_id=lead.external_id,
                            attempts=lead.attempts,
                            updated_at=lead.updated_at,
                        )
                    )
        return sorted(found, key=lambda one: one.updated_at, reverse=True)[:_LEADS]
