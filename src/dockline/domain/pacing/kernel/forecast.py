"""The laws that an outlook makes. Compiled."""

import numpy as np

from dockline.domain.pacing.answering import Floats
from dockline.domain.pacing.kernel.compiled import compiled, compiled_for
from dockline.domain.pacing.kernel.law import add, certain, copy, counted, sound, together, varying
from dockline.domain.pacing.outlook import COLUMNS, Law, Outlook, Places


@compiled_for(np.zeros((0, 0)))
def law_of(events: Floats) -> Law:
    """The law of these events, a row for each."""
    return add(certain(), events, np.arange(len(events)), varying(0))


@compiled
def counts_of(outlook: Outlook, calls: Places) -> Places:
    """How many of these of our own calls there are of each row."""
    counts = np.zeros(len(outlook.chances), np.intp)
    for call in calls:
        counts[outlook.own[call]] += 1
    return counts


@compiled
def with_calls(law: Law, outlook: Outlook, calls: Places, first: int) -> Law:
    """With these of our own calls as well."""
    return together(law, counted(outlook.chances, counts_of(outlook, calls), first))


@compiled
def whole(outlook: Outlook, first: int) -> Law:
    """The law of all that an outlook has."""
    return of(outlook, np.arange(len(outlook.own)), first)


@compiled
def of(outlook: Outlook, calls: Places, first: int) -> Law:
    """The law with these of our own calls alone."""
    counts = counts_of(outlook, calls) + outlook.others
    return together(copy(outlook.busy), counted(outlook.chances, counts, first))


@compiled
def moments(outlook: Outlook, first: int) -> Floats:
    """Mean and variance of the sum, by horizons."""
    found = outlook.busy.moments.copy()
    counts = counts_of(outlook, np.arange(len(outlook.own))) + outlook.others
    for row in range(len(counts)):
        if counts[row]:
            count(found, outlook.chances[row, first : first + COLUMNS], counts[row])
    return found


@compiled
def count(moments: Floats, chances: Floats, number: int) -> None:
    """So many more events of these chances, of which mean and variance are enough."""
    for column in range(COLUMNS):
        chance = sound(chances[column])
        moments[0, column] += number * chance
        moments[1, column] += number * chance * (1.0 - chance)
