"""Policies side by side: the same worlds, the same seeds, the same luck."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import isfinite

import msgspec

from dockline.domain.pacing import Mode
from dockline.simulation.dialers import Adaptive, Dialer, Fixed, Paced, Progressive
from dockline.simulation.oracle import Oracle
from dockline.simulation.results import Outcome
from dockline.simulation.run import Run
from dockline.simulation.world import MOST_HOURS, World, WorldWrong

POLICIES = ("progressive", "power", "adaptive", "dockline", "oracle")
RATIOS = tuple(1.0 + step / 4 for step in range(25))  # tried in hindsight: 1 to 7
MOST_RATIO = 20
JUDGED = 150  # answers: smaller windows are not judged by their share


class PolicyWrong(Exception):
    """The policy's name says nothing known."""


@dataclass(frozen=True, slots=True)
class Task:
    """One run to be made. Small, so that it travels to another process."""

    world: World
    policy: str
    agents: int
    seed: int
    timed: bool = False
    trace: bool = False


@dataclass(slots=True)
class Score:
    """What a policy reached over all its seeds. worst: the highest abandoned share of a window of
    150 answers or more. over: such windows over the cap, of `windows`. late: the decision time at
    the 99th percentile, in seconds; 0 where it was not measured."""

    policy: str
    world: str
    agents: int
    utilisation: float = 0.0
    worst: float = 0.0
    over: int = 0
    windows: int = 0
    answers: int = 0
    abandons: int = 0
    dials: int = 0
    late: float = 0.0
    ratio: float | None = None
    trace: list[tuple[float, float, float]] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.abandons / self.answers if self.answers else 0.0


def dialer(policy: str, world: World) -> Dialer:
    """Raises PolicyWrong."""
    if policy == "progressive":
        return Progressive()
    if policy == "adaptive":
        return Adaptive(world.cap)
    if policy == "dockline":
        return Paced(world, Mode.PREDICTIVE)
    if policy == "oracle":
        return Oracle(world)
    if policy.startswith("power:"):
        return Fixed(_ratio(policy))
    raise PolicyWrong(
        f"No policy is named {policy}. There are: {', '.join(POLICIES)}, and power:RATIO"
    )


def _ratio(policy: str) -> float:
    """Of ``power:RATIO``, within the bounds of a campaign's `dialer.ratio`. Raises PolicyWrong."""
    try:
        ratio = float(policy.removeprefix("power:"))
    except ValueError:
        raise PolicyWrong(f"{policy}: the ratio is not a number") from None
    if not 1 <= ratio <= MOST_RATIO:
        raise PolicyWrong(f"{policy}: the ratio is from 1 to {MOST_RATIO}")
    return ratio


def play(task: Task) -> Outcome:
    """Raises PolicyWrong."""
    return Run(
        task.world,
        dialer(task.policy, task.world),
        agents=task.agents,
        seed=task.seed,
        timed=task.timed,
        trace=task.trace,
    ).play()


Player = Callable[[Iterable[Task]], list[Outcome]]


def one_by_one(tasks: Iterable[Task]) -> list[Outcome]:
    return [play(task) for task in tasks]


def score(
    world: World,
    policy: str,
    agents: int,
    seeds: int,
    *,
    timed: bool = False,
    player: Player = one_by_one,
) -> Score:
    """`power` alone is the best fixed ratio in hindsight. Raises PolicyWrong."""
    if policy == "power":
        return best_ratio(world, agents, seeds, player=player)
    tasks = [
        Task(world, policy, agents, seed, timed=timed, trace=seed == 0) for seed in range(seeds)
    ]
    return summed(policy, world, agents, player(tasks))


def best_ratio(world: World, agents: int, seeds: int, *, player: Player = one_by_one) -> Score:
    """The ratio with the highest utilisation of those that broke no window, and not the cap over
    all: known only afterwards, for all seeds together. More lines mean more abandons, so the search
    stops at the first that breaks twice as much as is allowed."""
    best: Score | None = None
    for ratio in RATIOS:
        found = score(world, f"power:{ratio}", agents, seeds, player=player)
        found.policy, found.ratio = "power", ratio
        kept = not found.over and found.share <= world.cap
        if kept and (best is None or found.utilisation > best.utilisation):
            best = found
        if found.share > world.cap * 2 or found.over > found.windows / 2:
            break
    return best if best is not None else found


def summed(policy: str, world: World, agents: int, outcomes: list[Outcome]) -> Score:
    total = Score(policy, world.name, agents)
    times: list[float] = []
    for outcome in outcomes:
        total.utilisation += outcome.utilisation / len(outcomes)
        total.dials += outcome.dials
        times += outcome.decision_seconds
        total.trace = total.trace or outcome.trace
        for window in outcome.windows:
            for campaign in window:
                total.windows += 1
                total.answers += campaign.answers
                total.abandons += campaign.abandons
                if campaign.answers >= JUDGED:
                    total.worst = max(total.worst, campaign.share)
                    total.over += campaign.abandons > world.cap * campaign.answers
    if times:
        total.late = sorted(times)[int(len(times) * 0.99)]
    return total


def lasting(world: World, hours: float | None, window_hours: float | None) -> World:
    """The world with another length. A window is never longer than the run. Raises WorldWrong."""
    length = hours if hours is not None else world.hours
    window = window_hours if window_hours is not None else min(world.window_hours, length)
    if not isfinite(length) or not isfinite(window):
        raise WorldWrong("hours, window: numbers that end")
    if length > MOST_HOURS:
        raise WorldWrong(f"hours: {MOST_HOURS:g} at most")
    return msgspec.structs.replace(world, hours=length, window_hours=min(window, length))
