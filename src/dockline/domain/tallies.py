"""How much happened in the last hour, in little memory whatever happens."""

from collections import deque
from typing import Final

HOUR: Final = 3600.0
_STEP: Final = 60.0
_MINUTES: Final = int(HOUR // _STEP)


class HourTally:
    """A sliding hour in steps of a minute: what is older than an hour by less than a minute may
    still be counted."""

    def __init__(self) -> None:
        self._steps: deque[list[int]] = deque()
        """Minutes since the epoch, and how much in each; empty minutes are not there."""
        self._count = 0

    def add(self, amount: int, now: float) -> None:
        minute = int(now // _STEP)
        self._count += amount
        if self._steps and self._steps[-1][0] == minute:
            self._steps[-1][1] += amount
            return
        self._forget(minute)
        self._steps.append([minute, amount])

    def count(self, now: float) -> int:
        self._forget(int(now // _STEP))
        return self._count

    def _forget(self, minute: int) -> None:
        oldest = minute - _MINUTES
        while self._steps and self._steps[0][0] < oldest:
            self._count -= self._steps.popleft()[1]
