"""From a forecast to a number of calls: dial the next while price and gate allow, cancel what is
too much. Each search halves its range: no forecast is made call by call."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dockline.domain.pacing.answering import HORIZONS, LEAST_RING, Floats
from dockline.domain.pacing.decision import Reason
from dockline.domain.pacing.scales import Scales
from dockline.domain.pacing.since import Ringing
from dockline.domain.pacing.spectrum import ALL, Answers, Fewer, Freed, Places, Spectrum

CALM = slice(len(HORIZONS))
WILD = slice(len(HORIZONS), None)
GATE = 0.01  # the most that going over the cap for now may be likely when a call is dialled ...
LOST = 0.00003  # ... and ending the window over it, since too few answers are left to earn it back
KEPT = 0.001  # ... and ending it without one abandon kept for what nobody can foresee
CAREFUL = 0.02  # above it, calls that have rung their least are cancelled ...
RELUCTANT = 10.0  # ... and above so many times the others
EMERGENCY = 0.05  # above it any are, where the law allows that
POWER = 0.62  # of chances whose mean is the risk: small ones weigh more than their size
IDLE_POWER, IDLE_AT = 0.53, 6  # of the agents expected to be idle, at this horizon ...
UNSURE_POWER, UNSURE_AT = 0.37, 4  # ... and of the variance: what is not known yet is dear
LITTLE = 0.05  # of either, at least
DEPTHS = (0, 1, 2, 4, 8)  # abandons past the first that breaks the cap, told apart
ROUTINE = 0.2  # of the price: old calls are cancelled where the risk of one too many is above it


@dataclass(frozen=True, slots=True)
class Ruin:
    """How the window may end as it must not. gate: further abandons, 1 at least, from which on it
    may; lost: how likely it then does, for each of `DEPTHS` past the gate. level: the most that
    this may be likely when a call is dialled."""

    level: float
    gate: int
    lost: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """tau: price. gate: kA, further abandons, 1 at least, that break the cap of any campaign that
    could suffer them; own: of this one. most: calls the bounds allow. spare: free agents that no
    ringing call is meant for. emergency: calls may be hung up before they have rung their least."""

    tau: float
    gate: int
    ruins: tuple[Ruin, ...]
    own: int
    most: int
    spare: int
    waiting: int
    idle: int
    ringing: int
    credit: float
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a forecast is made of. Chances have a row for each call and a column for each horizon
    (`CALM`), and again under the worse assumption (`WILD`). own: our ringing calls. others: what
    else may need an agent: the calls of campaigns that share the team, free agents who may leave.
    new: one call dialled now. offset: waiting - idle. by_the_worst: the price looks at the worst
    horizon alone."""

    own: Answers
    others: list[Answers]
    freed: Freed
    new: Floats
    offset: int
    by_the_worst: bool = False


class Forecast:
    """D = answers - agents freed - idle + waiting, at each horizon; calm as believed, wild with
    the answer probabilities times a margin, and of calls that cannot be taken back alone."""

    def __init__(self, outlook: Outlook, law: Spectrum | Fewer, which: dict[bool, slice]) -> None:
        self._outlook, self._law, self._which = outlook, law, which
        self._prices: dict[tuple[int, int], tuple[float, int]] = {}
        self._worst: dict[tuple[int, int], float] = {}

    @classmethod
    def of(cls, scales: Scales, outlook: Outlook) -> "Forecast":
        answers = Answers.together([outlook.own, *outlook.others])
        law = Spectrum(scales, answers, outlook.freed, outlook.new)
        return cls(outlook, law, {False: CALM, True: WILD})

    def price(self, more: int, count: int = 0) -> tuple[float, int]:
        """How likely D_s >= count is with `more` calls, and the horizon where it is worst. For the
        next call (count 0) what it risks: its chance to find no agent, over the time at which it
        would be answered, with small chances weighing more than their size, since they leave room
        for luck; and the more, the less is known yet: who waits for a moment will know more."""
        known = self._prices.get((more, count))
        if known is None:
            chances = self._law.at_least(count - self._outlook.offset, more, self._which[False])
            chance = max(chances)
            row = chances.index(chance)
            if not count and not self._outlook.by_the_worst:
                chance = _over_time(chances, self._outlook.new[CALM].tolist())
                chance *= self._unknown(more)
            known = self._prices[more, count] = (chance, row)
        return known

    def _unknown(self, more: int) -> float:
        """How much is not known yet: it grows with the forecast's variance, and with the agents
        expected to be idle, for whom a call in a moment is as good. Of the same chance to find no
        agent, one in a forecast that is nearly certain is the better bargain."""
        moments = self._law.moments
        mean, variance, new = moments[IDLE_AT]
        spread = math.sqrt(variance + more * new * (1 - new) + 1e-9)
        left = -(self._outlook.offset + mean + more * new) / spread
        idle = spread * (
            left * 0.5 * math.erfc(-left / math.sqrt(2))
            + math.exp(-left * left / 2) / math.sqrt(2 * math.pi)
        )
        _, variance, new = moments[UNSURE_AT]
        variance += more * new * (1 - new)
        unknown: float = max(idle, LITTLE) ** IDLE_POWER * max(variance, LITTLE) ** UNSURE_POWER
        return unknown

    def risky(self, level: float, count: int, more: int = 0) -> bool:
        """Whether max over s of P1.5(D_s >= count), with `more` calls, is over `level`."""
        return self._wild(count, more, level) > level

    def ruinous(self, limits: Limits, more: int = 0, times: float = 1.0) -> bool:
        """Whether, with `more` calls, the window is likelier to end as it must not than so many
        times what is allowed."""
        return any(self._ruins(ruin, more, ruin.level * times) for ruin in limits.ruins)

    def _ruins(self, ruin: Ruin, more: int, level: float) -> bool:
        before = risk = 0.0
        for deep, lost in zip(DEPTHS, ruin.lost, strict=True):
            if lost - before > 1e-6:
                risk += (lost - before) * self._wild(ruin.gate + deep, more, level / 100)
                before = lost
                if risk > level:
                    return True
        return False

    def _wild(self, count: int, more: int, level: float) -> float:
        """max over s of P1.5(D_s >= count), with `more` calls; 0 where it is surely under
        `level`."""
        known = self._worst.get((count, more))
        if known is None:
            threshold, wild = count - self._outlook.offset, self._which[True]
            if self._law.unlikely(threshold, more, level, wild):
                return 0.0
            known = self._worst[count, more] = max(self._law.at_least(threshold, more, wild))
        return known

    def without(self, places: Places, *, wild: bool) -> "Forecast":
        """As if these of our own calls did not ring; under one assumption alone."""
        assert isinstance(self._law, Spectrum)
        gone = np.zeros(self._law.answers, dtype=np.bool_)
        gone[places] = True
        return Forecast(self._outlook, self._law.without(gone, self._which[wild]), {wild: ALL})


def _over_time(chances: list[float], answered: list[float]) -> float:
    """The power mean of the chances over when the call is answered."""
    powers = [chance**POWER if chance > 0.0 else 0.0 for chance in chances]
    by_the_end = answered[-1] * powers[-1]
    for place in range(len(powers) - 1):
        by_the_end -= answered[place] * (powers[place + 1] - powers[place])
    mean: float = max(0.0, by_the_end / max(answered[-1], 1e-9)) ** (1 / POWER)
    return mean


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
        elif forecast.risky(GATE, limits.gate, more) or forecast.ruinous(limits, more):
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


def cancel_risky(
    forecast: Forecast, limits: Limits, ringing: Ringing, now: float
) -> tuple[int, ...]:
    """Calls in flight that could break the cap, for now or for good: those that have rung their
    least, oldest first. In an emergency, where it is allowed, the youngest as well after those."""
    if len(ringing) <= limits.spare:
        return ()
    own, ages = max(limits.own, 1), ringing.rung(now)

    def cancelled(order: Places, risky: Callable[[Forecast], bool]) -> tuple[int, ...]:
        def safe(number: int) -> bool:
            return not risky(forecast.without(order[:number], wild=True))

        return _cancelled(order, safe, ringing)

    def emergency(some: Forecast) -> bool:
        return some.risky(EMERGENCY, own)

    def careful(some: Forecast) -> bool:
        return some.risky(CAREFUL, limits.gate) or some.ruinous(limits, times=RELUCTANT)

    if limits.emergency and (limits.waiting >= own or emergency(forecast)):
        youngest_first = np.argsort(ages)
        young = youngest_first[ages[youngest_first] < LEAST_RING]
        return cancelled(np.concatenate([_oldest_first(ages), young]), emergency)
    if ages.max() >= LEAST_RING and careful(forecast):
        return cancelled(_oldest_first(ages), careful)
    return ()


def _oldest_first(ages: Floats) -> Places:
    """Places of the calls that have rung their least."""
    order = np.argsort(-ages)
    return order[ages[order] >= LEAST_RING]


def cancel_old(forecast: Forecast, limits: Limits, ringing: Ringing, now: float) -> tuple[int, ...]:
    """Calls that have rung their least and are not worth the risk any more, oldest first."""
    ages = ringing.rung(now)
    if (
        not bool((ages >= LEAST_RING).any())
        or forecast.price(0, count=1)[0] <= limits.tau * ROUTINE
    ):
        return ()
    order = _oldest_first(ages)

    def safe(count: int) -> bool:
        return (
            forecast.without(order[:count], wild=False).price(0, count=1)[0] <= limits.tau * ROUTINE
        )

    return _cancelled(order, safe, ringing)


def _cancelled(order: Places, safe: Callable[[int], bool], ringing: Ringing) -> tuple[int, ...]:
    """The fewest of `order` whose cancelling makes it safe; all, if none does."""
    fewest = min(_last(lambda count: not safe(count), 0, len(order) - 1) + 1, len(order))
    ids = ringing.ids
    return tuple(ids[place] for place in order[:fewest].tolist())
