"""The audit log as a chain: every entry of a space has a number, and a hash over itself and the
hash before it. Whoever changes or leaves out one later breaks what follows.

The hash covers the detail by the detail's own hash alone: so a detail can be erased (somebody's
number, on their request), is shown as erased, and the chain holds.
"""

import hashlib
import json
from typing import Final

from msgspec import Struct

from dockline.domain.ids import SpaceId

_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
START: Final = bytes(32)
"""What stands in the place of a hash before the first."""


class AuditLine(Struct, frozen=True):
    """One entry, as it is kept."""

    entry_id: int
    """Grows; of a space's entries in their order."""
    seq: int | None
    """Its number in its space, from 1 without gaps; None: it is older than the chain, and not
    protected by it."""
    at: float
    space_id: SpaceId
    actor: str
    action: str
    detail: str
    """JSON, to the letter as it was hashed; what is left of it, where it was erased."""
    detail_hash: bytes | None
    prev: bytes | None
    """The hash of the entry before."""
    hash: bytes | None
    erased_at: float | None = None
    """When the detail, or something in it, was erased on request."""


class AuditHead(Struct, frozen=True):
    """Where a space's chain has come to."""

    space_id: SpaceId
    seq: int
    hash: bytes


class ChainFault(Struct, frozen=True):
    """The first entry that is not as it was written."""

    seq: int
    """Its number, or the one that should stand there."""
    entry_id: int | None
    why: str


def detail_hash(detail: str) -> bytes:
    """SHA-256 of the detail's JSON in UTF-8, to the letter."""
    return hashlib.sha256(detail.encode()).digest()


def line_hash(
    space_id: str, seq: int, at: float, actor: str, action: str, detail: bytes, prev: bytes
) -> bytes:
    """SHA-256 of a JSON array in UTF-8, without spaces: space, number, time (in seconds since 1970,
    with the fewest digits that tell it), actor, action, and in hex the detail's hash and the hash
    before."""
    parts = [space_id, seq, at, actor, action, detail.hex(), prev.hex()]
    return hashlib.sha256(_encode(parts).encode()).digest()


def following(
    head: AuditHead | None, at: float, space_id: SpaceId, actor: str, action: str, detail: str
) -> AuditLine:
    """The next entry of a chain; its ``entry_id`` is for the store to give."""
    seq, prev = (head.seq + 1, head.hash) if head is not None else (1, START)
    # No database of ours keeps NUL in a text; what is hashed is what is kept.
    actor, action = actor.replace("\0", "\ufffd"), action.replace("\0", "\ufffd")
    hashed = detail_hash(detail)
    link = line_hash(space_id, seq, at, actor, action, hashed, prev)
    return AuditLine(0, seq, at, space_id, actor, action, detail, hashed, prev, link)


class ChainWalk:
    """Looks at the entries of one space in their order, and stops at the first that is wrong."""

    def __init__(self, space_id: SpaceId, seq: int = 0, prev: bytes = START) -> None:
        """``seq`` and ``prev``: of the entry that was looked at last."""
        self._space_id = space_id
        self.seq = seq
        self.prev = prev
        self.before_chain = 0
        """Entries older than the chain."""
        self.erased = 0
        self.fault: ChainFault | None = None

    def take(self, line: AuditLine) -> bool:
        """Whether it is as it was written."""
        if self.fault is not None:
            return False
        if line.seq is None and self.seq == 0:
            self.before_chain += 1
            return True
        why = self._wrong(line)
        if why:
            self.fault = ChainFault(self.seq + 1, line.entry_id, why)
            return False
        assert line.hash is not None
        self.seq += 1
        self.prev = line.hash
        self.erased += line.erased_at is not None
        return True

    def end(self, head: AuditHead | None) -> bool:
        """Whether the chain ends where it should."""
        if self.fault is None and head is not None:
            if head.seq > self.seq:
                self.fault = ChainFault(self.seq + 1, None, "It is missing, at the chain's end.")
            elif (head.seq, head.hash) != (self.seq, self.prev):
                self.fault = ChainFault(self.seq, None, "The chain's end does not match it.")
        elif self.fault is None and self.seq:
            self.fault = ChainFault(self.seq, None, "The chain's end is missing.")
        return self.fault is None

    def _wrong(self, line: AuditLine) -> str:
        if line.seq is None:
            return "An entry without a number stands within the chain."
        if line.seq != self.seq + 1:
            return f"Number {self.seq + 1} is missing; number {line.seq} follows."
        if line.space_id != self._space_id:
            return "It is another space's."
        if line.prev != self.prev:
            return "It does not follow the entry before it."
        if line.erased_at is None and detail_hash(line.detail) != line.detail_hash:
            return "Its detail was changed."
        hashed = line_hash(
            line.space_id,
            line.seq,
            line.at,
            line.actor,
            line.action,
            line.detail_hash or b"",
            line.prev,
        )
        return "" if hashed == line.hash else "It was changed."
