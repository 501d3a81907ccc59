"""Looking for calls, and at all that is kept of one."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from msgspec import Struct

from dockline.domain.errors import NoSuchCall
from dockline.domain.ids import CallId, SpaceId, TeamId
from dockline.domain.lead import Lead
from dockline.domain.leadlife import Attempt
from dockline.ports.record_store import CallPlace, CallSearch, CallState, DroppedRecording
from dockline.ports.store import CallRecord, Store

MOST_COUNTED: Final = 10_000
"""More calls than that are not counted."""
_PAGE: Final = 500
"""Calls that are read at a time where all of them are wanted."""
_ATTEMPTS: Final = 50


class Found(Struct, frozen=True):
    calls: list[CallRecord]
    after: CallPlace | None
    """Where the next page begins; None: this was the last one."""
    total: int | None
    """One more than MOST_COUNTED where there are more; None: it was not asked for."""


class WholeCall(Struct, frozen=True):
    record: CallRecord
    states: list[CallState]
    """What agents were in it: who was asked into it is there, too."""
    lead: Lead | None
    """The one that it was made for."""
    campaign: str
    """The name of its campaign; empty: it is for no lead."""
    attempts: list[Attempt]
    """To reach the same number, the last ones first; of the teams that may be seen."""
    dropped: DroppedRecording | None


class CallSearches:
    """Raises StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(
        self,
        space_id: SpaceId,
        which: CallSearch,
        *,
        after: CallPlace | None = None,
        limit: int,
        counted: bool,
    ) -> Found:
        """``counted``: how many there are in all is told, too."""
        if counted:
            calls, total = await asyncio.gather(
                self._store.search_calls(space_id, which, after=after, limit=limit + 1),
                self._store.count_found(space_id, which, most=MOST_COUNTED + 1),
            )
        else:
            calls = await self._store.search_calls(space_id, which, after=after, limit=limit + 1)
            total = None
        shown = calls[:limit]
        more = len(calls) > limit
        return Found(shown, _place(shown[-1]) if more else None, total)

    async def every(self, space_id: SpaceId, which: CallSearch) -> AsyncIterator[list[CallRecord]]:
        """All of them, the newest first, some at a time."""
        after: CallPlace | None = None
        while calls := await self._store.search_calls(space_id, which, after=after, limit=_PAGE):
            yield calls
            after = _place(calls[-1])

    async def call(
        self, space_id: SpaceId, call_id: CallId, teams: tuple[TeamId, ...] | None
    ) -> CallRecord:
        """``teams``: those whose calls may be seen; None: all. Raises NoSuchCall."""
        record = await self._store.call(space_id, call_id)
        if record is None or (teams is not None and record.team_id not in teams):
            raise NoSuchCall
        return record

    async def whole(
        self,
        space_id: SpaceId,
        call_id: CallId,
        teams: tuple[TeamId, ...] | None,
    ) -> WholeCall:
        """``teams``: those whose calls and campaigns may be seen; None: all. Raises NoSuchCall."""
        record = await self.call(space_id, call_id, teams)
        states = await self._store.states_in_call(space_id, call_id)
        campaigns = {
            one.campaign_id: one
            for one in await self._store.campaigns(space_id)
            if teams is None or one.team_id in teams
        }
        tried = (
            await self._store.attempts_with(space_id, record.number, limit=_ATTEMPTS)
            if record.number
            else []
        )
        attempts = [one for one in tried if one.campaign_id in campaigns]
        own = next((one for one in attempts if one.call_id == call_id), None)
        lead = await self._store.lead(space_id, own.lead_id) if own is not None else None
        return WholeCall(
            record,
            states,
            lead,
            campaigns[own.campaign_id].name if own is not None else "",
            attempts,
            await self._store.dropped_recording(space_id, call_id),
        )


def _place(record: CallRecord) -> CallPlace:
    return CallPlace(record.started_at, record.call_id)
