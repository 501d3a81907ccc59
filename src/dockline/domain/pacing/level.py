"""How much more, or less, is answered now than the ring's law says: theta.

The forward filter of a hidden Markov model (Rabiner 1989, section III A). What is hidden is the
level, on a grid, and of which kind the campaign is: in a steady one the level hardly ever changes,
in a wandering one it drifts, in a bursty one it jumps every few minutes. Which kind it is shows in
the answers as well, so that nobody has to choose between noise and lag: in a steady campaign a few
answers too many are soon taken for luck, in a bursty one for the next burst.
"""

import math
from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

GRID = 0.1  # of the level's logarithm
LOWEST, HIGHEST = -5.0, 1.6  # of it as well: where one in four is usual, 0.2 to 70 % answer
START, START_SPREAD = 0.05, 0.7  # of the logarithm: theta 1.28, so it rather dials too little
KINDS = (  # how likely before anything was seen; jumps a second; variance of the drift, a second
    (0.5, 1 / 36_000, 2e-6),  # steady
    (0.35, 1 / 3_600, 4e-5),  # wandering
    (0.15, 1 / 400, 4e-5),  # bursty
)
JUMP = 0.6  # of the logarithm: how far a jump goes, exponential to both sides
ANOTHER_KIND = 7200.0  # seconds in which a campaign comes to be of another kind
UNIT = 0.25  # seconds: time is counted in these
DOUBLINGS = 16  # so many powers of two of it: what is longer than 4.5 hours counts as that


class Level:
    """`theta`, what is expected of the level, multiplies the answer hazard."""

    def __init__(self) -> None:
        at = np.exp(-(((np.log(_levels()) - START) / START_SPREAD) ** 2) / 2)
        self._belief: Floats = _kinds()[:, None] * at / at.sum()  # P(kind, level)
        self._passed = 0.0  # seconds of less than a unit
        self.theta = self._mean()

    def happened(self, answers: float, expected: float, passed: float) -> None:
        """In `passed` seconds so many answers came where the law, theta apart, foretold so many."""
        from dockline.domain.pacing.kernel import believed

        self._passed += max(0.0, passed)
        units = int(self._passed / UNIT)
        self._passed -= units * UNIT
        self._belief = believed(
            self._belief,
            _changes(),
            min(units, 2**DOUBLINGS - 1),
            -math.expm1(-units * UNIT / ANOTHER_KIND),
            _kinds(),
            _levels(),
            float(answers),
            expected,
        )
        self.theta = self._mean()

    def high(self, unlikely: float) -> float:
        """The level that is exceeded with so small a probability, as believed."""
        from dockline.domain.pacing.kernel import exceeded

        return exceeded(self._belief, _levels(), unlikely)

    def _mean(self) -> float:
        return float(self._belief.sum(axis=0) @ _levels())


@cache
def _levels() -> Floats:
    """The grid."""
    levels: Floats = np.exp(LOWEST + GRID * np.arange(round((HIGHEST - LOWEST) / GRID) + 1))
    return levels


@cache
def _kinds() -> Floats:
    return np.array([likely for likely, _, _ in KINDS])


@cache
def _changes() -> Floats:
    """P(from this level to that one), for each kind, in 1, 2, 4 ... units."""
    logs = np.log(_levels())
    stays = np.eye(len(logs))
    jump = np.exp(-np.abs(logs[:, None] - logs) / JUMP)
    jump /= jump.sum(axis=1, keepdims=True)
    places = np.arange(len(logs))
    step = np.zeros_like(stays)  # to the next level on either side; the last ones stay
    np.add.at(step, (places, np.maximum(places - 1, 0)), 0.5)
    np.add.at(step, (places, np.minimum(places + 1, len(logs) - 1)), 0.5)
    small = 2.0**-10  # of a unit: short enough for one change at most
    changes = np.stack(
        [
            stays + small * UNIT * (jumps * (jump - stays) + drift / GRID**2 * (step - stays))
            for _, jumps, drift in KINDS
        ]
    )
    for _ in range(10):
        changes = changes @ changes
    powers = [changes]
    for _ in range(DOUBLINGS - 1):
        powers.append(powers[-1] @ powers[-1])
    return np.stack(powers)
