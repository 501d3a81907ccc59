"""Data folders, and a whole backup of one."""

from pathlib import Path

import pytest

from tests.support.backups import (
    FILES,
    House,
)


@pytest.fixture
async def house(tmp_path: Path) -> House:
    one = House(tmp_path / "data")
    await one.fill()
    return one


@pytest.fixture
def empty(tmp_path: Path) -> House:
    return House(tmp_path / "empty")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "one.backup"


@pytest.fixture
async def whole(house: House, file: Path) -> Path:
    house.put({name: data[:5000] for name, data in FILES.items()})
    await house.backup(file)
    return file
