"""The do-not-call lists: the space's own, and one for each campaign."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import Struct

from dockline.domain.campaign import DoNotCall
from dockline.domain.errors import Refusal
from dockline.domain.ids import CampaignId, SpaceId
from dockline.domain.phone import parse
from dockline.domain.space import Space
from dockline.ports.clock import Clock
from dockline.ports.lead_store import DropDoNotCall, PutDoNotCall
from dockline.ports.store import AppendAudit, AuditEntry, Store, Write
from dockline.services.account_rules import NoSuchSpace, checked_name
from dockline.services.accounts import Accounts
from dockline.services.lead_lists import LeadLists

_SLICE: Final = 100
"""Numbers looked at in one turn of the event loop."""
_GROUP: Final = 500
"""Numbers that become durable together: no commit of a call beside them waits long."""
_LONGEST_REASON: Final = 200
_LONGEST_NUMBER: Final = 80
_BEYOND: Final = 10**18


class NumberProblem(Struct, frozen=True):
    """A number that cannot be taken."""

    index: int
    number: str
    """As it was given."""
    code: str
    message: str


class Listing(Struct, frozen=True):
    """What became of numbers. Of one that stands twice, the second is not counted."""

    changed: int
    """Numbers newly on the list, or taken off it."""
    unchanged: int
    """Those that were on it already, or were not."""
    errors: list[NumberProblem]


class Checked(Struct, frozen=True):
    index: int
    number: str
    """Digits of E.164 without the plus."""
    listed: bool
    """On the space's list, or on that of the campaign that was asked for."""
    entries: tuple[DoNotCall, ...]
    """Of the space and of any campaign."""


class DoNotCallLists:
    """``campaign``: a campaign's name; empty: the whole space.

    Numbers are taken as people write them, national ones as of the space's country; what is wrong
    with one is told of it and fails no other. Raises NoSuchSpace, NoSuchCampaign,
    StoreUnavailable: some of the numbers may be written then, and asking again is safe."""

    def __init__(self, store: Store, accounts: Accounts, clock: Clock) -> None:
        self._store = store
        self._accounts = accounts
        self._clock = clock
        self._campaigns = LeadLists(store)

    async def add(
        self,
        space_id: SpaceId,
        numbers: Sequence[object],
        *,
        campaign: str = "",
        reason: str = "",
        actor: str,
    ) -> Listing:
        """Leads with these numbers are not dialled from then on. An entry that is there already
        keeps its date and its reason. Raises AccountRefused for a reason that cannot be kept."""
        space, campaign_id = await self._scope(space_id, campaign)
        reason = checked_name("reason", reason, _LONGEST_REASON) if reason.strip() else ""
        read, errors = await self._read(space, numbers)
        added = 0
        for group in _groups(read):
            known = {entry.number for entry in await self._entries(space_id, campaign_id, group)}
            now = self._clock.now()
            fresh = [number for number in group if number not in known]
            entries = [DoNotCall(space_id, one, now, reason, campaign_id) for one in fresh]
            detail: dict[str, Any] = {"campaign": campaign, "reason": reason, "numbers": fresh}
            await self._commit(
                space_id, [PutDoNotCall(one) for one in entries], "added", detail, actor
            )
            added += len(fresh)
        return Listing(added, len(read) - added, errors)

    async def remove(
        self, space_id: SpaceId, numbers: Sequence[object], *, campaign: str = "", actor: str
    ) -> Listing:
        """From that one list. Leads that became ``do_not_call`` stay so until they are queued
        again."""
        space, campaign_id = await self._scope(space_id, campaign)
        read, errors = await self._read(space, numbers)
        removed = 0
        for group in _groups(read):
            listed = [one.number for one in await self._entries(space_id, campaign_id, group)]
            detail: dict[str, Any] = {"campaign": campaign, "numbers": listed}
            drops = [DropDoNotCall(space_id, number, campaign_id) for number in listed]
            await self._commit(space_id, drops, "removed", detail, actor)
            removed += len(listed)
        return Listing(removed, len(read) - removed, errors)

    async def check(
        self, space_id: SpaceId, numbers: Sequence[object], *, campaign: str = ""
    ) -> tuple[list[Checked], list[NumberProblem]]:
        """In the order of ``numbers``."""
        space, campaign_id = await self._scope(space_id, campaign)
        read, errors = await self._read(space, numbers)
        found: dict[str, list[DoNotCall]] = {}
        for group in _groups(read):
            for entry in await self._store.do_not_call_entries(space_id, group):
                found.setdefault(entry.number, []).append(entry)
        scopes = ("", campaign_id)
        checked = []
        for number, places in read.items():
            entries = tuple(found.get(number, ()))
            listed = any(entry.campaign_id in scopes for entry in entries)
            checked += [Checked(place, number, listed, entries) for place in places]
        return sorted(checked, key=lambda one: one.index), errors

    async def page(
        self,
        space_id: SpaceId,
        *,
        campaign: str = "",
        begins: str = "",
        after: str = "",
        limit: int,
    ) -> list[DoNotCall]:
        """Of one list, by number; the next page comes ``after`` the last number of this one.
        ``begins``: digits that the numbers begin with."""
        _, campaign_id = await self._scope(space_id, campaign)
        after = max(after, _just_before(begins))
        found = await self._store.do_not_call_list(space_id, campaign_id, after=after, limit=limit)
        return [entry for entry in found if entry.number.startswith(begins)]

    async def campaign_names(self, space_id: SpaceId) -> dict[CampaignId, str]:
        return {one.campaign_id: one.name for one in await self._store.campaigns(space_id)}

    async def _scope(self, space_id: SpaceId, campaign: str) -> tuple[Space, CampaignId]:
        space = self._accounts.space(space_id)
        if space is None:
            raise NoSuchSpace(space_id)
        if not campaign:
            return space, CampaignId("")
        found, _ = await self._campaigns.find(space_id, campaign)
        return space, found.campaign_id

    async def _read(
        self, space: Space, numbers: Sequence[object]
    ) -> tuple[dict[str, list[int]], list[NumberProblem]]:
        """Where each number stands, in E.164."""
        places: dict[str, list[int]] = {}
        errors: list[NumberProblem] = []
        for index, given in enumerate(numbers):
            if index and index % _SLICE == 0:
                await asyncio.sleep(0)  # let a click-to-call pass
            try:
                number = _digits(given, space.settings.default_country)
            except Refusal as refusal:
                told = f"number: {refusal.message}"
                errors.append(NumberProblem(index, _shown(given), refusal.code, told))
            else:
                places.setdefault(number, []).append(index)
        return places, errors

    async def _entries(
        self, space_id: SpaceId, campaign_id: CampaignId, numbers: Sequence[str]
    ) -> list[DoNotCall]:
        found = await self._store.do_not_call_entries(space_id, numbers)
        return [entry for entry in found if entry.campaign_id == campaign_id]

    async def _commit(
        self,
        space_id: SpaceId,
        writes: Sequence[Write],
        action: str,
        detail: dict[str, Any],
        actor: str,
    ) -> None:
        """Together with the line of the audit log, in which the numbers stand: an entry that is
        taken off is nowhere else."""
        if writes:
            entry = AuditEntry(self._clock.now(), space_id, actor, f"do-not-call.{action}", detail)
            await self._store.commit([*writes, AppendAudit(entry)])


class NumberUnreadable(Refusal):
    """It must be text, or a whole number of at most 18 digits."""

    code = "invalid-field"


def _digits(given: object, country: str) -> str:
    match given:
        case bool():
            raise NumberUnreadable
        case int() if 0 <= given < _BEYOND:
            return parse(given, country).digits
        case str() if len(given) <= _LONGEST_NUMBER:
            return parse(given, country).digits
        case str():
            raise NumberUnreadable(f"It has more than {_LONGEST_NUMBER} characters.")
    raise NumberUnreadable


def _just_before(digits: str) -> str:
    """What stands before every number that begins so, and after every other before it."""
    return f"{digits[:-1]}{chr(ord(digits[-1]) - 1)}~" if digits else ""


def _shown(given: object) -> str:
    match given:
        case str():
            return given[:_LONGEST_NUMBER]
        case int() if not isinstance(given, bool) and abs(given) < _BEYOND:
            return str(given)
    return ""


def _groups(numbers: dict[str, list[int]]) -> Iterator[list[str]]:
    every = list(numbers)
    for start in range(0, len(every), _GROUP):
        yield every[start : start + _GROUP]
