"""The informed oracle: the same rules, told what no dialer knows. It knows the answer rate and the
ring's law, and when each agent will be free; how a call ends it does not know."""

import numpy as np

from dockline.domain.pacing import Pacing, PacingSettings, Team, Window
from dockline.domain.pacing.answering import HORIZONS, STEP, Floats
from dockline.domain.pacing.outlook import Places
from dockline.simulation.dialers import Paced
from dockline.simulation.laws import answered_by, ended_by
from dockline.simulation.world import Campaign, World, value_at

FINE = 5  # steps of the tables for each half second


class InformedTeam(Team):
    def __init__(self) -> None:
        super().__init__()
        self.free_at: dict[int, float] = {}

    def busy_chances(self, now: float) -> Floats:
        busy = self.talking.ids + self.wrapping.ids
        free = np.array([self.free_at[agent] for agent in busy]).reshape(-1, 1)
        ahead = now + np.array(HORIZONS) + 2.0
        chances: Floats = (free > ahead).astype(float)
        return chances


class Informed(Pacing):
    """Its answer chances are the world's."""

    def __init__(self, settings: PacingSettings, window: Window, team: Team, law: Campaign) -> None:
        super().__init__(settings, window, team)
        self.by_the_worst = True  # who knows when agents are free does better so
        self._law = law
        self._step = STEP / FINE
        size = round(law.ring.limit / self._step)
        edges: Floats = np.arange(size + 1, dtype=np.float64) * self._step
        self._people = answered_by(law, edges)
        self._others = ended_by(law, edges)
        # A call that has just begun is not over, also where some take no time at all: else those
        # would count as never answered, and thousands be dialled.
        self._people[0] = self._others[0] = 0.0
        self._ahead = np.round(np.array(HORIZONS) / self._step).astype(int)
        self._size = size
        # While the rate is always the same, so is a table by age
        self._steady: Floats | None = None
        if len(law.rate) == 1:
            self._steady = self._law_chances(edges, 0.0)

    def _calls(self, now: float) -> tuple[Floats, Places]:
        from dockline.domain.pacing.kernel import rows

        starts = self.ringing.starts
        if self._steady is not None:
            return self._steady, rows(len(self._steady), starts, now, self._step)
        return self._law_chances(now - starts, now), np.arange(len(starts))

    def _new_call(self, now: float) -> Floats:
        if self._steady is not None:
            first: Floats = self._steady[0]
            return first
        new: Floats = self._law_chances(np.zeros(1), now)[0]
        return new

    def _law_chances(self, ages: Floats, now: float) -> Floats:
        """Calls that rang before a step of the answer rate are answered as it was when they were
        dialled. The worse assumption is what is known as well."""
        law = self._law
        places = np.minimum(np.maximum(ages, 0.0) / self._step, self._size).astype(int)
        rates = np.array(
            [value_at(law.rate, now - age, linear=law.linear) for age in ages.tolist()]
        )
        ahead = np.minimum(places[:, None] + self._ahead, self._size)
        gained = rates[:, None] * (self._people[ahead] - self._people[places][:, None])
        alive = rates * (1 - self._people[places]) + (1 - rates) * (1 - self._others[places])
        chances = np.clip(gained / np.maximum(alive, 1e-9)[:, None], 0.0, 0.999)
        return np.tile(chances, (1, 2))


class Oracle(Paced):
    """Told by the world itself."""

    def __init__(self, world: World) -> None:
        laws = iter(world.campaigns * 1000)

        def make(settings: PacingSettings, window: Window, team: Team) -> Pacing:
            return Informed(settings, window, team, next(laws))

        super().__init__(world, make=make)

    def new_team(self) -> Team:
        return InformedTeam()

    def connected(self, campaign: int, call: int, agent: int, now: float, free_at: float) -> None:
        for team in self.teams_of(agent):
            assert isinstance(team, InformedTeam)
            team.free_at[agent] = free_at
        super().connected(campaign, call, agent, now, free_at)

    def restarted(self, now: float) -> None:
        """It knows what it knows."""
