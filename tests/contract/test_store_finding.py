"""What every store finds of leads for the pages of campaigns."""

import pytest
from msgspec.structs import replace

from dockline.domain.campaign import DoNotCall
from dockline.domain.ids import AgentId, CampaignId, LeadId, ListId
from dockline.domain.lead import LeadState
from dockline.domain.leadlife import Callback
from dockline.domain.leadoutcome import call_back
from dockline.ports.lead_store import PutCampaign, PutDialList, PutDoNotCall, PutLead, PutLife
from dockline.ports.store import Store
from tests.contract.lead_samples import CAMPAIGN, LIST, batch, campaign, dial_list, number, push
from tests.contract.life_samples import SETTINGS, life
from tests.contract.store_samples import LEAP, NOVA, RISHI

OTHER = ListId("list-2")


@pytest.fixture
async def filled(store: Store) -> Store:
    """Twelve leads in one list, of which each third is done, and two in another."""
    lists = [PutDialList(dial_list()), PutDialList(dial_list("April", list_id=OTHER))]
    await store.commit([PutCampaign(campaign()), *lists])
    await store.push_leads(batch(*(push(n, external_id=f"crm-{n}") for n in range(1, 13))))
    await store.push_leads(
        batch(push(1, "lead-000021"), push(77, "lead-000022", external_id="77"), list_id=OTHER)
    )
    for n in (3, 6, 9, 12):
        lead = await store.lead(LEAP, LeadId(f"lead-{n:06}"))
        assert lead is not None
        done = replace(lead, state=LeadState.DONE, attempts=n // 3, updated_at=3000.0 + n)
        await store.commit([PutLead(done)])
    return store


def ids(*numbers: int) -> list[LeadId]:
    return [LeadId(f"lead-{n:06}") for n in numbers]


async def test_pages_of_a_list_by_state(filled: Store) -> None:
    every = tuple(LeadState)
    assert await filled.leads_in(LEAP, LIST, every, limit=100) == ids(*range(1, 13))
    first = await filled.leads_in(LEAP, LIST, every, limit=5)
    assert first == ids(1, 2, 3, 4, 5)
    second = await filled.leads_in(LEAP, LIST, every, after=first[-1], limit=5)
    assert second == ids(6, 7, 8, 9, 10)
    assert await filled.leads_in(LEAP, LIST, every, after=second[-1], limit=5) == ids(11, 12)
    done = (LeadState.DONE,)
    assert await filled.leads_in(LEAP, LIST, done, limit=2) == ids(3, 6)
    assert await filled.leads_in(LEAP, LIST, done, after=ids(6)[0], limit=9) == ids(9, 12)
    both = (LeadState.DONE, LeadState.CALLBACK, LeadState.DONE)
    assert await filled.leads_in(LEAP, LIST, both, limit=9) == ids(3, 6, 9, 12)
    assert await filled.leads_in(LEAP, OTHER, every, limit=9) == ids(21, 22)


async def test_nothing_of_another_space_and_of_no_state(filled: Store) -> None:
    assert await filled.leads_in(NOVA, LIST, tuple(LeadState), limit=9) == []
    assert await filled.leads_in(LEAP, LIST, (), limit=9) == []
    found = await filled.leads_beginning(
        NOVA, [LIST, OTHER], number="9196", external_id="crm", limit=9
    )
    assert found == []
    assert await filled.finished_since(NOVA, CAMPAIGN, 0.0) == 0


async def test_numbers_and_external_ids_are_found_by_how_they_begin(filled: Store) -> None:
    lists = [LIST, OTHER]
    assert await filled.leads_beginning(LEAP, lists, number=number(7), limit=9) == ids(7)
    assert await filled.leads_beginning(LEAP, lists, number=number(1), limit=9) == ids(1, 21)
    assert await filled.leads_beginning(LEAP, [OTHER], number=number(1), limit=9) == ids(21)
    tens = await filled.leads_beginning(LEAP, lists, number=number(10)[:-1], limit=9)
    assert tens == ids(10, 11, 12)
    assert await filled.leads_beginning(LEAP, lists, external_id="crm-1", limit=9) == ids(
        1, 10, 11, 12
    )
    assert await filled.leads_beginning(LEAP, lists, external_id="CRM-1", limit=9) == []
    assert await filled.leads_beginning(LEAP, lists, limit=9) == []
    either = await filled.leads_beginning(LEAP, lists, number="77", external_id="77", limit=9)
    assert either == ids(22)
    assert len(await filled.leads_beginning(LEAP, lists, number="9196", limit=4)) == 4
    assert await filled.leads_beginning(LEAP, [], number="9196", limit=4) == []


async def test_signs_that_patterns_would_take_for_more_are_only_signs(filled: Store) -> None:
    for text in ("%", "crm_", "crm-1%", "\U0001f600"):
        assert await filled.leads_beginning(LEAP, [LIST, OTHER], external_id=text, limit=9) == []


async def test_what_came_to_its_end_since_a_time(filled: Store) -> None:
    assert await filled.finished_since(LEAP, CAMPAIGN, 0.0) == 4
    assert await filled.finished_since(LEAP, CAMPAIGN, 3006.0) == 3
    assert await filled.finished_since(LEAP, CAMPAIGN, 3012.5) == 0
    # Never dialled: it came to no end of ours.
    await filled.commit([PutDoNotCall(DoNotCall(LEAP, number(1), 5000.0))])
    assert await filled.finished_since(LEAP, CAMPAIGN, 4000.0) == 0


async def test_callbacks_that_an_agent_has_promised(filled: Store) -> None:
    """In person: not what anybody of the team may call, nor what another has promised."""

    async def promises(n: int, at: float, agent_id: AgentId | None = RISHI) -> None:
        found = await life(filled, n)
        callback = Callback(at=at, made_at=2500.0, agent_id=agent_id)
        await filled.commit([PutLife(call_back(found, callback, SETTINGS, 2500.0))])

    await promises(1, 9000.0)
    await promises(2, 8000.0)
    await promises(4, 8000.0)
    await promises(5, 8500.0, AgentId("siddhant"))
    await promises(7, 8500.0, None)
    assert await filled.promised(LEAP, RISHI, [CAMPAIGN], 9000.0, limit=9) == ids(2, 4)
    assert await filled.promised(LEAP, RISHI, [CAMPAIGN], 9000.5, limit=9) == ids(2, 4, 1)
    assert await filled.promised(LEAP, RISHI, [CAMPAIGN], 9000.5, limit=2) == ids(2, 4)
    others = [CampaignId("another"), CampaignId("a third")]
    assert await filled.promised(LEAP, RISHI, others, 9000.5, limit=9) == []
    assert await filled.promised(LEAP, RISHI, [], 9000.5, limit=9) == []
    both = [*others, CAMPAIGN]
    assert await filled.promised(LEAP, RISHI, both, 9000.5, limit=2) == ids(2, 4)
    assert await filled.promised(NOVA, RISHI, [CAMPAIGN], 9000.5, limit=9) == []
    await filled.commit([PutDoNotCall(DoNotCall(LEAP, number(2), 3000.0))])
    assert await filled.promised(LEAP, RISHI, [CAMPAIGN], 9000.0, limit=9) == ids(4)
