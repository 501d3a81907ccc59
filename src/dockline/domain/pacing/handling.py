"""When busy agents are free again, from the last calls they handled."""

from collections import deque
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from dockline.domain.pacing.answering import HORIZONS, Floats
from dockline.domain.pacing.past import PastCall

Places = npt.NDArray[np.intp]

CALLS = 2000  # remembered
LONGEST = 1200  # seconds of elapsed time told apart
PRIOR_MEAN = 130.0  # seconds a call is handled, before any was seen
PRIOR_WRAP_UP = 20.0
PRIOR_CALLS = 8.0
WEIGHT = 20.0  # calls that the prior means are worth
EARLY = 200  # calls up to which each new one is looked at soon
REFIT_CALLS = 20
REFIT_SECONDS = 20.0
NOBODY: Floats = np.zeros(0)
ROWS = LONGEST + 1


class Handling:
    """Learns P(free within s + wait | talked for e seconds) and the same for wrap-up.

    `talking` and `wrapping` have a row for each second elapsed and a column for each horizon.
    Both are the share of remembered calls that lasted e and were over in time, with a little of an
    exponential law mixed in, so that beyond the longest call there is still an answer.
    """

    def __init__(self, wait_seconds: float) -> None:
        ahead = np.array(HORIZONS) + wait_seconds
        self._talks, self._wrap_ups = Lasted(ahead), Lasted(ahead)
        self._new: list[tuple[float, float]] = []  # talk, talk and wrap-up
        self._fitted_at = 0.0
        self._wrapping_due = False
        self.fits = 0  # how often the tables were made
        self._fit_talking(NOBODY)
        self._fit_wrapping(NOBODY)

    def __len__(self) -> int:
        """Calls it goes by."""
        return len(self._talks) + len(self._new)

    def handled(self, talk: float, total: float) -> None:
        """An agent talked for `talk` seconds and was free after `total`."""
        self._new.append((talk, max(talk, total)))

    def recall(self, calls: Iterable[PastCall]) -> None:
        """Learn from calls of before, where nothing is known yet: campaigns of one team may each
        have the same to tell."""
        if len(self):
            return
        done = [
            (call.over_at + call.handled, call.talked, call.handled)
            for call in calls
            if call.talked is not None and call.handled is not None
        ]
        for _, talked, handled in sorted(done):  # as agents were free again: the last ones count
            self.handled(talked, handled)

    def advance(self, now: float, talking: Floats, wrapping: Floats) -> None:
        """Time has passed; `talking` and `wrapping`: since when those who are busy have been so.
        They count as well: of a shift's first calls the short ones end first."""
        early = len(self._talks) < EARLY
        wait = REFIT_SECONDS / 4 if early else REFIT_SECONDS
        if len(self._new) >= (1 if early else REFIT_CALLS) and now - self._fitted_at >= wait:
            self._fitted_at = now
            self._fit_talking(now - talking)
            self._wrapping_due = True
        elif self._wrapping_due:  # not in the same decision: each is to be quick
            self._wrapping_due = False
            self._fit_wrapping(now - wrapping)

    def _fit_talking(self, going: Floats) -> None:
        calls = np.array(self._new).reshape(-1, 2)
        self._new.clear()
        self._talks.add(calls[:, 0], calls[:, 1])
        self._wrap_ups.add(calls[:, 1] - calls[:, 0], calls[:, 1] - calls[:, 0])
        self.mean = self._talks.mean(PRIOR_MEAN)
        self.talking = self._talks.within(self.mean, going)
        self.fits += 1

    def _fit_wrapping(self, going: Floats) -> None:
        mean = max(self._wrap_ups.mean(PRIOR_WRAP_UP), 1.0)
        self.wrapping = self._wrap_ups.within(mean, going)
        self.fits += 1


class Lasted:
    """How long the last calls took: counted by second, so that a new one costs what it adds.

    stays: how long each was in a state; ends: when what matters was over, counted from the state's
    beginning as well and no sooner than its end.
    """

    def __init__(self, ahead: Floats) -> None:
        self._ahead = ahead
        self._columns = np.arange(len(ahead)) * (ROWS + 1)  # each horizon has its own bins
        self._calls: deque[tuple[Places, float]] = deque()
        self._seconds = 0.0  # of all of them
        self._left = np.zeros(ROWS + 1, np.intp)  # by the second up to which they stayed
        self._early = np.zeros(len(ahead) * (ROWS + 1), np.intp)  # and from which they end in time

    def __len__(self) -> int:
        return len(self._calls)

    def add(self, stays: Floats, ends: Floats) -> None:
        left = _bins(stays)  # stays > e holds for e < ceil(stays)
        first = np.minimum(_bins(ends[:, None] - self._ahead), left[:, None]) + self._columns
        rows = np.concatenate([left[:, None], first], axis=1)
        self._calls.extend(zip(rows, ends.tolist(), strict=True))
        self._seconds += float(ends.sum())
        self._count(rows, 1)
        if len(self._calls) > CALLS:
            gone = [self._calls.popleft() for _ in range(len(self._calls) - CALLS)]
            self._seconds -= sum(end for _, end in gone)
            self._count(np.array([row for row, _ in gone]), -1)

    def _count(self, rows: Places, one: int) -> None:
        np.add.at(self._left, rows[:, 0], one)
        np.add.at(self._early, rows[:, 1:].ravel(), one)

    def mean(self, prior: float) -> float:
        """Seconds to the end."""
        return (self._seconds + WEIGHT * prior) / (len(self._calls) + WEIGHT)

    def within(self, mean: float, going: Floats) -> Floats:
        """For e = 0, 1, 2 ... seconds: the share, of what stayed longer than e, that ended by
        e + ahead. Of what is still going on, that which is past e + ahead counts as not ended.
        Where fewer calls are known than go on, the prior is hardly believed: to free nobody is
        safe."""
        from dockline.domain.pacing.kernel import over_within

        trust = len(self) / (len(self) + len(going) + 1.0)
        prior = PRIOR_CALLS * trust * (1.0 - np.exp(-self._ahead / mean))
        early = self._early.reshape(len(self._ahead), ROWS + 1)
        return over_within(self._left, early, going, self._ahead, np.append(prior, PRIOR_CALLS))


def _bins(seconds: Floats) -> Places:
    bins: Places = np.minimum(np.maximum(np.ceil(seconds), 0), ROWS).astype(np.intp)
    return bins
