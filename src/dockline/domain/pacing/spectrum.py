"""The law of (answers - agents freed), exact, for all horizons at once.

A sum of independent yes-or-no events has the characteristic function
``prod(1 + p (w - 1))``, w = exp(i angle). Multiplying is far cheaper than convolving, one more call
is one more factor, and a tail probability is one dot product. For few events the factors are
multiplied as they are; for many, their logarithms are read from a grid over p with linear
interpolation, which keeps the mean exact and the tails to better than 1 %, the same cost for any
number of events.
"""

import math

import numpy as np
import numpy.typing as npt

from dockline.domain.pacing.answering import Floats

Complex = npt.NDArray[np.complex128]

GRID = 64
FEW = 20  # events multiplied one by one
SIZES = (32, 64, 96, 128, 192, 256, 384, 512, 768, 1024)
SPREADS = 11.0  # the window holds this many standard deviations on each side of twice the mean


class Scale:
    """The tables of one window length: nothing in them depends on what is forecast."""

    def __init__(self, length: int) -> None:
        self.length = length
        half = length // 2
        angles = 2 * math.pi * np.arange(half + 1) / length
        self.turn: Complex = np.exp(1j * angles) - 1.0
        grid = np.arange(GRID + 1)[:, None] / GRID
        factors = 1.0 + grid * self.turn
        factors[np.abs(factors) < 1e-12] = 1e-12
        logs = np.log(factors)
        self.logs: Floats = np.concatenate([logs.real, logs.imag], axis=1)
        weights = np.full(half + 1, 2.0)
        weights[0] = weights[-1] = 1.0
        sums = np.exp(-1j * angles[:, None] * np.arange(half)[None, :]).sum(axis=1)
        shifts = np.exp(-1j * angles[None, :] * np.arange(length)[:, None])
        self.tails: Complex = shifts * (sums * weights / length)[None, :]


class Scales:
    """Makes each scale once."""

    def __init__(self) -> None:
        self._made: dict[int, Scale] = {}

    def of(self, spread: float, events: int) -> Scale:
        """A window long enough for a sum with standard deviation `spread` of `events` events."""
        needed = min(2.0 * (events + 1), 2 * SPREADS * spread + 8)
        length = next((size for size in SIZES if size >= needed), SIZES[-1])
        if length not in self._made:
            self._made[length] = Scale(length)
        return self._made[length]


class Freed:
    """Agents who will be free: `chances` has a row for each busy agent, a column for each horizon.
    Made once for several spectra."""

    def __init__(self, chances: Floats) -> None:
        self.chances = chances
        self.count = len(chances)
        self.mean: Floats = chances.sum(0)
        self.variance: Floats = self.mean - np.einsum("ij,ij->j", chances, chances)
        self._sums: Floats | None = None

    @property
    def sums(self) -> Floats:
        if self._sums is None:
            self._sums = _grid_sums(self.chances)
        return self._sums


class Spectrum:
    """Answers minus freed, by rows (horizons). `answers`: a row for each ringing call, a column for
    each horizon; `new`: the chances of one call dialled now. The law itself is made when asked for:
    mean and variance often do."""

    def __init__(self, scales: Scales, answers: Floats, freed: Freed, new: Floats) -> None:
        self._scales, self._answers, self._freed, self.new = scales, answers, freed, new
        answered = answers.sum(0)
        self.mean: Floats = answered - freed.mean
        self.variance: Floats = answered - np.einsum("ij,ij->j", answers, answers) + freed.variance
        self.events = len(answers) + freed.count
        self._law: tuple[Scale, Complex] | None = None

    def unlikely(self, count: int, more: int, level: float) -> bool:
        """Whether P(answers - freed >= count) is surely under `level` at every horizon: Bernstein's
        inequality, which needs no law."""
        room = count - self.mean - more * self.new
        spread = 2.0 * (self.variance + more * self.new) + room * (2.0 / 3.0)
        return bool(room.min() > 0 and (room * room > -math.log(level) * spread).all())

    def at_least(self, count: int, more: int = 0) -> Floats:
        """P(answers - freed >= count) at each horizon, with `more` calls dialled now."""
        if count > len(self._answers) + more:
            return np.zeros_like(self.mean)
        if count <= -self._freed.count:
            return np.ones_like(self.mean)
        if self._law is None:
            self._law = self._make()
        scale, function = self._law
        mean = self.mean
        if more:
            factor = 1.0 + self.new[:, None] * scale.turn
            function = function * (factor if more == 1 else factor**more)
            mean = mean + more * self.new
        length = scale.length
        chances: Floats = np.minimum(
            np.maximum((function @ scale.tails[count % length]).real, 0.0), 1.0
        )
        if length < 2 * (self.events + more + 1):
            far = count - mean
            if np.abs(far).max() > length / 4:
                chances[far > length / 4] = 0.0
                chances[far < -length / 4] = 1.0
        return chances

    def worst(self, count: int, more: int = 0) -> tuple[float, int]:
        """The highest of `at_least`, and its row."""
        chances = self.at_least(count, more)
        row = int(chances.argmax())
        return float(chances[row]), row

    def _make(self) -> tuple[Scale, Complex]:
        # More calls may be added: up to as many again as there are events
        spread = math.sqrt(float(self.variance.max()) + 0.25)
        scale = self._scales.of(spread, max(2 * self.events, 12))
        turn = scale.turn
        if self.events <= FEW:
            up = (1.0 + self._answers[:, :, None] * turn).prod(axis=0)
            down = (1.0 + self._freed.chances[:, :, None] * turn).prod(axis=0)
            return scale, up * down.conj()
        half = len(turn)
        up_sums, down_sums = _grid_sums(self._answers), self._freed.sums
        function: Complex = np.empty((len(self.mean), half), np.complex128)
        np.matmul(up_sums + down_sums, scale.logs[:, :half], out=function.real)
        np.matmul(up_sums - down_sums, scale.logs[:, half:], out=function.imag)
        np.exp(function, out=function)
        return scale, function


def _grid_sums(chances: Floats) -> Floats:
    """For each column, how much weight lies on each grid point."""
    columns = chances.shape[1]
    scaled = chances * GRID
    below = np.minimum(scaled.astype(np.intp), GRID - 1)
    part = (scaled - below).ravel()
    flat = (below + np.arange(columns) * (GRID + 1)).ravel()
    size = columns * (GRID + 1)
    below_sums = np.bincount(flat, 1.0 - part, size)
    above_sums = np.bincount(flat + 1, part, size)
    sums: Floats = (below_sums + above_sums).astype(np.float64, copy=False)
    return sums.reshape(columns, GRID + 1)
