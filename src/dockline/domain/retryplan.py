"""The retry plan: what is done after each way an attempt can end.

Every rule of the plan has delays, how many times it may be used, and what then. The delays are the
least; the rules before the dial (`dockline.domain.leadrules`) may put a call off further.
"""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from dockline.domain.facts import Outcome
from dockline.domain.outcomes import AttemptOutcome as AttemptOutcome

MINUTE: Final = 60.0
HOUR: Final = 3600.0
DAY: Final = 86_400.0


_UNSEEN: Final = frozenset({"lost-in-gap", "engine-lost"})
"""Causes of a call's end: nobody saw how the telephone stopped ringing."""


def attempt_outcome(outcome: Outcome, cause: str = "") -> AttemptOutcome:
    """The attempt's name of a call's outcome. ``cause``: the call's own word for why it ended."""
    if outcome is not Outcome.ANSWERED and cause in _UNSEEN:
        return AttemptOutcome.INTERRUPTED
    return AttemptOutcome(outcome.value)


UNRUNG: Final = frozenset({AttemptOutcome.CARRIER_FAILURE, AttemptOutcome.INVALID_NUMBER})
"""No telephone rang, so nobody was troubled: these count towards no limit on attempts, as in
12 CFR 1006.14(b)(3) for calls that do not connect to the dialled number. Their rules in the plan
bound them."""


class AfterLast(StrEnum):
    """What becomes of the lead when a rule is used up."""

    EXHAUSTED = "exhausted"
    DONE = "done"
    DO_NOT_CALL = "do_not_call"


class RetryRule(Struct, frozen=True):
    delays: tuple[Annotated[float, Meta(ge=0)], ...] = ()
    """Seconds from an attempt's end to the next; the last one is used again and again."""
    most: Annotated[int, Meta(ge=0, le=100)] = 0
    """How many times this outcome may be followed by another attempt."""
    then: AfterLast = AfterLast.EXHAUSTED

    def __post_init__(self) -> None:
        if self.most and not self.delays:
            raise ValueError("delays: at least one where most is over 0")


DEFAULT_RULES: Final[dict[AttemptOutcome, RetryRule]] = {
    AttemptOutcome.BUSY: RetryRule((5 * MINUTE, 15 * MINUTE, HOUR), most=5),
    AttemptOutcome.NO_ANSWER: RetryRule((2 * HOUR, 4 * HOUR, DAY), most=5),
    AttemptOutcome.REJECTED: RetryRule((DAY,), most=1),
    AttemptOutcome.INVALID_NUMBER: RetryRule(then=AfterLast.DONE),
    AttemptOutcome.CARRIER_FAILURE: RetryRule((MINUTE, 5 * MINUTE, 30 * MINUTE), most=5),
    AttemptOutcome.CANCELLED: RetryRule((15 * MINUTE, HOUR), most=5),
    # Ofcom, Revised statement of policy on persistent misuse (1 October 2010): after detection of
    # an answering machine no repeat within the same 24 hours, after an abandoned call none within
    # 72 hours, unless a live operator is guaranteed.
    AttemptOutcome.MACHINE: RetryRule((DAY,), most=4),
    AttemptOutcome.ABANDONED: RetryRule((3 * DAY,), most=3),
    AttemptOutcome.INTERRUPTED: RetryRule((10 * MINUTE, HOUR), most=3),
    AttemptOutcome.CUT_OFF: RetryRule((MINUTE,), most=1, then=AfterLast.DONE),
}


class RetryPlan(Struct, frozen=True):
    rules: dict[AttemptOutcome, RetryRule] = {}
    """What a campaign sets; for what it does not, the default rule holds."""

    def __post_init__(self) -> None:
        if AttemptOutcome.ANSWERED in self.rules:
            raise ValueError("rules: after a conversation the disposition says what comes next")

    def rule(self, outcome: AttemptOutcome) -> RetryRule:
        """Raises ValueError for ANSWERED, after which a disposition speaks."""
        if outcome is AttemptOutcome.ANSWERED:
            raise ValueError("after a conversation the disposition says what comes next")
        return self.rules.get(outcome) or DEFAULT_RULES[outcome]


def delay_after(plan: RetryPlan, outcome: AttemptOutcome, times: int) -> float | AfterLast:
    """Seconds until the next attempt, or what then.

    ``times``: attempts of this round that ended so, the last one among them (1 or more)."""
    rule = plan.rule(outcome)
    if times > rule.most:
        return rule.then
    return rule.delays[min(times, len(rule.delays)) - 1]
