"""Ids with the time each began, as an array; and calls, with the time each was heard ringing."""

import numpy as np

from dockline.domain.pacing.answering import Floats


class Since:
    """Keeps the starts packed, so that all are looked up at once. Adding and taking are O(1)."""

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


class Ringing(Since):
    """Calls since they were dialled, and since when each has been heard ringing."""

    __slots__ = ("_rung",)

    def __init__(self) -> None:
        super().__init__()
        self._rung: Floats = np.zeros(64)

    def add(self, which: int, start: float, *, rings: bool = True) -> None:
        """Not `rings`: it does not ring yet."""
        place = len(self._ids)
        super().add(which, start)
        if place == len(self._rung):
            self._rung = np.concatenate([self._rung, np.zeros(place)])
        self._rung[place] = start if rings else np.inf

    def rang(self, which: int, now: float) -> float | None:
        """It rings now. Returns how long after its start; None where that was known before."""
        place = self._place.get(which)
        if place is None or self._rung[place] != np.inf:
            return None
        self._rung[place] = now
        return now - float(self._starts[place])

    def take(self, which: int) -> float | None:
        place, last = self._place.get(which), len(self._ids) - 1
        start = super().take(which)
        if place is not None:
            self._rung[place] = self._rung[last]
        return start

    def rung(self, now: float) -> Floats:
        """For how long each has been ringing; less than nothing where it does not yet."""
        return now - self._rung[: len(self._ids)]
