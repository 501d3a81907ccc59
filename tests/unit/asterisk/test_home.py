"""Where the engine's process lives, on a machine that refuses."""

import errno
from pathlib import Path
from typing import Any

import pytest

from dockline.adapters.asterisk import home as home_module, process
from dockline.adapters.asterisk.home import Home
from dockline.adapters.asterisk.settings import AsteriskSettings, Ports
from dockline.ports.engine import EngineUnavailable


class Begun:
    """A process that was started."""

    def __init__(self, record: process.Record) -> None:
        self.record = record
        self.stopped = False

    async def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Begun:
    """Asterisk is installed, and would start."""
    one = Begun(process.Record(1, 1, Ports(1, 2), "key", "22", "asterisk.conf"))

    def files(*_: Any) -> dict[str, str]:
        return {}

    def start(*_: Any, **__: Any) -> Begun:
        return one

    monkeypatch.setattr(home_module, "find", lambda *_, **__: object())
    monkeypatch.setattr(home_module, "engine_files", files)
    monkeypatch.setattr(process, "start", start)
    return one


def _home(tmp_path: Path) -> Home:
    return Home(AsteriskSettings(folder=tmp_path, recordings=tmp_path / "recordings"))


async def test_a_disk_that_refuses_the_configuration_is_told_as_the_engines(
    begun: Begun, tmp_path: Path
) -> None:
    """Else nobody would try again after a crash."""
    (tmp_path / "recordings").write_text("no folder")
    with pytest.raises(EngineUnavailable, match="cannot be started"):
        await _home(tmp_path).start()


async def test_a_machine_without_memory_to_look_for_it_is_told_as_the_engines(
    begun: Begun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(*_: Any, **__: Any) -> object:
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    monkeypatch.setattr(home_module, "find", find)
    with pytest.raises(EngineUnavailable, match="Cannot allocate memory"):
        await _home(tmp_path).start()


async def test_one_that_could_not_be_found_again_is_not_left_running(
    begun: Begun, tmp_path: Path
) -> None:
    (tmp_path / "engine.new").mkdir()
    with pytest.raises(EngineUnavailable, match="cannot be started"):
        await _home(tmp_path).start()
    assert begun.stopped


async def test_it_is_found_again(begun: Begun, tmp_path: Path) -> None:
    assert (await _home(tmp_path).start()).record is begun.record
    assert (tmp_path / "engine.json").exists()


async def test_recordings_are_not_for_everybody_on_the_machine(
    begun: Begun, tmp_path: Path
) -> None:
    folder = tmp_path / "recordings"
    await _home(tmp_path).start()
    assert folder.stat().st_mode & 0o007 == 0
    folder.chmod(0o2755)  # as it was made before, and a group may read it
    await _home(tmp_path).start()
    assert folder.stat().st_mode & 0o7777 == 0o2750
