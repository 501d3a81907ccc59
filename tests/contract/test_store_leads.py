"""What every store keeps of campaigns and leads."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from dockline.domain.campaign import CampaignSettings, DoNotCall, Mode, RunState
from dockline.domain.ids import AgentId, CampaignId, LeadId, ListId
from dockline.domain.lead import FINISHED, LIVE, MOST_DATA, Lead, LeadState
from dockline.ports.lead_store import (
    OVERGROWN,
    DropDoNotCall,
    LeadBatch,
    Pushed,
    PutCampaign,
    PutDialList,
    PutDoNotCall,
    PutLead,
    StopDrained,
)
from dockline.ports.store import Store, StoreConflict
from tests.contract.lead_samples import CAMPAIGN, LIST, batch, campaign, dial_list, number, push
from tests.contract.store_samples import LEAP, NOVA, RISHI, SIDDHANT


async def kept(store: Store, lead_id: str = "lead-000001") -> Lead:
    lead = await store.lead(LEAP, LeadId(lead_id))
    assert lead is not None
    return lead


# --- campaigns and lists ------------------------------------------------------------------------


async def test_campaigns_come_back_by_name_and_space(store: Store) -> None:
    spring = replace(campaign(), settings=CampaignSettings(mode=Mode.POWER, requeue_finished=True))
    autumn = campaign("autumn", campaign_id="campaign-2")
    other = campaign("Spring", NOVA, "campaign-3")
    await store.commit([PutCampaign(spring), PutCampaign(autumn), PutCampaign(other)])
    assert await store.campaigns(LEAP) == [autumn, spring]
    assert await store.campaigns(NOVA) == [other]
    renamed = replace(spring, name="SPRING")
    await store.commit([PutCampaign(renamed)])
    assert await store.campaigns(LEAP) == [autumn, renamed]


async def test_a_campaign_that_drains_is_stopped_and_is_else_as_it_was(store: Store) -> None:
    told = '"state":"draining"'  # in the words of somebody, who is nobody's state
    settings = CampaignSettings(mode=Mode.POWER, state=RunState.DRAINING, script=told)
    spring = replace(campaign(), settings=settings)
    running = campaign("autumn", campaign_id="campaign-2")
    await store.commit([PutCampaign(spring), PutCampaign(running)])
    await store.commit([StopDrained(LEAP, spring.campaign_id)])
    stopped = replace(spring, settings=replace(settings, state=RunState.STOPPED))
    assert await store.campaigns(LEAP) == [running, stopped]
    for space_id, one in ((LEAP, spring), (LEAP, running), (NOVA, spring)):
        with pytest.raises(StoreConflict) as conflict:
            await store.commit([StopDrained(space_id, one.campaign_id)])
        assert conflict.value.field == "campaign"
    assert await store.campaigns(LEAP) == [running, stopped]


async def test_names_of_campaigns_and_lists_are_unique_without_case(store: Store) -> None:
    await store.commit([PutCampaign(campaign()), PutDialList(dial_list())])
    with pytest.raises(StoreConflict) as conflict:
        await store.commit([PutCampaign(campaign("SPRING", campaign_id="campaign-2"))])
    assert conflict.value.field == "campaign"
    with pytest.raises(StoreConflict) as conflict:
        await store.commit([PutDialList(dial_list("march", list_id="list-2"))])
    assert conflict.value.field == "source"
    elsewhere = dial_list("march", list_id="list-3", campaign_id="campaign-2")
    await store.commit([PutDialList(elsewhere)])
    assert await store.dial_lists(LEAP) == [dial_list(), elsewhere]
    assert await store.dial_lists(NOVA) == []


# --- a push -------------------------------------------------------------------------------------


async def test_a_lead_comes_back_as_it_was_pushed(store: Store) -> None:
    data = {
        "name": "Süméet 😀",
        "big": 2**70,
        "deep": {"list": [1, 2.5, None, True]},
        "z": 1,
        "a": 2,
    }
    said: dict[str, Any] = {
        "data": data,
        "agent_id": RISHI,
        "external_id": "crm-1",
        "priority": -5,
        "time_zone": "Asia/Kolkata",
        "expires_at": 5000.5,
        "not_before": 3000.25,
    }
    (pushed,) = await store.push_leads(batch(push(**said)))
    assert pushed == Pushed(LeadId("lead-000001"), True, LeadState.NEW)
    lead = await kept(store)
    assert lead == Lead(
        lead_id=LeadId("lead-000001"),
        space_id=LEAP,
        campaign_id=CAMPAIGN,
        list_id=LIST,
        number=number(1),
        state=LeadState.NEW,
        attempts=0,
        created_at=2000.0,
        updated_at=2000.0,
        **said,
    )
    assert list(lead.data) == list(data)
    assert await store.lead(NOVA, lead.lead_id) is None


async def test_of_what_nothing_is_said_nothing_is_changed(store: Store) -> None:
    await store.push_leads(
        batch(
            push(
                data={"name": "Sumeet", "company": "novanet", "deep": {"a": 1}},
                agent_id=RISHI,
                external_id="crm-1",
                priority=7,
                time_zone="Asia/Kolkata",
                expires_at=5000.0,
                not_before=3000.0,
            )
        )
    )
    before = await kept(store)
    (pushed,) = await store.push_leads(batch(push(lead_id="another"), at=2500.0))
    assert pushed == Pushed(before.lead_id, False, LeadState.NEW)
    assert await kept(store) == replace(before, updated_at=2500.0)
    assert await store.lead(LEAP, LeadId("another")) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("agent_id", SIDDHANT),
        ("agent_id", None),
        ("external_id", ""),
        ("priority", 0),
        ("time_zone", ""),
        ("expires_at", None),
        ("not_before", 1.5),
    ],
)
async def test_what_is_said_replaces_what_was(store: Store, field: str, value: Any) -> None:
    first: dict[str, Any] = {
        "agent_id": RISHI,
        "external_id": "crm-1",
        "priority": 7,
        "time_zone": "Asia/Kolkata",
        "expires_at": 5000.0,
        "not_before": 3000.0,
    }
    await store.push_leads(batch(push(**first)))
    await store.push_leads(batch(push(lead_id="another", **{field: value})))
    lead = await kept(store)
    assert {name: getattr(lead, name) for name in first} == first | {field: value}


async def test_data_is_merged_key_by_key(store: Store) -> None:
    await store.push_leads(
        batch(push(data={"name": "Sumeet", "company": "novanet", "deep": {"a": 1}}))
    )
    await store.push_leads(
        batch(
            push(
                lead_id="b",
                data={"deep": {"b": 2}, "company": None, "city": "Pune", "quote'\"\\": "😀"},
            )
        )
    )
    merged = (await kept(store)).data
    assert merged == {
        "name": "Sumeet",
        "company": None,
        "deep": {"b": 2},
        "city": "Pune",
        "quote'\"\\": "😀",
    }
    assert list(merged) == ["name", "company", "deep", "city", "quote'\"\\"]
    await store.push_leads(batch(push(lead_id="c", data={})))
    assert (await kept(store)).data == merged


async def test_the_same_number_in_another_list_is_another_lead(store: Store) -> None:
    await store.push_leads(batch(push()))
    (pushed,) = await store.push_leads(batch(push(lead_id="b"), list_id=ListId("list-2")))
    assert pushed.created
    assert (await kept(store, "b")).list_id == "list-2"


@pytest.mark.parametrize("state", list(LeadState))
@pytest.mark.parametrize("requeue", [False, True])
@pytest.mark.parametrize("listed", [False, True])
async def test_what_a_push_does_to_a_leads_state(
    store: Store, state: LeadState, requeue: bool, listed: bool
) -> None:
    await store.push_leads(batch(push()))
    await store.commit([PutLead(replace(await kept(store), state=state, attempts=3))])
    if listed:
        await store.commit([PutDoNotCall(DoNotCall(LEAP, number(1), 1.0))])
    (pushed,) = await store.push_leads(
        batch(push(lead_id="b", data={"again": True}), requeue=requeue)
    )
    lead = await kept(store)
    assert pushed.state == lead.state
    assert lead.attempts == 3
    assert lead.data == {"again": True}
    if state in LIVE:
        assert lead.state == state
    elif listed:
        assert lead.state == LeadState.DO_NOT_CALL
    elif requeue and state in FINISHED:
        assert lead.state == LeadState.NEW
    else:
        assert lead.state == state


async def test_numbers_on_a_do_not_call_list_are_stored_as_such(store: Store) -> None:
    await store.commit(
        [
            PutDoNotCall(DoNotCall(LEAP, number(1), 1.0, "asked us to")),
            PutDoNotCall(DoNotCall(LEAP, number(2), 1.0, campaign_id=CAMPAIGN)),
            PutDoNotCall(DoNotCall(LEAP, number(3), 1.0, campaign_id=CampaignId("other"))),
            PutDoNotCall(DoNotCall(NOVA, number(4), 1.0)),
            PutDoNotCall(DoNotCall(LEAP, number(5), 1.0)),
            DropDoNotCall(LEAP, number(5)),
        ]
    )
    numbers = [number(n) for n in range(1, 6)]
    assert await store.do_not_call(LEAP, CAMPAIGN, numbers) == {number(1), number(2)}
    pushed = await store.push_leads(batch(*(push(n) for n in range(1, 6))))
    states = [one.state for one in pushed]
    listed, new = LeadState.DO_NOT_CALL, LeadState.NEW
    assert states == [listed, listed, new, new, new]


@pytest.mark.parametrize("others", [0, 1500])
async def test_data_does_not_grow_without_end(store: Store, others: int) -> None:
    """``others``: leads of the same body."""
    half = "\u00e9" * (MOST_DATA // 4)
    await store.push_leads(batch(push(1, data={"a": half}, priority=1), push(2, data={"a": half})))
    before = await kept(store)
    body = batch(
        push(1, "x", data={"b": half}, priority=9),
        push(2, "y", data={"b": 1}),
        *(push(n) for n in range(3, 3 + others)),
        at=2100.0,
    )
    for _ in range(2):  # those of the second one are all there already
        first, second, *rest = await store.push_leads(body)
        assert (first, second.overgrown) == (OVERGROWN, False)
        assert not any(one.overgrown for one in rest)
        assert await kept(store) == before
        assert (await kept(store, "lead-000002")).data == {"a": half, "b": 1}
    await store.push_leads(batch(push(1, "z", data={"a": "", "b": half}), at=2200.0))
    assert (await kept(store)).data == {"a": "", "b": half}


async def test_data_that_is_too_large_already_may_become_smaller(store: Store) -> None:
    large = {"a": "a" * MOST_DATA, "b": "b" * 99}
    await store.push_leads(batch(push(1, data=large)))
    assert await store.push_leads(batch(push(1, "x", data={"c": 1}))) == [OVERGROWN]
    (pushed,) = await store.push_leads(batch(push(1, "y", data={"b": ""})))
    assert not pushed.overgrown
    (pushed,) = await store.push_leads(batch(push(1, "z", priority=5)))
    assert not pushed.overgrown
    assert ((await kept(store)).data, (await kept(store)).priority) == (large | {"b": ""}, 5)


# --- many at a time -----------------------------------------------------------------------------


async def test_a_large_batch_is_told_in_its_own_order(store: Store) -> None:
    numbers = [(n * 7919) % 2000 for n in range(2000)]
    old = numbers[::3]
    await store.push_leads(batch(*(push(n, f"old-{n:05}", data={"a": n}) for n in old)))
    pushed = await store.push_leads(
        batch(*(push(n, f"new-{n:05}", data={"b": n}) for n in numbers), at=2100.0)
    )
    expected = [
        Pushed(
            LeadId(f"{'old' if n in set(old) else 'new'}-{n:05}"), n not in set(old), LeadState.NEW
        )
        for n in numbers
    ]
    assert pushed == expected
    found = await store.leads_with(LEAP, LIST, [number(n) for n in numbers])
    assert len(found) == 2000
    assert found[number(old[5])].data == {"a": old[5], "b": old[5]}
    assert found[number(numbers[1])].data == {"b": numbers[1]}


async def test_leads_are_read_page_by_page(store: Store) -> None:
    await store.push_leads(batch(*(push(n) for n in range(25))))
    await store.push_leads(batch(push(99), list_id=ListId("list-2")))
    read: list[Lead] = []
    while page := await store.leads(LEAP, LIST, after=read[-1].lead_id if read else None, limit=10):
        read += page
    assert [lead.number for lead in read] == [number(n) for n in range(25)]
    assert await store.leads(NOVA, LIST, limit=10) == []
    assert await store.leads_with(NOVA, LIST, [number(1)]) == {}
    assert await store.leads_with(LEAP, LIST, []) == {}


async def test_a_campaign_and_its_list_are_made_with_their_leads_or_not_at_all(
    store: Store,
) -> None:
    first = (PutCampaign(campaign()), PutDialList(dial_list()))
    await store.push_leads(batch(push(), first=first))
    assert await store.campaigns(LEAP) == [campaign()]
    assert await store.dial_lists(LEAP) == [dial_list()]
    doubles: list[LeadBatch] = [
        batch(
            *(push(n) for n in range(10, 10 + size)),
            first=(PutCampaign(campaign("Other", campaign_id="c2")), PutDialList(taken)),
        )
        for size in (1, 900, 1500)
        for taken in [dial_list("March", list_id="list-2")]
    ]
    for double in doubles:
        with pytest.raises(StoreConflict) as conflict:
            await store.push_leads(double)
        assert conflict.value.field == "source"
    assert await store.campaigns(LEAP) == [campaign()]
    assert len(await store.leads(LEAP, LIST, limit=5000)) == 1


async def test_nothing_to_push_is_pushed(store: Store) -> None:
    assert await store.push_leads(batch()) == []


async def test_pushes_of_the_same_leads_at_the_same_time_all_count(store: Store) -> None:
    async def one(n: int) -> list[Pushed]:
        return await store.push_leads(
            batch(*(push(k, f"{n:03}-{k}", data={f"k{n}": n}) for k in range(n % 3, 40, 1 + n % 3)))
        )

    answers = await asyncio.gather(*(one(n) for n in range(30)))
    created = [pushed.lead_id for answer in answers for pushed in answer if pushed.created]
    assert len(created) == len(set(created)) == 40
    found = await store.leads_with(LEAP, LIST, [number(k) for k in range(40)])
    assert {lead.lead_id for lead in found.values()} == set(created)
    assert found[number(6)].data == {f"k{n}": n for n in range(30) if _reaches(n, 6)}


def _reaches(n: int, k: int) -> bool:
    return k in range(n % 3, 40, 1 + n % 3)


async def test_one_bad_push_fails_none_of_its_neighbours(store: Store) -> None:
    async def one(n: int) -> list[Pushed]:
        data: dict[str, Any] = {"n": n} if n % 10 else {"n": object()}
        return await store.push_leads(batch(push(n, data=data)))

    results = await asyncio.gather(*(one(n) for n in range(100)), return_exceptions=True)
    failed = [n for n, result in enumerate(results) if isinstance(result, BaseException)]
    assert failed == list(range(0, 100, 10))
    assert all(isinstance(results[n], TypeError) for n in failed)
    assert len(await store.leads(LEAP, LIST, limit=200)) == 90


async def test_a_lead_that_is_not_there_is_not_put(store: Store) -> None:
    await store.push_leads(batch(push()))
    ghost = replace(await kept(store), lead_id=LeadId("ghost"), agent_id=AgentId("x"))
    await store.commit([PutLead(ghost)])
    assert await store.lead(LEAP, LeadId("ghost")) is None
