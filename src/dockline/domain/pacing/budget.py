"""A window's account: what was earned, what it costs to spend it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from dockline.domain.pacing.past import PastCall, in_order

NEVER_OVER = 0.99  # of the cap, for the whole window
STEEPEST = 1.16  # of the cap, for the next stretch: a steady price spends best
BASE = 1.0  # of the cap, at no credit
SPREAD = 170.0  # answers over which credit is spent, and more for each agent
SPREAD_AGENT = 4.0
KAPPA = 2.85  # tau is so many times the abandons an answer may cost, to begin with
KAPPAS = (0.6, 5.0)  # times that, as learnt
LEARN = 0.024
SPENT = 0.2  # of the cap, while an abandon was one too many
LAST = 0.3  # of the cap, while the next abandon would take the last credit ...
LAST_AGENTS = 6.0  # ... more in small teams, who would else live in fear of it
FROZEN = 10.0  # seconds after the gate has bound in which kappa does not learn
SURE = 0.5  # of the answers to come: what comes if each line has its free agent
SMALL = 140.0  # answers: a window that will surely end under them is counted whole ...
SURELY = 1.35  # ... with so many times the answers that it may be expected to have yet
JUDGED = 150.0  # answers from which on a window may not be over by a part of an abandon
RATE_MEMORY = 900.0
RATE_PRIOR = 120.0  # seconds that the prior rate is worth


@dataclass(frozen=True, slots=True)
class Window:
    """The counters that must survive a restart: they come from the store. Times are on the clock of
    `now`, in seconds. abandons may be a fraction, where answering machine detection's mistakes
    are estimated; mistaken is that estimated part."""

    ends_at: float
    answers: float = 0.0
    abandons: float = 0.0
    mistaken: float = 0.0


@dataclass(frozen=True, slots=True)
class Credit:
    """credit: E, earned and not spent. gate: kA, further abandons that break the cap if the window
    ends with them; under 1, it is broken now. alpha: abandons an answer that may be spent next.
    end: the credit by which it is told how the window ends. calm: answers still to come if nothing
    more is risked. kept: abandons to be kept for the unforeseen at the window's end, which the
    reserve for machine detection's mistakes may do as well. whole: the window is small, and
    counted whole."""

    credit: float
    gate: int
    alpha: float
    cap: float
    end: float
    calm: float
    kept: int
    whole: bool


class Budget:
    """Counts answers and abandons, and says what may be risked: only what is earned, so that a
    window is not over its cap wherever it ends; in one that stays small, parts of an abandon are
    rounded up. Progressive dialling goes on at no credit: it is
    never counted as risk."""

    def __init__(self, cap: float, window: Window, *, mistaken: float = 0.0) -> None:
        self._cap = cap
        self._share = mistaken
        self.window = window
        self.answers = window.answers
        self.abandons = window.abandons
        self.mistaken = window.mistaken
        self.kappa = 1.0
        self._frozen_until = -math.inf
        self._rated = 0.0  # answers in the rate's memory
        self._rated_seconds = 0.0
        self._at: float | None = None

    def counters(self) -> Window:
        """What to store."""
        return Window(self.window.ends_at, self.answers, self.abandons, self.mistaken)

    def begin(self, window: Window) -> None:
        """Another window: what was learnt stays."""
        self.window = window
        self.answers, self.abandons = window.answers, window.abandons
        self.mistaken = window.mistaken

    def answered(self) -> None:
        self.answers += 1
        self._rated += 1

    def mistook(self, share: float) -> None:
        """A machine was told; with probability `share` it was a person, hung up on."""
        self.answers += share
        self.abandons += share
        self.mistaken += share

    def settled(self, *, abandoned: bool, alpha: float | None, now: float) -> None:
        """An answered call found its agent, or was abandoned. alpha: what it could have cost; None
        where nothing was risked."""
        if abandoned:
            self.abandons += 1
        if alpha is not None and now >= self._frozen_until:
            self._learn(alpha, abandoned=abandoned)

    def recall(self, calls: Iterable[PastCall]) -> None:
        """Learn the price from calls of before. What each could have cost is not known any more: as
        a rule it is near the cap."""
        for call in in_order(calls):
            if call.answered:
                self._learn(self._cap, abandoned=call.abandoned)

    def follow(self, before: "Budget") -> None:
        """Go on with what another has learnt, whose settings were others."""
        self.kappa = before.kappa
        self._rated, self._rated_seconds = before._rated, before._rated_seconds
        self._at = before._at

    def _learn(self, alpha: float, *, abandoned: bool) -> None:
        step = LEARN * (alpha - (1.0 if abandoned else 0.0))
        self.kappa = min(max(self.kappa * math.exp(step), KAPPAS[0]), KAPPAS[1])

    def tau(self, alpha: float) -> float:
        """The price, as the most that a call may risk: what is foretold is worse than what happens,
        since calls in flight may still be cancelled."""
        return min(0.9, self.kappa * alpha * KAPPA)

    def gate_bound(self, now: float) -> None:
        self._frozen_until = now + FROZEN

    def rate(self, now: float, prior: float) -> float:
        """Answers a second, of the last quarter of an hour."""
        if self._at is not None and now > self._at:
            keep = math.exp(-(now - self._at) / RATE_MEMORY)
            self._rated *= keep
            self._rated_seconds = self._rated_seconds * keep + (now - self._at)
        self._at = now
        return (self._rated + RATE_PRIOR * prior) / (self._rated_seconds + RATE_PRIOR)

    def earned(self, *, whole: bool) -> float:
        """Abandons that the answers allow. whole: in whole ones, but never so many that one could
        not be kept for the unforeseen should the window turn out to be judged."""
        earned = self._cap * self.answers
        return max(earned, min(math.ceil(earned - 1e-9), self._most_whole)) if whole else earned

    @property
    def _most_whole(self) -> int:
        return math.floor(self._cap * JUDGED) - 1

    def credit(
        self, *, remaining: float, waiting: int, present: int, may_be_whole: bool = True
    ) -> Credit:
        """`remaining`: answers still to come in this window, a cautious guess. may_be_whole: where
        a price keeps the sum of small windows under the cap."""
        cap, answers, abandons = self._cap, self.answers, self.abandons
        remaining = max(remaining, 1.0)
        reserve = self.reserve(remaining)
        small = answers + SURELY * remaining < SMALL
        whole = may_be_whole and small and self._most_whole > 0
        earned = end = self.earned(whole=whole)
        if whole:
            end = max(earned, min(cap * answers + 1.0, self._most_whole))
        credit = earned - abandons - reserve
        gate = math.floor(credit / (1 - cap)) + 1
        spread = SPREAD + SPREAD_AGENT * present
        alpha = min(
            (NEVER_OVER * cap * (answers + remaining) - abandons - waiting) / remaining,
            STEEPEST * cap,
            BASE * cap + (credit - waiting / 2) / min(spread, remaining),
        )
        if gate <= 1:
            share = min(1.0, max(LAST, LAST_AGENTS / max(present, 1)))
            alpha = min(alpha, (share if gate == 1 else SPENT) * cap)
        kept = 0 if reserve >= 1.0 or whole else 1
        end -= abandons + reserve
        return Credit(credit, gate, max(alpha, 0.0), cap, end, SURE * remaining, kept, whole)

    def reserve(self, remaining: float) -> float:
        """Abandons to keep back for people taken for machines: the most that they may outrun, by
        three standard deviations, what the answers to come earn. Those of the past are only
        estimated, so their spread counts as well."""
        share = self._share
        if not share:
            return 0.0
        # max over r of 3 sqrt(b (A + r)) - (cap - b) r
        gain = self._cap - share

        def short(more: float) -> float:
            return 3.0 * math.sqrt(share * (self.answers + more)) - gain * more

        best = remaining if gain <= 0 else 9.0 * share / (4.0 * gain * gain) - self.answers
        return max(0.0, short(min(max(best, 0.0), remaining)))
