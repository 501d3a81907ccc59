"""What a policy sees and what it may do; the plain policies; Dockline's own."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from dockline.domain.pacing import (
    Bounds,
    Decision,
    Mode,
    Pacing,
    PacingSettings,
    Round,
    Team,
    Window,
    get_ready,
    in_turn,
)
from dockline.simulation.memory import Memory
from dockline.simulation.world import Part, World, takes


@dataclass(slots=True)
class Sight:
    """What any dialer sees of the lines, summed over campaigns. idle: agents by id."""

    idle: dict[int, None] = field(default_factory=dict)
    present: int = 0
    ringing: int = 0
    waiting: int = 0
    talking: int = 0  # customers on the line with an agent
    answers: int = 0
    abandons: int = 0
    dialled: list[int] = field(default_factory=list)  # by campaign

    @property
    def in_use(self) -> int:
        return self.ringing + self.waiting + self.talking


@dataclass(frozen=True, slots=True)
class Orders:
    """Calls to start, by campaign; calls to cancel, by campaign."""

    dial: list[int]
    cancel: list[tuple[int, tuple[int, ...]]]


class Dialer(Protocol):
    """Events as a dialer sees them, then `decide`. free_at is for the oracle alone: it says when
    the agent will be free."""

    eager: bool  # asked after each answer and each freed agent as well

    def came(self, agent: int, now: float) -> None: ...
    def left(self, agent: int, now: float) -> None: ...
    def dialled(self, campaign: int, call: int, now: float) -> None: ...
    def answered(self, campaign: int, call: int, now: float) -> None: ...
    def connected(
        self, campaign: int, call: int, agent: int, now: float, free_at: float
    ) -> None: ...
    def wrap_up_began(self, agent: int, now: float) -> None: ...
    def freed(self, agent: int, now: float) -> None: ...
    def ended(self, campaign: int, call: int, now: float, kind: str) -> None: ...
    def window(self, now: float, ends_at: float) -> None: ...
    def restarted(self, now: float) -> None: ...
    def decide(self, now: float, sight: Sight, bounds: list[Bounds]) -> Orders: ...


class Plain:
    """A dialer that looks at the lines alone: nothing it is told is kept."""

    eager = False

    def came(self, agent: int, now: float) -> None:
        """Nothing is kept."""

    left = wrap_up_began = freed = came

    def dialled(self, campaign: int, call: int, now: float) -> None:
        """Nothing is kept."""

    answered = dialled

    def connected(self, campaign: int, call: int, agent: int, now: float, free_at: float) -> None:
        """Nothing is kept."""

    def ended(self, campaign: int, call: int, now: float, kind: str) -> None:
        """Nothing is kept."""

    def window(self, now: float, ends_at: float) -> None:
        """Nothing is kept."""

    def restarted(self, now: float) -> None:
        """Nothing is kept."""

    def lines(self, now: float, sight: Sight) -> int:
        """How many calls to start."""
        raise NotImplementedError

    def decide(self, now: float, sight: Sight, bounds: list[Bounds]) -> Orders:
        return Orders(spread(self.lines(now, sight), sight.dialled, bounds), [])


def spread(count: int, dialled: list[int], bounds: list[Bounds]) -> list[int]:
    """The campaign with the fewest dials goes first, as far as the bounds allow."""
    left = [bound.most() for bound in bounds]
    shared = min((bound.lines for bound in bounds if bound.lines is not None), default=count)
    dial = [0] * len(bounds)
    for _ in range(min(count, shared)):
        able = [which for which in range(len(bounds)) if left[which] > 0]
        if not able:
            break
        which = min(able, key=lambda each: dialled[each] + dial[each])
        dial[which] += 1
        left[which] -= 1
    return dial


class Progressive(Plain):
    """One line for each free agent."""

    eager = True

    def lines(self, now: float, sight: Sight) -> int:
        return len(sight.idle) - sight.ringing - sight.waiting


class Fixed(Plain):
    """Power dialling: a fixed number of lines for each free agent."""

    eager = True

    def __init__(self, ratio: float) -> None:
        self._ratio = ratio

    def lines(self, now: float, sight: Sight) -> int:
        return round(self._ratio * len(sight.idle)) - sight.ringing - sight.waiting


class Adaptive(Plain):
    """The classic adaptive level: every 15 s it follows how many agents were idle, every 60 s it
    falls to 1 while too many calls were dropped so far."""

    def __init__(self, cap: float) -> None:
        self._cap = cap
        self._level = 1.0
        self._idle = 0.0
        self._samples = 0
        self._steps = 0
        self._over = False

    def lines(self, now: float, sight: Sight) -> int:
        self._steps += 1
        active = len(sight.idle) + sight.talking  # who wraps up is not counted
        self._idle += len(sight.idle) - sight.waiting
        self._samples += 1
        if self._steps % 30 == 0 and active:  # 15 s of decisions each 0.5 s
            self._level *= 1 + self._idle / self._samples / active
            self._idle, self._samples = 0.0, 0
        if self._steps % 120 == 0:
            self._over = sight.abandons > self._cap * sight.answers
        self._level = 1.0 if self._over else min(max(self._level, 1.0), 3.0)
        if self._steps % 5:
            return 0
        return round(self._level * active) - sight.in_use


Maker = Callable[[PacingSettings, Window, Team], Pacing]


class Paced:
    """Dockline's own: a `Pacing` for each campaign, a `Team` for those with the same agents."""

    eager = True

    def __init__(self, world: World, mode: Mode = Mode.PREDICTIVE, make: Maker = Pacing) -> None:
        get_ready()
        self._world = world
        self._mode = mode
        self._make = make
        self._teams = self._new_teams()
        self.pacings = [
            make(self._settings(which), Window(0.0), self._teams[law.agents])
            for which, law in enumerate(world.campaigns)
        ]
        for pacing in self.pacings:
            pacing.share_with(self.pacings)
        self.decisions: list[Decision] | None = None
        self._memories = [Memory() for _ in self.pacings]

    def new_team(self) -> Team:
        return Team()

    def _settings(self, which: int) -> PacingSettings:
        return PacingSettings(
            mode=self._mode,
            cap=self._world.cap,
            ring_seconds=self._world.campaigns[which].ring.limit,
            amd_mistaken=self._estimate(),
            emergency_cancels=self._world.emergency_cancels,
        )

    def _estimate(self) -> float:
        amd = self._world.amd
        if amd is None:
            return 0.0
        return amd.mistaken if amd.estimated is None else amd.estimated

    def _new_teams(self) -> dict[Part, Team]:
        return {law.agents: self.new_team() for law in self._world.campaigns}

    @property
    def teams(self) -> list[Team]:
        return list(self._teams.values())

    def teams_of(self, agent: int) -> list[Team]:
        return [team for part, team in self._teams.items() if takes(part, agent)]

    def came(self, agent: int, now: float) -> None:
        for team in self.teams_of(agent):
            team.came(agent)

    def left(self, agent: int, now: float) -> None:
        for team in self.teams_of(agent):
            team.left(agent)

    def wrap_up_began(self, agent: int, now: float) -> None:
        for memory in self._memories:
            memory.hung_up(agent, now)
        for team in self.teams_of(agent):
            team.wrap_up_began(agent, now)

    def freed(self, agent: int, now: float) -> None:
        for memory in self._memories:
            memory.freed(agent, now)
        for team in self.teams_of(agent):
            team.freed(agent, now)

    def dialled(self, campaign: int, call: int, now: float) -> None:
        self._memories[campaign].dialled(call, now)
        self.pacings[campaign].dialled(call, now)

    def answered(self, campaign: int, call: int, now: float) -> None:
        self._memories[campaign].over(call, now, answered=True)
        self.pacings[campaign].answered(call, now)

    def connected(self, campaign: int, call: int, agent: int, now: float, free_at: float) -> None:
        self._memories[campaign].connected(call, agent, now)
        self.pacings[campaign].connected(call, now)
        for team in self.teams_of(agent):
            team.connected(agent, now)

    def ended(self, campaign: int, call: int, now: float, kind: str) -> None:
        self._memories[campaign].over(call, now, answered=False, cancelled=kind == "cancelled")
        pacing = self.pacings[campaign]
        if kind == "machine":
            pacing.machine(call, now, self._mistaken(pacing))
        elif kind == "cancelled":
            pacing.cancelled(call, now)
        elif kind == "abandoned":
            self._memories[campaign].abandoned(call)
            pacing.abandoned(call, now)
        else:
            pacing.failed(call, now)

    def _mistaken(self, pacing: Pacing) -> float:
        """P(a person | taken for a machine): the estimated share of people, over what was seen."""
        share = self._estimate()
        if not share:
            return 0.0
        budget = pacing.budget
        people = budget.answers - budget.mistaken + 1.0
        machines = pacing.machines + 1.0
        return min(1.0, share / (1 - share) * people / machines)

    def window(self, now: float, ends_at: float) -> None:
        for pacing in self.pacings:
            pacing.window(Window(ends_at))

    def restarted(self, now: float) -> None:
        old_teams, old = self._teams, self.pacings
        self._teams = self._new_teams()
        for part, team in self._teams.items():
            _tell(team, old_teams[part])
        self.pacings = [
            self._make(self._settings(which), pacing.budget.counters(), self._teams[law.agents])
            for which, (law, pacing) in enumerate(zip(self._world.campaigns, old, strict=True))
        ]
        for team in self._teams.values():
            memories = zip(self._memories, self.pacings, strict=True)
            team.handling.recall(
                [call for each, pacing in memories if pacing.team is team for call in each.calls]
            )
        for pacing, before, memory in zip(self.pacings, old, self._memories, strict=True):
            pacing.answering.recall(memory.calls, now)
            pacing.budget.recall(memory.calls)
            pacing.share_with(self.pacings)
            for call, start in zip(before.ringing.ids, before.ringing.starts.tolist(), strict=True):
                pacing.dialled(call, start)
            for call, start in zip(before.waiting.ids, before.waiting.starts.tolist(), strict=True):
                pacing.waiting.add(call, start)

    def decide(self, now: float, sight: Sight, bounds: list[Bounds]) -> Orders:
        dial = [0] * len(self.pacings)
        cancel = []
        asked = Round()
        able = [bound.leads != 0 for bound in bounds]
        for which in in_turn(self.pacings, sight.dialled, able, now):
            # A campaign that may not dial is asked all the same: its calls may have to be cancelled
            pacing = self.pacings[which]
            bound = replace(bounds[which], alone=asked.alone(pacing))
            decision = pacing.decide(now, replace(bound, starts=0) if asked.held(pacing) else bound)
            if self.decisions is not None:
                self.decisions.append(decision)
            dial[which] = decision.dial
            if decision.cancel:
                cancel.append((which, decision.cancel))
            asked.decided(pacing, decision, decision.dial)
        return Orders(dial, cancel)


def _tell(team: Team, before: Team) -> None:
    """Who is there, and since when they have been busy."""
    for agent in before.idle:
        team.came(agent)
    for agent, start in zip(before.talking.ids, before.talking.starts.tolist(), strict=True):
        team.connected(agent, start)
    for agent, start in zip(before.wrapping.ids, before.wrapping.starts.tolist(), strict=True):
        team.connected(agent, start)
        team.wrap_up_began(agent, start)
