"""Tables by age, a row for each `step` seconds: made, and looked up for many ages at once.
Compiled."""

import math

import numpy as np

from dockline.domain.pacing.answering import Floats
from dockline.domain.pacing.kernel.compiled import compiled, compiled_for
from dockline.domain.pacing.outlook import COLUMNS, Places

TABLE, STARTS = np.zeros((0, 0)), np.zeros(0)
COUNTS, COUNTED = np.zeros(0, np.intp), np.zeros((0, 0), np.intp)


@compiled
def _row(size: int, start: float, now: float, step: float) -> int:
    return min(int(max(now - start, 0.0) / step), size - 1)


@compiled_for(0, STARTS, 0.0, 0.0)
def rows(size: int, starts: Floats, now: float, step: float) -> Places:
    """The row of a table of so many for what began at each of `starts`; the last one for all that
    is older."""
    found = np.empty(len(starts), np.intp)
    for place in range(len(starts)):
        found[place] = _row(size, starts[place], now, step)
    return found


@compiled_for(STARTS, STARTS, 0.0, 0.0)
def total(table: Floats, starts: Floats, now: float, step: float) -> float:
    """The sum of a table's values for what began at each of `starts`, as straight lines between the
    rows: what all calls of a wave add up to comes no more in steps than the answers do."""
    found, last = 0.0, len(table) - 1
    for start in starts:
        age = max(now - start, 0.0) / step
        row = min(int(age), last)
        found += table[row]
        if row < last:
            found += (age - row) * (table[row + 1] - table[row])
    return found


@compiled_for(TABLE, STARTS, TABLE, STARTS, 0.0, STARTS)
def still_busy(
    talking: Floats,
    talks: Floats,
    wrapping: Floats,
    wrap_ups: Floats,
    now: float,
    staying: Floats,
) -> Floats:
    """P(not free by then) of those who talk and of those who wrap up, since then; the tables say
    P(free by then), a row a second. staying: P(an agent has not left by then)."""
    found = np.empty((len(talks) + len(wrap_ups), talking.shape[1]))
    for place in range(len(talks)):
        found[place] = 1.0 - talking[_row(len(talking), talks[place], now, 1.0)] * staying
    for place in range(len(wrap_ups)):
        row = _row(len(wrapping), wrap_ups[place], now, 1.0)
        found[len(talks) + place] = 1.0 - wrapping[row] * staying
    return found


@compiled_for(STARTS, STARTS, 0.0, COUNTED, COUNTED, 0.0)
def answer_chances(
    hazard: Floats, leaving: Floats, theta: float, ahead: Places, firm: Places, margin: float
) -> tuple[float, Floats]:
    """The share of calls that is answered, and for each bin of ring age P(answered by then): for
    the bins that are `ahead`, then for the `firm` ones times the margin. hazard: of an answer in
    each bin, to be multiplied by theta; leaving: of another end."""
    bins = len(hazard)
    gained, alive = np.zeros(bins + 1), np.ones(bins + 1)
    for age in range(bins):
        answer = min(hazard[age] * theta, 0.9)
        gained[age + 1] = gained[age] + alive[age] * answer
        alive[age + 1] = alive[age] * max(1.0 - answer - leaving[age], 0.02)
    chances = np.empty((bins + 1, 2 * COLUMNS))
    for age in range(bins + 1):
        for column in range(COLUMNS):
            calm = (gained[ahead[age, column]] - gained[age]) / alive[age]
            wild = (gained[firm[age, column]] - gained[age]) / alive[age]
            chances[age, column] = min(max(calm, 0.0), 0.999)
            chances[age, COLUMNS + column] = min(min(max(wild, 0.0), 0.999) * margin, 0.999)
    return gained[bins], chances


@compiled_for(COUNTS, COUNTED, STARTS, STARTS, STARTS)
def over_within(left: Places, early: Places, going: Floats, ahead: Floats, prior: Floats) -> Floats:
    """For e = 0, 1, 2 ... seconds: the share, of what stayed longer than e, that was over by
    e + `ahead`. left: calls by the second up to which they stayed; early: and, for each `ahead`,
    by the second from which they end in time; going: how long others go on until now; prior: calls
    that are over in time, and as the last one all of them, believed in before any was seen."""
    rows, weight = len(left) - 1, prior[len(ahead)]
    on, past, done = np.zeros((len(ahead), rows + 1)), np.zeros(len(ahead)), np.zeros(len(ahead))
    for age in going:
        for column in range(len(ahead)):
            on[column, min(max(math.ceil(age - ahead[column]), 0), rows)] += 1.0
            past[column] += 1.0
    still, found = float(left.sum()), np.empty((rows, len(ahead)))
    for age in range(rows):
        still -= left[age]
        for column in range(len(ahead)):
            past[column] -= on[column, age]
            done[column] += early[column, age] - left[age]
            of = still + past[column] + weight
            found[age, column] = (done[column] + prior[column]) / of
    return found
