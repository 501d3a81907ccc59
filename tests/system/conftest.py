"""Fixtures of the system tests: a real Asterisk, the test carrier, a desk over both."""

from collections.abc import AsyncIterator

import pytest

from dockline.adapters.asterisk.carrier import Carrier
from tests.support.asterisk import carrier, carrier_folder, installation
from tests.support.engines import AsteriskDesk, asterisk_desk

__all__ = ["carrier", "carrier_folder", "installation"]


@pytest.fixture
async def desk(carrier: Carrier) -> AsyncIterator[AsteriskDesk]:
    """A fresh engine on a trunk to the carrier; nothing may be left on it at the end."""
    async with asterisk_desk(carrier) as real:
        yield real
