"""The audit log to be read, handed out and checked."""

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from dockline.domain.auditlog import AuditLine, ChainFault, ChainWalk
from dockline.domain.ids import SpaceId
from dockline.ports.audit_store import AuditFilter, AuditStore

SLICE: Final = 2_000
"""Entries that are read at a time."""
_EVERY: Final = AuditFilter()

_encode: Final = msgspec.json.Encoder().encode
_decode_detail: Final = msgspec.json.Decoder(dict[str, Any]).decode


class ChainState(Struct, frozen=True):
    """How far a space's chain has been looked at."""

    seq: int
    """All is as it was written up to this number."""
    of: int
    """The number of the newest entry."""
    fault: ChainFault | None = None
    before_chain: int = 0
    """Entries older than the chain, which it does not protect."""
    erased: int = 0
    """Entries whose detail was erased on request."""

    @property
    def done(self) -> bool:
        return self.fault is not None or self.seq >= self.of


class ExportLine(Struct, frozen=True):
    """One entry in a file of lines of JSON."""

    seq: int | None
    at: float
    time: str
    """``at`` for people; not hashed."""
    cloud_id: str
    actor: str
    action: str
    detail: msgspec.Raw
    """To the letter as it was hashed."""
    detail_hash: str | None
    prev: str | None
    hash: str | None
    erased_at: float | None = None


class FileWrong(ValueError):
    """It is no file of ours; the message tells the line."""


class AuditLog:
    def __init__(self, store: AuditStore) -> None:
        self._store = store

    async def page(
        self, space_id: SpaceId, which: AuditFilter, *, limit: int, before: int | None = None
    ) -> list[AuditLine]:
        """Newest first. Raises StoreUnavailable."""
        return await self._store.audit_lines(space_id, which, limit=limit, before=before)

    async def onward(
        self, space_id: SpaceId, which: AuditFilter = _EVERY
    ) -> AsyncIterator[list[AuditLine]]:
        """All of them, the oldest first, some at a time. Raises StoreUnavailable."""
        after = 0
        while lines := await self._store.audit_onward(space_id, which, limit=SLICE, after=after):
            yield lines
            after = lines[-1].entry_id

    async def chains(self) -> list[SpaceId]:
        """Spaces that have one; the empty name is that of those who named no space of ours."""
        return [head.space_id for head in await self._store.audit_heads()]

    async def look(self, space_id: SpaceId, after: int = 0) -> ChainState:
        """Look at the next entries of a chain that was looked at up to number ``after``.

        Raises StoreUnavailable."""
        heads = {head.space_id: head for head in await self._store.audit_heads()}
        head = heads.get(space_id)
        walk, place = ChainWalk(space_id), 0
        if after:
            last = await self._store.audit_line(space_id, after)
            if last is None or last.hash is None:
                fault = ChainFault(after, None, "It is missing.")
                return ChainState(after - 1, head.seq if head is not None else after, fault)
            walk, place = ChainWalk(space_id, after, last.hash), last.entry_id
        lines = await self._store.audit_onward(space_id, _EVERY, limit=SLICE, after=place)
        for line in lines:
            if not walk.take(line):
                break
        of = head.seq if head is not None else 0
        # Entries that came since the head was read are for the next look.
        if len(lines) < SLICE and walk.seq <= of:
            walk.end(head)
        return ChainState(walk.seq, max(of, walk.seq), walk.fault, walk.before_chain, walk.erased)

    async def verify(self, space_id: SpaceId) -> ChainState:
        """The whole chain, as it is now. Raises StoreUnavailable."""
        state = await self.look(space_id)
        before, erased = state.before_chain, state.erased
        while not state.done:
            state = await self.look(space_id, state.seq)
            erased += state.erased
        return msgspec.structs.replace(state, before_chain=before, erased=erased)


def detail_of(line: AuditLine) -> dict[str, Any]:
    return _decode_detail(line.detail)


def exported(line: AuditLine) -> bytes:
    """A line of JSON, without its end."""
    return _encode(
        ExportLine(
            line.seq,
            line.at,
            time_of(line.at),
            line.space_id,
            line.actor,
            line.action,
            msgspec.Raw(line.detail.encode()),
            _hex(line.detail_hash),
            _hex(line.prev),
            _hex(line.hash),
            line.erased_at,
        )
    )


def time_of(at: float) -> str:
    """``2026-01-15T09:30:00.250Z``"""
    told = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    return told.replace("+00:00", "Z")


def imported(texts: Iterable[bytes]) -> Iterator[AuditLine]:
    """What `exported` wrote. Raises FileWrong."""
    decoder = msgspec.json.Decoder(ExportLine)
    for number, text in enumerate(texts, 1):
        if not text.strip():
            continue
        try:
            told = decoder.decode(text)
            yield AuditLine(
                number,
                told.seq,
                told.at,
                SpaceId(told.cloud_id),
                told.actor,
                told.action,
                bytes(told.detail).decode(),
                _bytes(told.detail_hash),
                _bytes(told.prev),
                _bytes(told.hash),
                told.erased_at,
            )
        except (ValueError, msgspec.DecodeError) as wrong:
            raise FileWrong(f"Line {number} is no entry of an audit log: {wrong}") from None


def verify_lines(lines: Iterable[AuditLine]) -> ChainState:
    """Entries of one space in a file, from the first on. Where the chain ends is not known from
    it: what was cut off at its end is not missed."""
    walk: ChainWalk | None = None
    for line in lines:
        walk = walk or ChainWalk(line.space_id)
        if not walk.take(line):
            break
    if walk is None:
        return ChainState(0, 0)
    return ChainState(walk.seq, walk.seq, walk.fault, walk.before_chain, walk.erased)


def _hex(value: bytes | None) -> str | None:
    return value.hex() if value is not None else None


def _bytes(value: str | None) -> bytes | None:
    return bytes.fromhex(value) if value is not None else None
