"""What a campaign's attempts of before say of how calls end."""

import pytest

from dockline.adapters.memory.store import MemoryStore
from dockline.domain.ids import CallId
from dockline.domain.leadlife import Attempt, AttemptId
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.pacing import PastCall
from dockline.ports.lead_store import PutAttempt
from dockline.services.dialer.recall import past_calls
from tests.contract.lead_samples import LIST, campaign
from tests.contract.life_samples import made, named
from tests.contract.store_samples import LEAP

NOW = 1_750_000_000.0


def attempt(
    n: int,
    dialled_at: float,
    ended_at: float | None,
    outcome: AttemptOutcome | None,
    answered_at: float | None = None,
) -> Attempt:
    return Attempt(
        attempt_id=AttemptId(f"attempt-{n:06}"),
        space_id=LEAP,
        campaign_id=campaign().campaign_id,
        list_id=LIST,
        lead_id=named(n),
        call_id=CallId(f"call-{n}"),
        number="442079460118",
        caller_id="442079460018",
        round=1,
        dialled_at=dialled_at,
        answered_at=answered_at,
        ended_at=ended_at,
        outcome=outcome,
    )


async def told(*attempts: Attempt) -> list[PastCall]:
    store = MemoryStore()
    await made(store)
    await store.commit([PutAttempt(one) for one in attempts])
    return await past_calls(store, campaign(), NOW)


async def test_an_answer_is_one_however_it_went_on() -> None:
    at = NOW - 300
    talked = attempt(1, at, at + 90, AttemptOutcome.ANSWERED, at + 6)
    left = attempt(2, at, at + 9, AttemptOutcome.ABANDONED, at + 7)
    talks = attempt(3, at, None, None, at + 8)
    cut = attempt(4, at, at + 60, AttemptOutcome.CUT_OFF, at + 9)
    assert await told(talked, left, talks, cut) == [
        PastCall(at, at + seconds, answered=True, abandoned=seconds == 7)
        for seconds in (6, 7, 8, 9)
    ]


async def test_what_nobody_answered_is_told_apart_from_what_nobody_knows() -> None:
    """Of a call that an accident ended it is not even known how long it rang."""
    at = NOW - 300
    machine = attempt(1, at, at + 40, AttemptOutcome.MACHINE, at + 14)
    busy = attempt(2, at, at + 2, AttemptOutcome.BUSY)
    cancelled = attempt(3, at, at + 16, AttemptOutcome.CANCELLED)
    lost = attempt(4, at, at + 5, AttemptOutcome.INTERRUPTED)
    rings = attempt(5, at, None, None)
    assert await told(machine, busy, cancelled, lost, rings) == [
        PastCall(at, at + 14),
        PastCall(at, at + 2),
        PastCall(at, at + 16, cancelled=True),
    ]


async def test_the_last_ones_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dockline.services.dialer.recall.REMEMBERED", 5)
    attempts = [attempt(n, NOW - 500 + n, NOW - 450, AttemptOutcome.BUSY) for n in range(20)]
    assert [call.dialled_at for call in await told(*attempts)] == [NOW - 485 + n for n in range(5)]


async def test_after_a_clock_was_set_back_the_future_is_not_learnt_from() -> None:
    before = attempt(1, NOW - 60, NOW - 50, AttemptOutcome.BUSY)
    later = attempt(2, NOW - 10, NOW + 1600, AttemptOutcome.BUSY)
    assert await told(before, later) == [PastCall(NOW - 60, NOW - 50)]


async def test_it_is_looked_as_far_back_as_is_needed() -> None:
    """A day at most, and not where the last minutes have enough."""
    old = [attempt(n, NOW - 90_000 + n, NOW - 89_000, AttemptOutcome.BUSY) for n in range(10)]
    early = [attempt(n, NOW - 7200 + n, NOW - 7000, AttemptOutcome.BUSY) for n in range(10, 20)]
    assert len(await told(*old, *early)) == 10
    late = [attempt(n, NOW - 500, NOW - 490, AttemptOutcome.BUSY) for n in range(20, 1030)]
    assert len(await told(*early, *late)) == 1010
