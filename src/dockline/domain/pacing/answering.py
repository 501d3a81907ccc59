"""When ringing calls are answered: a hazard by ring age, and a fast level on top of it."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from dockline.domain.pacing.level import Level
from dockline.domain.pacing.past import PastCall, in_order

Floats = npt.NDArray[np.float64]

STEP = 0.5  # seconds of a bin of ring age
HORIZONS = (3.0, 5.0, 7.0, 9.0, 12.0, 16.0, 21.0, 28.0)  # seconds looked ahead
HALF_LIFE = 2400.0  # seconds in which what was learnt of the ring loses half its weight
LEAST_RING = 15.0  # seconds a call must have rung before it may be hung up (47 CFR 64.1200(a)(6))
DELAY_MEMORY = 0.99  # of the longest wait for the ringing, with each call
LONGEST_DELAY = 15.0
MARGIN = 1.5  # answer probabilities, where what is at stake cannot be undone; or more, up to ...
UNLIKELY = 0.05  # ... the level that is exceeded with this probability, as believed
WELL_KNOWN = 1000  # calls: more would say no more
PAUSE = 60.0  # seconds without a call that says anything: then what calls have said ...
STALE = 60.0  # ... loses half its worth in so many
WORTH = 0.1  # expected answers worth telling the level about, when none came
PRIOR_CALLS = 200.0
PRIOR_RATE = 0.25


class Answering:
    """Learns P(a person answers within s | has rung a seconds).

    `chances` has a row for each half second of ring age and a column for each horizon; and as many
    columns again, times a margin, while the call may not be hung up: of one that has rung its
    least, only the next half second counts there, since it can be cancelled before it is answered
    too many. A call leaves ringing by a person's answer or otherwise (machine, failed, cancelled,
    rung out). What is learnt of the answers is their law by ring age; how many there are is for the
    level: its `theta` multiplies that hazard.
    """

    def __init__(self, ring_seconds: float) -> None:
        self.bins = math.ceil(ring_seconds / STEP)
        self._ahead = np.minimum(
            np.arange(self.bins + 1)[:, None] + np.round(np.array(HORIZONS) / STEP).astype(int),
            self.bins,
        )
        reached, answered, other = _prior(self.bins)
        self._usual = _answered_share(answered / reached, other / reached)
        self._delay = 0.0
        self._firm_ahead = self._firmly(0)
        self._reached = reached * PRIOR_CALLS
        self._answered = answered * PRIOR_CALLS
        self._other = other * PRIOR_CALLS
        self._level = Level()
        self._known = 0  # calls that were answered, or rang their least ...
        self._known_at: float | None = 0.0  # ... the last one then; None: since time passed last
        self._told_at = 0.0
        self._answers = 0  # since the level was told
        self._expected = 0.0  # in the same time
        self._counted = 0.0  # expected answers of the calls that ring, already counted
        self._ended = 0.0  # expected answers of the calls that ended since
        self._at: float | None = None
        self._joins = True  # calls may ring that were not followed from their beginning
        self._fitted_at = -math.inf
        self._fitted_theta = 1.0
        self._margin = MARGIN
        self.chances: Floats = np.zeros((0, 2 * len(HORIZONS)))
        self._hazard: Floats = np.zeros(self.bins)
        self._leaving: Floats = np.zeros(self.bins)
        self._total: Floats = np.zeros(self.bins + 1)
        self._fit(0.0, np.zeros(0))

    @property
    def theta(self) -> float:
        return self._level.theta

    @property
    def answer_share(self) -> float:
        """The share of dialled calls that a person answers, as believed now."""
        return float(self._share)

    @property
    def known(self) -> float:
        """Calls that were answered, or rang their least, so that they say what others may do. After
        a pause fewer: it may be another list, or another time of day."""
        if self._at is None or self._known_at is None:
            return self._known
        pause = max(0.0, self._at - self._known_at - PAUSE)
        return float(self._known * 0.5 ** (pause / STALE))

    @property
    def stale(self) -> bool:
        """What calls have said is losing its worth, in a pause."""
        return self.known < self._known

    def index(self, ages: Floats) -> npt.NDArray[np.intp]:
        """Rows of `chances` for ring ages in seconds."""
        bins: npt.NDArray[np.intp] = np.minimum(
            np.maximum(ages, 0.0) * (1 / STEP), self.bins
        ).astype(np.intp)
        return bins

    def ended(self, age: float, *, answered: bool, cancelled: bool = False) -> None:
        """A call stopped ringing at `age` seconds. A cancelled one says nothing of what other
        calls would have done after it."""
        last = min(int(max(age, 0.0) / STEP), self.bins - 1)
        reached = last + (0 if cancelled else 1)
        self._reached[:reached] += 1.0
        if answered:
            self._answered[last] += 1.0
            self._answers += 1
        elif not cancelled:
            self._other[last] += 1.0
        part = min(age / STEP - last, 1.0) if cancelled else 1.0
        self._ended += float(self._total[last] + max(part, 0.0) * self._hazard[last])
        if answered or age >= LEAST_RING:
            self._known = min(round(self.known) + 1, WELL_KNOWN)
            self._known_at = None

    def recall(self, calls: Iterable[PastCall], now: float) -> None:
        """Learn from calls of before, in the order of what happened, as if they had been followed.
        Of those dialled less than a ring time ago some ring still, or did when nobody saw any more:
        what is known of the others would look like many answers, so they are left out; and so is
        what a clock set back has end before it began."""
        last = now - self.bins * STEP
        over = [call for call in in_order(calls) if call.dialled_at <= min(call.over_at, last)]
        begun = sorted(range(len(over)), key=lambda place: over[place].dialled_at)
        if begun and self._at is None:  # all of them are seen from their beginning
            self._at = self._fitted_at = self._told_at = over[begun[0]].dialled_at
            self._joins = False
        ringing: dict[int, float] = {}
        dialled = 0
        for place, call in enumerate(over):
            while dialled < len(begun) and over[begun[dialled]].dialled_at <= call.over_at:
                ringing[begun[dialled]] = over[begun[dialled]].dialled_at
                dialled += 1
            del ringing[place]
            age = call.over_at - call.dialled_at
            self.ended(age, answered=call.answered, cancelled=call.cancelled)
            self.advance(np.fromiter(ringing.values(), np.float64, len(ringing)), call.over_at)
        self._joins = True

    def for_ring(self, ring_seconds: float) -> "Answering":
        """What was learnt, where calls may be out for another time from now on."""
        made = Answering(ring_seconds)
        same = min(self.bins, made.bins) - 1  # in the last one all end that nobody answers
        later = self._reached[same] / made._reached[same]
        for ours, theirs in (
            (self._reached, made._reached),
            (self._answered, made._answered),
            (self._other, made._other),
        ):
            theirs[:same] = ours[:same]
            theirs[same:] *= later
        made._level, made._delay = self._level, self._delay
        made._known, made._known_at = self._known, self._known_at
        made._firm_ahead = made._firmly(math.ceil(made._delay / STEP))
        made._fit(0.0, np.zeros(0))
        return made

    def delayed(self, seconds: float) -> None:
        """A call was heard ringing so long after it was dialled. So much later it may be hung up;
        what counts are the longest of the last hundred or so."""
        before = math.ceil(self._delay / STEP)
        self._delay = min(max(seconds, self._delay * DELAY_MEMORY), LONGEST_DELAY)
        if math.ceil(self._delay / STEP) != before:
            self._firm_ahead = self._firmly(math.ceil(self._delay / STEP))
            self._tabulate()

    def _firmly(self, later: int) -> npt.NDArray[np.intp]:
        """For each bin of ring age the bins up to which a call cannot be hung up, by horizons."""
        least = np.maximum(round(LEAST_RING / STEP) + later, np.arange(self.bins + 1) + 1)
        firm: npt.NDArray[np.intp] = np.minimum(np.minimum(self._ahead, least[:, None]), self.bins)
        return firm

    def advance(self, starts: Floats, now: float) -> None:
        """Time has passed: count what the ringing calls, begun then, should have given."""
        from dockline.domain.pacing.kernel import total

        if self._at is None:
            self._at = self._fitted_at = self._told_at = now
        if self._joins:
            self._joins = False  # the past of calls that ring now is not ours to count ...
            self._counted = total(self._total, starts, now, STEP) + self._ended
            self._answers = 0  # ... nor what calls came to of which no beginning was seen
        if self._known_at is None:
            self._known_at = now
        if now >= self._at:
            ringing = total(self._total, starts, now, STEP)
            self._expected += max(0.0, ringing + self._ended - self._counted)
            self._counted, self._ended, self._at = ringing, 0.0, now
            if self._answers or self._expected > WORTH:
                self._level.happened(self._answers, self._expected, now - self._told_at)
                self._answers, self._expected, self._told_at = 0, 0.0, now
        if now - self._fitted_at > 20.0:
            self._fade(now)
            self._fit(now, now - starts)
            self._counted = total(self._total, starts, now, STEP)
        elif self._moved():
            self._tabulate()

    def _moved(self) -> bool:
        """Whether the level, or how sure it is, is not the tabulated one any more."""
        moved = math.log(self.theta / self._fitted_theta), math.log(self._doubt() / self._margin)
        return max(map(abs, moved)) > 0.01

    def _doubt(self) -> float:
        """The margin. When hardly any of forty calls is answered, few may answer from now on, and
        many lines are wanted; or it was bad luck, and as many answer as before."""
        return max(MARGIN, self._level.high(UNLIKELY) / self.theta)

    def _fade(self, now: float) -> None:
        keep = 0.5 ** ((now - self._fitted_at) / HALF_LIFE)
        if self._reached[0] * keep > 50.0:  # what little is known is not forgotten
            self._reached *= keep
            self._answered *= keep
            self._other *= keep

    def _fit(self, now: float, ages: Floats) -> None:
        # Calls that still ring have come as far as they are, or quick answers would look like all
        ringing = np.bincount(self.index(ages), minlength=self.bins + 1)[::-1].cumsum()[::-1][1:]
        reached = np.maximum(self._reached + ringing, 1.0)
        hazard = np.minimum(self._answered / reached, 0.95)
        self._leaving = np.minimum(self._other / reached, 0.95)
        share = _answered_share(hazard, self._leaving)
        self._hazard = np.minimum(hazard * (self._usual / max(share, 1e-9)), 0.95)
        np.cumsum(self._hazard, out=self._total[1:])
        self._fitted_at = now
        self._tabulate()

    def _tabulate(self) -> None:
        from dockline.domain.pacing.kernel import answer_chances

        self._fitted_theta, self._margin = self.theta, self._doubt()
        self._share, self.chances = answer_chances(
            self._hazard,
            self._leaving,
            self._fitted_theta,
            self._ahead,
            self._firm_ahead,
            self._margin,
        )


def _answered_share(hazard: Floats, leaving: Floats) -> float:
    """The share of calls that is answered, with these chances in each bin of ring age."""
    alive = np.cumprod(np.maximum(1.0 - hazard - leaving, 0.02))
    return float(hazard[0] + hazard[1:] @ alive[:-1])


def _prior(bins: int) -> tuple[Floats, Floats, Floats]:
    """Shares of calls that reach each bin, are answered in it, and end otherwise in it: a person
    after 1.5 s and a lognormal of median 7.5 s, machines around 14 s, failures at 2 to 3.5 s."""
    edges = np.arange(bins + 1) * STEP
    people = PRIOR_RATE * lognormal(edges - 1.5, 7.5, 0.5)
    machines = 0.25 * lognormal(edges - 2.5, 14.0, 0.3)
    failed = 0.15 * np.clip((edges - 2.0) / 1.5, 0.0, 1.0)
    other = (1 - PRIOR_RATE) * (machines + failed)
    reached = 1.0 - people - other
    return reached[:-1], np.diff(people), np.diff(other)


def lognormal(seconds: npt.NDArray[np.floating[Any]], median: float, sigma: float) -> Floats:
    return np.array(
        [
            0.5 * math.erfc(-math.log(second / median) / (sigma * math.sqrt(2)))
            if second > 0
            else 0.0
            for second in seconds.tolist()
        ]
    )
