"""Calls of before: what the dialer learns from again after a restart."""

from collections.abc import Iterable
from dataclasses import dataclass

REMEMBERED = 10_000  # calls: with 500 agents eleven minutes, so that long talks are among them


@dataclass(frozen=True, slots=True)
class PastCall:
    """One that was dialled and is over. Times in seconds, on the clock of ``now``. over_at: when it
    was answered, or stopped ringing. cancelled: by us or by an accident, so that it says nothing of
    what it would have come to. abandoned: it was answered, and no agent came. talked, handled: how
    long an agent talked, and until they were free again; None where nobody did, or nobody knows."""

    dialled_at: float
    over_at: float
    answered: bool = False
    cancelled: bool = False
    abandoned: bool = False
    talked: float | None = None
    handled: float | None = None


def in_order(calls: Iterable[PastCall]) -> list[PastCall]:
    """As they ended."""
    return sorted(calls, key=lambda call: call.over_at)
