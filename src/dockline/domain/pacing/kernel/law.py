"""The law of a sum of independent yes-or-no events, exact, for all horizons. Compiled.

An answer counts 1, and an agent counts 1 while busy, so the sum S is never negative. Four events at
a time are multiplied to one law of five values, and that is convolved with what is there: one pass
over the values that hold more than nothing, from one array to another, which a processor does eight
at once. Of events that are alike the number that happens is binomial: those are one pass together.

P(S = value) is at mass[now[0], column, value + TOGETHER]. Functions that add to a law return it;
the one they were given may not be used again.
"""

import numpy as np

from dockline.domain.pacing.answering import Floats
from dockline.domain.pacing.kernel.compiled import compiled
from dockline.domain.pacing.outlook import COLUMNS, Law, Places

TOGETHER = 4  # events in one pass, and zeros on both sides of the values
ALIKE = 6  # events, from which on they are one pass together
NOTHING = 1e-15  # chances below it are dropped at both ends
ROOM = 16  # values, to begin with


@compiled
def varying(number: int) -> int:
    """A constant, given to a compiled function as if it were none: for each constant the function
    would be compiled once more."""
    return int(np.intp(number))


@compiled
def certain() -> Law:
    """S = 0 for certain."""
    mass = np.zeros((2, COLUMNS, ROOM + 3 * TOGETHER))
    mass[0, :, TOGETHER] = 1.0
    span = np.zeros((COLUMNS, 2), np.intp)
    return Law(mass, np.zeros(1, np.intp), span, np.zeros((2, COLUMNS)))


@compiled
def copy(law: Law) -> Law:
    """The same, to be changed apart."""
    mass, now = np.empty_like(law.mass), law.now[0]
    _carry(law.mass[now], mass[now])  # the other one is written before it is read
    return Law(mass, law.now.copy(), law.span.copy(), law.moments.copy())


@compiled
def _carry(old: Floats, new: Floats) -> None:
    """An assignment would look whether both are of one shape, and compile how it says that."""
    for column in range(COLUMNS):
        for at in range(old.shape[1]):
            new[column, at] = old[column, at]


@compiled
def _roomy(law: Law, more: int) -> Law:
    """The same with room for so many more values."""
    size = law.mass.shape[2]
    needed = law.span[:, 1].max() + more + 3 * TOGETHER + 1
    if needed <= size:
        return law
    mass = np.zeros((2, COLUMNS, needed + needed // 2))
    for which in range(2):
        _carry(law.mass[which], mass[which])
    return Law(mass, law.now, law.span, law.moments)


@compiled
def sound(chance: float) -> float:
    """A chance from 0 to 1, and 1 for what is no number: compared with one, nothing would seem a
    danger."""
    if not chance <= 1.0:
        return 1.0
    return max(chance, 0.0)


@compiled
def add(law: Law, events: Floats, which: Places, first: int) -> Law:
    """With more events: these rows of a table, whose chances begin at the column `first`."""
    chances = np.zeros(TOGETHER)
    for start in range(0, len(which), TOGETHER):
        some = min(TOGETHER, len(which) - start)
        law = _roomy(law, varying(TOGETHER))
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
    return law


@compiled
def counted(events: Floats, counts: Places, first: int) -> Law:
    """The law of so many events of each row of a table."""
    few = 0
    for row in range(len(counts)):
        if counts[row] < ALIKE:
            few += counts[row]
    which, place = np.empty(few, np.intp), 0
    for row in range(len(counts)):
        if counts[row] < ALIKE:
            which[place : place + counts[row]] = row
            place += counts[row]
    law = add(certain(), events, which, first)
    for row in range(len(counts)):
        if counts[row] >= ALIKE:
            law = together(law, _alike(events[row, first : first + COLUMNS], counts[row]))
    return law


@compiled
def _alike(chances: Floats, number: int) -> Law:
    """The law of so many events, each of these chances by horizon."""
    mass, span = np.zeros((2, COLUMNS, number + 3 * TOGETHER)), np.zeros((COLUMNS, 2), np.intp)
    moments = np.empty((2, COLUMNS))
    for column in range(COLUMNS):
        chance = sound(chances[column])
        _binomial(chance, number, mass[0, column, TOGETHER:], span[column])
        moments[0, column] = number * chance
        moments[1, column] = number * chance * (1.0 - chance)
    return Law(mass, np.zeros(1, np.intp), span, moments)


@compiled
def together(law: Law, other: Law) -> Law:
    """The law of both sums together. The other one, best the narrower, stays as it is."""
    law = _roomy(law, other.span[:, 1].max() + TOGETHER)
    old, new = law.mass[law.now[0]], law.mass[1 - law.now[0]]
    for column in range(COLUMNS):
        low, high = law.span[column, 0], law.span[column, 1]
        least, most = other.span[column, 0], other.span[column, 1]
        shares = other.mass[other.now[0], column, TOGETHER:]
        before, after = old[column, low : high + 2 * TOGETHER + 1], new[column]
        after[low + least + TOGETHER : high + most + 3 * TOGETHER + 1] = 0.0
        for more in range(least, most + 1, TOGETHER + 1):
            _mixed(before, after[low + more + TOGETHER :], shares[more:])
        _trim(after, law.span[column], low + least, high + most)
        law.moments[0, column] += other.moments[0, column]
        law.moments[1, column] += other.moments[1, column]
    law.now[0] = 1 - law.now[0]
    return law


@compiled
def _mixed(before: Floats, after: Floats, shares: Floats) -> None:
    """To `after` comes what `before` makes with the first five of these shares."""
    none, one, two, three, four = shares[0], shares[1], shares[2], shares[3], shares[4]
    for at in range(len(before) - TOGETHER):
        after[at] += (
            four * before[at]
            + three * before[at + 1]
            + two * before[at + 2]
            + one * before[at + 3]
            + none * before[at + 4]
        )


@compiled
def _binomial(chance: float, number: int, shares: Floats, span: Places) -> None:
    """P(so many of `number` events happen), from the likeliest to both sides while it is more than
    nothing. span: the fewest and the most."""
    likeliest = min(int((number + 1) * chance), number)
    least, most, all_of_them = likeliest, likeliest, 1.0
    if 0.0 < chance < 1.0:
        odds, share = chance / (1.0 - chance), 1.0
        while most < number and share > NOTHING:
            share *= odds * (number - most) / (most + 1)
            most += 1
            shares[most] = share
            all_of_them += share
        odds, share = 1.0 / odds, 1.0
        while least > 0 and share > NOTHING:
            share *= odds * least / (number - least + 1)
            least -= 1
            shares[least] = share
            all_of_them += share
    shares[likeliest] = 1.0
    for value in range(least, most + 1):
        shares[value] /= all_of_them
    span[0], span[1] = least, most


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
