"""What a body may have, looked at before anything is made of it: making it is one turn of the event
loop, and nobody else has one meanwhile."""

import re
from typing import Final

import msgspec

from dockline.api import problems

MOST_VALUES: Final = 100_000
MOST_CONTAINERS: Final = 20_000
"""Of one body, objects and arrays: each takes a microsecond to make."""
MOST_SKIPPED: Final = 2_000_000
"""Values of a body that are not made at once."""
MOST_STEEP: Final = 1_000
"""Numbers with an exponent of three digits: some, such as 1e300, take 15 microseconds each."""
_FEW: Final = 8 * 1024
"""Bytes in which there cannot be too many."""
_STEEP: Final = re.compile(rb"[,:\[\s]-?[0-9][0-9.]*[eE][-+]?[0-9]{3}")
_skipping: Final = msgspec.json.Decoder(msgspec.Raw)


def require_makeable(body: bytes, *, flat: bool) -> None:
    """``flat``: only what is outermost is made. What stands in texts counts as well. Raises
    Problem (413), and what msgspec raises."""
    if len(body) <= _FEW:
        return
    most = MOST_SKIPPED if flat else MOST_VALUES
    if body.count(b",") > most:
        raise problems.too_many_values(most, "values")
    if flat:
        return
    if body.count(b"{") + body.count(b"[") > MOST_CONTAINERS:
        _skipping.decode(body)  # what is malformed, or nested too deeply, is told as that
        raise problems.too_many_values(MOST_CONTAINERS, "objects and arrays")
    if body.count(b"e") + body.count(b"E") > MOST_STEEP:
        steep = sum(1 for _ in _STEEP.finditer(body.strip()))
        if steep > MOST_STEEP:
            raise problems.too_many_values(MOST_STEEP, "numbers as large or small as 1e300")
