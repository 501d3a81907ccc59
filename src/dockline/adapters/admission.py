"""Admission to the trunk: a 200 on an originate is no proof of a call, so we count ourselves."""

from collections import deque

from dockline.ports.engine import TrunkLimits


class Admission:
    """Counts legs begun on one trunk."""

    def __init__(self, limits: TrunkLimits) -> None:
        self._limits = limits
        self._begun: deque[float] = deque()

    def admit(self, in_setup: int, now: float) -> bool:
        """Whether one more leg may begin at ``now`` (seconds); it is counted if so."""
        if in_setup >= self._limits.calls_in_setup:
            return False
        while self._begun and self._begun[0] <= now - 1.0:
            self._begun.popleft()
        if len(self._begun) >= max(1.0, self._limits.calls_per_second):
            return False
        self._begun.append(now)
        return True
