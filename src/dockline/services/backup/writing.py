"""Writing a backup's file: under another name, and under its own when it is whole."""

import gzip
import hashlib
import io
import os
import stat
import tarfile
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

import msgspec

from dockline.services.backup.form import (
    ABOUT,
    CHUNK_BYTES,
    END,
    MANIFEST,
    About,
    BackupRefused,
    End,
    Member,
    rows_name,
    shown,
)

_MODE: Final = 0o600
_LEVEL: Final = 6
"""Of gzip: beyond it rows take twice as long and become hardly smaller."""
_IN_MEMORY: Final = 1024 * 1024


class Archive:
    """A context: on an error nothing is left of it. Raises OSError, BackupRefused."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f".{path.name}.{os.getpid()}.part")
        self._sum = hashlib.sha256()
        self._members = 0
        self._rows: Counter[str] = Counter()
        self._chunks: Counter[str] = Counter()
        self._files: Counter[str] = Counter()
        self._lines = bytearray()
        self._lines_count = 0
        self.left_out: list[str] = []

    def __enter__(self) -> "Archive":
        if self._path.exists():
            raise BackupRefused(f"{self._path} is there already. Name another file.")
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
        self._file = os.fdopen(os.open(self._part, flags, _MODE), "wb")
        spool = tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(self._path.parent))
        self._manifest: IO[bytes] = spool
        self._zip = gzip.GzipFile("", "wb", _LEVEL, self._file, mtime=0)
        self._tar = tarfile.TarFile(fileobj=self._zip, mode="w", format=tarfile.PAX_FORMAT)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for one in (self._tar, self._zip, self._file, self._manifest):
            # What was to be written is, by now; or it is of no use.
            with suppress(OSError, ValueError):
                one.close()
        self._part.unlink(missing_ok=True)

    def about(self, about: About) -> None:
        self._put(ABOUT, msgspec.json.encode(about))

    def rows(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        for row in rows:
            # JSON cannot say it.
            if _ENDLESS in row or -_ENDLESS in row:
                raise BackupRefused(f"The table {table} has a number without end.")
        self._lines += _encode_lines(rows)
        self._lines_count += len(rows)
        if len(self._lines) >= CHUNK_BYTES:
            self.end_of_table(table)

    def end_of_table(self, table: str) -> None:
        """Has to follow the table's last rows."""
        if self._lines:
            self._chunks[table] += 1
            name = rows_name(table, self._chunks[table])
            self._put(name, bytes(self._lines), rows=self._lines_count)
            self._rows[table] += self._lines_count
        self._lines.clear()
        self._lines_count = 0

    def file(self, folder: str, path: str, source: Path) -> int:
        """Its bytes; 0 where it has gone. One that is written to meanwhile is marked as left out,
        for its place in the tar is taken by then."""
        try:
            opened = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:
            return 0
        with os.fdopen(opened, "rb") as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                return 0
            name = f"files/{folder}/{path}"
            info = tarfile.TarInfo(name)
            info.size = before.st_size
            info.mode = stat.S_IMODE(before.st_mode) & 0o777
            info.mtime = int(before.st_mtime)
            reading = _Summed(file, before.st_size)
            self._add(info, reading)
            after = os.fstat(file.fileno())
        left_out = (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)
        if left_out:
            self.left_out.append(shown(f"{folder}/{path}"))
        else:
            self._files[folder] += 1
        digest = reading.sum.hexdigest()
        self._note(Member(shown(name), before.st_size, digest, left_out=left_out))
        return before.st_size

    def finish(self) -> End:
        """Durable, and under its own name, when it returns."""
        end = End(self._members, dict(self._rows), dict(self._files), self._sum.hexdigest())
        info = tarfile.TarInfo(MANIFEST)
        info.mode = _MODE
        info.size = self._manifest.tell()
        self._manifest.seek(0)
        self._add(info, self._manifest)
        self._put(END, msgspec.json.encode(end), noted=False)
        self._tar.close()
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._part.rename(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return end

    @property
    def size(self) -> int:
        """Bytes of the file so far."""
        return self._file.tell()

    def _put(self, name: str, data: bytes, *, rows: int | None = None, noted: bool = True) -> None:
        info = tarfile.TarInfo(name)
        info.mode = _MODE
        info.size = len(data)
        self._add(info, io.BytesIO(data))
        if noted:
            self._note(Member(name, len(data), hashlib.sha256(data).hexdigest(), rows))

    def _add(self, info: tarfile.TarInfo, data: Any) -> None:
        self._tar.addfile(info, data)
        # It would keep every member it has written.
        self._tar.getmembers().clear()

    def _note(self, member: Member) -> None:
        line = msgspec.json.encode(member) + b"\n"
        self._manifest.write(line)
        self._sum.update(line)
        self._members += 1


class _Summed:
    """So many bytes of a file, summed up as they are read; nothing stands in for what has gone."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._left = size
        self.sum = hashlib.sha256()

    def read(self, size: int) -> bytes:
        data = self._file.read(min(size, self._left))
        data += bytes(min(size, self._left) - len(data))
        self._left -= len(data)
        self.sum.update(data)
        return data


_encode_lines: Final = msgspec.json.Encoder().encode_lines
_ENDLESS: Final = float("inf")
