"""Fixtures of a real Asterisk and the test carrier, for the folders that want them."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from dockline.adapters.asterisk.carrier import Carrier, CarrierSettings
from dockline.adapters.asterisk.install import install
from dockline.adapters.asterisk.tree import Installation
from tests.support.engines import open_folder


@pytest.fixture(scope="session")
def installation() -> Installation:
    """The Asterisk in use here; fetched where there is none yet."""
    return install()


@pytest.fixture(scope="session")
def carrier_folder() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def carrier(installation: Installation, carrier_folder: Path) -> Iterator[Carrier]:
    """One test carrier for the whole run, on a loop of its own: tests' loops come and go."""
    loop = asyncio.new_event_loop()
    running = Carrier(CarrierSettings(folder=carrier_folder), installation)
    loop.run_until_complete(running.start())
    yield running
    loop.run_until_complete(running.stop())
    loop.close()
