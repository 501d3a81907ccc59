"""The agents whom callers compete for, of one team or of several that have some in common."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from dockline.domain.pacing.answering import Floats
from dockline.domain.pacing.outlook import Law
from dockline.domain.pacing.team import Team

ALL_SETS = 3  # other teams, of which every set is looked at


class Pool:
    """These teams' agents, each counted once, but for those of the teams `apart`."""

    def __init__(self, teams: Iterable[Team], apart: Iterable[Team] = ()) -> None:
        self.teams, self._apart = tuple(teams), tuple(apart)

    @property
    def here(self) -> set[int]:
        """Who is not away, by number."""
        return _together(self.teams) - _together(self._apart)

    @property
    def idle(self) -> int:
        return sum(agents for _, agents in self.leaving())

    def leaving(self) -> list[tuple[Floats, int]]:
        """How likely an idle agent has left by each horizon, and how many agents that is so for."""
        if len(self.teams) == 1 and not self._apart:
            return [(self.teams[0].leaving, len(self.teams[0].idle))]
        found, counted = [], _together(self._apart)
        for team in self.teams:
            found.append((team.leaving, len(team.idle - counted)))
            counted |= team.idle
        return found

    def busy(self, now: float) -> tuple[Law, int]:
        """The law of how many are not free within the horizon and the wait, and how many are busy
        now. Whoever asks may not change it."""
        from dockline.domain.pacing.kernel import law_of

        if len(self.teams) == 1 and not self._apart:
            return self.teams[0].busy(now)
        rows, counted = [], _together(self._apart)
        for team in self.teams:
            agents = team.talking.ids + team.wrapping.ids
            fresh = np.array([agent not in counted for agent in agents], np.bool_)
            rows.append(team.busy_chances(now)[fresh])
            counted.update(agents)
        events = np.concatenate(rows)
        return law_of(events), len(events)


@dataclass(frozen=True, slots=True)
class Pools:
    """Where a caller of a team may come to be one too many. own: among its own agents and callers.
    alone: among those of its agents whom no other team has, if there are any. wider: among all of
    several teams."""

    own: Pool
    alone: Pool | None = None
    wider: Sequence[Pool] = ()


def pools(own: Team, teams: Iterable[Team]) -> Pools:
    """For the callers of one team, beside those of the others.

    By Hall's theorem (P. Hall, 1935) all who answer can have an agent exactly where no set of teams
    has more callers than agents who are free: so a caller is reckoned with its own team alone, and
    in each set of teams with it. It is no burden to the others where its team has enough agents
    whom they cannot have: who answers is given one of those first."""
    others = [team for team in dict.fromkeys(teams) if team is not own]
    if not others:
        return Pools(Pool((own,)))
    here = {team: team.here for team in (own, *others)}
    wider = [
        Pool((own, *chosen)) for chosen in _sets(own, others) if _hold_together(own, chosen, here)
    ]
    if not wider:
        return Pools(Pool((own,)))
    alone = Pool((own,), others)
    return Pools(Pool((own,)), alone if alone.here else None, wider)


def _sets(own: Team, teams: list[Team]) -> Iterator[tuple[Team, ...]]:
    """The small ones first. Of more teams, whose sets are too many to go through in time, those
    that have agents in common with this one, and all."""
    if len(teams) <= ALL_SETS:
        for size in range(1, len(teams) + 1):
            yield from combinations(teams, size)
    else:
        beside = tuple(team for team in teams if not own.here.isdisjoint(team.here))
        yield beside
        if len(beside) < len(teams):
            yield tuple(teams)


def _hold_together(own: Team, teams: tuple[Team, ...], here: dict[Team, set[int]]) -> bool:
    """They have agents in common with it, directly or over one another. Of others one set says no
    more than its parts."""
    reached, left = set(here[own]), list(teams)
    while near := [team for team in left if not reached.isdisjoint(here[team])]:
        left = [team for team in left if team not in near]
        reached.update(*(here[team] for team in near))
    return not left


def _together(teams: Iterable[Team]) -> set[int]:
    return set[int]().union(*(team.here for team in teams))
