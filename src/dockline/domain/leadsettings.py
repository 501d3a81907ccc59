"""What a campaign sets about the life of its leads. Times are seconds unless named otherwise."""

from typing import Annotated

from msgspec import Meta, Struct

from dockline.domain.callinghours import CallingHours
from dockline.domain.dispositions import (
    DEFAULT_DISPOSITIONS,
    UNDISPOSED,
    Disposition,
    check_dispositions,
)
from dockline.domain.ids import ListId
from dockline.domain.retryplan import RetryPlan

Seconds = Annotated[float, Meta(ge=0)]
Weight = Annotated[int, Meta(ge=0, le=1000)]


class AttemptLimits(Struct, frozen=True):
    """How often one person is rung at most. A call that no telephone rang for does not count."""

    most_attempts: Annotated[int, Meta(ge=1, le=100)] = 8
    """Of one lead, until it is queued again or a conversation asks for another call."""
    most_a_day: Annotated[int, Meta(ge=1, le=100)] = 3
    """To one number in any 24 hours. Florida Statutes 501.616(6)(b) allows three on one matter."""
    most_a_week: Annotated[int, Meta(ge=1, le=100)] = 7
    """To one number in any 7 days. 12 CFR 1006.14(b)(2)(i) presumes harassment by a debt
    collector's eighth."""
    minimum_gap: Seconds = 300.0
    """From the end of one attempt to the next."""


class LeadSettings(Struct, frozen=True):
    """Raises ValueError naming the field that is wrong."""

    calling_hours: CallingHours = CallingHours()
    unknown_zone: str = ""
    """IANA name, for numbers of which nobody can tell where they are; empty: the space's."""
    limits: AttemptLimits = AttemptLimits()
    retry_plan: RetryPlan = RetryPlan()
    dispositions: tuple[Disposition, ...] = DEFAULT_DISPOSITIONS
    undisposed: str = UNDISPOSED
    """The disposition of a wrap-up that ended without one."""
    wrap_up_seconds: Annotated[float, Meta(ge=0, le=3600)] = 60.0
    card_seconds: Annotated[float, Meta(ge=5, le=3600)] = 300.0
    """How long a lead is held for an agent's card, or for the dialer, before it is put back."""
    skip_seconds: Seconds = 900.0
    """How long a skipped lead rests."""
    most_skips: Annotated[int, Meta(ge=1, le=100)] = 3
    callback_days: Annotated[int, Meta(ge=1, le=730)] = 90
    """How far ahead a callback may be set."""
    agent_seconds: Seconds | None = 3600.0
    """How long a lead with an agent waits for that agent before anybody of the team may have it;
    None: for ever."""
    weights: dict[ListId, Weight] = {}
    """Of dial lists; 1 where nothing is said, 0: the list rests, and only its callbacks, which were
    promised, are made."""
    paused: tuple[ListId, ...] = ()
    """Dial lists that were told to pause: nothing of them is dialled, not even a callback."""
    retries_wait_most: Seconds = 4 * 3600.0
    """A retry that has been due for so long ranks with the fresh leads, so that a list that is
    filled all day does not keep it waiting for ever."""

    def __post_init__(self) -> None:
        check_dispositions(self.dispositions, self.undisposed)

    def zones(self, known: tuple[str, ...], space_zone: str) -> tuple[str, ...]:
        """By whose clocks a lead is called. ``known``: where its number may be; empty: anywhere."""
        return known or (self.unknown_zone or space_zone,)

    def weight(self, list_id: ListId) -> int:
        return self.weights.get(list_id, 1)
