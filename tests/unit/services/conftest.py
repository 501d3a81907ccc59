"""Accounts of two spaces over a store in memory."""

from collections.abc import AsyncIterator

import pytest
from argon2 import PasswordHasher

from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.domain.ids import SpaceId
from dockline.domain.pacing import get_ready
from dockline.services.accounts import Accounts

get_ready()  # or the first campaign that is paced would wait for a thread in the middle of a test
LEAP, NOVA = SpaceId("leap"), SpaceId("novanet")
PASSWORD = "correct horse"


def cheap() -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def clock() -> MemoryClock:
    return MemoryClock()


@pytest.fixture
def store(clock: MemoryClock) -> MemoryStore:
    return MemoryStore(clock)


@pytest.fixture
async def accounts(store: MemoryStore, clock: MemoryClock) -> AsyncIterator[Accounts]:
    accounts = Accounts(store, clock, cheap())
    await accounts.load()
    await accounts.create_space(LEAP, "Leap")
    await accounts.create_space(NOVA, "Novanet")
    await accounts.create_team(LEAP, "Support team", "+44 20 7946 0018")
    await accounts.create_team(NOVA, "Support team")
    yield accounts
    await accounts.stop()
