"""What a decision is made from, as the compiled kernel takes it."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dockline.domain.pacing.answering import HORIZONS, Floats

Places = npt.NDArray[np.intp]

COLUMNS = len(HORIZONS)
CALM, WILD = 0, COLUMNS  # the first column of what is believed, and of the worse assumption
DEPTHS = (0, 1, 2, 4, 8)  # abandons past the first that breaks the cap, told apart


class Outlook(NamedTuple):
    """What a forecast is made of: D = answers - agents freed - idle + waiting, at each horizon.

    Chances have a row for each call and a column for each horizon, and again under the worse
    assumption: of calls that cannot be taken back alone, times a margin. own: our ringing calls.
    others: what else may need an agent: the calls of campaigns that share the team, free agents who
    may leave. busy: of each busy agent, still busy by then. new: a call dialled now, the only row.
    offset: waiting - idle."""

    own: Floats
    others: Floats
    busy: Floats
    new: Floats
    offset: int


def nothing() -> Outlook:
    """Nobody rings, nobody talks."""
    calls = np.zeros((0, 2 * COLUMNS))
    return Outlook(calls, calls, np.zeros((0, COLUMNS)), np.zeros((1, 2 * COLUMNS)), 0)


class Ruins(NamedTuple):
    """gate: kA, further abandons, 1 at least, that break the cap for now, of any campaign that
    could suffer them. And how a window may end as it must not, a row in each array for each way.
    levels: the most that it may be likely when a call is dialled; gates: further abandons, 1 at
    least, from which on it may; lost: how likely it then does, a column for each of `DEPTHS` past
    the gate."""

    gate: int
    levels: Floats
    gates: Places
    lost: Floats


def going_over(gate: int) -> Ruins:
    """Only so many further abandons matter."""
    return Ruins(gate, np.zeros(0), np.zeros(0, np.intp), np.zeros((0, len(DEPTHS))))
