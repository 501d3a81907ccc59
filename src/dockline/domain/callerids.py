"""Which of a campaign's numbers is shown to the one who is called."""

from collections.abc import Sequence
from typing import Final

MOST_CALLER_IDS: Final = 1_000
"""Of one campaign, or of a space: all of them are looked at where one is chosen, or shown."""


def chosen(caller_ids: Sequence[str], number: str, turn: int, *, local: bool) -> str:
    """One of ``caller_ids``; empty where there are none. All are digits of E.164.

    In turn: ``turn`` counts the calls. ``local``: of those that share the longest prefix with the
    number, so that people see a number of their own country, region or town; none is nearer than
    another where not even the first digit is shared."""
    if not caller_ids:
        return ""
    near = list(caller_ids)
    if local:
        shared = [_shared(each, number) for each in caller_ids]
        longest = max(shared)
        near = [each for each, length in zip(caller_ids, shared, strict=True) if length == longest]
    return near[turn % len(near)]


def _shared(one: str, other: str) -> int:
    length = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        length += 1
    return length
