"""Signing in and out."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
from argon2 import PasswordHasher
from msgspec.structs import replace

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain.ids import SpaceId
from dockline.domain.space import User
from dockline.domain.token import SESSION_SECONDS, hash_of
from dockline.ports.store import PutUser, StoreUnavailable
from dockline.services.accounts import Accounts
from dockline.services.browser_sessions import Wanderer
from dockline.services.people import UserChange
from dockline.services.sign_in import (
    ADDRESS_TRIES,
    LOCK_SECONDS,
    LOGIN_TRIES,
    SignInFailed,
    SignInLocked,
    network_of,
)

LEAP = SpaceId("leap")
PASSWORD = "correct horse"
HOME = Wanderer("192.0.2.7", "Firefox on Linux")
ELSEWHERE = Wanderer("198.51.100.1")


class Counting(PasswordHasher):
    """Counts what is verified: what takes the time."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
        self.verified += 1
        return super().verify(hash, password)


@pytest.fixture
def clock() -> MemoryClock:
    return MemoryClock()


@pytest.fixture
def store(clock: MemoryClock) -> MemoryStore:
    return MemoryStore(clock)


@pytest.fixture
def hasher() -> Counting:
    return Counting()


@pytest.fixture
async def accounts(
    store: MemoryStore, clock: MemoryClock, hasher: Counting
) -> AsyncIterator[Accounts]:
    accounts = Accounts(store, clock, hasher)
    await accounts.load()
    await accounts.create_space(LEAP, "Leap")
    for login in ("rishi", "siddhant"):
        await accounts.create_user(LEAP, login, login.title(), PASSWORD, "agent")
    yield accounts
    await accounts.stop()


async def restarted(store: MemoryStore, clock: MemoryClock) -> Accounts:
    accounts = Accounts(store, clock, Counting())
    await accounts.load()
    return accounts


def rishi(accounts: Accounts) -> User:
    user = accounts.find_agent("rishi@leap")
    assert user is not None
    return user


async def fail(
    accounts: Accounts, times: int, login: str = "rishi", address: Wanderer = HOME
) -> None:
    for _ in range(times):
        with pytest.raises(SignInFailed):
            await accounts.sign_in(login, "wrong", address)


# --- sessions ---------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["rishi", "rishi@leap", "RISHI@leap"])
async def test_signing_in_begins_a_session(accounts: Accounts, login: str) -> None:
    begun = await accounts.sign_in(login, PASSWORD, HOME)
    cookie, user = begun.cookie, begun.user
    assert user == rishi(accounts)
    assert await accounts.session(cookie) == user
    assert await accounts.session("another") is None


async def test_two_browsers_have_two_sessions(accounts: Accounts) -> None:
    first = (await accounts.sign_in("rishi", PASSWORD, HOME)).cookie
    second = (await accounts.sign_in("rishi", PASSWORD, HOME)).cookie
    assert first != second
    await accounts.sign_out(first)
    assert await accounts.session(first) is None
    assert await accounts.session(second) is not None


async def test_only_the_hash_of_a_cookie_is_kept(accounts: Accounts, store: MemoryStore) -> None:
    cookie = (await accounts.sign_in("rishi", PASSWORD, HOME)).cookie
    kept = await store.session(hash_of(cookie))
    assert kept is not None
    assert cookie.encode() not in kept.session_hash


async def test_a_session_outlives_a_restart_and_so_does_its_end(
    accounts: Accounts, store: MemoryStore, clock: MemoryClock
) -> None:
    cookie = (await accounts.sign_in("rishi", PASSWORD, HOME)).cookie
    after = await restarted(store, clock)
    assert await after.session(cookie) == rishi(accounts)
    await after.sign_out(cookie)
    assert await after.session(cookie) is None
    again = await restarted(store, clock)
    assert await again.session(cookie) is None
    await after.stop()
    await again.stop()


async def test_a_session_ends_when_it_is_not_used(accounts: Accounts, clock: MemoryClock) -> None:
    cookie = (await accounts.sign_in("rishi", PASSWORD, HOME)).cookie
    clock.advance(SESSION_SECONDS)
    assert await accounts.session(cookie) is None


async def test_using_a_session_moves_its_end_on(
    accounts: Accounts, store: MemoryStore, clock: MemoryClock
) -> None:
    cookie = (await accounts.sign_in("rishi", PASSWORD, HOME)).cookie
    for _ in range(5):
        clock.advance(SESSION_SECONDS - 1)
        assert await accounts.session(cookie) is not None
    after = await restarted(store, clock)
    clock.advance(SESSION_SECONDS - 1)
    assert await after.session(cookie) is not None
    await after.stop()


async def test_a_session_is_not_brought_back_by_a_read_under_way(
    store: MemoryStore, clock: MemoryClock, accounts: Accounts
) -> None:
    cookie = (await accounts.sign_in("rishi", PASSWORD, HOME)).cookie
    after = await restarted(store, clock)
    kept = await store.session(hash_of(cookie))
    reading, signed_out = asyncio.Event(), asyncio.Event()

    async def slow_read(session_hash: bytes) -> object:
        reading.set()
        await signed_out.wait()
        return kept

    store.session = slow_read  # type: ignore[method-assign, assignment]
    asked = asyncio.create_task(after.session(cookie))
    await asyncio.wait_for(reading.wait(), timeout=5)
    await after.sign_out(cookie)
    signed_out.set()
    assert await asked is None
    assert await after.session(cookie) is None
    await after.stop()


async def test_a_session_is_not_brought_back_by_its_renewal(
    store: MemoryStore, clock: MemoryClock, accounts: Accounts
) -> None:
    cookie = (await accounts.sign_in("rishi", PASSWORD, HOME)).cookie
    clock.advance(SESSION_SECONDS / 2)
    # The command line sets another password; the server has not noticed it yet.
    beside = await restarted(store, clock)
    await beside.set_password(rishi(beside).user_id, "another password")
    await accounts.session(cookie)
    await accounts.refresh()
    assert await accounts.session(cookie) is None
    await beside.stop()


async def test_who_is_not_active_any_more_is_out(accounts: Accounts, store: MemoryStore) -> None:
    begun = await accounts.sign_in("rishi", PASSWORD, HOME)
    cookie, user = begun.cookie, begun.user
    await store.commit([PutUser(replace(user, active=False))])
    await accounts.refresh()
    assert await accounts.session(cookie) is None
    with pytest.raises(SignInFailed):
        await accounts.sign_in("rishi@leap", PASSWORD, HOME)


async def test_a_new_password_ends_all_sessions(accounts: Accounts, store: MemoryStore) -> None:
    begun = await accounts.sign_in("rishi", PASSWORD, HOME)
    cookie, user = begun.cookie, begun.user
    other = (await accounts.sign_in("siddhant", PASSWORD, HOME)).cookie
    await accounts.set_password(user.user_id, "another password")
    assert await accounts.session(cookie) is None
    assert await store.session(hash_of(cookie)) is None
    assert await accounts.session(other) is not None
    with pytest.raises(SignInFailed):
        await accounts.sign_in("rishi", PASSWORD, HOME)
    await accounts.sign_in("rishi", "another password", HOME)


@pytest.mark.parametrize("change", ["password", "deactivated"])
async def test_who_is_shut_out_while_their_password_is_looked_at_is_not_let_in(
    accounts: Accounts, store: MemoryStore, hasher: Counting, change: str
) -> None:
    user, loop = rishi(accounts), asyncio.get_running_loop()
    looking, shut_out = asyncio.Event(), threading.Event()
    verify = hasher.verify

    def slow(hash: str | bytes, password: str | bytes) -> bool:
        loop.call_soon_threadsafe(looking.set)
        shut_out.wait(5)
        return verify(hash, password)

    hasher.verify = slow  # type: ignore[method-assign]
    trying = asyncio.create_task(accounts.sign_in("rishi", PASSWORD, HOME))
    await asyncio.wait_for(looking.wait(), timeout=5)
    if change == "password":
        await accounts.set_password(user.user_id, "another password")
    else:
        await accounts.people.change(user.user_id, UserChange(active=False))
    shut_out.set()
    with pytest.raises(SignInFailed):
        await trying
    assert await store.sessions_of(user.user_id) == []


# --- wrong ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("rishi", "wrong"),
        ("rishi", ""),
        ("nobody", PASSWORD),
        ("nobody@leap", PASSWORD),
        ("rishi@nowhere", PASSWORD),
        ("", ""),
    ],
)
async def test_one_answer_and_as_much_work_for_all_that_is_wrong(
    accounts: Accounts, hasher: Counting, login: str, password: str
) -> None:
    with pytest.raises(SignInFailed) as refusal:
        await accounts.sign_in(login, password, HOME)
    assert refusal.value.message == "Login or password is wrong."
    assert hasher.verified == 1


async def test_a_login_is_locked_after_too_many_tries_and_free_again_later(
    accounts: Accounts, hasher: Counting, clock: MemoryClock
) -> None:
    await fail(accounts, LOGIN_TRIES)
    for login in ("rishi", "rishi@leap", "Rishi"):
        with pytest.raises(SignInLocked) as refusal:
            await accounts.sign_in(login, PASSWORD, ELSEWHERE)
        assert refusal.value.message == "Too many tries. Wait 5 minutes."
        assert refusal.value.retry_after == LOCK_SECONDS
    assert hasher.verified == LOGIN_TRIES
    await accounts.sign_in("siddhant", PASSWORD, HOME)
    clock.advance(LOCK_SECONDS - 30)
    with pytest.raises(SignInLocked, match="Wait 1 minute"):
        await accounts.sign_in("rishi", PASSWORD, HOME)
    clock.advance(30)
    await accounts.sign_in("rishi", PASSWORD, HOME)


async def test_a_login_that_does_not_exist_is_locked_alike(accounts: Accounts) -> None:
    await fail(accounts, LOGIN_TRIES, "nobody")
    with pytest.raises(SignInLocked):
        await accounts.sign_in("nobody", "wrong", HOME)


async def test_signing_in_wipes_the_slate(accounts: Accounts) -> None:
    for _ in range(3):
        await fail(accounts, LOGIN_TRIES - 1)
        await accounts.sign_in("rishi", PASSWORD, HOME)


async def test_an_address_is_locked_after_too_many_logins(
    accounts: Accounts, hasher: Counting
) -> None:
    for n in range(ADDRESS_TRIES):
        await fail(accounts, 1, f"guess-{n}")
    with pytest.raises(SignInLocked):
        await accounts.sign_in("siddhant", PASSWORD, HOME)
    assert hasher.verified == ADDRESS_TRIES
    await accounts.sign_in("siddhant", PASSWORD, ELSEWHERE)


async def test_many_tries_at_once_do_not_get_past_the_lock(
    accounts: Accounts, hasher: Counting
) -> None:
    results = await asyncio.gather(
        *(accounts.sign_in("rishi", f"guess {n}", HOME) for n in range(50)),
        return_exceptions=True,
    )
    assert all(isinstance(result, SignInFailed | SignInLocked) for result in results)
    # Those that were being checked when the lock fell may still have been.
    assert hasher.verified <= LOGIN_TRIES + 1


async def test_an_office_that_signs_in_at_once_is_not_locked_out(accounts: Accounts) -> None:
    made = await asyncio.gather(
        *(accounts.sign_in("rishi", PASSWORD, HOME) for _ in range(ADDRESS_TRIES + 10))
    )
    assert len({one.cookie for one in made}) == ADDRESS_TRIES + 10


async def test_tries_are_in_the_audit_log_without_passwords(
    accounts: Accounts, store: MemoryStore
) -> None:
    await fail(accounts, 1)
    await fail(accounts, 1, "nobody")
    await accounts.sign_in("rishi", PASSWORD, HOME)
    entries = await store.audit(LEAP, limit=2)
    assert [entry.action for entry in entries] == ["sign-in", "sign-in.failed"]
    assert entries[1].actor == f"address:{HOME.address}"
    assert "wrong" not in str(entries)
    strangers = await store.audit(SpaceId(""), limit=5)
    assert [entry.detail for entry in strangers] == [{"login": "nobody", "code": "sign-in-failed"}]


async def test_with_the_store_away_nobody_is_let_in(accounts: Accounts, store: MemoryStore) -> None:
    store.away = True
    with pytest.raises(StoreUnavailable):
        await accounts.sign_in("rishi", PASSWORD, HOME)


async def test_with_the_store_away_sessions_go_on_until_their_end(
    accounts: Accounts, store: MemoryStore, clock: MemoryClock
) -> None:
    cookie = (await accounts.sign_in("rishi", PASSWORD, HOME)).cookie
    store.away = True
    clock.advance(SESSION_SECONDS - 60)
    assert await accounts.session(cookie) is not None
    clock.advance(60)
    assert await accounts.session(cookie) is None


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("unknown", "unknown"),
    ],
)
def test_what_is_locked_out(address: str, network: str) -> None:
    assert network_of(address) == network


async def test_ended_sessions_do_not_stay_in_memory(accounts: Accounts, clock: MemoryClock) -> None:
    cookies = [(await accounts.sign_in("rishi", PASSWORD, HOME)).cookie for _ in range(3)]
    await accounts.sign_out(cookies[0])
    kept = accounts.sessions
    assert (len(kept._sessions), len(kept._ended)) == (2, 1)
    clock.advance(SESSION_SECONDS)
    kept.tidy()
    assert (len(kept._sessions), len(kept._ended)) == (0, 0)
