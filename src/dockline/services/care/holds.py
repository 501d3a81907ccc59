"""Legal holds: calls that retention and erasing leave alone, with their recordings."""

from typing import Final

from dockline.domain.errors import NoSuchCall
from dockline.domain.ids import CallId, SpaceId
from dockline.ports.care_store import (
    START,
    DropKeptCall,
    KeptCall,
    Mark,
    PutKeptCall,
    PutMark,
)
from dockline.ports.store import CallRecord, Store, Write
from dockline.services.account_rules import checked_name
from dockline.services.accounts import Accounts
from dockline.services.care.retention import CALLS, RECORDINGS

_LONGEST_REASON: Final = 200


class LegalHolds:
    def __init__(self, store: Store, accounts: Accounts) -> None:
        self._store = store
        self._book = accounts.book

    async def all(self, space_id: SpaceId) -> list[KeptCall]:
        """The newest first."""
        return await self._store.kept_calls(space_id)

    async def keep(
        self, space_id: SpaceId, call_id: CallId, reason: str, *, actor: str
    ) -> KeptCall:
        """Raises NoSuchCall, AccountRefused (reason), StoreUnavailable."""
        why = checked_name("reason", reason, _LONGEST_REASON)
        async with self._book.holding:
            await self._call(space_id, call_id)
            kept = KeptCall(call_id, space_id, self._book.clock.now(), actor, why)
            detail = {"call_id": call_id, "reason": why}
            await self._book.commit(space_id, actor, "call.kept", detail, [PutKeptCall(kept)])
        return kept

    async def release(self, space_id: SpaceId, call_id: CallId, *, actor: str) -> None:
        """Retention looks at it again. Nothing where it was not kept. Raises NoSuchCall,
        StoreUnavailable."""
        record = await self._call(space_id, call_id)
        if not any(one.call_id == call_id for one in await self._store.kept_calls(space_id)):
            return
        back = Mark(record.started_at)
        writes: list[Write] = [DropKeptCall(space_id, call_id)]
        for what in (RECORDINGS, CALLS):
            if await self._store.care_mark(space_id, what) > back:
                writes.append(PutMark(space_id, what, back))
        # Which campaign's attempt it was is not worth an index.
        writes += [
            PutMark(space_id, f"attempts/{one.campaign_id}", START)
            for one in await self._store.campaigns(space_id)
        ]
        await self._book.commit(space_id, actor, "call.released", {"call_id": call_id}, writes)

    async def _call(self, space_id: SpaceId, call_id: CallId) -> CallRecord:
        record = await self._store.call(space_id, call_id)
        if record is None:
            raise NoSuchCall
        return record
