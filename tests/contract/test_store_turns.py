"""Which leads every store offers, in which order, and which of them wait."""

import asyncio
import random
from typing import Any

import pytest
from msgspec.structs import replace

from dockline.domain.ids import AgentId, CampaignId, ListId
from dockline.domain.lead import LIVE, LeadState
from dockline.domain.leadhold import hold, put_back
from dockline.domain.leadlife import Callback, Life
from dockline.domain.leadoutcome import call_back
from dockline.ports.lead_store import Postpone, PutLife, Reconsider, Wanted
from dockline.ports.store import Store
from tests.contract.lead_samples import CAMPAIGN, LIST, batch, number, push
from tests.contract.life_samples import SETTINGS, awake, in_turn, life, named
from tests.contract.store_samples import LEAP, NOVA, RISHI, SIDDHANT

NEW, RETRY, CALLBACK = LeadState.NEW, LeadState.RETRY, LeadState.CALLBACK


async def put(store: Store, n: int, state: LeadState, **changes: Any) -> Life:
    """Lead ``n`` in a state; ``ready_at`` and what a life has."""
    ready_at = changes.pop("ready_at", 0.0)
    one = await life(store, n)
    callback = Callback(changes["due_at"], 2000.0, changes.pop("by", None)) if (
        state is CALLBACK
    ) else None  # fmt: skip
    lead = replace(one.lead, state=state)
    after = replace(one, lead=lead, callback=callback, **changes)
    await store.commit([PutLife(after, ready_at=ready_at)])
    return after


# --- the order ----------------------------------------------------------------------------------


async def test_new_leads_come_by_priority_then_as_they_came_in(store: Store) -> None:
    for n, priority in enumerate([0, 5, -5, 5, 0]):
        await store.push_leads(batch(push(n, priority=priority), at=2000.0 + n))
    order = [named(n) for n in (1, 3, 0, 4, 2)]
    assert await in_turn(store, NEW, 3000.0) == order
    assert await in_turn(store, NEW, 3000.0, limit=2) == order[:2]


async def test_a_large_body_comes_in_its_own_order(store: Store) -> None:
    numbers = random.Random(7).sample(range(10_000), 1_500)
    names = [f"lead-{place:06}" for place in range(1_500)]
    body = batch(*(push(n, name) for n, name in zip(numbers, names, strict=True)))
    assert [one.lead_id for one in await store.push_leads(body)] == names
    assert await in_turn(store, NEW, 3000.0, limit=2_000) == names


async def test_retries_come_by_priority_then_the_longest_due_first(store: Store) -> None:
    await store.push_leads(batch(*(push(n, priority=n % 2) for n in range(5))))
    for n, due_at in enumerate([2500.0, 2400.0, 2300.0, 2450.0, None]):
        await put(store, n, RETRY, due_at=due_at)
    assert await in_turn(store, RETRY, 3000.0) == [named(n) for n in (1, 3, 4, 2, 0)]
    assert await in_turn(store, RETRY, 2420.0) == [named(n) for n in (1, 4, 2)]


async def test_callbacks_come_the_longest_due_first_whatever_their_priority(store: Store) -> None:
    await store.push_leads(batch(*(push(n, priority=n) for n in range(4))))
    for n, due_at in enumerate([2500.0, 2300.0, 2400.0, 2300.0]):
        await put(store, n, CALLBACK, due_at=due_at)
    assert await in_turn(store, CALLBACK, 3000.0) == [named(n) for n in (1, 3, 2, 0)]
    assert await in_turn(store, CALLBACK, 2400.0) == [named(n) for n in (1, 3, 2)]


async def test_states_lists_and_spaces_are_apart(store: Store) -> None:
    await store.push_leads(batch(*(push(n) for n in range(6))))
    await store.push_leads(batch(push(9), list_id=ListId("list-2")))
    await put(store, 1, RETRY, due_at=2100.0)
    await put(store, 2, CALLBACK, due_at=2100.0)
    held = hold(await life(store, 3), SETTINGS, 2001.0)
    await store.commit([PutLife(held)])
    await put(store, 4, LeadState.DONE)
    assert await in_turn(store, NEW, 3000.0) == [named(0), named(5)]
    assert await in_turn(store, RETRY, 3000.0) == [named(1)]
    assert await in_turn(store, CALLBACK, 3000.0) == [named(2)]
    assert await in_turn(store, NEW, 3000.0, list_id=ListId("list-2")) == [named(9)]
    assert await store.leads_in_turn(Wanted(NOVA, LIST, NEW, 3000.0, 10)) == []
    await store.commit([PutLife(put_back(held, 2002.0))])
    assert await in_turn(store, NEW, 3000.0) == [named(0), named(3), named(5)]


# --- whose they are -----------------------------------------------------------------------------


async def test_leads_go_to_the_agent_who_promised_then_to_their_own(store: Store) -> None:
    await store.push_leads(
        batch(push(0), push(1, agent_id=RISHI), push(2, agent_id=RISHI), push(3))
    )
    await put(store, 2, CALLBACK, due_at=2100.0, by=SIDDHANT)
    await put(store, 3, CALLBACK, due_at=2100.0)
    assert await in_turn(store, NEW, 3000.0) == [named(0)]
    assert await in_turn(store, NEW, 3000.0, agent_id=RISHI) == [named(1)]
    assert await in_turn(store, CALLBACK, 3000.0) == [named(3)]
    assert await in_turn(store, CALLBACK, 3000.0, agent_id=RISHI) == []
    assert await in_turn(store, CALLBACK, 3000.0, agent_id=SIDDHANT) == [named(2)]


async def test_a_push_that_changes_the_agent_changes_who_gets_it(store: Store) -> None:
    await store.push_leads(batch(push(0, agent_id=RISHI), push(1, agent_id=RISHI), push(2)))
    await put(store, 1, CALLBACK, due_at=2100.0, by=SIDDHANT)
    pushes = [
        push(0, "a", agent_id=SIDDHANT),
        push(1, "b", agent_id=None),
        push(2, "c", agent_id=RISHI),
    ]
    await store.push_leads(batch(*pushes, at=2200.0))  # fmt: skip
    assert await in_turn(store, NEW, 3000.0, agent_id=SIDDHANT) == [named(0)]
    assert await in_turn(store, NEW, 3000.0, agent_id=RISHI) == [named(2)]
    assert await in_turn(store, CALLBACK, 3000.0, agent_id=SIDDHANT) == [named(1)]
    await put(store, 1, CALLBACK, due_at=2100.0)
    assert await in_turn(store, CALLBACK, 3000.0) == [named(1)]


@pytest.mark.parametrize("state", [NEW, RETRY, CALLBACK])
async def test_what_waited_for_its_agent_long_enough_is_found_by_anybody(
    store: Store, state: LeadState
) -> None:
    for n, agent_id in enumerate([RISHI, None, SIDDHANT, RISHI, RISHI, RISHI]):
        await store.push_leads(batch(push(n, agent_id=agent_id), at=2000.0 + n))
    await store.push_leads(batch(push(4, "x", not_before=2007.0), at=2004.5))
    for n in range(6):
        if state is not NEW:
            await put(store, n, state, due_at=2006.0 if n == 5 else 2001.0)
    late = 2 if state is NEW else 0
    assert await in_turn(store, state, 3000.0, since=2002.0 - 1 + late) == (
        [named(0)] if state is not NEW else [named(0), named(2), named(3)]
    )
    assert await in_turn(store, state, 3000.0, since=2006.5) == [named(n) for n in (0, 2, 3, 5)]
    assert await in_turn(store, state, 3000.0, since=2007.0) == [named(n) for n in (0, 2, 3, 4, 5)]
    assert await in_turn(store, state, 2006.0, since=2500.0) == [named(n) for n in (0, 2, 3, 5)]


# --- what waits ---------------------------------------------------------------------------------


async def test_a_lead_waits_for_its_own_times(store: Store) -> None:
    await store.push_leads(
        batch(push(0, not_before=2100.0), push(1, not_before=2300.0), push(2, not_before=1.0))
    )
    await put(store, 1, RETRY, due_at=2200.0)
    assert await in_turn(store, NEW, 2099.0) == [named(2)]
    assert await in_turn(store, NEW, 2100.0) == [named(0), named(2)]
    assert await in_turn(store, RETRY, 2299.0) == []
    assert await in_turn(store, RETRY, 2300.0) == [named(1)]


async def test_what_is_put_off_waits_until_it_is_ready(store: Store) -> None:
    await store.push_leads(batch(*(push(n) for n in range(4))))
    await put(store, 1, RETRY, due_at=2100.0, ready_at=2500.0)
    await put(store, 2, RETRY, due_at=2600.0, ready_at=2500.0)
    await store.commit([Postpone(named(3), NEW, 2500.0)])
    assert await in_turn(store, NEW, 2499.0) == [named(0)]
    assert await in_turn(store, RETRY, 2499.0) == []
    assert await in_turn(store, NEW, 2500.0) == [named(0), named(3)]
    assert await in_turn(store, RETRY, 2500.0) == [named(1)]
    assert await in_turn(store, RETRY, 2600.0) == [named(1), named(2)]
    assert (await life(store, 3)).lead.updated_at == 2000.0


async def test_only_what_is_at_rest_as_it_was_seen_is_put_off(store: Store) -> None:
    await store.push_leads(batch(*(push(n) for n in range(4))))
    await put(store, 0, RETRY, due_at=2100.0)
    await store.push_leads(batch(push(2, "x"), at=2100.0))
    held = hold(await life(store, 3), SETTINGS, 2101.0)
    await store.commit(
        [
            PutLife(held),
            Postpone(named(0), NEW, 5000.0),
            Postpone(named(1), NEW, 5000.0, as_of=2000.0),
            Postpone(named(2), NEW, 5000.0, as_of=2000.0),
            Postpone(named(3), LeadState.SCHEDULED, 5000.0),
            Postpone(named(9), NEW, 5000.0),
        ]
    )
    await store.commit([PutLife(put_back(held, 2102.0))])
    assert await in_turn(store, RETRY, 3000.0) == [named(0)]
    assert await in_turn(store, NEW, 3000.0) == [named(2), named(3)]


async def test_whoever_is_taken_and_put_back_does_not_wait_any_more(store: Store) -> None:
    await store.push_leads(batch(push(0)))
    await store.commit([Postpone(named(0), NEW, 5000.0)])
    held = hold(await life(store, 0), SETTINGS, 2101.0)
    await store.commit([PutLife(held)])
    await awake(store, 6000.0)
    assert await in_turn(store, NEW, 6000.0) == []
    await store.commit([PutLife(put_back(held, 2102.0))])
    assert await in_turn(store, NEW, 2102.0) == [named(0)]


async def test_what_is_pushed_again_is_worth_looking_at_at_once(store: Store) -> None:
    await store.push_leads(batch(*(push(n) for n in range(3))))
    await put(store, 1, RETRY, due_at=2200.0, ready_at=5000.0)
    await store.commit([Postpone(named(n), NEW, 5000.0) for n in (0, 2)])
    assert await in_turn(store, NEW, 2150.0) == []
    pushes = [push(0, "a"), push(1, "b"), push(2, "c", not_before=2300.0)]
    await store.push_leads(batch(*pushes, at=2150.0))
    assert await in_turn(store, NEW, 2150.0) == [named(0)]
    assert await in_turn(store, RETRY, 2199.0) == []
    assert await in_turn(store, RETRY, 2200.0) == [named(1)]
    assert await in_turn(store, NEW, 2300.0) == [named(0), named(2)]


async def test_what_is_queued_again_is_worth_looking_at_at_once(store: Store) -> None:
    await store.push_leads(batch(push(0)))
    promised = call_back(await life(store, 0), Callback(9000.0, 2001.0, RISHI), SETTINGS, 2001.0)
    done = replace(promised, lead=replace(promised.lead, state=LeadState.DONE))
    await store.commit([PutLife(done)])
    await store.push_leads(batch(push(0, "a"), requeue=True, at=2100.0))
    assert await in_turn(store, NEW, 2100.0) == [named(0)]


@pytest.mark.parametrize(
    ("field", "value", "stale"),
    [
        ("agent_id", SIDDHANT, True),
        ("time_zone", "Asia/Kolkata", True),
        ("not_before", 1000.0, True),
        ("expires_at", 9999.0, True),
        ("priority", 5, False),
        ("data", {"a": 1}, False),
    ],
)
async def test_a_time_that_a_push_made_stale_keeps_no_lead_waiting(
    store: Store, field: str, value: Any, stale: bool
) -> None:
    await store.push_leads(batch(push(0)))
    read = await life(store, 0)
    await store.push_leads(batch(push(0, "a", **{field: value}), at=2050.0))
    retry = replace(read, lead=replace(read.lead, state=RETRY, updated_at=2060.0), due_at=2100.0)
    await store.commit([PutLife(retry, NEW, ready_at=5000.0)])
    agent_id = (await life(store, 0)).wanted_by
    assert await in_turn(store, RETRY, 2099.0, agent_id=agent_id) == []
    offered = await in_turn(store, RETRY, 2100.0, agent_id=agent_id)
    assert offered == ([named(0)] if stale else [])
    assert await in_turn(store, RETRY, 5000.0, agent_id=agent_id) == [named(0)]


async def test_a_campaign_whose_settings_changed_looks_at_its_leads_again(store: Store) -> None:
    await store.push_leads(batch(*(push(n) for n in range(8))))
    other = batch(push(9), list_id=ListId("list-2"), campaign_id=CampaignId("campaign-2"))
    await store.push_leads(other)
    await store.push_leads(batch(push(7, "x", not_before=4000.0)))
    await put(store, 5, RETRY, due_at=2100.0, ready_at=5000.0)
    await put(store, 6, RETRY, due_at=3000.0, ready_at=5000.0)
    await store.commit([Postpone(named(n), NEW, 5000.0) for n in (0, 1, 2, 3, 4, 7, 9)])
    assert await in_turn(store, NEW, 2200.0) == []
    await store.commit([Reconsider(LEAP, CAMPAIGN)])
    assert await in_turn(store, NEW, 2200.0) == [named(n) for n in range(5)]
    assert await in_turn(store, RETRY, 2200.0) == [named(5)]
    assert await in_turn(store, RETRY, 3000.0) == [named(5), named(6)]
    assert await in_turn(store, NEW, 4000.0) == [*(named(n) for n in range(5)), named(7)]
    assert await in_turn(store, NEW, 4000.0, list_id=ListId("list-2")) == []
    await store.commit([Postpone(named(0), NEW, 5000.0)])
    assert named(0) not in await in_turn(store, NEW, 4500.0)


async def test_a_campaign_is_reconsidered_from_the_start_when_it_changes_again(
    store: Store,
) -> None:
    await store.push_leads(batch(*(push(n) for n in range(9))))
    postponed = [Postpone(named(n), NEW, 5000.0) for n in range(9)]
    await store.commit([*postponed, Reconsider(LEAP, CAMPAIGN)])
    await store.wake_leads(LEAP, 2200.0, limit=4)
    await store.commit([*postponed, Reconsider(LEAP, CAMPAIGN)])
    assert await in_turn(store, NEW, 2200.0) == [named(n) for n in range(9)]


async def test_not_more_are_woken_than_were_asked_for(store: Store) -> None:
    await store.push_leads(batch(*(push(n) for n in range(20))))
    await store.commit([Postpone(named(n), NEW, 2500.0 + n) for n in range(20)])
    assert await store.wake_leads(LEAP, 2499.0, limit=100) == 0
    assert await store.wake_leads(NOVA, 9999.0, limit=100) == 0
    woken = [await store.wake_leads(LEAP, 9999.0, limit=8) for _ in range(4)]
    assert woken in ([8, 8, 4, 0], [0, 0, 0, 0])
    assert await in_turn(store, NEW, 9999.0) == [named(n) for n in range(20)]


async def test_those_who_wake_leads_at_once_are_in_nobodys_way(store: Store) -> None:
    await store.push_leads(batch(*(push(n) for n in range(200))))
    await store.commit([Postpone(named(n), NEW, 2500.0) for n in range(100)])
    await store.commit([*(Postpone(named(n), NEW, 9000.0) for n in range(100, 200))])
    await store.commit([Reconsider(LEAP, CAMPAIGN)])
    woken, pushed = await asyncio.gather(
        asyncio.gather(*(store.wake_leads(LEAP, 3000.0, limit=30) for _ in range(9))),
        store.push_leads(batch(*(push(n, f"x-{n:04}") for n in range(200)), at=3000.0)),
    )
    assert all(0 <= count <= 30 for count in woken)
    assert not any(one.created for one in pushed)
    assert await in_turn(store, NEW, 3000.0, limit=300) == [named(n) for n in range(200)]


# --- unsettled, expired -------------------------------------------------------------------------


async def test_unsettled_leads_are_those_that_are_held_or_that_somebody_is_at(
    store: Store,
) -> None:
    states = list(LeadState)
    await store.push_leads(batch(*(push(n) for n in range(len(states)))))
    for n, state in enumerate(states):
        await put(store, n, state, due_at=2100.0)
    found = await store.unsettled(LEAP)
    expected = [n for n, state in enumerate(states) if state in LIVE | {LeadState.SCHEDULED}]
    assert found == [named(n) for n in expected]
    assert await store.unsettled(NOVA) == []


async def test_expired_leads_are_at_rest_and_the_longest_expired_come_first(
    store: Store,
) -> None:
    states = list(LeadState)
    ends = [2500.0 - n for n in range(len(states))]
    pushes = [push(n, expires_at=at) for n, at in enumerate(ends)]
    await store.push_leads(batch(*pushes, push(50), push(51, expires_at=2700.0)))
    for n, state in enumerate(states):
        await put(store, n, state, due_at=2100.0, ready_at=9000.0)
    at_rest = [n for n, state in enumerate(states) if state in (NEW, RETRY, CALLBACK)]
    expected = [named(n) for n in reversed(at_rest)]
    assert await store.expired(LEAP, 2600.0, limit=10) == expected
    assert await store.expired(LEAP, 2600.0, limit=1) == expected[:1]
    assert await store.expired(LEAP, 2500.0, limit=10) == expected
    assert await store.expired(LEAP, 2499.5, limit=10) == expected[:-1]
    assert await store.expired(NOVA, 2600.0, limit=10) == []


async def test_an_agent_of_another_name_gets_nothing(store: Store) -> None:
    await store.push_leads(batch(push(0, agent_id=RISHI), push(1)))
    assert number(0) in await store.leads_with(LEAP, LIST, [number(0)])
    assert await in_turn(store, NEW, 3000.0, agent_id=AgentId("nobody")) == []
