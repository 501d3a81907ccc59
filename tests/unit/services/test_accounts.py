"""Spaces, teams, users and tokens."""

import asyncio

import pytest
from argon2 import PasswordHasher
from msgspec.structs import replace

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain.ids import AgentId, SpaceId
from dockline.domain.space import Role, SpaceSettings, User
from dockline.ports.store import PutUser, StoreUnavailable
from dockline.services.account_rules import (
    AccountRefused,
    NameTaken,
    NoSuchSpace,
    NoSuchTeam,
    NoSuchUser,
)
from dockline.services.accounts import Accounts
from dockline.services.people import UserChange
from dockline.services.teams import TeamChange
from tests.support.until import queued
from tests.unit.services.conftest import LEAP, NOVA, PASSWORD, cheap


async def add(accounts: Accounts, login: str, space_id: SpaceId = LEAP) -> User:
    return await accounts.create_user(space_id, login, login.title(), PASSWORD, "agent")


# --- making and finding -----------------------------------------------------------------------


async def test_what_is_made_is_found_at_once_and_after_a_restart(
    accounts: Accounts, store: MemoryStore, clock: MemoryClock
) -> None:
    user = await accounts.create_user(
        LEAP, "rishi", "Rishi", PASSWORD, Role.SUPERVISOR, ["support TEAM"]
    )
    restarted = Accounts(store, clock, cheap())
    await restarted.load()
    for one in (accounts, restarted):
        assert [space.space_id for space in one.spaces()] == [LEAP, NOVA]
        team = one.team_by_name(LEAP, " Support Team ")
        assert team is not None
        assert one.team(team.team_id) == team
        assert one.teams(LEAP) == [team]
        assert team.caller_id == "442079460018"
        assert one.users(LEAP) == [user]
        assert one.user(user.user_id) == user
        assert user.teams == (team.team_id,)
        assert user.password_hash.startswith("$argon2id$")
    await restarted.stop()


async def test_nothing_unknown_is_found(accounts: Accounts) -> None:
    assert accounts.space("nobody") is None
    assert accounts.team_by_name(LEAP, "Sales") is None
    assert accounts.team_by_name(SpaceId("nobody"), "Support team") is None
    assert accounts.user(AgentId("nobody")) is None
    assert accounts.users(NOVA) == []


async def test_agents_are_found_by_login_and_cloud(accounts: Accounts) -> None:
    rishi = await add(accounts, "rishi")
    other = await add(accounts, "rishi", NOVA)
    mail = await add(accounts, "sid@leap.example")
    odd = await add(accounts, "amy@novanet")
    only = await add(accounts, "siddhant", NOVA)
    assert accounts.find_agent("rishi@leap") == rishi
    assert accounts.find_agent(" RISHI@Leap ") == rishi
    assert accounts.find_agent("rishi@novanet") == other
    assert accounts.find_agent("rishi") is None
    assert accounts.find_agent("siddhant") == only
    assert accounts.find_agent("siddhant@leap") is None
    assert accounts.find_agent("sid@leap.example@leap") == mail
    assert accounts.find_agent("sid@leap.example") == mail
    # The cloud that is named is meant, not a login of another one that looks so.
    assert accounts.find_agent("amy@novanet") is None
    assert accounts.find_agent("amy@novanet@leap") == odd
    for nobody in ("", "@", "@leap", "rishi@", "nobody", "rishi@nobody"):
        assert accounts.find_agent(nobody) is None


async def test_who_is_not_active_is_not_found(accounts: Accounts, store: MemoryStore) -> None:
    rishi = await add(accounts, "rishi")
    other = await add(accounts, "rishi", NOVA)
    await store.commit([PutUser(replace(rishi, active=False))])
    await accounts.refresh()
    assert accounts.find_agent("rishi") == other
    assert accounts.user(rishi.user_id) == replace(rishi, active=False)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("login", {"login": ""}),
        ("login", {"login": "two words"}),
        ("login", {"login": "@leap"}),
        ("login", {"login": "x" * 191}),
        ("name", {"name": "  "}),
        ("name", {"name": "bell\x07"}),
        ("password", {"password": "short"}),
        ("password", {"password": "x" * 1025}),
        ("role", {"role": "king"}),
        ("team_name", {"team_names": ["Sales"]}),
        ("cloud_id", {"space_id": "nobody"}),
    ],
)
async def test_a_refusal_names_the_field(
    accounts: Accounts, field: str, changes: dict[str, object]
) -> None:
    whole: dict[str, object] = {
        "space_id": LEAP,
        "login": "rishi",
        "name": "Rishi",
        "password": PASSWORD,
        "role": "agent",
        "team_names": (),
    }
    with pytest.raises(AccountRefused) as refusal:
        await accounts.create_user(**{**whole, **changes})  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert refusal.value.message.startswith(f"{field}: ")
    assert accounts.users(LEAP) == []


@pytest.mark.parametrize("cloud_id", ["", "Leap", "le ap", "-leap", "leap-", "l" * 64, "léap"])
async def test_a_cloud_id_is_of_plain_letters(accounts: Accounts, cloud_id: str) -> None:
    with pytest.raises(AccountRefused) as refusal:
        await accounts.create_space(cloud_id, "Leap")
    assert refusal.value.field == "cloud_id"


async def test_names_that_are_taken(accounts: Accounts) -> None:
    await add(accounts, "rishi")
    for field, taken in (
        ("cloud_id", accounts.create_space(LEAP, "Again")),
        ("team_name", accounts.create_team(LEAP, "SUPPORT team")),
        ("login", add(accounts, "Rishi")),
    ):
        with pytest.raises(NameTaken) as refusal:
            await taken
        assert refusal.value.field == field
        assert refusal.value.code == "name-taken"
    space = accounts.space(LEAP)
    assert space is not None
    assert space.name == "Leap"


async def test_of_many_who_take_a_login_one_gets_it(accounts: Accounts) -> None:
    made = await asyncio.gather(
        *(add(accounts, "rishi") for _ in range(10)), return_exceptions=True
    )
    assert sum(isinstance(one, User) for one in made) == 1
    assert sum(isinstance(one, NameTaken) for one in made) == 9
    assert len(accounts.users(LEAP)) == 1


async def test_who_and_what_is_missing(accounts: Accounts) -> None:
    with pytest.raises(NoSuchSpace):
        await accounts.create_team(SpaceId("nobody"), "Sales")
    with pytest.raises(NoSuchSpace):
        await accounts.update_settings(SpaceId("nobody"), SpaceSettings())
    with pytest.raises(NoSuchSpace):
        await accounts.tokens.replace(SpaceId("nobody"), "api")
    with pytest.raises(NoSuchTeam):
        await accounts.create_user(LEAP, "r", "R", PASSWORD, "agent", ["Sales"])
    with pytest.raises(NoSuchUser):
        await accounts.set_password(AgentId("nobody"), PASSWORD)
    with pytest.raises(AccountRefused, match=r"caller_id: .* calling code"):
        await accounts.create_team(LEAP, "Sales", "+999 1234567")


async def test_settings_are_kept(accounts: Accounts, store: MemoryStore) -> None:
    changed = await accounts.update_settings(
        LEAP, SpaceSettings(default_country="GB", caller_id="020 7946 0018"), actor="admin@leap"
    )
    assert changed.settings.caller_id == "442079460018"
    assert accounts.space(LEAP) == changed
    assert changed in await store.spaces()
    entry = (await store.audit(LEAP, limit=1))[0]
    assert (entry.action, entry.actor) == ("settings.changed", "admin@leap")


async def test_every_change_is_in_the_audit_log_without_secrets(
    accounts: Accounts, store: MemoryStore
) -> None:
    user = await add(accounts, "rishi")
    await accounts.set_password(user.user_id, "another password")
    secret = await accounts.tokens.replace(LEAP, "api")
    await accounts.tokens.reset(LEAP, secret)
    entries = await store.audit(LEAP, limit=10)
    assert [entry.action for entry in entries] == [
        "token.reset",
        "token.replaced",
        "password.set",
        "user.created",
        "team.created",
        "space.created",
    ]
    assert not any(word in str(entries) for word in (secret, PASSWORD, "another password"))


async def test_with_the_store_away_nothing_is_made_and_reading_goes_on(
    accounts: Accounts, store: MemoryStore
) -> None:
    secret = await accounts.tokens.replace(LEAP, "api")
    store.away = True
    with pytest.raises(StoreUnavailable):
        await add(accounts, "rishi")
    with pytest.raises(StoreUnavailable):
        await accounts.tokens.reset(LEAP, secret)
    assert accounts.users(LEAP) == []
    assert accounts.check_token(LEAP, secret) is not None
    store.away = False
    await add(accounts, "rishi")


# --- other processes --------------------------------------------------------------------------


async def test_what_another_process_adds_is_noticed(
    accounts: Accounts, store: MemoryStore, clock: MemoryClock
) -> None:
    await accounts.refresh()
    await accounts.start()
    beside = Accounts(store, clock, cheap())
    await beside.load()
    user = await beside.create_user(LEAP, "rishi", "Rishi", PASSWORD, "agent")
    secret = await beside.tokens.replace(LEAP, "api")
    async with asyncio.timeout(5):
        while accounts.find_agent("rishi@leap") is None:
            await clock.slept_on()
            clock.advance(1)
            await asyncio.sleep(0)
    assert accounts.find_agent("rishi@leap") == user
    assert accounts.check_token(LEAP, secret) is not None
    await beside.stop()


async def test_polling_outlives_a_store_that_goes_away(
    accounts: Accounts, store: MemoryStore, clock: MemoryClock
) -> None:
    await accounts.start()
    store.away = True
    for _ in range(3):
        await clock.slept_on()
        clock.advance(1)
        await asyncio.sleep(0)
    store.away = False
    rishi = User(AgentId("r"), LEAP, "rishi", "Rishi", Role.AGENT, "")
    await store.commit([PutUser(rishi)])
    async with asyncio.timeout(5):
        while accounts.find_agent("rishi") is None:
            await clock.slept_on()
            clock.advance(1)
            await asyncio.sleep(0)


async def test_reading_again_never_undoes_a_write_of_our_own(
    accounts: Accounts, store: MemoryStore
) -> None:
    async def refresh() -> None:
        for n in range(30):
            await store.commit([PutUser(User(AgentId("x"), NOVA, f"x{n}", "X", Role.AGENT, ""))])
            await accounts.refresh()

    async def write() -> None:
        for n in range(30):
            await accounts.create_team(LEAP, f"Team {n}")
            assert accounts.team_by_name(LEAP, f"Team {n}") is not None

    await asyncio.gather(refresh(), write())
    assert len(accounts.teams(LEAP)) == 31
    assert accounts.find_agent("x29") is not None
    assert accounts.find_agent("x28") is None


async def test_what_another_process_wrote_a_moment_ago_is_not_undone(
    accounts: Accounts, store: MemoryStore, clock: MemoryClock
) -> None:
    rishi = await add(accounts, "rishi")
    mira = await add(accounts, "mira")
    await accounts.refresh()
    told: list[str] = []

    async def ended(user: User) -> None:
        told.append(user.login)

    accounts.sessions.on_ended.append(ended)
    beside = Accounts(store, clock, cheap())
    await beside.load()
    team = beside.team_by_name(LEAP, "Support team")
    assert team is not None
    await beside.people.change(rishi.user_id, UserChange(active=False))
    await beside.team_keeping.change(team.team_id, TeamChange(name="Care"))
    await accounts.people.change(rishi.user_id, UserChange(name="Rishi K"))
    await accounts.team_keeping.change(team.team_id, TeamChange(caller_id="442079460099"))
    await accounts.people.change(mira.user_id, UserChange(name="Mira K"))
    for one in (accounts, beside):
        await one.refresh()
        assert one.user(rishi.user_id) == replace(rishi, active=False, name="Rishi K")
        found = one.team(team.team_id)
        assert found is not None
        assert (found.name, found.caller_id) == ("Care", "442079460099")
    assert told == ["rishi"], "who was made inactive beside, and once"
    await beside.stop()


async def test_a_table_of_people_for_a_team_that_is_removed_meanwhile_is_refused(
    accounts: Accounts,
) -> None:
    team = await accounts.create_team(LEAP, "Night")
    rows = accounts.people_import.read(LEAP, b"login,teams\nana,Night\n").rows
    async with accounts.book.writing:
        removing = asyncio.create_task(accounts.team_keeping.remove(team.team_id))
        await queued(accounts.book._writing, 1)
        making = asyncio.create_task(
            accounts.people_import.make(LEAP, rows, by=None, actor="admin")
        )
        await queued(accounts.book._writing, 2)
    await removing
    with pytest.raises(AccountRefused, match="teams: There is no team"):
        await making
    assert accounts.users(LEAP) == []


async def test_passwords_that_were_made_for_a_table_are_good_and_cost_little(
    store: MemoryStore, clock: MemoryClock
) -> None:
    hashed: list[str | bytes] = []

    class Counting(PasswordHasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            hashed.append(password)
            return super().hash(password, salt=salt)

    accounts = Accounts(store, clock, Counting(time_cost=1, memory_cost=8, parallelism=1))
    await accounts.load()
    await accounts.create_space(LEAP, "Leap")
    passwords = accounts.people_import._passwords
    table = b"login,password\nana,\nben,a long own password\n"
    rows = accounts.people_import.read(LEAP, table).rows
    ana, ben = await accounts.people_import.make(LEAP, rows, by=None, actor="admin")
    assert hashed == ["a long own password"]
    made = next(row.password for row in rows if row.made)
    assert await passwords.match(ana.password_hash, made)
    assert hashed[-1] == made, "a made one takes as long to compare as any other"
    assert await passwords.match(ben.password_hash, "a long own password")
    assert not await passwords.match(ana.password_hash, f"{made}x")
    await accounts.stop()
