"""A campaign's leads as a table: looked for by number or external id, by dial list and by state,
page by page, each with how it stands."""

from collections.abc import Collection, Sequence
from typing import Final

from msgspec import Struct

from dockline.domain.campaign import Campaign, DialList
from dockline.domain.dialrules import Usage
from dockline.domain.errors import Refusal
from dockline.domain.ids import CampaignId, LeadId, ListId, SpaceId
from dockline.domain.lead import LeadState
from dockline.domain.leadlife import Life
from dockline.domain.leadstanding import Stood
from dockline.domain.phone import parse
from dockline.ports.store import Store
from dockline.services.accounts import Accounts
from dockline.services.lead_lists import LeadLists, NoSuchList
from dockline.services.lead_why import LeadWhy

_CANDIDATES: Final = 200
"""Leads whose number or external id begins with what was looked for, at most."""
_SIGNS: Final = str.maketrans("", "", " +-().\u00a0")


class LeadRow(Struct, frozen=True):
    life: Life
    source: str
    """Its dial list's name."""
    stood: Stood


class LeadPage(Struct, frozen=True):
    rows: list[LeadRow]
    total: int | None
    """How many there are on all pages; None: nobody counted, for something was looked for."""
    next_after: str | None
    narrow: bool = False
    """More begin with what was looked for than were looked at."""


class Wish(Struct, frozen=True):
    campaign_id: CampaignId
    list_id: ListId | None = None
    states: tuple[LeadState, ...] = ()
    """Empty: all."""
    text: str = ""
    """How a number or an external id begins; numbers as people write them."""
    after: str = ""
    """`LeadPage.next_after` of the page before."""
    limit: int = 50


class LeadTable:
    """Raises NoSuchCampaign, NoSuchList, StoreUnavailable."""

    def __init__(self, store: Store, accounts: Accounts, why: LeadWhy) -> None:
        self._store = store
        self._accounts = accounts
        self._why = why
        self._lists = LeadLists(store)

    async def page(self, space_id: SpaceId, wish: Wish, usage: Usage) -> LeadPage:
        """Dial list by dial list, in the order they are named; in a list as they came in. What is
        looked for comes on one page, whatever its ``limit``."""
        campaign, lists = await self._lists.of(space_id, wish.campaign_id)
        if wish.list_id is not None:
            lists = [one for one in lists if one.list_id == wish.list_id]
            if not lists:
                raise NoSuchList("The campaign has no such dial list.")
        if wish.text.strip():
            return await self._looked_for(campaign, lists, wish, usage)
        counts = await self._store.lead_counts(space_id, wish.campaign_id)
        states = wish.states or tuple(LeadState)
        held = {
            one.list_id: sum(counts.get(one.list_id, {}).get(state, 0) for state in states)
            for one in lists
        }
        found = await self._walk([one for one in lists if held[one.list_id]], states, wish)
        shown = found[: wish.limit]
        more = len(found) > wish.limit
        lives = await self._store.lives(space_id, [lead_id for _, lead_id in shown])
        rows = await self._rows(
            campaign, lists, [lives[one] for _, one in shown if one in lives], usage
        )
        return LeadPage(rows, sum(held.values()), ":".join(shown[-1]) if more else None)

    async def _walk(
        self, lists: Sequence[DialList], states: Collection[LeadState], wish: Wish
    ) -> list[tuple[ListId, LeadId]]:
        """One more than is wanted, which tells whether there is another page."""
        list_id, _, lead_id = wish.after.partition(":")
        ids = [one.list_id for one in lists]
        start = ids.index(ListId(list_id)) if list_id in ids else 0
        after = LeadId(lead_id) if list_id in ids else None
        found: list[tuple[ListId, LeadId]] = []
        for one in lists[start:]:
            room = wish.limit + 1 - len(found)
            if room <= 0:
                break
            some = await self._store.leads_in(
                one.space_id, one.list_id, states, after=after, limit=room
            )
            found += [(one.list_id, lead_id) for lead_id in some]
            after = None
        return found

    async def _looked_for(
        self, campaign: Campaign, lists: Sequence[DialList], wish: Wish, usage: Usage
    ) -> LeadPage:
        space_id, text = campaign.space_id, wish.text.strip()
        ids = [one.list_id for one in lists]
        limit = _CANDIDATES + 1
        found: set[LeadId] = set()
        for number in self._numbers(space_id, text):
            found |= set(
                await self._store.leads_beginning(space_id, ids, number=number, limit=limit)
            )
        found |= set(
            await self._store.leads_beginning(space_id, ids, external_id=text, limit=limit)
        )
        chosen = sorted(found)[:_CANDIDATES]
        lives = (await self._store.lives(space_id, chosen)).values()
        wanted = [life for life in lives if not wish.states or life.state in wish.states]
        rows = await self._rows(campaign, lists, wanted, usage)
        return LeadPage(rows, None, None, narrow=len(found) > _CANDIDATES)

    def _numbers(self, space_id: SpaceId, text: str) -> list[str]:
        """What the digits of E.164 may begin with: as it stands, and read as a national number."""
        digits = text.translate(_SIGNS)
        if not digits.isdigit() or not digits.isascii():
            return []
        space = self._accounts.space(space_id)
        country = space.settings.default_country if space is not None else ""
        try:
            return sorted({digits, parse(text, country).digits})
        except Refusal:
            return [digits]

    async def _rows(
        self,
        campaign: Campaign,
        lists: Sequence[DialList],
        lives: Sequence[Life],
        usage: Usage,
    ) -> list[LeadRow]:
        names = {one.list_id: one.name for one in lists}
        stand = await self._why.stand(campaign.space_id, campaign, lives, usage)
        return [
            LeadRow(life, names.get(life.lead.list_id, ""), stand[life.lead.lead_id])
            for life in lives
        ]
