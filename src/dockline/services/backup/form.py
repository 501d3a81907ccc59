"""What a backup's members are called and hold."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from dockline.domain.errors import Refusal
from dockline.ports.rows import Kind, Shape

FORMAT: Final = 1
ABOUT: Final = "about.json"
MANIFEST: Final = "manifest.jsonl"
END: Final = "end.json"
CHUNK_BYTES: Final = 4 * 1024 * 1024
"""Of rows in one member, about."""
MOST_BYTES: Final = 1024 * 1024 * 1024
"""Of a member that is read in one piece; a larger one is none of ours."""
READ_BYTES: Final = 1024 * 1024

UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError)
"""What is raised for JSON that is none."""

Folders = Mapping[str, Path]
"""Folders of files, by their names in the backup: ``recordings``, ``messages``, ``attachments``."""
Tell = Callable[[str, float | None], None]
"""Told the step under way and how much of it is done, 0 to 1; None where that is not known."""

_ROWS: Final = re.compile(r"rows/([a-z_]+)/[0-9]{6,}\.jsonl")
_TYPES: Final[Mapping[Kind, Any]] = {
    "text": str | None,
    "integer": int | None,
    "real": float | None,
    "blob": bytes | None,
}


class BackupRefused(Refusal):
    """This cannot be done with this backup."""

    code = "backup-refused"


class BackupBroken(BackupRefused):
    """The file is not a whole backup."""

    code = "backup-broken"


class About(Struct, frozen=True):
    """What a backup is of."""

    format: int
    program: str
    """Version of the program that made it."""
    schema: str
    made_at: str
    """The moment it shows, ISO 8601 in UTC."""
    database: str
    """``sqlite`` or ``postgresql``."""
    recordings: bool
    """Whether it has them."""
    tables: dict[str, list[str]]
    """Each with its columns."""


class Member(Struct, frozen=True, omit_defaults=True):
    name: str
    size: int
    sha256: str
    rows: int | None = None
    """Of a member of rows."""
    left_out: bool = False
    """The file was written to while it was read: what is here of it is of no use."""


class End(Struct, frozen=True):
    members: int
    """Of the manifest."""
    rows: dict[str, int]
    """Of each table."""
    files: dict[str, int]
    """Of each folder; those that are left out do not count."""
    manifest_sha256: str


def rows_name(table: str, n: int) -> str:
    return f"rows/{table}/{n:06}.jsonl"


def table_of(name: str) -> str | None:
    """Whose rows a member has; None: it is another one."""
    found = _ROWS.fullmatch(name)
    return found[1] if found else None


def file_of(name: str) -> tuple[str, str] | None:
    """Folder and path of a member that is a file; None: it is another one. Whether the path is one
    that stays in its folder is for `is_plain` to say."""
    top, _, rest = name.partition("/")
    folder, _, path = rest.partition("/")
    return (folder, path) if top == "files" and folder and path else None


def is_plain(path: str) -> bool:
    """Whether a path leads to a place below where it is put."""
    return "\0" not in path and all(part not in ("", ".", "..") for part in path.split("/"))


def decoder(columns: Mapping[str, Kind]) -> msgspec.json.Decoder[Any]:
    """Of a table's rows."""
    return msgspec.json.Decoder(tuple[tuple(_TYPES[kind] for kind in columns.values())])  # type: ignore[misc]


def check_tables(about: About, shape: Shape, own: frozenset[str]) -> None:
    """``own``: tables that not every database has. Raises BackupBroken."""
    for table in sorted(shape.keys() - about.tables.keys() - own):
        raise BackupBroken(f"The backup has no table {table}, as schema {about.schema} has.")
    for table in sorted(about.tables.keys() - shape.keys()):
        raise BackupBroken(f"The backup has a table {table}, which schema {about.schema} has not.")
    for table, columns in about.tables.items():
        if columns != list(shape[table]):
            raise BackupBroken(
                f"The backup's table {table} has other columns than schema {about.schema}."
            )


def shown(name: str) -> str:
    """A name of a file, also where it is no UTF-8."""
    return name.encode("utf-8", "backslashreplace").decode()
