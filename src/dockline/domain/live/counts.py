"""How the calls that came in today have fared, by team.

A call belongs to the day that it came in on, and to the team whose queue it was in last; so the
same figures come of the facts and, after a restart, of the records.
"""

from bisect import bisect_right, insort
from typing import Final

from msgspec import Struct

from dockline.domain.ids import CallId, TeamId
from dockline.domain.shown import Outcome

_LOST: Final = frozenset({Outcome.ABANDONED, Outcome.TURNED_AWAY})
NEVER_QUEUED: Final = frozenset({"closed", "queue-full", "nobody-signed-in"})
"""Why a caller was turned away who never came into the queue."""


def never_queued(outcome: str, cause: str) -> bool:
    return outcome == Outcome.TURNED_AWAY and cause in NEVER_QUEUED


class Counted(Struct):
    """One call."""

    team_id: TeamId
    started_at: float
    wait: float | None = None
    """Seconds until it was answered; None: it was not."""
    lost: bool = False
    """Ended without an answer, hung up or turned away."""


class _Team:
    def __init__(self) -> None:
        self.offered = 0
        self.lost = 0
        self.waits: list[float] = []
        """Of the calls that were answered, the shortest first."""


class Day:
    """Since ``begins_at`` (Unix seconds)."""

    def __init__(self, begins_at: float) -> None:
        self.begins_at = begins_at
        self._calls: dict[CallId, Counted] = {}
        self._teams: dict[TeamId, _Team] = {}

    def queued(self, call_id: CallId, team_id: TeamId, started_at: float) -> None:
        """It came into a team's queue, or went to another team's."""
        known = self._calls.get(call_id)
        if known is None:
            self.put(call_id, Counted(team_id, started_at))
        elif known.team_id != team_id:
            self._take(known)
            known.team_id = team_id
            self._add(known)

    def answered(self, call_id: CallId, at: float) -> None:
        known = self._calls.get(call_id)
        if known is not None and known.wait is None:
            self._take(known)
            known.wait = max(0.0, at - known.started_at)
            self._add(known)

    def ended(self, call_id: CallId, outcome: str, cause: str) -> None:
        known = self._calls.get(call_id)
        if known is None or known.wait is not None or known.lost:
            return
        self._take(known)
        if never_queued(outcome, cause):
            del self._calls[call_id]
            return
        known.lost = outcome in _LOST
        self._add(known)

    def put(self, call_id: CallId, counted: Counted) -> None:
        """One that is not known; of what is known already nothing is changed."""
        if counted.started_at >= self.begins_at and call_id not in self._calls:
            self._calls[call_id] = counted
            self._add(counted)

    def later(self, begins_at: float) -> "Day":
        """The next day, with the calls that came in on it already."""
        day = Day(begins_at)
        for call_id, counted in self._calls.items():
            day.put(call_id, counted)
        return day

    # --- figures ------------------------------------------------------------------------------

    def offered(self, team_id: TeamId) -> int:
        team = self._teams.get(team_id)
        return team.offered if team is not None else 0

    def taken(self, team_id: TeamId) -> int:
        """Answered."""
        team = self._teams.get(team_id)
        return len(team.waits) if team is not None else 0

    def abandoned(self, team_id: TeamId) -> int:
        team = self._teams.get(team_id)
        return team.lost if team is not None else 0

    def service_level(self, team_id: TeamId, within: float) -> float | None:
        """The share of those whose wait has ended that were answered ``within`` seconds; None:
        nobody's has."""
        team = self._teams.get(team_id)
        ended = len(team.waits) + team.lost if team is not None else 0
        if team is None or not ended:
            return None
        return bisect_right(team.waits, within) / ended

    def _add(self, counted: Counted) -> None:
        team = self._teams.setdefault(counted.team_id, _Team())
        team.offered += 1
        team.lost += counted.lost
        if counted.wait is not None:
            insort(team.waits, counted.wait)

    def _take(self, counted: Counted) -> None:
        team = self._teams[counted.team_id]
        team.offered -= 1
        team.lost -= counted.lost
        if counted.wait is not None:
            del team.waits[bisect_right(team.waits, counted.wait) - 1]


def counted_of(
    team_id: TeamId,
    started_at: float,
    answered_at: float | None,
    outcome: str,
    cause: str,
) -> Counted | None:
    """The same of a record of a call that came in; None for one that never came into a queue.
    ``outcome``: empty where it goes on."""
    if never_queued(outcome, cause):
        return None
    wait = max(0.0, answered_at - started_at) if answered_at is not None else None
    return Counted(team_id, started_at, wait, answered_at is None and outcome in _LOST)
