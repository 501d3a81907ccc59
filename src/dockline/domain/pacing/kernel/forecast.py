"""The laws that an outlook makes. Compiled."""

import numpy as np

from dockline.domain.pacing.answering import Floats
from dockline.domain.pacing.kernel.compiled import compiled
from dockline.domain.pacing.kernel.law import Law, add, certain, count
from dockline.domain.pacing.outlook import COLUMNS, Outlook, Places

ROOM = 16  # for calls that may be dialled, to begin with


@compiled
def whole(outlook: Outlook, first: int, more: int) -> Law:
    """The law of all that an outlook has, with room for so many more calls."""
    return of(outlook, np.arange(len(outlook.own)), first, more + ROOM)


@compiled
def of(outlook: Outlook, calls: Places, first: int, more: int) -> Law:
    """The law with these of our own calls alone, with room for so many more."""
    law = certain(len(outlook.busy) + len(outlook.others) + len(calls) + more)
    add(law, outlook.busy, np.arange(len(outlook.busy)), 0)
    add(law, outlook.others, np.arange(len(outlook.others)), first)
    add(law, outlook.own, calls, first)
    return law


@compiled
def moments(outlook: Outlook, first: int) -> Floats:
    """Mean and variance of the sum, by horizons."""
    found = np.zeros((2, COLUMNS))
    count(found, outlook.busy, 0)
    count(found, outlook.others, first)
    count(found, outlook.own, first)
    return found
