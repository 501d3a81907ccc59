"""What a decision is made from, as the compiled kernel takes it."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dockline.domain.pacing.answering import HORIZONS, Floats

Places = npt.NDArray[np.intp]

COLUMNS = len(HORIZONS)
CALM, WILD = 0, COLUMNS  # the first column of what is believed, and of the worse assumption
DEPTHS = (0, 1, 2, 4, 8)  # abandons past the first that breaks the cap, told apart


class Law(NamedTuple):
    """The law of a sum S of independent yes-or-no events, a column for each horizon, as
    `kernel.law` makes and reads it. mass: P(S = value); span: the lowest and the highest value with
    any mass; moments: mean and variance of S. It is changed in place: `now` turns from one array of
    mass to the other."""

    mass: Floats
    now: Places
    span: Places
    moments: Floats


class Outlook(NamedTuple):
    """What a forecast is made of: D = answers - agents freed - idle + waiting, at each horizon.

    chances: a row for each kind of event, a column for each horizon, and again under the worse
    assumption: of calls that cannot be taken back alone, times a margin. own: the row of each of
    our ringing calls. others: how many other events of each row may need an agent: calls of
    campaigns that share the team, free agents who may leave. new: a call dialled now, the only row.
    busy: of how many agents are still busy by then. zero: the sum of all these events at which D is
    0: agents who are busy or idle, less who waits."""

    chances: Floats
    own: Places
    others: Places
    new: Floats
    busy: Law
    zero: int


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


class Allowed(NamedTuple):
    """tau: the price; own: kA of this campaign alone; spare: free agents that no ringing call is
    meant for; most: calls the bounds allow. urgent: in an emergency calls may be cancelled that
    have not rung their least. learning: the bounds would allow more, but too little is known yet.
    by_the_worst: the price is the highest chance alone."""

    tau: float
    own: int
    spare: int
    most: int
    urgent: bool
    learning: bool
    by_the_worst: bool
