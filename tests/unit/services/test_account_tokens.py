"""Tokens: checked, replaced, reset."""

import asyncio
from pathlib import Path

import pytest

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.sqlite.store import SqliteStore
from dockline.services.account_rules import AccountRefused, TokenRefused
from dockline.services.accounts import Accounts
from tests.unit.services.conftest import LEAP, NOVA, cheap


async def test_a_token_is_its_clouds_only(accounts: Accounts) -> None:
    secret = await accounts.tokens.replace(LEAP, "api")
    token = accounts.check_token(LEAP, secret)
    assert token is not None
    assert (token.space_id, token.name) == (LEAP, "api")
    assert accounts.token_of(secret) == token
    for cloud_id, given in (
        (NOVA, secret),
        ("nobody", secret),
        (LEAP, secret.upper()),
        (LEAP, ""),
        (LEAP, "538d1ae0-3e9f-11ea-9d9c-394a26b437b0"),
    ):
        assert accounts.check_token(cloud_id, given) is None
    assert accounts.token_of("538d1ae0-3e9f-11ea-9d9c-394a26b437b0") is None


async def test_a_replaced_token_stops_and_others_go_on(accounts: Accounts) -> None:
    first = await accounts.tokens.replace(LEAP, "api")
    crm = await accounts.tokens.replace(LEAP, "crm")
    second = await accounts.tokens.replace(LEAP, "api")
    assert accounts.check_token(LEAP, first) is None
    assert accounts.token_of(first) is None
    assert accounts.check_token(LEAP, second) is not None
    assert accounts.check_token(LEAP, crm) is not None


async def test_a_token_is_replaced_by_its_name_whatever_the_case(accounts: Accounts) -> None:
    first = await accounts.tokens.replace(LEAP, "CRM")
    second = await accounts.tokens.replace(LEAP, "crm")
    assert accounts.check_token(LEAP, first) is None
    assert [one.name for one in await accounts.tokens.every(LEAP)] == ["crm"]
    (named,) = accounts.tokens.named(LEAP, "Crm")
    assert accounts.check_token(LEAP, second) == named


async def test_a_token_in_its_grace_is_replaced_by_one_for_the_same(accounts: Accounts) -> None:
    old, _ = await accounts.tokens.create(LEAP, "crm", ["campaign"], actor="cli")
    await accounts.tokens.reset(LEAP, old, 60)
    (lasting, _) = accounts.tokens.named(LEAP, "crm")
    await accounts.tokens.revoke(LEAP, lasting.token_id, actor="cli")
    new = accounts.check_token(LEAP, await accounts.tokens.replace(LEAP, "crm"))
    assert new is not None
    assert new.scopes == ("campaign",)
    assert accounts.check_token(LEAP, old) is None


async def test_a_reset_token_stops_at_once(accounts: Accounts) -> None:
    old = await accounts.tokens.replace(LEAP, "api")
    new = await accounts.tokens.reset(LEAP, old)
    assert new != old
    assert accounts.check_token(LEAP, old) is None
    token = accounts.check_token(LEAP, new)
    assert token is not None
    assert token.name == "api"


async def test_with_grace_the_old_token_works_a_while_but_resets_no_more(
    accounts: Accounts, clock: MemoryClock
) -> None:
    old = await accounts.tokens.replace(LEAP, "api")
    new = await accounts.tokens.reset(LEAP, old, 60)
    with pytest.raises(TokenRefused):
        await accounts.tokens.reset(LEAP, old)
    clock.advance(59)
    assert accounts.check_token(LEAP, old) is not None
    assert accounts.token_of(old) is not None
    clock.advance(1)
    assert accounts.check_token(LEAP, old) is None
    assert accounts.token_of(old) is None
    assert accounts.check_token(LEAP, new) is not None


@pytest.mark.parametrize("grace", [-1.0, 86_401.0, float("nan")])
async def test_grace_is_a_day_at_most(accounts: Accounts, grace: float) -> None:
    secret = await accounts.tokens.replace(LEAP, "api")
    with pytest.raises(AccountRefused) as refusal:
        await accounts.tokens.reset(LEAP, secret, grace)
    assert refusal.value.field == "grace_seconds"
    assert accounts.check_token(LEAP, secret) is not None


async def test_whatever_does_not_match_the_answer_is_one(accounts: Accounts) -> None:
    secret = await accounts.tokens.replace(LEAP, "api")
    messages = set()
    for cloud_id, given in ((NOVA, secret), ("nobody", secret), (LEAP, "wrong")):
        with pytest.raises(TokenRefused) as refusal:
            await accounts.tokens.reset(cloud_id, given)
        messages.add(refusal.value.message)
    assert len(messages) == 1


@pytest.mark.parametrize("grace", [0, 60])
async def test_of_many_who_reset_a_token_one_wins_in_one_process_and_in_two(
    tmp_path: Path, clock: MemoryClock, grace: float
) -> None:
    stores = [SqliteStore(tmp_path / "dockline.db", clock) for _ in range(2)]
    processes = [Accounts(store, clock, cheap()) for store in stores]
    for store in stores:
        await store.open()
    await processes[0].create_space(LEAP, "Leap")
    secret = await processes[0].tokens.replace(LEAP, "api")
    await processes[0].load()
    await processes[1].load()
    results = await asyncio.gather(
        *(process.tokens.reset(LEAP, secret, grace) for process in processes for _ in range(10)),
        return_exceptions=True,
    )
    won = [result for result in results if isinstance(result, str)]
    assert len(won) == 1
    assert sum(isinstance(result, TokenRefused) for result in results) == 19
    for process in processes:
        await process.refresh()
        assert process.check_token(LEAP, won[0]) is not None
        assert (process.check_token(LEAP, secret) is not None) is bool(grace)
        await process.stop()
    for store in stores:
        await store.close()
