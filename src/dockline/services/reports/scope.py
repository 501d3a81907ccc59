"""Of what a report tells: a space, a time, and the teams that somebody may see and asked for."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from dockline.domain.errors import Refusal
from dockline.domain.ids import SpaceId, TeamId
from dockline.domain.reportperiod import Period
from dockline.domain.space import Team
from dockline.ports.report_store import CallFigures, ChatFigures, Slots

R = TypeVar("R", CallFigures, ChatFigures)
T = TypeVar("T")
F = TypeVar("F")


class ScopeWrong(Refusal):
    """There is no such team or campaign, or it is not yours."""

    code = "invalid-field"


class Scope(Struct, frozen=True):
    space_id: SpaceId
    time_zone: str
    period: Period
    teams: tuple[Team, ...] | None
    """None: every team that there is or was, and what is in none."""
    known: tuple[Team, ...]
    """Every team that there is."""

    @property
    def team_ids(self) -> tuple[TeamId, ...] | None:
        return None if self.teams is None else tuple(team.team_id for team in self.teams)

    @property
    def slots(self) -> Slots:
        return Slots(self.period.since, self.period.until, self.period.step)

    @property
    def runs(self) -> list[Slots]:
        """The same time in slots that are buckets: of days nearly always one. Where the clocks are
        changed on one of them, `slots` are hours, of which there are thousands for each team."""
        return [Slots(*run) for run in self.period.runs]

    def placed(self, rows: Iterable[R], run: Slots) -> list[R]:
        """What was found in slots of ``run`` as found in those of `slots`."""
        step = self.period.step
        first, each = round((run.since - self.period.since) / step), round(run.seconds / step)
        return [replace(one, slot=first + one.slot * each) for one in rows]

    def team_name(self, team_id: TeamId) -> str:
        """Empty: it is gone."""
        return next((team.name for team in self.known if team.team_id == team_id), "")

    def names(self, rows: Iterable[R]) -> dict[tuple[TeamId, str], str]:
        """What `called` says of each."""
        return {each: self.called(*each) for each in {(one.team_id, one.team) for one in rows}}

    def called(self, team_id: TeamId, then: str) -> str:
        """As reports name it; ``then``: what it was called when the call or chat was kept. Empty:
        of no team."""
        return self.team_name(team_id) or (f"{then} (removed)" if then else "")

    def by_bucket(
        self,
        rows: Iterable[T],
        slot: Callable[[T], int],
        made: Callable[[Sequence[T]], F],
        slots: Slots | None = None,
    ) -> list[F]:
        """One of each bucket, from the rows whose slots lie in it."""
        cut = slots or self.slots
        found: list[list[T]] = [[] for _ in self.period.buckets]
        for row in rows:
            place = self.period.place(cut.since + slot(row) * cut.seconds)
            if 0 <= place < len(found):
                found[place].append(row)
        return [made(some) for some in found]
