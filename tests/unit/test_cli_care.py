"""``dockline retention`` and ``dockline erase``."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from dockline.__main__ import Joints
from dockline.cli.joinery import CannotStart
from dockline.domain.space import Retention
from dockline.ports.store import CallFilter, PutCall, PutSpace
from dockline.services.recordings import link_key
from dockline.settings import Layout, Settings
from tests.contract.store_samples import call
from tests.support.cli import LEAP, Terminal

NUMBER = "442079460101"
DAY = 86_400.0


class Desk(Terminal):
    """With two calls of three weeks ago."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        began = self.clock.now() - 20 * DAY
        calls = [
            PutCall(call(n, number=NUMBER, started_at=began + n, ended_at=began + 60))
            for n in (1, 2)
        ]
        self.do(self.store.commit(calls))
        self.data = ("--data", str(folder / "data"))

    def keep(self, retention: Retention) -> None:
        (space,) = self.do(self.store.spaces())
        settings = replace(space.settings, retention=retention)
        self.do(self.store.commit([PutSpace(replace(space, settings=settings))]))

    @property
    def left(self) -> int:
        return self.do(self.store.count_calls(LEAP, CallFilter(number=NUMBER)))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_is_due_is_told_and_goes(desk: Desk) -> None:
    desk.keep(Retention(calls=10))
    run = ("retention", "run", *desk.data)
    assert desk.says(*run, "--dry-run") == "leap: 2 calls masked.\n"
    assert desk.left == 2
    assert desk.says(*run, "--cloud", "leap") == "leap: 2 calls masked.\n"
    assert desk.left == 0
    assert desk.says(*run) == "leap: nothing is due.\n"
    (newest,) = desk.do(desk.store.audit(LEAP, limit=1))
    assert (newest.actor, newest.action) == ("cli", "retention.ran")
    code, _, error = desk.run(*run, "--cloud", "nowhere")
    assert code == 1
    assert "nowhere" in error


def test_a_number_is_counted_first_and_erased_when_it_is_typed_again(desk: Desk) -> None:
    erase = ("erase", NUMBER, "--cloud", "leap", *desk.data)
    assert "2  calls, with what the CRM sent" in desk.says(*erase, "--dry-run")
    code, _, error = desk.run(*erase, given="442079460102\n")
    assert code == 1
    assert "Nothing was erased" in error
    assert desk.left == 2
    told = desk.says(*erase, given="+44 20 7946 0101\n")
    assert "Erased. The audit log names it" in told
    assert desk.left == 0
    (entry,) = desk.do(desk.store.do_not_call_entries(LEAP, [NUMBER]))
    assert entry.reason == "erased"
    desk.says(*erase, "--confirm", NUMBER, "--may-be-called")
    assert desk.do(desk.store.do_not_call_entries(LEAP, [NUMBER])) == []
    assert "stands nowhere" in desk.says(*erase, "--dry-run")


async def test_a_folder_without_the_servers_files_is_refused(tmp_path: Path) -> None:
    """PostgreSQL is reached from any machine; recordings are not."""
    nowhere = "postgresql://dockline@127.0.0.1:1/dockline"
    settings = Settings(data=tmp_path / "elsewhere", database_url=nowhere)
    with pytest.raises(CannotStart, match="No server has run with the data folder"):
        async with Joints().care(settings):
            raise AssertionError("it went on")
    assert not settings.data.exists()
    settings.data.mkdir()
    link_key(Layout(settings.data).link_key)
    with pytest.raises(CannotStart, match="cannot be used"):
        async with Joints().care(settings):
            raise AssertionError("nobody listens there")


def test_what_is_no_number_is_refused(desk: Desk) -> None:
    code, _, error = desk.run("erase", "hello", "--cloud", "leap", *desk.data)
    assert code == 1
    assert "hello" in error or "number" in error
