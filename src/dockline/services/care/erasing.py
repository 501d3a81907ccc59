"""Erasing a number everywhere, on request (GDPR, article 17).

What stands in rows that reports count is masked; what is of the person alone is deleted. A call
under a legal hold stays as it is (article 17(3)(e)), and so does the bare do-not-call entry where
it is asked for: a number that must not be rung again has to be known to be kept from being rung,
and that is all the entry says of it. The audit log gets a fingerprint, never the number.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, Final

import msgspec
import structlog
from msgspec import Struct, structs

from dockline.domain.campaign import DoNotCall
from dockline.domain.errors import NumberInvalid, Refusal
from dockline.domain.ids import ChatId, SpaceId
from dockline.domain.lead import FINISHED, Lead
from dockline.domain.leadlife import RESTING
from dockline.domain.numberkind import NumberKind
from dockline.domain.phone import EmergencyNumber, Number, parse
from dockline.domain.space import Space
from dockline.domain.traces import Traces
from dockline.ports.audit_store import EraseAuditDetails
from dockline.ports.care_store import (
    JSON_COLUMNS,
    DropAnswer,
    DropLead,
    MaskAttemptsTo,
    MaskCall,
    MaskChat,
    Mention,
    Place,
    PutTexts,
)
from dockline.ports.lead_store import DropDoNotCall, PutDoNotCall
from dockline.ports.store import CallFilter, CallRecord, Store, Write
from dockline.services.accounts import Accounts
from dockline.services.care.files import KeptFiles

_log = structlog.get_logger("dockline.erasing")
_MOST: Final = 100_000
"""Rows of one kind that are looked at at once."""
_ANSWERS: Final = 500
_ROUNDS: Final = 5
"""How often it is looked again for what came meanwhile."""
REASON: Final = "erased"
"""Of the do-not-call entry that is left."""

UnderWay = Callable[[SpaceId, str], bool]
"""Whether a call, a line or a card with the number is on the floor."""
Still = Callable[[SpaceId], AbstractAsyncContextManager[None]]


def _nothing_moves(space_id: SpaceId) -> AbstractAsyncContextManager[None]:
    return nullcontext()


class NumberBusy(Refusal):
    """A call with this number is under way. Erase it when it has ended."""

    code = "number-busy"


class OwnNumber(Refusal):
    """number: This is a number of your own. Take it out of the settings and the teams first."""

    code = "own-number"


class LeadsComing(Refusal):
    """Leads are being taken in. Try again in a moment."""

    code = "leads-coming"


class Found(Struct, frozen=True):
    """Where a number stands, and what was or would be done about it."""

    number: str
    """Digits of E.164 without the plus."""
    fingerprint: str
    """As the audit log has it."""
    leads: int = 0
    """Deleted, with their data, callbacks and skips."""
    attempts: int = 0
    """Masked."""
    calls: int = 0
    """Masked, with ``custom`` and notes."""
    recordings: int = 0
    """Files, deleted."""
    chats: int = 0
    """Masked, and what was said in them deleted."""
    chat_files: int = 0
    """Deleted."""
    mentions: int = 0
    """Other rows (a note, another lead's data) from which the number is taken."""
    answers: int = 0
    """To requests with an Idempotency-Key, deleted."""
    do_not_call: int = 0
    """Entries."""
    held_calls: int = 0
    """Under a legal hold: they stay."""
    never_call: bool = True
    """Whether the bare do-not-call entry is left."""
    scrubbed: bool = True
    """Whether the database has forgotten the bytes, too; else it does so in its own time."""

    @property
    def counts(self) -> dict[str, int]:
        told = structs.asdict(self)
        return {
            name: value
            for name, value in told.items()
            if isinstance(value, int) and not isinstance(value, bool)
        }


class _Traced(Struct, frozen=True):
    """Rows in which the number stands."""

    leads: list[Lead]
    calls: list[CallRecord]
    held: list[CallRecord]
    chats: list[ChatId]
    texts: list[Mention]
    answers: list[str]
    entries: list[DoNotCall]
    attempts: int

    @property
    def anything(self) -> bool:
        return bool(
            self.leads or self.calls or self.chats or self.texts or self.answers or self.attempts
        )


class Erasing:
    """``key``: what fingerprints are made with. ``under_way``: of this server's own floor; without
    one (another process), the store alone is asked. ``still``: keeps webhooks from sending while
    it holds, and from remembering what they had in hand."""

    def __init__(
        self,
        store: Store,
        accounts: Accounts,
        files: KeptFiles,
        key: bytes,
        under_way: UnderWay | None = None,
        still: Still | None = None,
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._clock = accounts.book.clock
        self._files = files
        self._key = key
        self._under_way = under_way
        self._still = still or _nothing_moves
        self._erasing = asyncio.Lock()

    async def look(self, space_id: SpaceId, written: str) -> Found:
        """What would be erased. Raises NumberInvalid, OwnNumber, StoreUnavailable."""
        number = self._number(space_id, written)
        traced = await self._traced(space_id, number)
        return await self._found(space_id, number, traced, delete=False)

    async def erase(
        self, space_id: SpaceId, written: str, *, never_call: bool, actor: str
    ) -> Found:
        """Do it, audited. To be asked again where it fails midway: what is gone is gone.

        Raises NumberInvalid, OwnNumber, NumberBusy, LeadsComing, StoreUnavailable."""
        number = self._number(space_id, written)
        async with self._erasing, self._still(space_id):
            if await self._store.taking_in():
                raise LeadsComing
            async with self._accounts.book.holding:
                traced = await self._traced(space_id, number)
                await self._require_quiet(space_id, number, traced)
                # Before the rows that name them are masked.
                found = await self._found(space_id, number, traced, delete=True)
                found = structs.replace(found, never_call=never_call)
                detail: dict[str, Any] = {
                    "number": found.fingerprint,
                    "never_call": never_call,
                    **found.counts,
                }
                writes = self._writes(space_id, number, traced)
                writes += self._entry(space_id, number, traced, never_call)
                await self._accounts.book.commit(space_id, actor, "number.erased", detail, writes)
                await self._again(space_id, number)
            await self._files.logs_without(Traces(number))
            return structs.replace(found, scrubbed=await self._store.scrub())

    async def _again(self, space_id: SpaceId, number: Number) -> None:
        """What came in between, or was too much for one look."""
        for _ in range(_ROUNDS):
            traced = await self._traced(space_id, number)
            if not traced.anything:
                return
            await self._found(space_id, number, traced, delete=True)
            await self._store.commit(self._writes(space_id, number, traced))
        _log.warning("a number that was erased goes on being used", space_id=space_id)

    def _number(self, space_id: SpaceId, written: str) -> Number:
        space = self._accounts.book.require_space(space_id)
        number = _read(written, space.settings.default_country)
        if number.digits in self._own_numbers(space):
            raise OwnNumber
        return number

    def _own_numbers(self, space: Space) -> set[str]:
        teams = self._accounts.teams(space.space_id)
        routes = {route.number for team in teams for route in team.settings.queue.numbers}
        callers = {space.settings.caller_id, *space.settings.caller_ids}
        return callers | routes | {team.caller_id for team in teams}

    async def _require_quiet(self, space_id: SpaceId, number: Number, traced: _Traced) -> None:
        """Raises NumberBusy."""
        digits = number.digits
        if self._under_way is not None and self._under_way(space_id, digits):
            raise NumberBusy
        resting = FINISHED | set(RESTING)
        if any(one.state not in resting for one in traced.leads):
            raise NumberBusy("An agent has a lead with this number. Erase it when they are done.")
        if any(one.ended_at is None for one in (*traced.calls, *traced.held)):
            raise NumberBusy
        # One who writes up the call would write its number down once more.
        for call in traced.calls[:3]:
            state = await self._store.agent_state_before(
                space_id, call.agent_id, self._clock.now() + 1.0
            )
            if state is not None and state.call_id == call.call_id:
                raise NumberBusy("An agent writes up a call with this number.")
        open_chats = {one.chat_id for one in await self._store.open_chats(space_id)}
        if open_chats & set(traced.chats):
            raise NumberBusy("A chat with this number goes on. Erase it when it has ended.")

    # --- where it stands ----------------------------------------------------------------------

    async def _traced(self, space_id: SpaceId, number: Number) -> _Traced:
        store, traces = self._store, Traces(number)
        kept = {one.call_id for one in await store.kept_calls(space_id)}
        calls = await store.calls(space_id, CallFilter(number=number.digits), limit=_MOST)
        leads = await store.leads_everywhere(space_id, number.digits)
        seen = {str(one.call_id) for one in calls} | {str(one.lead_id) for one in leads} | kept
        texts: list[Mention] = []
        for place in Place:
            found = await store.mentions(space_id, place, traces.digits, limit=_MOST)
            # Rows that go wholly need no mending.
            texts += [one for one in found if str(one.key[0]) not in seen]
        return _Traced(
            leads=leads,
            calls=[one for one in calls if one.call_id not in kept],
            held=[one for one in calls if one.call_id in kept],
            chats=await store.chats_mentioning(space_id, traces.digits),
            texts=[one for one in texts if any(map(traces.within, one.texts.values()))],
            answers=await self._answers(space_id, traces),
            entries=await store.do_not_call_entries(space_id, [number.digits]),
            attempts=await store.count_attempts_to(space_id, number.digits),
        )

    async def _answers(self, space_id: SpaceId, traces: Traces) -> list[str]:
        found: list[str] = []
        after = ""
        while some := await self._store.answers_after(space_id, after, limit=_ANSWERS):
            found += [
                key
                for key, body in some
                if traces.within(key) or traces.within(body.decode(errors="replace"))
            ]
            after = some[-1][0]
        return found

    async def _found(
        self, space_id: SpaceId, number: Number, traced: _Traced, *, delete: bool
    ) -> Found:
        recordings = await self._files.recordings(
            (one.recording for one in traced.calls), delete=delete
        )
        chat_files = await self._files.of_chats(traced.chats, delete=delete)
        return Found(
            number=number.digits,
            fingerprint=self.fingerprint(space_id, number.digits),
            leads=len(traced.leads),
            attempts=traced.attempts,
            calls=len(traced.calls),
            recordings=recordings.files,
            chats=len(traced.chats),
            chat_files=chat_files.files,
            mentions=len(traced.texts),
            answers=len(traced.answers),
            do_not_call=len(traced.entries),
            held_calls=len(traced.held),
        )

    def fingerprint(self, space_id: SpaceId, digits: str) -> str:
        """Whether a number was erased can be shown to who has the number and this server's key;
        nobody learns the number from it."""
        said = f"erased\n{space_id}\n{digits}".encode()
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()[:24]

    # --- without it ---------------------------------------------------------------------------

    def _writes(self, space_id: SpaceId, number: Number, traced: _Traced) -> list[Write]:
        traces = Traces(number)
        return [
            *(DropLead(space_id, one.lead_id) for one in traced.leads),
            MaskAttemptsTo(space_id, number.digits),
            *(MaskCall(space_id, one.call_id, recording=True) for one in traced.calls),
            *(MaskChat(space_id, one) for one in traced.chats),
            *(self._mended(space_id, one, _without(one, traces)) for one in traced.texts),
            *(DropAnswer(space_id, one) for one in traced.answers),
        ]

    def _mended(self, space_id: SpaceId, was: Mention, mention: Mention) -> Write:
        if mention.place is not Place.AUDIT:
            return PutTexts(space_id, mention, was.texts)
        detail = msgspec.json.decode(mention.texts["detail"], type=dict[str, Any])
        entry_id = int(mention.key[0])
        return EraseAuditDetails(space_id, entry_id, detail, self._clock.now())

    def _entry(
        self, space_id: SpaceId, number: Number, traced: _Traced, never_call: bool
    ) -> list[Write]:
        writes: list[Write] = [
            DropDoNotCall(space_id, one.number, one.campaign_id) for one in traced.entries
        ]
        if never_call:
            entry = DoNotCall(space_id, number.digits, self._clock.now(), REASON)
            writes.append(PutDoNotCall(entry))
        return writes


def _without(mention: Mention, traces: Traces) -> Mention:
    def cleaned(column: str, text: str) -> str:
        if column == "number":
            return "" if traces.within(text) else text
        if column not in JSON_COLUMNS:
            return traces.without(text)
        told = traces.out_of(msgspec.json.decode(text))
        if theirs and column == "body":
            told["custom"] = None
        return msgspec.json.encode(told).decode()

    # An event that is about the person: what the customer said of them goes with the number.
    theirs = mention.place is Place.EVENTS and traces.within(mention.texts.get("number", ""))
    texts = {column: cleaned(column, text) for column, text in mention.texts.items()}
    return structs.replace(mention, texts=texts)


def _read(written: str, default_country: str) -> Number:
    """A number as people write it; also one that is in no numbering plan any more, or was of
    somebody who called in from nowhere. Raises NumberInvalid."""
    try:
        return parse(written, default_country)
    except EmergencyNumber:
        raise NumberInvalid("Emergency numbers are kept nowhere.") from None
    except NumberInvalid:
        digits = written.strip().lstrip("+").replace(" ", "")
        if not (digits.isascii() and digits.isdigit() and 4 <= len(digits) <= 20):
            raise
        return Number(digits, "001", "", NumberKind.FIXED_LINE)
