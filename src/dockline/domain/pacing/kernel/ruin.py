"""How windows may end as they must not. Compiled."""

import math

import numpy as np

from dockline.domain.pacing.answering import Floats
from dockline.domain.pacing.kernel.compiled import compiled, compiled_for
from dockline.domain.pacing.outlook import DEPTHS, Ruins

LOST = 0.00003  # the most that ending the window over the cap may be likely when a call is dialled
KEPT = 0.0003  # ... and ending it without one abandon kept for what nobody can foresee
UNSURE = 0.2  # of the answers to come, as a standard deviation: how much they may be off


@compiled
def over(end: Floats, further: int) -> float:
    """How likely a window ends over the cap after so many further abandons, though nothing more is
    risked: fewer answers come than are needed to earn them back. `end`: as `ruins_of` has it."""
    cap, credit, calm = end
    short = further * (1 - cap) - credit
    if short <= 1e-9:
        return 0.0
    if cap <= 0.0:
        return 1.0
    needed = math.ceil(short / cap - 1e-6)
    spread = math.sqrt(calm + (UNSURE * calm) ** 2) + 1e-9
    chance: float = 0.5 * math.erfc((calm + 0.5 - needed) / spread / math.sqrt(2))
    return chance


@compiled
def going_over(gate: int) -> Ruins:
    """Only so many further abandons matter."""
    return Ruins(gate, np.zeros(0), np.zeros(0, np.intp), np.zeros((0, len(DEPTHS))))


@compiled_for(0, 0, np.zeros((0, 3)))
def ruins_of(further: int, kept: int, ends: Floats) -> Ruins:
    """Of windows that could suffer the same abandons. further: kA, the least of them; kept: to be
    kept for what nobody can foresee, the most of them; ends: cap, credit as it counts at the end,
    and answers still to come if nothing more is risked, a row for each window, our own first. Of
    another's window only what is added counts: one that is lost as it is does not hold us up."""
    ways = 2 if kept else 1
    levels, gates, lost = np.empty(ways), np.empty(ways, np.intp), np.ones((ways, len(DEPTHS)))
    for way in range(ways):
        spared = kept if way else 0
        levels[way], gates[way] = KEPT if way else LOST, max(1, further - spared)
        for deep in range(len(DEPTHS) - 1):
            last = gates[way] + spared + DEPTHS[deep + 1] - 1
            lost[way, deep] = 0.0
            for window in range(len(ends)):
                before = over(ends[window], 0) if window else 0.0
                lost[way, deep] = max(lost[way, deep], over(ends[window], last) - before)
    return Ruins(max(1, further), levels, gates, lost)
