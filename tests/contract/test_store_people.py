"""What every store keeps of second factors, and of where sessions are from."""

import asyncio

import pytest
from msgspec.structs import replace

from dockline.domain.ids import TeamId
from dockline.domain.space import Team
from dockline.ports.people_store import (
    DropSecondFactor,
    PutRecoveryCodes,
    PutSecondFactor,
    SecondFactor,
    SpendRecoveryCode,
    SpendStep,
)
from dockline.ports.store import (
    DropTeam,
    PutSession,
    PutTeam,
    PutUser,
    Session,
    Store,
    StoreConflict,
    Write,
)
from tests.contract.store_samples import LEAP, RISHI, SIDDHANT, user

FACTOR = SecondFactor(RISHI, LEAP, "JBSWY3DPEHPK3PXP", 1.5, 100)
CODES = (b"a" * 32, b"b" * 32, b"\x00" * 32)


async def refused(store: Store, write: Write) -> None:
    with pytest.raises(StoreConflict) as conflict:
        await store.commit([write])
    assert conflict.value.field == "second_factor"


async def test_a_second_factor_comes_back_and_goes_with_its_codes(store: Store) -> None:
    assert await store.second_factor(RISHI) is None
    assert await store.recovery_codes_left(RISHI) == 0
    begun = replace(FACTOR, since=None, last_step=0)
    await store.commit([PutSecondFactor(begun)])
    assert await store.second_factor(RISHI) == begun
    await store.commit([PutSecondFactor(FACTOR), PutRecoveryCodes(RISHI, CODES)])
    other = replace(FACTOR, user_id=SIDDHANT)
    await store.commit([PutSecondFactor(other), PutRecoveryCodes(SIDDHANT, CODES[:1])])
    assert await store.second_factor(RISHI) == FACTOR
    assert await store.recovery_codes_left(RISHI) == len(CODES)
    await store.commit([DropSecondFactor(RISHI)])
    assert await store.second_factor(RISHI) is None
    assert await store.recovery_codes_left(RISHI) == 0
    assert await store.second_factor(SIDDHANT) == other
    assert await store.recovery_codes_left(SIDDHANT) == 1


async def test_a_step_is_spent_once_and_none_before_it_after(store: Store) -> None:
    await store.commit([PutSecondFactor(FACTOR)])
    await refused(store, SpendStep(RISHI, 100))
    tries = await asyncio.gather(
        *(store.commit([SpendStep(RISHI, 101)]) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(one, StoreConflict) for one in tries) == 4
    await refused(store, SpendStep(RISHI, 99))
    await refused(store, SpendStep(SIDDHANT, 500))
    await store.commit([SpendStep(RISHI, 103)])
    kept = await store.second_factor(RISHI)
    assert kept == replace(FACTOR, last_step=103)


async def test_a_recovery_code_is_spent_once(store: Store) -> None:
    await store.commit([PutRecoveryCodes(RISHI, CODES), PutRecoveryCodes(SIDDHANT, CODES)])
    tries = await asyncio.gather(
        *(store.commit([SpendRecoveryCode(RISHI, CODES[2])]) for _ in range(5)),
        return_exceptions=True,
    )
    assert [one for one in tries if one is None] == [None]
    assert await store.recovery_codes_left(RISHI) == 2
    assert await store.recovery_codes_left(SIDDHANT) == 3
    await refused(store, SpendRecoveryCode(RISHI, b"z" * 32))
    await store.commit([PutRecoveryCodes(RISHI, (b"n" * 32,))])
    await refused(store, SpendRecoveryCode(RISHI, CODES[0]))
    assert await store.recovery_codes_left(RISHI) == 1


async def test_one_users_sessions_are_listed_the_newest_first(store: Store) -> None:
    old = Session(b"o" * 32, LEAP, RISHI, 1.0, 9e9)
    new = Session(b"n" * 32, LEAP, RISHI, 2.0, 9e9, "2001:db8::1", "Firefox on Linux", 2.5, True)
    others = Session(b"x" * 32, LEAP, SIDDHANT, 3.0, 9e9)
    await store.commit([PutSession(old), PutSession(others), PutSession(new)])
    assert await store.sessions_of(RISHI) == [new, old]
    assert await store.session(new.session_hash) == new


async def test_what_is_due_of_a_user_comes_back(store: Store) -> None:
    due = replace(user(), password_due=True, second_factor=True)
    await store.commit([PutUser(due)])
    assert await store.users(LEAP) == [due]


async def test_a_team_that_is_dropped_is_gone_and_its_name_free(store: Store) -> None:
    team = Team(TeamId("t1"), LEAP, "Support team")
    await store.commit([PutTeam(team), PutTeam(Team(TeamId("t2"), LEAP, "Sales"))])
    await store.commit([DropTeam(team.team_id), PutTeam(replace(team, team_id=TeamId("t3")))])
    assert [one.team_id for one in await store.teams(LEAP)] == ["t2", "t3"]
