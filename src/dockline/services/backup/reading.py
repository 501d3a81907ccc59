"""Reading a backup's members, one after the other."""

import gzip
import tarfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, NamedTuple

import msgspec

from dockline.services.backup.form import (
    ABOUT,
    END,
    FORMAT,
    MANIFEST,
    MOST_BYTES,
    READ_BYTES,
    UNREADABLE,
    About,
    BackupBroken,
    BackupRefused,
    file_of,
    is_plain,
    shown,
    table_of,
)


class Entry(NamedTuple):
    """One member. What is left of it unread is passed over."""

    name: str
    size: int
    mode: int
    file: IO[bytes]

    def whole(self) -> bytes:
        """Raises BackupBroken."""
        if self.size > MOST_BYTES:
            raise BackupBroken(f"{self.name} is larger than any of Dockline's.")
        with _told(self.name):
            data = self.file.read(self.size)
        if len(data) != self.size:
            raise BackupBroken(f"{self.name} is cut off.")
        return data

    def pieces(self) -> Iterator[bytes]:
        """Raises BackupBroken."""
        left = self.size
        while left:
            with _told(self.name):
                data = self.file.read(min(READ_BYTES, left))
            if not data:
                raise BackupBroken(f"{self.name} is cut off.")
            left -= len(data)
            yield data

    def line(self) -> bytes:
        """The next one; empty at the end. Raises BackupBroken."""
        with _told(self.name):
            return self.file.readline()


def entries(path: Path, tell: Callable[[float], None]) -> Generator[Entry, None, None]:
    """Every member; ``tell`` hears how much of the file is read. Their names lead nowhere but
    below their folders.

    Raises BackupBroken, FileNotFoundError and other OSError."""
    with path.open("rb") as packed, _told(path), gzip.GzipFile(fileobj=packed) as unpacked:
        size = max(path.stat().st_size, 1)
        with tarfile.TarFile(fileobj=unpacked, mode="r") as tar:
            while (info := tar.next()) is not None:
                # It would keep every member it has read.
                tar.members.clear()  # type: ignore[attr-defined]
                _check(info)
                file = tar.extractfile(info)
                assert file is not None, "it is a plain file"
                yield Entry(info.name, info.size, info.mode, file)
                tell(packed.tell() / size)
        # To its end, where gzip's own checksum is.
        while unpacked.read(READ_BYTES):
            pass


def check_packing(path: Path) -> None:
    """Whether gzip's own checksum is right, whatever is in it. Raises BackupBroken, OSError."""
    with path.open("rb") as packed, _told(path), gzip.GzipFile(fileobj=packed) as unpacked:
        while unpacked.read(READ_BYTES):
            pass


def read_about(entry: Entry | None) -> tuple[About, bytes]:
    """From the first member, and as it is written there. Raises BackupBroken, BackupRefused."""
    if entry is None or entry.name != ABOUT:
        raise BackupBroken("It is no backup of Dockline's: it does not begin with about.json.")
    try:
        about = msgspec.json.decode(data := entry.whole(), type=About)
    except UNREADABLE as wrong:
        raise BackupBroken(f"{ABOUT} cannot be read: {wrong}") from wrong
    if about.format != FORMAT:
        raise BackupRefused(
            f"The backup was made by Dockline {about.program} in another form ({about.format}). "
            "Use that version."
        )
    return about, data


def _check(info: tarfile.TarInfo) -> None:
    """Raises BackupBroken for what none of ours has."""
    name = info.name
    if not info.isreg() or info.size < 0 or info.sparse is not None:
        raise BackupBroken(f"{shown(name)} is no plain file. Nothing of this backup is used.")
    if not is_plain(name):
        raise BackupBroken(
            f"{shown(name)} leads out of its folder. Nothing of this backup is used."
        )
    if name not in _SINGLE and table_of(name) is None and file_of(name) is None:
        raise BackupBroken(f"{shown(name)} does not belong into a backup.")


_SINGLE: Final = frozenset({ABOUT, MANIFEST, END})


@contextmanager
def _told(what: object) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error, ValueError) as wrong:
        raise BackupBroken(f"{what} is damaged or cut off ({wrong}).") from wrong
