"""Whether a backup is whole: every member is there and has the checksum it was given."""

import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

import msgspec
from msgspec import Struct

from dockline.ports.rows import Shape, ShapeOf, UnknownSchema
from dockline.services.backup.form import (
    ABOUT,
    END,
    MANIFEST,
    UNREADABLE,
    About,
    BackupBroken,
    BackupRefused,
    End,
    Member,
    Tell,
    check_tables,
    decoder,
    file_of,
    shown,
    table_of,
)
from dockline.services.backup.reading import Entry, check_packing, entries, read_about

OWN: Final = frozenset({"intake"})
"""Tables that only one of the databases has."""
FOLDERS: Final = frozenset({"recordings", "messages", "attachments"})


class Checked(Struct, frozen=True):
    about: About
    end: End
    left_out: frozenset[str]
    """Names of members that are of no use."""


def check(path: Path, shape_of: ShapeOf, tell: Tell) -> Checked:
    """Reads all of it. Raises BackupBroken, BackupRefused, OSError."""
    found = entries(path, lambda share: tell("Checking", share))
    try:
        with tempfile.TemporaryFile() as seen:
            return _checked(path, found, shape_of, seen)
    finally:
        found.close()


def shape_for(about: About, shape_of: ShapeOf) -> Shape:
    """Of the backup's schema. Raises BackupRefused, BackupBroken."""
    try:
        shape = shape_of(about.schema)
    except UnknownSchema as unknown:
        raise BackupRefused(
            f"The backup was made by Dockline {about.program} and has schema {about.schema}; this "
            f"one knows schemas up to {unknown.newest}. Install Dockline {about.program} or newer."
        ) from unknown
    check_tables(about, shape, OWN)
    return shape


def _checked(path: Path, found: Iterator[Entry], shape_of: ShapeOf, seen: IO[bytes]) -> Checked:
    first = next(found, None)
    try:
        about, data = read_about(first)
        shape = shape_for(about, shape_of)
    except BackupRefused:
        # It may say so of itself because it is damaged, and no other program would help then.
        check_packing(path)
        raise
    tally = _Tally(shape, seen)
    tally.note(ABOUT, len(data), hashlib.sha256(data), None)
    for entry in found:
        if entry.name == MANIFEST:
            left_out = tally.compare(entry)
            break
        tally.add(entry)
    else:
        raise BackupBroken(f"{path} is cut off: it has no {MANIFEST}.")
    last = next(found, None)
    if last is None or last.name != END:
        raise BackupBroken(f"{path} is cut off: it has no {END}.")
    end = tally.end(last)
    for more in found:
        raise BackupBroken(f"{shown(more.name)} comes after the end.")
    return Checked(about, end, left_out)


class _Tally:
    """What was seen so far."""

    def __init__(self, shape: Shape, seen: IO[bytes]) -> None:
        self._decoders = {table: decoder(columns) for table, columns in shape.items()}
        self._seen = seen
        self._members = 0
        self._rows: Counter[str] = Counter()
        self._files: Counter[str] = Counter()
        self._manifest = ""

    def add(self, entry: Entry) -> None:
        table = table_of(entry.name)
        if table is None:
            known = file_of(entry.name)
            if known is None or known[0] not in FOLDERS:
                raise BackupBroken(f"{shown(entry.name)} does not belong into a backup.")
            digest = hashlib.sha256()
            for piece in entry.pieces():
                digest.update(piece)
            self._files[known[0]] += 1
            self.note(entry.name, entry.size, digest, None)
            return
        if table not in self._decoders:
            raise BackupBroken(f"{entry.name}: there is no table {table} in this schema.")
        data = entry.whole()
        rows = len(read_rows(entry.name, data, self._decoders[table]))
        self._rows[table] += rows
        self.note(entry.name, entry.size, hashlib.sha256(data), rows)

    def note(self, name: str, size: int, digest: Any, rows: int | None) -> None:
        member = Member(shown(name), size, digest.hexdigest(), rows)
        self._seen.write(msgspec.json.encode(member) + b"\n")
        self._members += 1

    def compare(self, manifest: Entry) -> frozenset[str]:
        """What was seen with what was written; returns what is left out. Raises BackupBroken."""
        digest = hashlib.sha256()
        left_out = set()
        self._seen.seek(0)
        for line in self._seen:
            was = msgspec.json.decode(line, type=Member)
            told = manifest.line()
            digest.update(told)
            try:
                meant = msgspec.json.decode(told, type=Member)
            except UNREADABLE:
                raise BackupBroken(f"{was.name} is not in the {MANIFEST}.") from None
            if meant.name != was.name:
                raise BackupBroken(f"{meant.name} is missing, or not in its place.")
            if (meant.size, meant.sha256, meant.rows) != (was.size, was.sha256, was.rows):
                raise BackupBroken(f"{was.name} is damaged: its checksum is another one.")
            if meant.left_out:
                left_out.add(meant.name)
                known = file_of(meant.name)
                if known is not None:
                    self._files[known[0]] -= 1
        if more := manifest.line():
            raise BackupBroken(f"A member is missing: {more.decode(errors='replace').strip()}")
        self._manifest = digest.hexdigest()
        return frozenset(left_out)

    def end(self, entry: Entry) -> End:
        """Raises BackupBroken."""
        try:
            end = msgspec.json.decode(entry.whole(), type=End)
        except UNREADABLE as wrong:
            raise BackupBroken(f"{END} cannot be read: {wrong}") from wrong
        # A counter takes what it does not have for none.
        counted = End(self._members, dict(+self._rows), dict(+self._files), self._manifest)
        if end != counted:
            raise BackupBroken(f"{MANIFEST} is damaged: it is not as {END} says.")
        return end


def read_rows(name: str, data: bytes, rows: msgspec.json.Decoder[Any]) -> list[tuple[Any, ...]]:
    """Raises BackupBroken."""
    try:
        return list(rows.decode_lines(data))
    except UNREADABLE as wrong:
        raise BackupBroken(f"{name} holds what is no row of its table: {wrong}") from wrong
