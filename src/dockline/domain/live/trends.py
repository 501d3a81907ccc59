"""How many calls waited in each team's queue, step by step: the most of each step."""

from collections import deque
from math import floor
from typing import Final

from dockline.domain.ids import TeamId

STEP_SECONDS: Final = 60
KEPT_STEPS: Final = 120
"""Two hours."""


class Trends:
    def __init__(self, now: float) -> None:
        self.ends_at = _step(now)
        """When the last sample was taken, or would have been."""
        self._samples: dict[TeamId, deque[int]] = {}
        self._most: dict[TeamId, int] = {}
        self._before: dict[TeamId, int] = {}
        """Without the one who came last."""

    def waits(self, team_id: TeamId, calls: int) -> None:
        """So many wait now."""
        most = self._before[team_id] = self._most.get(team_id, 0)
        if calls > most:
            self._most[team_id] = calls

    def turned_away(self, team_id: TeamId) -> None:
        """Who came last never waited: they found the queue closed, or full."""
        self._most[team_id] = self._before.pop(team_id, 0)

    def due(self, now: float) -> bool:
        return _step(now) > self.ends_at

    def sample(self, now: float, waiting: dict[TeamId, int], teams: list[TeamId]) -> None:
        """Close the step; ``waiting``: how many wait now, and so at the begin of the next."""
        self.ends_at = _step(now)
        for team_id in teams:
            kept = self._samples.setdefault(team_id, deque(maxlen=KEPT_STEPS))
            kept.append(max(self._most.get(team_id, 0), waiting.get(team_id, 0)))
        self._most = dict(waiting)

    def of(self, team_id: TeamId) -> list[int]:
        """The oldest first."""
        return list(self._samples.get(team_id, ()))

    def last(self, team_id: TeamId) -> list[int]:
        return list(self._samples[team_id])[-1:] if team_id in self._samples else []


def _step(now: float) -> float:
    return float(floor(now / STEP_SECONDS) * STEP_SECONDS)
