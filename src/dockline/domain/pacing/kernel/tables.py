"""Looking up many ages in a table at once: a row for each `step` seconds. Compiled."""

import numpy as np

from dockline.domain.pacing.answering import Floats
from dockline.domain.pacing.kernel.compiled import compiled, compiled_for

TABLE, STARTS = np.zeros((0, 0)), np.zeros(0)


@compiled
def _row(size: int, start: float, now: float, step: float) -> int:
    return min(int(max(now - start, 0.0) / step), size - 1)


@compiled_for(TABLE, STARTS, 0.0, 0.0)
def rows(table: Floats, starts: Floats, now: float, step: float) -> Floats:
    """The row for what began at each of `starts`; the last one for all that is older."""
    found = np.empty((len(starts), table.shape[1]))
    for place in range(len(starts)):
        found[place] = table[_row(len(table), starts[place], now, step)]
    return found


@compiled_for(STARTS, STARTS, 0.0, 0.0)
def total(table: Floats, starts: Floats, now: float, step: float) -> float:
    """The sum of a table's values for what began at each of `starts`."""
    found = 0.0
    for start in starts:
        found += table[_row(len(table), start, now, step)]
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
