"""How much happened in the last hour, in little memory whatever happens."""

from collections import deque
from typing import Final

HOUR: Final = 3600.0
_STEP: Final = 60.0


class HourTally:
    """A sliding hour in steps of a minute: what is older than an hour by less than a minute may
    still be counted."""

    def __init__(self) -> None:
        self._steps: deque[tuple[int, int]] = deque()
        """Minutes since the epoch, and how much in each; empty minutes are not there."""
        self._count = 0

    def add(self, amount: int, now: float) -> None:
        self._forget(now)
        minute = int(now // _STEP)
        self._count += amount
        if self._steps and self._steps[-1][0] == minute:
            amount += self._steps.pop()[1]
        self._steps.append((minute, amount))

    def count(self, now: float) -> int:
        self._forget(now)
        return self._count

    def _forget(self, now: float) -> None:
        oldest = int((now - HOUR) // _STEP)
        while self._steps and self._steps[0][0] < oldest:
            self._count -= self._steps.popleft()[1]
