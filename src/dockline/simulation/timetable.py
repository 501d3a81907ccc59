"""Who comes and goes when."""

import numpy as np

from dockline.simulation.world import World

Shift = tuple[float, int, bool]  # seconds, agent, comes


def shifts(world: World, agents: int, seed: int) -> list[Shift]:
    """Every coming and going of the run, in order of time. All ids are at least 0."""
    law = world.timetable
    if law.shifts:  # more agents than were there follow the same shifts again
        return sorted(
            (minute * 60, agent, comes)
            for agent in range(agents)
            for shift in law.shifts[agent % len(law.shifts)]
            for minute, comes in zip(shift, (True, False), strict=True)
        )
    random = np.random.default_rng([seed, 3])
    end = world.hours * 3600
    found: list[Shift] = []
    here: list[int] = []
    fresh = 0
    for minute, share in law.present:
        wanted = round(share * agents)
        while len(here) < wanted:
            here.append(fresh)
            found.append((minute * 60, fresh, True))
            fresh += 1
        while len(here) > wanted:
            gone = here.pop(int(random.integers(len(here))))
            found.append((minute * 60, gone, False))
    if law.replaced is not None:
        for gone in here:
            at = (law.replaced + law.over * float(random.random())) * 60
            found.append((at, gone, False))
            found.append((at + 30 * float(random.random()), fresh, True))
            fresh += 1
    if law.stay is not None:
        for agent in range(fresh):
            at = float(random.exponential(law.stay * 60))
            while at < end:
                back = at + float(random.exponential(law.away * 60))
                found += [(at, agent, False), (back, agent, True)]
                at = back + float(random.exponential(law.stay * 60))
    return sorted(found)
