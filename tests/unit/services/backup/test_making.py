"""What is in a backup, and what is left of one that fails."""

import os
import tarfile
from pathlib import Path
from typing import Any

import pytest

from dockline.adapters.relational.shape import shape_of
from dockline.services.backup import (
    BackupRefused,
    check,
    make,
    writing,
)
from dockline.services.backup.writing import Archive
from tests.support.backups import (
    FILES,
    UNFINISHED,
    House,
    mode,
    silent,
    size,
)


async def test_files_come_back_and_those_that_are_not_finished_do_not(
    house: House, empty: House, file: Path
) -> None:
    house.put(FILES | UNFINISHED)
    (house.folder / "recordings/link.wav").symlink_to("/etc/hostname")
    os.mkfifo(house.folder / "recordings/pipe.wav")
    (house.folder / "messages/hello.wav").chmod(0o644)
    made = await house.backup(file)
    assert made.end.files == {"recordings": 2, "messages": 1, "attachments": 2}
    assert not made.left_out
    assert made.size == size(file)
    assert check(file, shape_of, silent).end == made.end
    await empty.restore(file)
    assert empty.files() == FILES
    assert mode(empty.folder / "messages/hello.wav") == 0o644
    assert mode(empty.folder / "attachments") == 0o700
    assert mode(empty.path) == 0o600
    assert (await empty.rows.found()) == (await house.rows.found())


async def test_only_its_owner_can_read_it_and_nothing_lies_beside_it(
    house: House, file: Path
) -> None:
    before = os.umask(0)
    try:
        await house.backup(file)
    finally:
        os.umask(before)
    assert mode(file) == 0o600
    assert [one.name for one in file.parent.iterdir() if one.is_file()] == [file.name]


async def test_recordings_can_be_left_out(house: House, empty: House, file: Path) -> None:
    house.put(FILES)
    made = await house.backup(file, recordings=False)
    assert not made.about.recordings
    await empty.restore(file)
    assert empty.files() == {
        name: data for name, data in FILES.items() if not name.startswith("recordings")
    }


async def test_rows_that_take_several_members(
    house: House, empty: House, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "CHUNK_BYTES", 1_000)
    await house.fill(entries=500)
    await house.backup(file)
    with tarfile.open(file) as tar:
        names = [name for name in tar.getnames() if name.startswith("rows/audit/")]
    assert names[:2] == ["rows/audit/000001.jsonl", "rows/audit/000002.jsonl"]
    await empty.restore(file)
    assert (await empty.rows.found())["audit"] == 501


def test_a_file_that_is_there_is_not_written_over(file: Path) -> None:
    file.write_text("mine")
    with pytest.raises(BackupRefused, match="there already"), Archive(file):
        pass
    assert file.read_text() == "mine"


async def test_a_backup_that_fails_leaves_no_file(house: House, file: Path) -> None:
    def full(step: str, share: float | None) -> None:
        if step == "Files":
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        await make(file, house.rows, house.folders, 1000.0, full, recordings=True)
    assert not [one for one in file.parent.iterdir() if one.is_file()]


@pytest.mark.parametrize("change", ["grows", "shrinks"])
async def test_a_file_that_is_written_to_while_it_is_read_is_left_out(
    house: House, empty: House, file: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.put(FILES)
    growing = house.folder / "recordings/2026/one.wav"
    read = writing._Summed.read

    def meanwhile(self: Any, size: int) -> bytes:
        if os.fstat(self._file.fileno()).st_ino == growing.stat().st_ino:
            os.truncate(growing, 4_000_000 if change == "grows" else 10)
        return read(self, size)

    monkeypatch.setattr(writing._Summed, "read", meanwhile)
    made = await house.backup(file)
    assert made.left_out == ["recordings/2026/one.wav"]
    assert made.end.files["recordings"] == 1
    assert check(file, shape_of, silent).end == made.end
    await empty.restore(file)
    assert empty.files().keys() == FILES.keys() - {"recordings/2026/one.wav"}


def test_a_file_that_has_gone_is_passed_over(tmp_path: Path, file: Path) -> None:
    with Archive(file) as archive:
        assert archive.file("recordings", "gone.wav", tmp_path / "gone.wav") == 0
        assert archive.finish().members == 0
