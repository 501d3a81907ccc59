"""From a forecast to a number of calls: dial the next while price and gates allow, cancel what is
too much. A decision is one call from Python to compiled code."""

import numpy as np

from dockline.domain.pacing.answering import LEAST_RING, Floats
from dockline.domain.pacing.decision import STOPS
from dockline.domain.pacing.kernel.compiled import compiled, compiled_for
from dockline.domain.pacing.kernel.forecast import count, moments, of, whole, with_calls
from dockline.domain.pacing.kernel.law import (
    add,
    certain,
    copy,
    counted,
    together,
    varying,
    worst,
)
from dockline.domain.pacing.kernel.risk import endangered, price, surely_safe
from dockline.domain.pacing.kernel.ruin import going_over
from dockline.domain.pacing.outlook import CALM, COLUMNS, WILD, Allowed, Law, Outlook, Places, Ruins

GATE = 0.01  # the most that going over the cap for now may be likely when a call is dialled
CAREFUL = 0.02  # above it, calls that have rung their least are cancelled ...
RELUCTANT = 10.0  # ... and above so many times what is allowed of the window's end
EMERGENCY = 0.05  # above it any are, where the law allows that
ROUTINE = 0.2  # of the price: old calls are cancelled where the risk of one too many is above it
AT_ONCE = 1000  # calls: what more is allowed is for the next decision, half a second later
BOUNDED, PRICE, GATED = range(len(STOPS))
NONE = np.zeros(0, np.intp)
OUTLOOK = Outlook(np.zeros((0, 2 * COLUMNS)), NONE, NONE, np.zeros((1, 2 * COLUMNS)), certain(), 0)


@compiled
def _order(rung: Floats, urgent: bool) -> Places:
    by_age = np.argsort(-rung, kind="mergesort")  # stable: of equally old ones the first dialled
    old = 0
    while old < len(rung) and rung[by_age[old]] >= LEAST_RING:
        old += 1
    if not urgent:
        return by_age[:old].copy()
    return np.concatenate((by_age[:old], by_age[old:][::-1]))


@compiled
def dialable(
    outlook: Outlook, calm: Law, wild: Law, made: bool, ruins: Ruins, allowed: Allowed
) -> tuple[int, int, float, int]:
    """How many calls may be dialled, what forbids the next one, and the price of the last with its
    worst column. A free agent's own line is always allowed. calm: the whole law, which is changed;
    wild: it under the worse assumption, where it is `made`: it is seldom needed."""
    zero, new, one = outlook.zero, outlook.new, np.zeros(1, np.intp)
    believed, worse = varying(CALM), varying(WILD)
    most = min(allowed.most, AT_ONCE)
    dial = max(0, min(allowed.spare, allowed.most))
    wild_moments, ready = moments(outlook, worse), False
    calm = together(calm, counted(new, one + dial, believed))
    count(wild_moments, new[0, WILD:], dial)
    risk, column = price(calm, zero, new[0], allowed.by_the_worst)
    while dial < most:
        calm = add(calm, new, one, believed)
        count(wild_moments, new[0, WILD:], 1)
        dearer, where = price(calm, zero, new[0], allowed.by_the_worst)
        if dearer > allowed.tau:
            return dial, PRICE, risk, column
        if ready:
            wild = add(wild, new, one, worse)
        elif not surely_safe(wild_moments, zero, ruins, GATE):
            wild = copy(wild) if made else whole(outlook, worse)
            wild, ready = together(wild, counted(new, one + dial + 1, worse)), True
        if ready and endangered(wild, zero, ruins, GATE, 1.0):
            return dial, GATED, risk, column
        dial, risk, column = dial + 1, dearer, where
    return dial, BOUNDED, risk, column


@compiled
def cancellable(
    outlook: Outlook,
    law: Law,
    ruins: Ruins,
    rung: Floats,
    level: float,
    times: float,
    first: int,
    urgent: bool,
) -> Places:
    """Places of our own calls: the fewest whose cancelling ends the danger, as `endangered` has it;
    all that may be cancelled, if nothing does. Those that have rung their least, oldest first; if
    it is urgent then the others too, the youngest first. law: the whole law; first: CALM or WILD,
    as it is."""
    order, zero = _order(rung, urgent), outlook.zero
    if not len(order) or not endangered(law, zero, ruins, level, times):
        return order[:0]
    kept = np.ones(len(rung), np.bool_)
    kept[order] = False
    less = of(outlook, np.flatnonzero(kept), first)
    if endangered(less, zero, ruins, level, times):
        return order
    few, enough = 0, len(order)  # so many are too few, so many are enough: `less` is without them
    while enough - few > 1:
        tried = (few + enough) // 2
        more = with_calls(copy(less), outlook, order[tried:enough], first)
        if endangered(more, zero, ruins, level, times):
            few = tried
        else:
            less, enough = more, tried
    return order[:enough]


@compiled_for(OUTLOOK, np.zeros(0), going_over(1), Allowed(0.0, 1, 0, 0, False, False, False))
def chosen(
    outlook: Outlook, rung: Floats, ruins: Ruins, allowed: Allowed
) -> tuple[int, int, float, int, Places, bool]:
    """How many calls to dial; what forbids the next one (a place in `STOPS`); the price of the last
    with its worst column; which of our own to cancel, by their places; and whether those are a
    danger, not only not worth their risk. rung: for how long each has been ringing."""
    zero, spare = outlook.zero, allowed.spare
    believed, worse, at_leisure = varying(CALM), varying(WILD), not varying(1)
    wild, made, gone = outlook.busy, False, NONE[:0]
    if len(outlook.own) > spare:
        wild_moments = moments(outlook, worse)
        if allowed.urgent:
            over = going_over(max(allowed.own, 1))
            if not surely_safe(wild_moments, zero, over, EMERGENCY):
                wild, made = whole(outlook, worse), True
                gone = cancellable(outlook, wild, over, rung, EMERGENCY, 1.0, worse, allowed.urgent)
        if not len(gone) and not surely_safe(wild_moments, zero, ruins, CAREFUL):
            if not made:
                wild, made = whole(outlook, worse), True
            gone = cancellable(outlook, wild, ruins, rung, CAREFUL, RELUCTANT, worse, at_leisure)
    if not len(gone) and not allowed.most and not allowed.learning:
        return 0, BOUNDED, 0.0, 0, gone, False
    calm = whole(outlook, believed)
    if len(gone):
        risk, column = price(calm, zero, outlook.new[0], allowed.by_the_worst)
        return 0, GATED, risk, column, gone, True
    crowded = worst(calm, zero + 1)
    dial, stop, risk, column = dialable(outlook, copy(calm), wild, made, ruins, allowed)
    much = allowed.tau * ROUTINE
    if not dial and (stop != BOUNDED or allowed.learning) and crowded > much:
        gone = cancellable(outlook, calm, going_over(1), rung, much, 1.0, believed, at_leisure)
    return dial, stop, risk, column, gone, False
