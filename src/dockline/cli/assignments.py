"""Settings as people write them on a command line: ``dialer.cap=0.02``."""

from collections.abc import Iterable
from typing import Any

import msgspec

from dockline.cli.joinery import CannotStart


def nested(told: str, given: Iterable[str]) -> dict[str, Any]:
    """``a.b=1`` as ``{"a": {"b": 1}}``; values are JSON, or else text. ``told``: how the option is
    called. Raises CannotStart."""
    values: dict[str, Any] = {}
    for one in given:
        path, equals, text = one.partition("=")
        if not equals or not all(path.split(".")):
            raise CannotStart(f"{told} {one}: write it as name=value.".lstrip())
        place = values
        *outer, last = path.split(".")
        for step in outer:
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                raise CannotStart(f"{told} {one}: {step} is set as a whole before.".lstrip())
        place[last] = _value(text)
    return values


def merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Both, the second above the first."""
    both = dict(one)
    for name, value in other.items():
        before = both.get(name)
        inner = isinstance(before, dict) and isinstance(value, dict)
        both[name] = merged(before, value) if inner else value  # type: ignore[arg-type]
    return both


def _value(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text
