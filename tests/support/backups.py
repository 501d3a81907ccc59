"""A data folder to back up and restore to, and backups whose members somebody changed."""

import gzip
import hashlib
import io
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from dockline.adapters.relational.shape import shape_of
from dockline.adapters.sqlite.row_store import SqliteRows
from dockline.adapters.sqlite.store import SqliteStore
from dockline.domain.ids import SpaceId
from dockline.domain.space import Space
from dockline.ports.store import AppendAudit, AuditEntry, PutSpace
from dockline.services.backup import (
    BackupRefused,
    Made,
    check,
    make,
    restore,
)

LEAP = SpaceId("leap")
CHAT = "0199a3c4-8f0e-7b6a-9c55-2f1d3e4a5b6c"
FILES = {
    "recordings/2026/one.wav": b"RIFF" + bytes(3_000_000),
    "recordings/n\u00e4me.wav": b"two",
    "messages/hello.wav": b"three",
    f"attachments/{CHAT}/a": b"\x89PNG",
    f"attachments/{CHAT}/a.json": b"{}",
}
UNFINISHED = {
    "recordings/.hidden.wav": b"",
    "recordings/2026/two.wav.part": b"",
    f"attachments/{CHAT}/b": b"not told of yet",
    f"attachments/{CHAT}/c.json.part": b"",
}


def silent(step: str, share: float | None) -> None:
    pass


class House:
    """A data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(exist_ok=True)
        self.path = folder / "dockline.db"
        self.rows = SqliteRows(self.path)
        self.folders = {name: folder / name for name in ("recordings", "messages", "attachments")}

    def put(self, files: dict[str, bytes]) -> None:
        for name, data in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(data)

    def files(self) -> dict[str, bytes]:
        """But for the database's."""
        return {
            str(one.relative_to(self.folder)): one.read_bytes()
            for one in self.folder.rglob("*")
            if one.is_file() and not one.name.startswith("dockline.db")
        }

    async def fill(self, entries: int = 1) -> None:
        store = SqliteStore(self.path)
        await store.open()
        audit = [AuditEntry(float(n), LEAP, "cli", "count", {"n": n}) for n in range(entries)]
        await store.commit([PutSpace(Space(LEAP, "Leap")), *(AppendAudit(one) for one in audit)])
        await store.close()

    async def backup(self, file: Path, *, recordings: bool = True) -> Made:
        return await make(file, self.rows, self.folders, 1000.0, silent, recordings=recordings)

    async def restore(self, file: Path) -> None:
        await restore(file, self.rows, self.folder, self.folders, shape_of, silent)

    def is_untouched(self) -> bool:
        return not any(self.folder.iterdir())


def size(path: Path) -> int:
    return path.stat().st_size


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def refused(file: Path, empty: House, match: str) -> None:
    """By the check, and by the restore, which leaves nothing."""
    with pytest.raises(BackupRefused, match=match):
        check(file, shape_of, silent)
    with pytest.raises(BackupRefused, match=match):
        await empty.restore(file)
    assert empty.is_untouched()


Members = list[tuple[tarfile.TarInfo, bytes]]


def rewrite(file: Path, change: Callable[[Members], Members]) -> None:
    """The same archive with other members."""
    with tarfile.open(file) as tar:
        members = [
            (one, opened.read())
            for one in tar.getmembers()
            if (opened := tar.extractfile(one)) is not None
        ]
    with gzip.open(file, "wb") as packed, tarfile.TarFile(fileobj=packed, mode="w") as tar:
        for info, data in change(members):
            info.size = len(data) if info.isreg() else 0
            tar.addfile(info, io.BytesIO(data))


def sealed(members: Members) -> Members:
    """With a manifest and an end as somebody would write them who wants them believed."""
    inner = [one for one in members if one[0].name not in ("manifest.jsonl", "end.json")]
    old = dict((info.name, data) for info, data in members)
    end = msgspec.json.decode(old["end.json"])
    manifest = b"".join(
        msgspec.json.encode(
            {"name": info.name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            | ({"rows": data.count(b"\n")} if info.name.startswith("rows/") else {})
        )
        + b"\n"
        for info, data in inner
    )
    end |= {"members": len(inner), "manifest_sha256": hashlib.sha256(manifest).hexdigest()}
    return [*inner, plain("manifest.jsonl", manifest), plain("end.json", msgspec.json.encode(end))]


def plain(name: str, data: bytes) -> tuple[tarfile.TarInfo, bytes]:
    return tarfile.TarInfo(name), data


def member_at(members: Members, beginning: str) -> int:
    return next(n for n, (info, _) in enumerate(members) if info.name.startswith(beginning))


def altered(beginning: str, change: Callable[[bytes], bytes]) -> Callable[[Members], Members]:
    def work(members: Members) -> Members:
        n = member_at(members, beginning)
        info, data = members[n]
        return [*members[:n], (info, change(data)), *members[n + 1 :]]

    return work


def without(beginning: str) -> Callable[[Members], Members]:
    def work(members: Members) -> Members:
        n = member_at(members, beginning)
        return [*members[:n], *members[n + 1 :]]

    return work
