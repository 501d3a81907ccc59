"""The law of a sum of independent yes-or-no events, exact, for all horizons. Compiled.

An answer counts 1, and an agent counts 1 while busy, so the sum S is never negative:
D = answers - agents freed - idle + waiting is S - busy - idle + waiting. Four events at a time are
multiplied to one law of five values, and that is convolved with what is there: one pass over the
values that hold more than nothing, from one array to another, which a processor does eight at once.
"""

from typing import NamedTuple

import numpy as np

from dockline.domain.pacing.answering import Floats
from dockline.domain.pacing.kernel.compiled import compiled
from dockline.domain.pacing.outlook import COLUMNS, Places

TOGETHER = 4  # events in one pass, and zeros on both sides of the values
NOTHING = 1e-15  # chances below it are dropped at both ends


class Law(NamedTuple):
    """mass: P(S = value) at [`now`[0], column, value + TOGETHER], a column for each horizon. span:
    the lowest and the highest value with any mass. moments: mean and variance of S. It is changed
    in place: `now` turns to the other array."""

    mass: Floats
    now: Places
    span: Places
    moments: Floats


@compiled
def certain(room: int) -> Law:
    """S = 0 for certain, with room for so many events."""
    mass = np.zeros((2, COLUMNS, room + 3 * TOGETHER + 1))
    mass[0, :, TOGETHER] = 1.0
    span = np.zeros((COLUMNS, 2), np.intp)
    return Law(mass, np.zeros(1, np.intp), span, np.zeros((2, COLUMNS)))


@compiled
def copy(law: Law) -> Law:
    """The same, to be changed apart."""
    return Law(law.mass.copy(), law.now.copy(), law.span.copy(), law.moments.copy())


@compiled
def roomy(law: Law) -> Law:
    """The same with room for one more event at least."""
    size = law.mass.shape[2]
    if law.span[:, 1].max() + 3 * TOGETHER < size:
        return law
    mass = np.zeros((2, COLUMNS, 2 * size))
    mass[:, :, :size] = law.mass
    return Law(mass, law.now, law.span, law.moments)


@compiled
def sound(chance: float) -> float:
    """A chance from 0 to 1, and 1 for what is no number: compared with one, nothing would seem a
    danger."""
    if not chance <= 1.0:
        return 1.0
    return max(chance, 0.0)


@compiled
def add(law: Law, events: Floats, which: Places, first: int) -> None:
    """More events: these rows of a table, whose chances begin at the column `first`."""
    chances = np.zeros(TOGETHER)
    for start in range(0, len(which), TOGETHER):
        some = min(TOGETHER, len(which) - start)
        old, new = law.mass[law.now[0]], law.mass[1 - law.now[0]]
        for column in range(COLUMNS):
            chances[:] = 0.0
            for place in range(some):
                chance = sound(events[which[start + place], first + column])
                chances[place] = chance
                law.moments[0, column] += chance
                law.moments[1, column] += chance * (1.0 - chance)
            low, high = law.span[column, 0], law.span[column, 1]
            _pass(old[column], new[column], low, high, chances)
            _trim(new[column], law.span[column], low, high + TOGETHER)
        law.now[0] = 1 - law.now[0]


@compiled
def _pass(old: Floats, new: Floats, low: int, high: int, chances: Floats) -> None:
    """From old to new, with four events of these chances."""
    p, q, r, s = chances[0], chances[1], chances[2], chances[3]
    a, b, c = (1 - p) * (1 - q), p * (1 - q) + q * (1 - p), p * q
    d, e, f = (1 - r) * (1 - s), r * (1 - s) + s * (1 - r), r * s
    none, one, two, three, four = a * d, a * e + b * d, a * f + b * e + c * d, b * f + c * e, c * f
    # Views that begin at 0: a place that could be negative would be tested each time
    end = high + 2 * TOGETHER + 1
    before, after = old[low:end], new[low + TOGETHER : end]
    for at in range(len(after)):
        after[at] = (
            four * before[at]
            + three * before[at + 1]
            + two * before[at + 2]
            + one * before[at + 3]
            + none * before[at + 4]
        )


@compiled
def _trim(mass: Floats, span: Places, low: int, high: int) -> None:
    """Drop what holds nothing; what the next pass reads beyond the span is zero."""
    while low < high and mass[low + TOGETHER] <= NOTHING:
        low += 1
    while high > low and mass[high + TOGETHER] <= NOTHING:
        high -= 1
    mass[low : low + TOGETHER] = 0.0
    mass[high + TOGETHER + 1 : high + 2 * TOGETHER + 1] = 0.0
    span[0], span[1] = low, high


@compiled
def count(moments: Floats, events: Floats, first: int) -> None:
    """More events, of which mean and variance are enough."""
    for event in range(len(events)):
        for column in range(COLUMNS):
            chance = sound(events[event, first + column])
            moments[0, column] += chance
            moments[1, column] += chance * (1.0 - chance)


@compiled
def at_least(law: Law, value: int) -> Floats:
    """P(S >= value), by horizons."""
    found = np.zeros(COLUMNS)
    for column in range(COLUMNS):
        mass = law.mass[law.now[0], column]
        low, high = law.span[column, 0], law.span[column, 1]
        for at in range(high, max(value, low) - 1, -1):
            found[column] += mass[at + TOGETHER]
        if value <= low:
            found[column] = 1.0
    return found


@compiled
def worst(law: Law, value: int) -> float:
    """The highest P(S >= value) of all horizons."""
    highest: float = at_least(law, value).max()
    return highest


@compiled
def worst_tails(law: Law, value: int) -> Floats:
    """The highest P(S >= v) of all horizons, for v = value, value + 1 ... up to one that is 0."""
    highest = law.span[:, 1].max()
    found = np.zeros(max(highest - value + 1, 0) + 1)
    for column in range(COLUMNS):
        mass = law.mass[law.now[0], column]
        low, high = law.span[column, 0], law.span[column, 1]
        tail = 0.0
        for at in range(high, max(value, low) - 1, -1):
            tail += mass[at + TOGETHER]
            found[at - value] = max(found[at - value], tail)
        for at in range(value, min(low, highest) + 1):
            found[at - value] = 1.0
    return found
