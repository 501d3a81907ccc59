"""Parts of a file, as players ask for them when somebody seeks (RFC 9110, section 14)."""

import re
from typing import Final

from msgspec import Struct

_ONE: Final = re.compile(rb"bytes=\s*(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})\s*", re.ASCII)


class Part(Struct, frozen=True):
    first: int
    size: int


def part_of(told: bytes | None, size: int) -> Part | None:
    """What the Range header asks of ``size`` bytes; None: all of them.

    One that asks for several parts, or cannot be read, is ignored, as the RFC allows. Raises
    ValueError for a part that is not there."""
    found = _ONE.fullmatch(told) if told is not None else None
    if found is None or not (found["first"] or found["last"]):
        return None
    if not found["first"]:
        last_bytes = min(int(found["last"]), size)
        if not last_bytes:
            raise ValueError("no byte of it is there")
        return Part(size - last_bytes, last_bytes)
    first = int(found["first"])
    last = int(found["last"]) if found["last"] else size - 1
    if found["last"] and last < first:
        return None
    if first >= size:
        raise ValueError("no byte of it is there")
    return Part(first, min(last, size - 1) - first + 1)
