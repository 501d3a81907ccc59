"""What a campaign's pacing learns from when a server starts: its attempts of before."""

from collections import deque
from typing import Final

from dockline.domain.campaign import Campaign
from dockline.domain.leadlife import Attempt
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.pacing import REMEMBERED, PastCall
from dockline.ports.lead_store import LeadStore
from dockline.services.attempt_history import AttemptHistory

_SPANS: Final = (600.0, 3600.0, 6 * 3600.0, 24 * 3600.0)
"""Seconds back: the last that has enough, so that the calls are the latest ones."""
_ENOUGH: Final = 1000


async def past_calls(store: LeadStore, campaign: Campaign, now: float) -> list[PastCall]:
    """The last ones, those of the last day at most, and none that a clock set back has end in the
    future. Raises StoreUnavailable."""
    history = AttemptHistory(store)
    attempts: deque[Attempt] = deque(maxlen=REMEMBERED)
    for span in _SPANS:
        attempts.clear()
        async for page in history.pages(campaign, now - span):
            attempts.extend(page)
        if len(attempts) >= _ENOUGH:
            break
    freed = await history.freed(campaign, attempts)
    calls = [_past_call(one, freed.get(one.attempt_id)) for one in attempts]
    return [call for call in calls if call is not None and call.over_at <= now]


def _past_call(attempt: Attempt, freed_at: float | None) -> PastCall | None:
    """None while it rings; and where an accident ended that: nobody knows when."""
    ends = [at for at in (attempt.answered_at, attempt.ended_at) if at is not None]
    if not ends:
        return None
    if attempt.answered_at is None and attempt.outcome is AttemptOutcome.INTERRUPTED:
        return None
    answered = attempt.answered_at is not None and attempt.outcome is not AttemptOutcome.MACHINE
    talked = handled = None
    if freed_at is not None and attempt.answered_at is not None and attempt.ended_at is not None:
        talked = attempt.ended_at - attempt.answered_at
        handled = freed_at - attempt.answered_at
    return PastCall(
        dialled_at=attempt.dialled_at,
        over_at=min(ends),
        answered=answered,
        abandoned=attempt.outcome is AttemptOutcome.ABANDONED,
        cancelled=attempt.outcome is AttemptOutcome.CANCELLED and not answered,
        talked=talked,
        handled=handled,
    )
