"""Dictionaries that are changed wholly or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import msgspec

_K = TypeVar("_K")
_V = TypeVar("_V")


class Tables:
    """What was put or dropped within `_all_or_nothing` is undone where that raises."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        self._undo.clear()
        try:
            yield
        except BaseException:
            for undo in reversed(self._undo):
                undo()
            raise
        finally:
            self._undo.clear()

    def _put(self, table: dict[_K, _V], key: _K, value: _V) -> None:
        if key in table:
            before = table[key]
            self._undo.append(lambda: table.__setitem__(key, before))
        else:
            self._undo.append(lambda: table.pop(key))
        table[key] = value

    def _drop(self, table: dict[_K, _V], key: _K) -> None:
        if key in table:
            before = table.pop(key)
            self._undo.append(lambda: table.__setitem__(key, before))


def through_json(value: _V, kind: type[_V]) -> _V:
    """As a database gives it back; raises TypeError for what JSON cannot say."""
    return msgspec.json.decode(msgspec.json.encode(value), type=kind)
