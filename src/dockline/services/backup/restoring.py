"""Bringing a backup back into an empty database and an empty data folder."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dockline.ports.rows import Loading, RowStore, ShapeOf
from dockline.services.backup.checking import Checked, check, read_rows, shape_for
from dockline.services.backup.files import ATTACHMENTS, anything
from dockline.services.backup.form import (
    BackupBroken,
    BackupRefused,
    Folders,
    Tell,
    decoder,
    file_of,
    shown,
    table_of,
)
from dockline.services.backup.reading import Entry, entries
from dockline.services.backup.threads import Ear, in_thread

Restored = Checked

_STAGE: Final = ".restoring"
_FOLDER_MODE: Final = 0o755
"""The engine, which plays and writes what lies there, may run as another user."""
_PRIVATE_MODE: Final = 0o700


async def restore(
    path: Path, rows: RowStore, data: Path, folders: Folders, shape_of: ShapeOf, tell: Tell
) -> Restored:
    """``data``: the data folder, which is there and which nobody else uses meanwhile.

    All of the backup is checked before anything is written. What is restored is there when this
    returns; where it fails, nothing is. Raises BackupBroken, BackupRefused, StoreUnavailable,
    OSError."""
    await _refuse_unless_empty(rows, folders)
    checked = await in_thread(check, path, shape_of, Ear(tell))
    with _stage(data / _STAGE) as stage, _Placing(folders) as placing:
        async with rows.loading(checked.about.schema) as loading:
            await _take(path, checked, loading, stage, shape_of, tell)
            tell("Bringing the tables up to date", None)
            await loading.finish()
            # Before the rows can be seen, so that none tells of a file that is not there.
            await in_thread(placing.put, stage)
        placing.keep()
    return checked


async def _refuse_unless_empty(rows: RowStore, folders: Folders) -> None:
    """Raises BackupRefused, naming what is there."""
    there = [f"{count} in the table {table}" for table, count in (await rows.found()).items()]
    for name, folder in folders.items():
        if count := await in_thread(anything, folder):
            there.append(f"{count} in the folder {name}")
    if there:
        raise BackupRefused(
            f"A backup is restored where nothing is yet, but there are already: {'; '.join(there)}."
            " Name an empty data folder with --data, or an empty database."
        )


async def _take(
    path: Path, checked: Checked, loading: Loading, stage: Path, shape_of: ShapeOf, tell: Tell
) -> None:
    """Rows into their tables, files into the stage."""
    shape = shape_for(checked.about, shape_of)
    decoders = {table: decoder(columns) for table, columns in shape.items()}
    found = entries(path, lambda share: tell("Restoring", share))
    try:
        while (entry := await in_thread(next, found, None)) is not None:
            table, file = table_of(entry.name), file_of(entry.name)
            if table is not None:
                data = await in_thread(entry.whole)
                await loading.load(table, read_rows(entry.name, data, decoders[table]))
            elif file is not None and shown(entry.name) not in checked.left_out:
                await in_thread(_write, entry, stage / file[0] / file[1])
    finally:
        await in_thread(found.close)


def _write(entry: Entry, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("xb") as file:
            for piece in entry.pieces():
                file.write(piece)
    except FileExistsError:
        raise BackupBroken(f"{shown(entry.name)} is there twice.") from None
    target.chmod(entry.mode & 0o777)


@contextmanager
def _stage(folder: Path) -> Iterator[Path]:
    """A folder beside those that are restored; what a restore that was killed left there goes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=_PRIVATE_MODE)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Placing:
    """A context: what was put in place is taken away again, unless it is to be kept."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._placed: list[Path] = []

    def __enter__(self) -> "_Placing":
        return self

    def put(self, stage: Path) -> None:
        for name, folder in self._folders.items():
            made = stage / name
            if not made.exists():
                continue
            if anything(folder):
                raise BackupRefused(f"Somebody has put something into {folder} meanwhile.")
            for inner in (made, *(one for one in made.rglob("*") if one.is_dir())):
                inner.chmod(_PRIVATE_MODE if name == ATTACHMENTS else _FOLDER_MODE)
            # There may be folders in it, with nothing in them.
            shutil.rmtree(folder, ignore_errors=True)
            made.rename(folder)
            self._placed.append(folder)
        os.sync()

    def keep(self) -> None:
        self._placed.clear()

    def __exit__(self, *_: object) -> None:
        for folder in self._placed:
            shutil.rmtree(folder, ignore_errors=True)
