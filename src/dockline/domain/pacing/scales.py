"""What a forecast needs and nothing in it changes: roots of unity, logarithms, tails."""

import math

import numpy as np
import numpy.typing as npt

from dockline.domain.pacing.answering import Floats

Complex = npt.NDArray[np.complex128]

GRID = 64  # steps of a probability whose logarithms are kept
SHORT = 128  # windows up to which the tails are one product
SIZES = (16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024)


class Scale:
    """The tables of one window length: nothing in them depends on what is forecast."""

    def __init__(self, length: int) -> None:
        self.length = length
        half = length // 2
        angles = 2 * math.pi * np.arange(half + 1) / length
        self.roots: Complex = np.exp(2j * math.pi * np.arange(length) / length)
        # The transform of a law has exp(-i angle)
        self.turn: Complex = np.exp(-1j * angles) - 1.0
        grid = np.arange(GRID + 1)[:, None] / GRID
        factors = 1.0 + grid * self.turn
        factors[np.abs(factors) < 1e-12] = 1e-12
        logs = np.log(factors)
        self.real: Floats = np.ascontiguousarray(logs.real)
        self.imaginary: Floats = np.ascontiguousarray(logs.imag)
        weights = np.where(np.arange(half + 1) % half == 0, 1.0, 2.0) / length
        self._inverse: Complex = np.array(
            weights / np.where(self.turn == 0.0, 1.0, -self.turn.conj())
        )
        # From real and imaginary parts in turn to the tails: a short window needs no transform
        self._tails: Floats | None = None
        if length <= SHORT:
            back = np.exp(1j * angles[:, None] * np.arange(length)[None, :])
            back *= weights[:, None]
            sums = np.zeros((half + 1, length + 1), np.complex128)
            sums[:, :-1] = back[:, ::-1].cumsum(axis=1)[:, ::-1]
            self._tails = np.stack([sums.real, -sums.imag], axis=1).reshape(-1, length + 1)

    def tails_of(self, function: Complex) -> Floats:
        """P(sum >= 0), P(sum >= 1) ... P(sum >= length), for each row of `function`."""
        if self._tails is not None:
            short: Floats = function.view(np.float64) @ self._tails
            return short
        law = np.fft.irfft(function, self.length, axis=1)
        tails = np.zeros((len(law), self.length + 1))
        np.cumsum(law[:, ::-1], axis=1, out=tails[:, -2::-1])
        return tails

    def tail_of(self, function: Complex, places: list[int]) -> Floats:
        """P(sum >= place), for each row of `function` at its own place."""
        if self._tails is not None:
            parts, columns = function.view(np.float64), self._tails[:, places]
            found: Floats = np.einsum("ij,ji->i", parts, columns)
            return found
        at = np.array(places)
        turns = at[:, None] * np.arange(len(self.turn)) % self.length
        sums = (self.roots[turns] - 1.0) * self._inverse  # of a geometric series
        sums[:, 0] = 1.0 - at / self.length
        found = (function * sums).real.sum(axis=1)
        return found


class Scales:
    """Makes each scale once, and the binomial laws of the last chances asked for."""

    def __init__(self) -> None:
        self._made: dict[int, Scale] = {}
        self._log_factorials: Floats = np.zeros(1)
        self._of_chances = b""
        self._laws: dict[int, Floats] = {}

    def of(self, needed: float) -> Scale:
        """A window of so many values at least, as far as there is one."""
        length = next((size for size in SIZES if size >= needed), SIZES[-1])
        if length not in self._made:
            self._made[length] = Scale(length)
        return self._made[length]

    def binomial(self, count: int, chances: Floats) -> Floats:
        """P(`count` - j of `count` happen), a row for each of `chances`, a column for each j."""
        what = chances.tobytes()
        if what != self._of_chances:
            self._of_chances = what
            self._laws.clear()
        law = self._laws.get(count)
        if law is None:
            law = self._laws[count] = self._binomial(count, chances)
        return law

    def _binomial(self, count: int, chances: Floats) -> Floats:
        if len(self._log_factorials) <= count:
            numbers = np.arange(1, 2 * count + 2, dtype=np.float64)
            self._log_factorials = np.concatenate([np.zeros(1), np.log(numbers).cumsum()])
        logs, j = self._log_factorials, np.arange(count + 1.0)
        ways = logs[count] - logs[: count + 1] - logs[count::-1]
        chances = np.maximum(chances, 1e-300)[:, None]
        law: Floats = np.exp(ways + (count - j) * np.log(chances) + j * np.log1p(-chances))
        return law
