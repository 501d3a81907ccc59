"""Ids with the time each began, as an array."""

import numpy as np

from dockline.domain.pacing.answering import Floats


class Since:
    """Keeps the starts packed, so that all ages are one subtraction. Adding and taking are O(1)."""

    __slots__ = ("_ids", "_place", "_starts")

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._place: dict[int, int] = {}
        self._starts: Floats = np.zeros(64)

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, which: int) -> bool:
        return which in self._place

    def add(self, which: int, start: float) -> None:
        place = len(self._ids)
        if place == len(self._starts):
            self._starts = np.concatenate([self._starts, np.zeros(place)])
        self._ids.append(which)
        self._place[which] = place
        self._starts[place] = start

    def take(self, which: int) -> float | None:
        """When it began, and forget it; None where it is not known."""
        place = self._place.pop(which, None)
        if place is None:
            return None
        start = float(self._starts[place])
        last = self._ids.pop()
        if last != which:
            self._ids[place] = last
            self._place[last] = place
            self._starts[place] = self._starts[len(self._ids)]
        return start

    @property
    def ids(self) -> list[int]:
        return self._ids

    @property
    def starts(self) -> Floats:
        return self._starts[: len(self._ids)]

    def ages(self, now: float) -> Floats:
        return now - self._starts[: len(self._ids)]
