"""What every store keeps of the life of leads, and what a push beside it may and may not do."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from dockline.domain.campaign import DoNotCall
from dockline.domain.ids import CallId, CampaignId, LeadId, ListId
from dockline.domain.lead import FINISHED, LIVE, LeadState
from dockline.domain.leadhold import hold, put_back, skip
from dockline.domain.leadlife import (
    RESTING,
    Attempt,
    AttemptId,
    Callback,
    LeadMove,
    Life,
    Skip,
    answer,
    hang_up,
    moved,
)
from dockline.domain.leadoutcome import LISTED, call_back, dispose, fail, forbid
from dockline.domain.outcomes import AttemptOutcome
from dockline.ports.lead_store import PutAttempt, PutDoNotCall, PutLife
from dockline.ports.store import AppendAudit, AuditEntry, PutCall, Store, StoreConflict
from tests.contract.lead_samples import CAMPAIGN, LIST, batch, number, push
from tests.contract.life_samples import SETTINGS, both, dialled, in_turn, life, made, named
from tests.contract.store_samples import LEAP, NOVA, RISHI, SIDDHANT, call

FIRST = AttemptId("attempt-000001")

# --- all of it comes back -----------------------------------------------------------------------


async def test_a_pushed_lead_has_a_life_of_its_own(store: Store) -> None:
    await store.push_leads(batch(push()))
    lead = await store.lead(LEAP, named(1))
    assert lead is not None
    assert await store.lives(LEAP, [named(1), named(2)]) == {named(1): Life(lead)}
    assert await store.lives(NOVA, [named(1)]) == {}
    assert await store.lives(LEAP, []) == {}


async def test_a_life_comes_back_as_it_was_put(store: Store) -> None:
    await store.push_leads(batch(push(data={"a": 1})))
    before = await life(store)
    whole = replace(
        before,
        lead=replace(before.lead, state=LeadState.SCHEDULED, attempts=3, updated_at=2100.5),
        due_at=2200.25,
        callback=Callback(2300.125, 2050.0, SIDDHANT, "“Later”,\nsaid the \0 man 😀"),
        held_from=LeadState.CALLBACK,
        held_until=2400.75,
        held_by=RISHI,
        skips=(Skip(SIDDHANT, 2060.5, "Wrong time"), Skip(RISHI, 2070.0, "")),
        reason="Because.",
    )
    await store.commit([PutLife(whole)])
    assert await life(store) == whole
    await store.commit([PutLife(before)])
    assert await life(store) == replace(before, lead=replace(before.lead, updated_at=2100.5))


async def test_attempts_come_back_oldest_first_and_as_they_were_put(store: Store) -> None:
    await store.push_leads(batch(push(), push(2)))
    open_one = Attempt(
        attempt_id=AttemptId("attempt-2"),
        space_id=LEAP,
        campaign_id=CAMPAIGN,
        list_id=LIST,
        lead_id=named(1),
        call_id=CallId("call-1"),
        number=number(1),
        caller_id="442079460018",
        round=2,
        dialled_at=2001.5,
    )
    first = replace(
        open_one,
        attempt_id=AttemptId("attempt-1"),
        round=1,
        agent_id=RISHI,
        answered_at=2001.25,
        ended_at=2002.125,
        outcome=AttemptOutcome.ANSWERED,
        judged=AttemptOutcome.MACHINE,
        disposition="machine",
    )
    other = replace(open_one, attempt_id=AttemptId("attempt-3"), lead_id=named(2))
    await store.commit([PutAttempt(open_one), PutAttempt(other), PutAttempt(first)])
    assert (await life(store)).attempts == (first, open_one)
    closed = replace(open_one, ended_at=2003.0, outcome=AttemptOutcome.BUSY)
    await store.commit([PutAttempt(closed)])
    found = await store.lives(LEAP, [named(2), named(1)])
    assert found[named(1)].attempts == (first, closed)
    assert found[named(2)].attempts == (other,)


async def test_a_life_is_lived_through_the_store(store: Store) -> None:
    await store.push_leads(batch(push(agent_id=RISHI)))
    one = hold(await life(store), SETTINGS, 2001.0, RISHI)
    await store.commit([PutLife(one, LeadState.NEW)])
    one = await life(store)
    assert one.held_by == RISHI
    one = dialled(one, 1, 2002.0, RISHI)
    await store.commit(both(one, LeadState.SCHEDULED))
    assert await life(store) == one
    one = answer(one, FIRST, 2003.0, RISHI)
    await store.commit(both(one, LeadState.DIALLING))
    one = hang_up(await life(store), FIRST, 2013.0)
    await store.commit(both(one, LeadState.CONNECTED))
    promise = Callback(9000.0, 2020.0, SIDDHANT, "at home")
    one = await life(store)
    done = dispose(one, FIRST, "callback", SETTINGS, 2020.0, callback=promise)
    await store.commit(both(done.life, LeadState.WRAP_UP))
    one = await life(store)
    assert one.callback == promise
    assert one.state is LeadState.CALLBACK
    assert one.round == 2
    assert one.wanted_by == SIDDHANT
    assert await in_turn(store, LeadState.CALLBACK, 8999.0, agent_id=SIDDHANT) == []
    assert await in_turn(store, LeadState.CALLBACK, 9000.0, agent_id=SIDDHANT) == [named(1)]


# --- together, or not at all --------------------------------------------------------------------


async def test_a_life_that_is_not_what_was_expected_is_a_conflict(store: Store) -> None:
    await store.push_leads(batch(push(), push(2)))
    first, second = await life(store, 1), await life(store, 2)
    await store.commit([PutLife(hold(first, SETTINGS, 2001.0), LeadState.NEW)])
    late = dialled(first, 1, 2002.0)
    with pytest.raises(StoreConflict) as conflict:
        await store.commit(
            [
                PutCall(call(1)),
                PutLife(hold(second, SETTINGS, 2002.0), LeadState.NEW),
                *both(late, LeadState.NEW),
                AppendAudit(AuditEntry(1.0, LEAP, "cli", "dialled", {})),
            ]
        )
    assert conflict.value.field == "lead"
    assert await store.call(LEAP, CallId("call-1")) is None
    assert await store.audit(LEAP, limit=10) == []
    assert await life(store, 2) == second
    assert (await life(store, 1)).attempts == ()
    assert (await life(store, 1)).state is LeadState.SCHEDULED
    await store.commit(both(late))
    assert await life(store, 1) == late


async def test_a_life_that_was_pushed_since_it_was_read_may_be_a_conflict(store: Store) -> None:
    await store.push_leads(batch(push()))
    read = await life(store)
    await store.push_leads(batch(push(1, "x", priority=7), at=2050.0))
    held = hold(read, SETTINGS, 2100.0, RISHI)
    with pytest.raises(StoreConflict) as conflict:
        await store.commit([PutLife(held, LeadState.NEW, as_of=read.lead.updated_at)])
    assert conflict.value.field == "lead"
    assert (await life(store)).state is LeadState.NEW
    await store.commit([PutLife(held, LeadState.NEW, as_of=2050.0)])
    assert (await life(store)).state is LeadState.SCHEDULED


@pytest.mark.parametrize("expected", [None, LeadState.NEW])
async def test_the_life_of_a_lead_that_is_not_there_is_a_conflict(
    store: Store, expected: LeadState | None
) -> None:
    await store.push_leads(batch(push()))
    one = await life(store)
    ghost = replace(one, lead=replace(one.lead, lead_id=LeadId("ghost")))
    with pytest.raises(StoreConflict) as conflict:
        await store.commit([PutLife(ghost, expected), PutCall(call(1))])
    assert conflict.value.field == "lead"
    assert await store.call(LEAP, CallId("call-1")) is None


async def test_a_conflict_fails_none_of_the_commits_beside_it(store: Store) -> None:
    await store.push_leads(batch(*(push(n) for n in range(60))))
    lives = {n: await life(store, n) for n in range(60)}
    taken = [n for n in range(60) if n % 7 == 3]
    await store.commit([PutLife(hold(lives[n], SETTINGS, 2001.0), LeadState.NEW) for n in taken])
    results = await asyncio.gather(
        *(store.commit(both(dialled(one, n, 2002.0), LeadState.NEW)) for n, one in lives.items()),
        return_exceptions=True,
    )
    assert [n for n, result in enumerate(results) if result is not None] == taken
    assert all(isinstance(results[n], StoreConflict) for n in taken)
    for n in range(60):
        one = await life(store, n)
        assert one.state is (LeadState.SCHEDULED if n in taken else LeadState.DIALLING)
        assert len(one.attempts) == (n not in taken)


async def test_of_many_who_take_the_same_lead_one_gets_it(store: Store) -> None:
    await store.push_leads(batch(push()))
    one = await life(store)
    results = await asyncio.gather(
        *(store.commit(both(dialled(one, n, 2002.0), LeadState.NEW)) for n in range(20)),
        return_exceptions=True,
    )
    winners = [n for n, result in enumerate(results) if result is None]
    assert len(winners) == 1
    assert await life(store) == dialled(one, winners[0], 2002.0)


# --- a push beside it ---------------------------------------------------------------------------

SAID: dict[str, Any] = {
    "data": {"b": 2},
    "agent_id": SIDDHANT,
    "external_id": "crm-2",
    "priority": 9,
    "time_zone": "Asia/Kolkata",
    "expires_at": 90_000.5,
    "not_before": 1_500.25,
}


async def test_a_push_between_a_read_and_its_life_is_not_lost(store: Store) -> None:
    await store.push_leads(batch(push(data={"a": 1}, agent_id=RISHI)))
    read = await life(store)
    await store.push_leads(batch(push(lead_id="b", **SAID), at=2100.0))
    one = dialled(read, 1, 2050.0, RISHI)
    await store.commit(both(one, LeadState.NEW))
    kept = await life(store)
    pushed = replace(one.lead, **SAID | {"data": {"a": 1, "b": 2}}, updated_at=2100.0)
    assert kept == replace(one, lead=pushed)
    assert kept.lead.attempts == 1


async def test_a_push_loses_nothing_of_a_life(store: Store) -> None:
    await store.push_leads(batch(push(data={"a": 1})))
    one = dialled(await life(store), 1, 2001.0)
    one = fail(one, FIRST, AttemptOutcome.BUSY, SETTINGS, 2010.0)
    one = skip(hold(one, SETTINGS, 2500.0), SETTINGS, 2501.0, RISHI, "Wrong time")
    promise = Callback(9000.0, 2502.0, SIDDHANT, "at home")
    one = hold(call_back(one, promise, SETTINGS, 2502.0), SETTINGS, 2503.0, RISHI)
    await store.commit([PutLife(one), *map(PutAttempt, one.attempts)])
    await store.push_leads(batch(push(lead_id="b", **SAID), at=2600.0))
    kept = await life(store)
    pushed = replace(one.lead, **SAID | {"data": {"a": 1, "b": 2}}, updated_at=2600.0)
    assert kept == replace(one, lead=pushed)


@pytest.mark.parametrize("state", list(LeadState))
@pytest.mark.parametrize("requeue", [False, True])
@pytest.mark.parametrize("listed", [False, True])
async def test_what_a_push_does_to_the_rest_of_a_life(
    store: Store, state: LeadState, requeue: bool, listed: bool
) -> None:
    await store.push_leads(batch(push()))
    if listed:
        await store.commit([PutDoNotCall(DoNotCall(LEAP, number(1), 1.0))])
    one = await life(store)
    before = replace(
        one,
        lead=replace(one.lead, state=state, updated_at=2050.0),
        due_at=5000.0,
        callback=Callback(5000.0, 2040.0, RISHI),
        held_from=LeadState.RETRY,
        held_until=2060.0,
        held_by=SIDDHANT,
        skips=(Skip(RISHI, 2030.0, "Wrong time"),),
        reason="Because.",
    )
    await store.commit([PutLife(before)])
    await store.push_leads(batch(push(lead_id="b"), requeue=requeue, at=2100.0))
    after = await life(store)
    lead = replace(before.lead, updated_at=2100.0, state=after.state)
    gone = {
        "due_at": None,
        "callback": None,
        "held_from": None,
        "held_until": None,
        "held_by": None,
    }
    if state in LIVE or (listed and state is LeadState.DO_NOT_CALL):
        assert after == replace(before, lead=lead)
    elif listed:
        assert after == replace(before, lead=lead, reason=LISTED, **gone)
    elif requeue and state in FINISHED:
        assert after == replace(before, lead=lead, reason="", skips=(), **gone)
    else:
        assert after == replace(before, lead=lead)


async def test_a_lead_that_is_queued_again_begins_its_next_round(store: Store) -> None:
    await store.push_leads(batch(push()))
    one = dialled(await life(store), 1, 2001.0)
    one = fail(one, FIRST, AttemptOutcome.INVALID_NUMBER, SETTINGS, 2002.0)
    assert one.state is LeadState.DONE
    await store.commit(both(one))
    await store.push_leads(batch(push(lead_id="b"), requeue=True, at=2100.0))
    again = await life(store)
    assert again.state is LeadState.NEW
    assert again.reason == ""
    assert again.attempts == one.attempts
    assert again.round == 2
    assert again.tries == ()
    held = hold(again, SETTINGS, 2101.0)
    await store.commit([PutLife(held, LeadState.NEW)])
    assert (await life(store)).round == 2
    await store.commit([PutLife(put_back(held, 2102.0), LeadState.SCHEDULED)])
    second = dialled(await life(store), 2, 2103.0)
    await store.commit(both(second, LeadState.NEW))
    assert [attempt.round for attempt in (await life(store)).attempts] == [1, 2]


async def test_a_push_that_forbids_a_lead_first_is_a_conflict_for_its_life(store: Store) -> None:
    await store.push_leads(batch(push()))
    read = await life(store)
    await store.commit([PutDoNotCall(DoNotCall(LEAP, number(1), 2001.0))])
    await store.push_leads(batch(push(lead_id="b"), at=2001.5))
    with pytest.raises(StoreConflict):
        await store.commit(both(dialled(read, 1, 2002.0), LeadState.NEW))
    assert (await life(store)).state is LeadState.DO_NOT_CALL


# --- do-not-call --------------------------------------------------------------------------------


@pytest.mark.parametrize("state", list(LeadState))
async def test_a_number_that_is_listed_takes_its_leads_along(
    store: Store, state: LeadState
) -> None:
    await made(store)
    await store.push_leads(batch(push()))
    one = await life(store)
    before = replace(
        one,
        lead=replace(one.lead, state=state, updated_at=2050.0),
        due_at=5000.0 if state in RESTING else None,
        callback=Callback(5000.0, 2040.0, RISHI) if state is LeadState.CALLBACK else None,
        held_from=LeadState.RETRY if state is LeadState.SCHEDULED else None,
        skips=(Skip(RISHI, 2030.0, "Wrong time"),),
        reason="Because." if state in FINISHED else "",
    )
    await store.commit([PutLife(before)])
    await store.commit([PutDoNotCall(DoNotCall(LEAP, number(1), 2100.0, "asked us to"))])
    assert await life(store) == forbid(before, 2100.0)
    assert await in_turn(store, LeadState.CALLBACK, 1e9, agent_id=RISHI) == []


async def test_a_list_reaches_as_far_as_its_scope(store: Store) -> None:
    await made(store)
    await store.push_leads(batch(push(1), push(2), push(3)))
    await store.push_leads(batch(push(1, "elsewhere"), list_id=ListId("list-2")))
    await store.commit(
        [
            PutDoNotCall(DoNotCall(LEAP, number(1), 2100.0)),
            PutDoNotCall(DoNotCall(LEAP, number(2), 2100.0, campaign_id=CAMPAIGN)),
            PutDoNotCall(DoNotCall(LEAP, number(3), 2100.0, campaign_id=CampaignId("other"))),
            PutDoNotCall(DoNotCall(NOVA, number(3), 2100.0)),
        ]
    )
    leads = [*(named(n) for n in (1, 2, 3)), LeadId("elsewhere")]
    found = await store.lives(LEAP, leads)
    listed, new = LeadState.DO_NOT_CALL, LeadState.NEW
    assert [found[one].state for one in leads] == [listed, listed, new, listed]


async def test_what_is_given_when_a_number_is_listed_is_kept_as_the_reason(store: Store) -> None:
    await made(store)
    await store.push_leads(batch(push(), push(2)))
    one = hang_up(
        answer(dialled(await life(store), 1, 2001.0), FIRST, 2002.0, RISHI),
        FIRST,
        2003.0,
    )
    await store.commit(both(one))
    settled = dispose(one, FIRST, "do-not-call", SETTINGS, 2004.0)
    assert settled.do_not_call is not None
    await store.commit([*both(settled.life, LeadState.WRAP_UP), PutDoNotCall(settled.do_not_call)])
    assert await life(store) == settled.life
    (known,) = await store.push_leads(batch(push(lead_id="b"), at=2100.0, requeue=True))
    assert known.state is LeadState.DO_NOT_CALL
    assert (await life(store)).reason == settled.life.reason


async def test_a_lead_that_is_pushed_listed_says_why(store: Store) -> None:
    await store.commit([PutDoNotCall(DoNotCall(LEAP, number(1), 1.0))])
    await store.push_leads(batch(push(), push(2)))
    assert (await life(store)).reason == LISTED
    assert (await life(store, 2)).reason == ""


async def test_a_number_that_is_listed_first_is_a_conflict_for_its_life(store: Store) -> None:
    await made(store)
    await store.push_leads(batch(push()))
    read = await life(store)
    await store.commit([PutDoNotCall(DoNotCall(LEAP, number(1), 2001.0))])
    with pytest.raises(StoreConflict):
        await store.commit(both(dialled(read, 1, 2002.0), LeadState.NEW))
    assert await life(store) == forbid(read, 2001.0)


async def test_a_life_ends_by_hand_whatever_it_was(store: Store) -> None:
    await store.push_leads(batch(push()))
    done = moved(await life(store), LeadMove.FINISH, 2001.0, "By hand.")
    await store.commit([PutLife(done)])
    assert await life(store) == done
