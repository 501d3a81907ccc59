"""The do-not-call lists: add, remove, check, page by page; every change in the audit log."""

from typing import Any

import pytest
from msgspec.structs import replace

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain.campaign import DoNotCall
from dockline.domain.ids import SpaceId, TeamId
from dockline.domain.lead import LeadState
from dockline.ports.store import AuditEntry
from dockline.services.account_rules import AccountRefused, NoSuchSpace
from dockline.services.accounts import Accounts
from dockline.services.do_not_call import DoNotCallLists
from dockline.services.lead_lists import NoSuchCampaign
from tests.support.campaigns import campaign_of, life_of, push, put_campaign
from tests.unit.services.conftest import LEAP, NOVA

ONE, TWO, THREE = "919654301006", "919812306590", "442079460110"
TEAM = TeamId("support")


@pytest.fixture
def lists(store: MemoryStore, accounts: Accounts, clock: MemoryClock) -> DoNotCallLists:
    return DoNotCallLists(store, accounts, clock)


async def audit(store: MemoryStore) -> list[AuditEntry]:
    entries = await store.audit(LEAP, limit=1000)
    return [one for one in reversed(entries) if one.action.startswith("do-not-call.")]


async def test_numbers_are_listed_as_they_are_dialled_and_bad_ones_told(
    lists: DoNotCallLists, store: MemoryStore, clock: MemoryClock
) -> None:
    given: list[Any] = [
        "+91 96543-01006",
        "12",
        919812306590,
        "0091 9654301006",
        None,
        True,
        10**18,
        -5,
        10**5000,
        "9" * 81,
        "",
        ["919654301006"],
    ]
    told = await lists.add(LEAP, given, reason=" Asked not to be called ", actor="token:api")
    assert (told.changed, told.unchanged) == (2, 0)
    assert [(one.index, one.number, one.code) for one in told.errors] == [
        (1, "12", "number-invalid"),
        (4, "", "invalid-field"),
        (5, "", "invalid-field"),
        (6, "", "invalid-field"),
        (7, "-5", "invalid-field"),
        (8, "", "invalid-field"),
        (9, "9" * 80, "invalid-field"),
        (10, "", "number-invalid"),
        (11, "", "invalid-field"),
    ]
    assert all(one.message.startswith("number: ") for one in told.errors)
    reason = "Asked not to be called"
    assert await lists.page(LEAP, limit=10) == [
        DoNotCall(LEAP, ONE, clock.now(), reason),
        DoNotCall(LEAP, TWO, clock.now(), reason),
    ]
    (entry,) = await audit(store)
    assert (entry.actor, entry.action) == ("token:api", "do-not-call.added")
    assert entry.detail == {"campaign": "", "reason": reason, "numbers": [ONE, TWO]}


async def test_leads_with_the_number_are_never_dialled(
    lists: DoNotCallLists, store: MemoryStore
) -> None:
    spring = campaign_of(LEAP, TEAM, "Spring")
    autumn = campaign_of(LEAP, TEAM, "Autumn")
    (march,) = await put_campaign(store, spring)
    (october,) = await put_campaign(store, autumn, ("October",))
    ids = [
        await push(store, campaign, where, number)
        for campaign, where in ((spring, march), (autumn, october))
        for number in (ONE, TWO)
    ]
    await lists.add(LEAP, [ONE], campaign="spring", actor="cli")
    await lists.add(LEAP, [TWO], actor="cli")
    states = [(await life_of(store, LEAP, lead_id)).state for lead_id in ids]
    never, still = LeadState.DO_NOT_CALL, LeadState.NEW
    assert states == [never, never, still, never]


async def test_an_entry_that_is_there_keeps_its_date_and_reason(
    lists: DoNotCallLists, store: MemoryStore, clock: MemoryClock
) -> None:
    await lists.add(LEAP, [ONE], reason="First", actor="cli")
    at = clock.now()
    clock.advance(60)
    told = await lists.add(LEAP, [ONE, TWO], reason="Second", actor="cli")
    assert (told.changed, told.unchanged) == (1, 1)
    first, second = await lists.page(LEAP, limit=10)
    assert (first.at, first.reason) == (at, "First")
    assert (second.at, second.reason) == (at + 60, "Second")
    assert (await lists.add(LEAP, [ONE, TWO], actor="cli")).unchanged == 2
    assert len(await audit(store)) == 2, "what changes nothing is not written"


async def test_numbers_are_taken_off_one_list_only(
    lists: DoNotCallLists, store: MemoryStore
) -> None:
    await put_campaign(store, campaign_of(LEAP, TEAM, "Spring"))
    await lists.add(LEAP, [ONE, TWO], actor="cli")
    await lists.add(LEAP, [ONE], campaign="Spring", actor="cli")
    told = await lists.remove(LEAP, [f"+{ONE}", ONE, THREE, "x"], actor="token:api")
    assert (told.changed, told.unchanged, len(told.errors)) == (1, 1, 1)
    assert [one.number for one in await lists.page(LEAP, limit=10)] == [TWO]
    assert [one.number for one in await lists.page(LEAP, campaign="spring", limit=10)] == [ONE]
    last = (await audit(store))[-1]
    assert (last.actor, last.action) == ("token:api", "do-not-call.removed")
    assert last.detail == {"campaign": "", "numbers": [ONE]}
    assert (await lists.remove(LEAP, [ONE], campaign="Spring", actor="cli")).changed == 1


async def test_a_check_tells_of_each_number(
    lists: DoNotCallLists, store: MemoryStore, clock: MemoryClock
) -> None:
    spring = campaign_of(LEAP, TEAM, "Spring")
    await put_campaign(store, spring)
    await lists.add(LEAP, [TWO], actor="cli")
    await lists.add(LEAP, [ONE], campaign="Spring", reason="Wrong number", actor="cli")
    numbers = [THREE, ONE, "no", TWO, ONE]
    checked, errors = await lists.check(LEAP, numbers, campaign="SPRING")
    assert [(one.index, one.number, one.listed) for one in checked] == [
        (0, THREE, False),
        (1, ONE, True),
        (3, TWO, True),
        (4, ONE, True),
    ]
    assert checked[1].entries == (
        DoNotCall(LEAP, ONE, clock.now(), "Wrong number", spring.campaign_id),
    )
    assert [(one.index, one.number) for one in errors] == [(2, "no")]
    checked, _ = await lists.check(LEAP, [ONE, TWO])
    assert [one.listed for one in checked] == [False, True]
    assert len(checked[0].entries) == 1, "that a campaign has it is told all the same"
    assert not (await lists.check(NOVA, [TWO]))[0][0].listed


async def test_many_numbers_come_in_groups_and_pages(
    lists: DoNotCallLists, store: MemoryStore
) -> None:
    numbers = [f"9196543{n:05}" for n in range(1201)]
    assert (await lists.add(LEAP, numbers, actor="cli")).changed == 1201
    assert [len(one.detail["numbers"]) for one in await audit(store)] == [500, 500, 201]
    found: list[str] = []
    while page := await lists.page(LEAP, after=found[-1] if found else "", limit=500):
        found += [one.number for one in page]
    assert found == numbers
    assert (await lists.remove(LEAP, numbers, actor="cli")).changed == 1201
    assert await lists.page(LEAP, limit=1) == []


async def test_national_numbers_are_of_the_spaces_country(
    lists: DoNotCallLists, accounts: Accounts
) -> None:
    assert (await lists.add(LEAP, ["020 7946 0110"], actor="cli")).errors
    space = accounts.space(LEAP)
    assert space is not None
    await accounts.update_settings(LEAP, replace(space.settings, default_country="GB"))
    assert (await lists.add(LEAP, ["020 7946 0110"], actor="cli")).changed == 1
    assert [one.number for one in await lists.page(LEAP, limit=10)] == [THREE]


async def test_scopes_and_reasons_that_are_none(lists: DoNotCallLists, store: MemoryStore) -> None:
    with pytest.raises(NoSuchSpace):
        await lists.add(SpaceId("none"), [ONE], actor="cli")
    with pytest.raises(NoSuchCampaign):
        await lists.add(LEAP, [ONE], campaign="Summer", actor="cli")
    with pytest.raises(NoSuchCampaign):
        await lists.page(LEAP, campaign="Summer", limit=1)
    for reason in ("x" * 201, "a\x00b"):
        with pytest.raises(AccountRefused, match=r"^reason: "):
            await lists.add(LEAP, [ONE], reason=reason, actor="cli")
    assert await lists.page(LEAP, limit=1) == []
