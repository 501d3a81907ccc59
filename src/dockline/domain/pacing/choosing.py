"""From a forecast to a number of calls: dial the next while price and gate allow, cancel what is
too much. Each search halves its range: no forecast is made call by call."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from dockline.domain.pacing.answering import LEAST_RING, Floats
from dockline.domain.pacing.decision import Reason
from dockline.domain.pacing.since import Since
from dockline.domain.pacing.spectrum import Freed, Scales, Spectrum

Places = npt.NDArray[np.intp]

MARGIN = 1.5  # answer probabilities, where what is at stake cannot be undone
GATE = 0.002  # the most that breaking the cap may be likely when a call is dialled
CAREFUL = 0.01  # above it, calls that have rung their least are cancelled ...
EMERGENCY = 0.05  # ... and above this any
ROUTINE = 0.25  # of the price: old calls are cancelled where the risk of one too many is above it


@dataclass(frozen=True, slots=True)
class Limits:
    """tau: price. gate: kA, further abandons that break the cap of any campaign that could suffer
    them; own: of this one. most: calls the bounds allow. spare: free agents that no ringing call is
    meant for."""

    tau: float
    gate: int
    own: int
    most: int
    spare: int
    waiting: int
    credit: float


@dataclass(frozen=True, slots=True)
class Calls:
    """Chances to be answered by each horizon, a row for each call; firm: while the call may not be
    hung up."""

    chances: Floats
    firm: Floats

    def only(self, keep: npt.NDArray[np.bool_]) -> "Calls":
        return Calls(self.chances[keep], self.firm[keep])

    def and_also(self, other: "Calls") -> "Calls":
        if not len(other.chances):
            return self
        return Calls(
            np.concatenate([self.chances, other.chances]), np.concatenate([self.firm, other.firm])
        )


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a forecast is made of. own: our ringing calls. others: what else may need an agent: the
    calls of campaigns that share the team, free agents who may leave. new: one call dialled now.
    offset: waiting - idle. by_the_worst: the price looks at the worst horizon alone."""

    own: Calls
    others: Calls
    freed: Freed
    new: Calls
    offset: int
    margin: float = MARGIN
    by_the_worst: bool = False


class Forecast:
    """D = answers - agents freed - idle + waiting, at each horizon; `calm` as believed, `wild` with
    the answer probabilities times a margin, and of calls that cannot be taken back alone."""

    def __init__(self, scales: Scales, outlook: Outlook) -> None:
        self._scales, self._outlook = scales, outlook
        self._answers = outlook.own.and_also(outlook.others)
        self._calm: Spectrum | None = None
        self._wild: Spectrum | None = None
        self._prices: dict[tuple[int, int], tuple[float, int]] = {}

    def price(self, more: int, count: int = 0) -> tuple[float, int]:
        """How likely D_s >= count is with `more` calls, and the horizon where it is worst. For the
        next call (count 0) over the time at which it would be answered: its chance to find no
        agent, with small chances weighing more than their size, since they leave room for luck."""
        known = self._prices.get((more, count))
        if known is None:
            outlook = self._outlook
            new = outlook.new.chances[0]
            if self._calm is None:
                self._calm = Spectrum(self._scales, self._answers.chances, outlook.freed, new)
            chances = self._calm.at_least(count - outlook.offset, more)
            row = int(chances.argmax())
            chance = float(chances[row])
            if not count and not outlook.by_the_worst:
                roots = np.sqrt(chances)
                by_the_end = float(new[-1] * roots[-1] - new[:-1] @ (roots[1:] - roots[:-1]))
                chance = (by_the_end / max(float(new[-1]), 1e-9)) ** 2
            known = self._prices[more, count] = (chance, row)
        return known

    def risky(self, level: float, count: int, more: int = 0) -> bool:
        """Whether max over s of P1.5(D_s >= count), with `more` calls, is over `level`."""
        outlook = self._outlook
        threshold = count - outlook.offset
        if len(self._answers.firm) + more < threshold:
            return False
        if self._wild is None:
            self._wild = Spectrum(
                self._scales,
                np.minimum(self._answers.firm * outlook.margin, 0.999),
                outlook.freed,
                np.minimum(outlook.new.firm[0] * outlook.margin, 0.999),
            )
        if self._wild.unlikely(threshold, more, level):
            return False
        return self._wild.worst(threshold, more)[0] > level

    def without(self, places: Places) -> "Forecast":
        """As if these of our own calls did not ring."""
        keep = np.ones(len(self._outlook.own.chances), dtype=np.bool_)
        keep[places] = False
        return Forecast(self._scales, replace(self._outlook, own=self._outlook.own.only(keep)))


def dialable(forecast: Forecast, limits: Limits) -> tuple[int, Reason]:
    """How many calls may be dialled, and what forbids the next one. A free agent's own line is
    always allowed."""
    if limits.most <= 0:
        return 0, Reason.BOUNDED
    floor = min(limits.spare, limits.most)
    reason = Reason.BOUNDED

    def allowed(more: int) -> bool:
        nonlocal reason
        if forecast.price(more)[0] > limits.tau:
            reason = Reason.PRICE
        elif forecast.risky(GATE, max(limits.gate, 1), more):
            reason = Reason.GATE
        else:
            return True
        return False

    count = _last(allowed, floor, limits.most)
    if count >= limits.most:
        reason = Reason.BOUNDED
    return count, reason


def _last(allowed: Callable[[int], bool], floor: int, most: int) -> int:
    """The greatest count for which `allowed` holds, where it holds up to a point; `floor` at
    least."""
    good, step = floor, 1
    while good < most:
        trial = min(good + step, most)
        if not allowed(trial):
            break
        good = trial
        step *= 2
    else:
        return good
    bad = trial
    while bad - good > 1:
        middle = (good + bad) // 2
        if allowed(middle):
            good = middle
        else:
            bad = middle
    return good


def cancel_risky(forecast: Forecast, limits: Limits, ringing: Since, now: float) -> tuple[int, ...]:
    """Calls in flight that could break the cap. In an emergency the youngest go too, after those
    past the least ring; else only these, oldest first."""
    if len(ringing) <= limits.spare:
        return ()
    own, gate = max(limits.own, 1), max(limits.gate, 1)
    ages = ringing.ages(now)
    if limits.waiting >= own or forecast.risky(EMERGENCY, own):
        youngest_first = np.argsort(ages)
        young = youngest_first[ages[youngest_first] < LEAST_RING]
        order = np.concatenate([_oldest_first(ages), young])
        return _risky_ones(forecast, order, EMERGENCY, own, ringing)
    if ages.max() >= LEAST_RING and forecast.risky(CAREFUL, gate):
        return _risky_ones(forecast, _oldest_first(ages), CAREFUL, gate, ringing)
    return ()


def _oldest_first(ages: Floats) -> Places:
    """Places of the calls that have rung their least."""
    order = np.argsort(-ages)
    return order[ages[order] >= LEAST_RING]


def _risky_ones(
    forecast: Forecast, order: Places, level: float, count: int, ringing: Since
) -> tuple[int, ...]:
    def safe(number: int) -> bool:
        return not forecast.without(order[:number]).risky(level, count)

    return _cancelled(order, safe, ringing)


def cancel_old(forecast: Forecast, limits: Limits, ringing: Since, now: float) -> tuple[int, ...]:
    """Calls that have rung their least and are not worth the risk any more, oldest first."""
    ages = ringing.ages(now)
    if (
        not bool((ages >= LEAST_RING).any())
        or forecast.price(0, count=1)[0] <= limits.tau * ROUTINE
    ):
        return ()
    order = _oldest_first(ages)

    def safe(count: int) -> bool:
        return forecast.without(order[:count]).price(0, count=1)[0] <= limits.tau * ROUTINE

    return _cancelled(order, safe, ringing)


def _cancelled(order: Places, safe: Callable[[int], bool], ringing: Since) -> tuple[int, ...]:
    """The fewest of `order` whose cancelling makes it safe; all, if none does."""
    fewest = min(_last(lambda count: not safe(count), 0, len(order) - 1) + 1, len(order))
    ids = ringing.ids
    return tuple(ids[place] for place in order[:fewest].tolist())
