"""What a change of settings changed, for the audit log and for those who look at it."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct


def flat(settings: dict[str, Any], path: str = "") -> Iterable[tuple[str, Any]]:
    """Each setting by its path, such as ``dial_policy.spend_cap``; lists are one setting."""
    for name, value in settings.items():
        where = f"{path}.{name}" if path else name
        if isinstance(value, dict) and value:
            yield from flat(value, where)
        else:
            yield where, value


def changes(before: Struct, after: Struct) -> dict[str, list[Any]]:
    """What is another than before, by its path: ``[from, to]``, None where there is no such entry
    of a map."""
    old, new = (dict(flat(_plain(one))) for one in (before, after))
    told = {}
    for path in sorted(old.keys() | new.keys()):
        was, now = old.get(path), new.get(path)
        # A map without entries stands for itself; its entries tell what became of it.
        if was != now and not (was in ({}, None) and now in ({}, None)):
            told[path] = [None if was == {} else was, None if now == {} else now]
    return told


def _plain(settings: Struct) -> dict[str, Any]:
    """As JSON has it, so that the audit log reads the same before and after it was stored."""
    return msgspec.json.decode(msgspec.json.encode(settings), type=dict[str, Any])
