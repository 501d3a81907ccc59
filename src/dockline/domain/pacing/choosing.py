"""From a forecast to a number of calls: dial the next while price and gates allow, cancel what is
too much. Each search halves its range: no forecast is made call by call."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dockline.domain.pacing.answering import Floats
from dockline.domain.pacing.decision import Reason
from dockline.domain.pacing.since import Since
from dockline.domain.pacing.spectrum import Freed, Scales, Spectrum

MARGIN = 1.5  # answer probabilities, where what is at stake cannot be undone
GATE = (0.02, 4.3)  # the probability, and the standard deviations that surely are beyond it
FAR_GATE = (1e-4, 6.0)
EMERGENCY = (0.01, 4.3)
ROUTINE = 0.25  # of the price: old calls are cancelled where the risk of one too many is above it
SMALL_TEAM = 5  # agents
LEAST_RING = 15.0  # seconds a call must have rung before it may be hung up (47 CFR 64.1200(a)(6))


@dataclass(frozen=True, slots=True)
class Limits:
    """tau: price. gate, far: kA and kB. most: calls the bounds allow. spare: free agents that no
    ringing call is meant for."""

    tau: float
    gate: int
    far: int
    most: int
    spare: int
    waiting: int
    credit: float


class Forecast:
    """D = answers - agents freed - idle + waiting, at each horizon; `calm` as believed, `wild` with
    the answer probabilities times a margin. `own`, `others`: chances of our ringing calls and of
    those of campaigns that share the team."""

    def __init__(
        self,
        scales: Scales,
        *,
        own: Floats,
        others: Floats,
        freed: Freed,
        new: Floats,
        offset: int,
        margin: float = MARGIN,
        small_team: int = SMALL_TEAM,
    ) -> None:
        self._scales = scales
        self._own, self._others, self._freed, self._new = own, others, freed, new
        self._offset = offset
        self._margin = margin
        self._small_team = small_team
        answers = np.concatenate([own, others]) if len(others) else own
        self._answers = answers
        self._calm = Spectrum(scales, answers, freed, new)
        self._wild: Spectrum | None = None
        self._small = 0 < freed.count - min(offset, 0) <= small_team
        self._when: Floats = np.diff(new, prepend=0.0) / max(float(new[-1]), 1e-9)
        self._prices: dict[tuple[int, int], tuple[float, int]] = {}

    def price(self, more: int, count: int = 0) -> tuple[float, int]:
        """max over s of P(D_s >= count) with `more` calls, and the horizon's number. For a small
        team's price, the mean over when a call dialled now would be answered: there the worst is
        nearly always the nearest horizon, at which that call does not answer yet."""
        known = self._prices.get((more, count))
        if known is None:
            chances = self._calm.at_least(count - self._offset, more)
            row = int(chances.argmax())
            chance = (
                float(chances @ self._when) if self._small and not count else float(chances[row])
            )
            known = self._prices[more, count] = (chance, row)
        return known

    def risky(self, level: float, spreads: float, count: int, more: int = 0) -> bool:
        """Whether max over s of P1.5(D_s >= count), with `more` calls, is over `level`. `spreads`:
        standard deviations beyond which it surely is not."""
        threshold = count - self._offset
        if len(self._answers) + more < threshold:
            return False
        if self._wild is None:
            self._wild = Spectrum(
                self._scales,
                np.minimum(self._answers * self._margin, 0.999),
                self._freed,
                np.minimum(self._new * self._margin, 0.999),
            )
        if self._wild.unlikely(threshold, more, spreads):
            return False
        return self._wild.worst(threshold, more)[0] > level

    def without(self, keep: list[int]) -> "Forecast":
        """As if only these rows of our own calls rang."""
        return Forecast(
            self._scales,
            own=self._own[keep],
            others=self._others,
            freed=self._freed,
            new=self._new,
            offset=self._offset,
            margin=self._margin,
            small_team=self._small_team,
        )


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
        elif forecast.risky(*GATE, max(limits.gate, 1), more) or forecast.risky(
            *FAR_GATE, limits.far, more
        ):
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


def cancel_emergency(
    forecast: Forecast, limits: Limits, ringing: Since, now: float
) -> tuple[int, ...]:
    """Those past the least ring first, oldest first; then the youngest."""
    far = max(limits.far, 0)
    surely = limits.waiting >= max(far, 1)
    if limits.far < 1 and len(ringing) <= limits.spare:
        return ()
    if not surely and not forecast.risky(*EMERGENCY, max(far, 1)):
        return ()
    ages = ringing.ages(now)
    old = [place for place in np.argsort(-ages).tolist() if ages[place] >= LEAST_RING]
    young = [place for place in np.argsort(ages).tolist() if ages[place] < LEAST_RING]
    order = old + young

    def safe(count: int) -> bool:
        return not forecast.without(order[count:]).risky(*EMERGENCY, max(far, 1))

    return _cancelled(order, safe, ringing)


def cancel_old(forecast: Forecast, limits: Limits, ringing: Since, now: float) -> tuple[int, ...]:
    """Calls that have rung their least and are not worth the risk any more, oldest first."""
    ages = ringing.ages(now)
    if (
        not bool((ages >= LEAST_RING).any())
        or forecast.price(0, count=1)[0] <= limits.tau * ROUTINE
    ):
        return ()
    order = [place for place in np.argsort(-ages).tolist() if ages[place] >= LEAST_RING]

    def safe(count: int) -> bool:
        cancelled = set(order[:count])
        keep = [place for place in range(len(ages)) if place not in cancelled]
        return forecast.without(keep).price(0, count=1)[0] <= limits.tau * ROUTINE

    return _cancelled(order, safe, ringing)


def _cancelled(order: list[int], safe: Callable[[int], bool], ringing: Since) -> tuple[int, ...]:
    """The fewest of `order` whose cancelling makes it safe; all, if none does."""
    low, high = 1, len(order)
    while low < high:
        middle = (low + high) // 2
        if safe(middle):
            high = middle
        else:
            low = middle + 1
    ids = ringing.ids
    return tuple(ids[place] for place in order[:low])
