"""``python -m bench.drawn FROM TO``: Dockline's pacing in worlds drawn at random, which it was not
tuned in, beside dialling one line for each free agent. Tells each window over its cap; look closer
with ``dockline simulate --world drawn:NUMBER``."""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from statistics import mean
from typing import NamedTuple

from dockline.simulation.comparing import JUDGED, Task, play
from dockline.simulation.drawing import drawn


class Found(NamedTuple):
    """busy: per cent of the agents' time; plain: so dialled progressively. windows: answers and
    abandons. over: those of `JUDGED` answers or more that are over the cap."""

    name: str
    agents: int
    busy: float
    plain: float
    windows: list[tuple[int, int]]
    over: list[tuple[int, int]]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.drawn", description=__doc__)
    parser.add_argument("first", type=int, metavar="FROM")
    parser.add_argument("end", type=int, metavar="TO", help="not itself")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    given = parser.parse_args(arguments)
    if not 0 <= given.first < given.end:
        parser.error("FROM: 0 or more, and less than TO")
    with ProcessPoolExecutor(given.jobs) as pool:
        found = list(pool.map(played, range(given.first, given.end)))
    for each in found:
        for answers, abandons in each.over:
            print(f"{each.name}, {each.agents} agents: {abandons} of {answers} abandoned")
    windows = [window for each in found for window in each.windows]
    judged = sum(answers >= JUDGED for answers, _ in windows)
    answers, abandons = (sum(each) for each in zip(*windows, strict=True))
    print(
        f"{len(found)} worlds: busy {mean(each.busy for each in found):.1f} % "
        f"(progressive {mean(each.plain for each in found):.1f} %), abandoned "
        f"{100 * abandons / max(1, answers):.2f} % of {answers}, over the cap "
        f"{sum(len(each.over) for each in found)} of {judged} windows of {JUDGED} answers and more"
    )
    return 0


def played(number: int) -> Found:
    """The world of this number, with the luck of this number."""
    world = drawn(number)
    ours, plain = (
        play(Task(world, policy, world.agents, number)) for policy in ("dockline", "progressive")
    )
    windows = [(each.answers, each.abandons) for some in ours.windows for each in some]
    over = [
        (answers, abandons)
        for answers, abandons in windows
        if answers >= JUDGED and abandons > world.cap * answers + 1e-9
    ]
    return Found(
        world.name, world.agents, 100 * ours.utilisation, 100 * plain.utilisation, windows, over
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
