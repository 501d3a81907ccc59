"""Making a backup, beside a running server or without one."""

from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from dockline import __version__
from dockline.ports.rows import RowStore, Snapshot
from dockline.services.backup.files import finished, size_of
from dockline.services.backup.form import FORMAT, About, End, Folders, Tell
from dockline.services.backup.threads import Ear, in_thread
from dockline.services.backup.writing import Archive

RECORDINGS = "recordings"


class Made(Struct, frozen=True):
    about: About
    end: End
    size: int
    """Bytes of the file."""
    left_out: list[str]
    """Files that were being written, by folder and path."""


async def make(
    path: Path, rows: RowStore, folders: Folders, now: float, tell: Tell, *, recordings: bool
) -> Made:
    """Everything that was acknowledged before this began, in one file (mode 0600).

    The rows show one moment. Files are taken after it, so that those that rows tell of are there.
    Raises BackupRefused, StoreUnavailable, UnknownSchema, OSError; no file is left then."""
    chosen = {name: one for name, one in folders.items() if recordings or name != RECORDINGS}
    with Archive(path) as archive:
        async with rows.snapshot() as snapshot:
            about = About(
                format=FORMAT,
                program=__version__,
                schema=snapshot.version,
                made_at=datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds"),
                database=snapshot.database,
                recordings=recordings,
                tables={table: list(columns) for table, columns in snapshot.shape.items()},
            )
            await in_thread(archive.about, about)
            await _put_rows(archive, snapshot, tell)
        await in_thread(_put_files, archive, chosen, Ear(tell))
        end = await in_thread(archive.finish)
        return Made(about, end, archive.size, archive.left_out)


async def _put_rows(archive: Archive, snapshot: Snapshot, tell: Tell) -> None:
    tell("Rows", None)
    total = sum([await snapshot.count(table) for table in snapshot.shape])
    done = 0
    for table in snapshot.shape:
        async for rows in snapshot.chunks(table):
            await in_thread(archive.rows, table, rows)
            done += len(rows)
            tell("Rows", done / max(total, done))
        await in_thread(archive.end_of_table, table)
    tell("Rows", 1.0)


def _put_files(archive: Archive, folders: Folders, tell: Tell) -> None:
    tell("Files", None)
    total = sum(size_of(folder, name=name) for name, folder in folders.items())
    done = 0
    for name, folder in folders.items():
        for path in finished(folder, name=name):
            done += archive.file(name, path, folder / path)
            tell("Files", done / max(total, done, 1))
    tell("Files", 1.0)
