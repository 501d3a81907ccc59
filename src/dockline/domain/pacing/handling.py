"""When busy agents are free again, from the last calls they handled."""

from collections import deque

import numpy as np
import numpy.typing as npt

from dockline.domain.pacing.answering import HORIZONS, Floats

CALLS = 800  # remembered
LONGEST = 1200  # seconds of elapsed time told apart
PRIOR_MEAN = 130.0  # seconds a call is handled, before any was seen
PRIOR_WRAP_UP = 20.0
PRIOR_CALLS = 4.0
WEIGHT = PRIOR_CALLS * 5  # of the prior means
EARLY = 200  # calls up to which each new one is looked at soon
REFIT_CALLS = 20
REFIT_SECONDS = 20.0
NOBODY: Floats = np.zeros(0)


class Handling:
    """Learns P(free within s + wait | talked for e seconds) and the same for wrap-up.

    `talking` and `wrapping` have a row for each second elapsed and a column for each horizon.
    Both are the share of remembered calls that lasted e and were over in time, with a little of an
    exponential law mixed in, so that beyond the longest call there is still an answer.
    """

    def __init__(self, wait_seconds: float) -> None:
        self._ahead = np.array(HORIZONS) + wait_seconds
        self._calls: deque[tuple[float, float]] = deque(maxlen=CALLS)  # talk, talk and wrap-up
        self._new = 0
        self._fitted_at = 0.0
        self.mean = PRIOR_MEAN
        self._wrapping_due = False
        self._fit_talking(NOBODY)
        self._fit_wrapping(NOBODY)

    def handled(self, talk: float, total: float) -> None:
        """An agent talked for `talk` seconds and was free after `total`."""
        self._calls.append((talk, max(talk, total)))
        self._new += 1

    def advance(self, now: float, talking: Floats, wrapping: Floats) -> None:
        """Time has passed; `talking` and `wrapping`: how long those who are busy have been so. They
        count as well: of a shift's first calls the short ones end first."""
        early = len(self._calls) < EARLY
        wait = REFIT_SECONDS / 4 if early else REFIT_SECONDS
        if self._new >= (1 if early else REFIT_CALLS) and now - self._fitted_at >= wait:
            self._fitted_at = now
            self._new = 0
            self._fit_talking(talking)
            self._wrapping_due = True
        elif self._wrapping_due:  # not in the same decision: each is to be quick
            self._wrapping_due = False
            self._fit_wrapping(wrapping)

    def _fit_talking(self, going: Floats) -> None:
        calls = np.array(self._calls).reshape(-1, 2)
        talks, totals = calls[:, 0], calls[:, 1]
        self.mean = float((totals.sum() + WEIGHT * PRIOR_MEAN) / (len(totals) + WEIGHT))
        self.talking = _within(talks, totals, self._ahead, self.mean, going)

    def _fit_wrapping(self, going: Floats) -> None:
        calls = np.array(self._calls).reshape(-1, 2)
        wrap_ups = calls[:, 1] - calls[:, 0]
        mean = float((wrap_ups.sum() + WEIGHT * PRIOR_WRAP_UP) / (len(wrap_ups) + WEIGHT))
        self.wrapping = _within(wrap_ups, wrap_ups, self._ahead, max(mean, 1.0), going)


def _within(stays: Floats, ends: Floats, ahead: Floats, mean: float, going: Floats) -> Floats:
    """For e = 0, 1, 2 ... seconds: the share, of what stayed longer than e, that ended by
    e + ahead. Of what is still going on, that which is past e + ahead counts as not ended. Where
    fewer calls are known than go on, the prior is hardly believed: to free nobody is safe."""
    trust = len(stays) / (len(stays) + len(going) + 1.0)
    rows = LONGEST + 1
    left = _bins(stays, rows)  # stays > e holds for e < ceil(stays)
    there = np.bincount(left, minlength=rows + 1)[: rows + 1]
    still = len(stays) - np.cumsum(there)[:rows]
    columns = np.arange(len(ahead)) * (rows + 1)  # one count for all: each horizon has its own bins

    def counted(places: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        counts = np.bincount((places + columns).ravel(), minlength=len(ahead) * (rows + 1))
        return counts.reshape(len(ahead), rows + 1)

    first = np.minimum(_bins(ends[:, None] - ahead, rows), left[:, None])
    done = np.cumsum((counted(first) - there)[:, :rows], axis=1)
    on = counted(_bins(going[:, None] - ahead, rows))[:, :0:-1].cumsum(axis=1)[:, ::-1]
    prior = trust * (1.0 - np.exp(-ahead / mean))
    table = (done + PRIOR_CALLS * prior[:, None]) / (still + on + PRIOR_CALLS)
    return np.ascontiguousarray(table.T)


def _bins(seconds: Floats, most: int) -> npt.NDArray[np.intp]:
    bins: npt.NDArray[np.intp] = np.clip(np.ceil(seconds), 0, most).astype(np.intp)
    return bins


def seconds_index(elapsed: Floats) -> npt.NDArray[np.intp]:
    """Rows of a table for elapsed seconds."""
    rows: npt.NDArray[np.intp] = np.minimum(np.maximum(elapsed, 0.0), LONGEST).astype(np.intp)
    return rows
