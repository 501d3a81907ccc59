"""Whose a backup is, and where it goes."""

import asyncio
import gzip
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from dockline.adapters.relational import HEAD
from dockline.adapters.sqlite.row_store import SqliteRows
from dockline.ports.store import StoreUnavailable
from dockline.services.backup import (
    BackupRefused,
)
from tests.support.backups import (
    CHAT,
    FILES,
    House,
    Members,
    altered,
    refused,
    rewrite,
    sealed,
)


def as_of(**changes: object) -> Callable[[Members], Members]:
    def changed(data: bytes) -> bytes:
        return msgspec.json.encode(msgspec.json.decode(data) | changes)

    return lambda members: sealed(altered("about", changed)(members))


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (
            {"schema": "9999", "program": "9.1"},
            f"made by Dockline 9.1 and has schema 9999; this one knows schemas up to {HEAD}."
            " Install Dockline 9.1 or newer.",
        ),
        ({"format": 2, "program": "9.1"}, "made by Dockline 9.1 in another form"),
        ({"tables": {}}, "has no table"),
        ({"schema": "0003"}, "which schema 0003 has not"),
    ],
)
async def test_a_backup_that_this_program_does_not_know(
    whole: Path, empty: House, change: dict[str, object], match: str
) -> None:
    rewrite(whole, as_of(**change))
    await refused(whole, empty, match)


@pytest.mark.parametrize(
    "data",
    [b"", b"text", gzip.compress(b"", mtime=0), gzip.compress(b"x" * 2000, mtime=0)],
    ids=["empty", "text", "packed-nothing", "packed-text"],
)
async def test_a_file_that_is_no_backup(file: Path, empty: House, data: bytes) -> None:
    await asyncio.to_thread(file.write_bytes, data)
    await refused(file, empty, "damaged or cut off")


async def test_a_folder_that_is_not_empty_is_left_as_it_is(whole: Path, empty: House) -> None:
    mine = {"recordings/mine.wav": b"mine", f"attachments/{CHAT}/.x": b"hidden"}
    empty.put(mine)
    with pytest.raises(
        BackupRefused, match="1 in the folder recordings; 1 in the folder attachments"
    ):
        await empty.restore(whole)
    assert empty.files() == mine
    assert not empty.path.exists()


async def test_empty_folders_do_not_matter(whole: Path, empty: House) -> None:
    (empty.folder / "recordings/2025/12").mkdir(parents=True)
    await empty.restore(whole)
    assert len(empty.files()) == len(FILES)


async def test_files_are_taken_away_again_where_the_rows_do_not_stay(
    whole: Path, empty: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(self: SqliteRows, made: Path) -> None:
        assert len(empty.files()) == len(FILES), "files come first"
        raise StoreUnavailable("the disk is gone")

    monkeypatch.setattr(SqliteRows, "_put_in_place", lost)
    with pytest.raises(StoreUnavailable, match="the disk is gone"):
        await empty.restore(whole)
    assert empty.is_untouched()


async def test_what_a_killed_restore_left_is_no_hindrance(whole: Path, empty: House) -> None:
    empty.put({".restoring/recordings/half.wav": b"half", "dockline.db.restoring": b"half"})
    await empty.restore(whole)
    assert len(empty.files()) == len(FILES)
    assert not await asyncio.to_thread((empty.folder / ".restoring").exists)
