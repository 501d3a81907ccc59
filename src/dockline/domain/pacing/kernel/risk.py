"""What one more call risks, and whether what rings could break the cap. Compiled."""

import math

import numpy as np

from dockline.domain.pacing.answering import Floats
from dockline.domain.pacing.kernel.compiled import compiled
from dockline.domain.pacing.kernel.law import at_least, worst_tails
from dockline.domain.pacing.outlook import COLUMNS, DEPTHS, Law, Ruins

POWER = 0.62  # of chances whose mean is the risk: small ones weigh more than their size
IDLE_POWER, IDLE_AT = 0.53, 6  # of the agents expected to be idle, at this horizon ...
UNSURE_POWER, UNSURE_AT = 0.37, 4  # ... and of the variance: what is not known yet is dear
LITTLE = 0.05  # of either, at least


@compiled
def price(law: Law, zero: int, answered: Floats, by_the_worst: bool) -> tuple[float, int]:
    """What the last call of this law risks, and the column where P(D >= 0) is highest. zero: the
    value of S at which D is 0; answered: P(the call is answered by then).

    It is the chance to find no agent, over the time at which it would be answered, with small
    chances weighing more than their size, since they leave room for luck; and the more, the less is
    known yet: who waits for a moment will know more. by_the_worst: the highest chance alone."""
    chances = at_least(law, zero)
    column = int(np.argmax(chances))
    if by_the_worst:
        return chances[column], column
    return _over_time(chances, answered) * _unknown(law, zero), column


@compiled
def _over_time(chances: Floats, answered: Floats) -> float:
    """The power mean of the chances over when the call is answered."""
    before, by_then, by_the_end = chances[0] ** POWER, 0.0, 0.0
    for column in range(COLUMNS):
        power = chances[column] ** POWER
        by_the_end += (answered[column] - by_then) * (before + power) / 2.0
        before, by_then = power, answered[column]
    mean: float = max(0.0, by_the_end / max(answered[COLUMNS - 1], 1e-9)) ** (1 / POWER)
    return mean


@compiled
def _unknown(law: Law, zero: int) -> float:
    """How much is not known yet: it grows with the forecast's variance, and with the agents
    expected to be idle, for whom a call in a moment is as good. Of the same chance to find no
    agent, one in a forecast that is nearly certain is the better bargain."""
    spread = math.sqrt(law.moments[1, IDLE_AT] + 1e-9)
    left = (zero - law.moments[0, IDLE_AT]) / spread
    idle = spread * (
        left * 0.5 * math.erfc(-left / math.sqrt(2))
        + math.exp(-left * left / 2) / math.sqrt(2 * math.pi)
    )
    variance = law.moments[1, UNSURE_AT]
    unknown: float = max(idle, LITTLE) ** IDLE_POWER * max(variance, LITTLE) ** UNSURE_POWER
    return unknown


@compiled
def endangered(law: Law, zero: int, ruins: Ruins, level: float, times: float) -> bool:
    """Whether going over the cap for now is likelier than `level`, or the window likelier to end as
    it must not than so many times what is allowed."""
    lowest = ruins.gate
    for gate in ruins.gates:
        lowest = min(lowest, gate)
    tails = worst_tails(law, zero + lowest)
    last = len(tails) - 1
    if tails[min(ruins.gate - lowest, last)] > level:
        return True
    for way in range(len(ruins.levels)):
        before = risk = 0.0
        for deep in range(len(DEPTHS)):
            lost = ruins.lost[way, deep]
            if lost - before > 1e-6:
                further = ruins.gates[way] + DEPTHS[deep] - lowest
                risk += (lost - before) * tails[min(further, last)]
                before = lost
                if risk > ruins.levels[way] * times:
                    return True
    return False


@compiled
def surely_safe(moments: Floats, zero: int, ruins: Ruins, level: float) -> bool:
    """Whether mean and variance alone tell that nothing is endangered."""
    if not _unlikely(moments, zero + ruins.gate, level):
        return False
    for way in range(len(ruins.levels)):
        before = 0.0
        for deep in range(len(DEPTHS)):
            lost = ruins.lost[way, deep]
            if lost - before > 1e-6:
                allowed = ruins.levels[way] / len(DEPTHS) / (lost - before)
                if not _unlikely(moments, zero + ruins.gates[way] + DEPTHS[deep], allowed):
                    return False
                before = lost
    return True


@compiled
def _unlikely(moments: Floats, value: int, level: float) -> bool:
    """Whether P(S >= value) is surely under `level` at all horizons: Bernstein's inequality."""
    if level >= 1.0:
        return True
    if level <= 0.0:
        return False
    log = -2.0 * math.log(level)
    for column in range(COLUMNS):
        room = value - moments[0, column]
        if room <= 0 or room * room <= log * (moments[1, column] + room / 3.0):
            return False
    return True
