"""Fixtures of the engine port's contract: each suite that imports them runs on both engines."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest
import pytest_asyncio

from dockline.adapters.asterisk.carrier import Carrier
from tests.support.engines import Desk, asterisk_desk, scripted_desk


@pytest.fixture(
    params=["memory", pytest.param("asterisk", marks=pytest.mark.engine)], scope="module"
)
def far_side(request: pytest.FixtureRequest) -> Carrier | None:
    """The carrier of a real engine; None for the scripted one, which needs none."""
    if request.param == "memory":
        return None
    real: Carrier = request.getfixturevalue("carrier")
    return real


@asynccontextmanager
async def new_desk(far_side: Carrier | None) -> AsyncIterator[Desk]:
    if far_side is None:
        async with scripted_desk() as scripted:
            yield scripted
    else:
        async with asterisk_desk(far_side) as real:
            yield real


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(far_side: Carrier | None) -> AsyncIterator[Desk]:
    async with new_desk(far_side) as desk:
        yield desk


@pytest_asyncio.fixture(loop_scope="module")
async def desk(shared: Desk) -> AsyncIterator[Desk]:
    """An engine with nothing on it, used by one test after the other."""
    yield shared
    await shared.tidy()


@pytest_asyncio.fixture(loop_scope="module")
async def fresh_desk(far_side: Carrier | None) -> AsyncIterator[Desk]:
    """An engine of this test's own: for those that break it."""
    async with new_desk(far_side) as desk:
        yield desk


@pytest_asyncio.fixture(loop_scope="module")
async def impatient_desk(far_side: Carrier | None) -> AsyncIterator[Desk]:
    """A desk whose engine turns a call away that is not taken within half a second."""
    if far_side is None:
        async with scripted_desk(taken_within=0.5) as scripted:
            yield scripted
    else:
        async with asterisk_desk(far_side, taken_within=0.5) as real:
            yield real


@pytest_asyncio.fixture(loop_scope="module")
async def narrow_desk(far_side: Carrier | None) -> AsyncIterator[Desk]:
    """A desk whose trunk carries one call in set-up."""
    if far_side is None:
        async with scripted_desk(max_calls_in_setup=1) as scripted:
            yield scripted
    else:
        narrow = msgspec.structs.replace(far_side.trunk, max_calls_in_setup=1)
        async with asterisk_desk(None, trunk=narrow) as real:
            yield real
