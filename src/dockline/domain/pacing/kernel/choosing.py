"""From a forecast to a number of calls: dial the next while price and gates allow, cancel what is
too much. Each is one call from Python to compiled code."""

import numpy as np

from dockline.domain.pacing.answering import LEAST_RING, Floats
from dockline.domain.pacing.decision import STOPS
from dockline.domain.pacing.kernel.compiled import compiled, compiled_for
from dockline.domain.pacing.kernel.forecast import moments, of, whole
from dockline.domain.pacing.kernel.law import add, copy, count, roomy, worst
from dockline.domain.pacing.kernel.risk import endangered, price, surely_safe
from dockline.domain.pacing.outlook import (
    CALM,
    WILD,
    Outlook,
    Places,
    Ruins,
    going_over,
    nothing,
)

GATE = 0.01  # the most that going over the cap for now may be likely when a call is dialled
AT_ONCE = 1000  # calls: what more is allowed is for the next decision, half a second later
BOUNDED, PRICE, GATED = range(len(STOPS))

OUTLOOK = nothing()
RUINS = going_over(1)


@compiled
def _order(rung: Floats, urgent: bool) -> Places:
    by_age = np.argsort(-rung, kind="mergesort")  # stable: of equally old ones the first dialled
    old = 0
    while old < len(rung) and rung[by_age[old]] >= LEAST_RING:
        old += 1
    if not urgent:
        return by_age[:old].copy()
    return np.concatenate((by_age[:old], by_age[old:][::-1]))


@compiled_for(OUTLOOK, RUINS, 0.0, 0, 0, True)
def dialable(
    outlook: Outlook, ruins: Ruins, tau: float, spare: int, most: int, by_the_worst: bool
) -> tuple[int, int, float, int, float]:
    """How many calls may be dialled, what forbids the next one (a place in `STOPS`), the price of
    the last with its worst column, and how likely one too many is answered as it is now. A free
    agent's own line is always allowed. tau: the price; spare: free agents that no ringing call is
    meant for; most: calls the bounds allow."""
    zero = len(outlook.busy) - outlook.offset
    new, one = outlook.new, np.zeros(1, np.intp)
    dial, most = max(0, min(spare, most)), min(most, AT_ONCE)
    calm, wild_moments = whole(outlook, CALM, dial), moments(outlook, WILD)
    crowded = worst(calm, zero + 1)
    add(calm, new, np.zeros(dial, np.intp), CALM)
    for _ in range(dial):
        count(wild_moments, new, WILD)
    chance, column = price(calm, zero, new[0], by_the_worst)
    wild, made = calm, False  # the law under the worse assumption is seldom needed
    while dial < most:
        calm = roomy(calm)
        add(calm, new, one, CALM)
        count(wild_moments, new, WILD)
        dearer, where = price(calm, zero, new[0], by_the_worst)
        if dearer > tau:
            return dial, PRICE, chance, column, crowded
        if made:
            wild = roomy(wild)
            add(wild, new, one, WILD)
        elif not surely_safe(wild_moments, zero, ruins, GATE):
            wild, made = whole(outlook, WILD, dial + 1), True
            add(wild, new, np.zeros(dial + 1, np.intp), WILD)
        if made and endangered(wild, zero, ruins, GATE, 1.0):
            return dial, GATED, chance, column, crowded
        dial, chance, column = dial + 1, dearer, where
    return dial, BOUNDED, chance, column, crowded


@compiled_for(OUTLOOK, RUINS, np.zeros(0), 0.0, 0.0, 0, False)
def cancellable(
    outlook: Outlook,
    ruins: Ruins,
    rung: Floats,
    level: float,
    times: float,
    first: int,
    urgent: bool,
) -> Places:
    """Places of our own calls: the fewest whose cancelling ends the danger, as `endangered` has it;
    all that may be cancelled, if nothing does. Those that have rung their least, oldest first; if
    it is urgent then the others too, the youngest first. rung: for how long each has; first: CALM
    or WILD."""
    order, zero = _order(rung, urgent), len(outlook.busy) - outlook.offset
    if not len(order) or surely_safe(moments(outlook, first), zero, ruins, level):
        return order[:0]
    kept = np.ones(len(rung), np.bool_)
    kept[order] = False
    law = of(outlook, np.flatnonzero(kept), first, len(order))
    all_of_them = copy(law)
    add(all_of_them, outlook.own, order, first)
    if not endangered(all_of_them, zero, ruins, level, times):
        return order[:0]
    if endangered(law, zero, ruins, level, times):
        return order
    for place in range(len(order) - 1, 0, -1):  # what is cancelled last comes back first
        add(law, outlook.own, order[place : place + 1], first)
        if endangered(law, zero, ruins, level, times):
            return order[: place + 1]
    return order[:1]
