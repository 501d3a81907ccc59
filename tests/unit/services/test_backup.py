"""The file of a backup: whole, damaged, cut off, or made by somebody with a purpose."""

import asyncio
import gzip
import hashlib
import io
import os
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dockline.adapters.relational import HEAD
from dockline.adapters.relational.shape import shape_of
from dockline.adapters.sqlite.row_store import SqliteRows
from dockline.adapters.sqlite.store import SqliteStore
from dockline.domain.ids import SpaceId
from dockline.domain.space import Space
from dockline.ports.store import AppendAudit, AuditEntry, PutSpace, StoreUnavailable
from dockline.services.backup import (
    BackupBroken,
    BackupRefused,
    Made,
    check,
    make,
    restore,
    writing,
)
from dockline.services.backup.writing import Archive

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


@pytest.fixture
async def house(tmp_path: Path) -> House:
    one = House(tmp_path / "data")
    await one.fill()
    return one


@pytest.fixture
def empty(tmp_path: Path) -> House:
    return House(tmp_path / "empty")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "one.backup"


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


def size(path: Path) -> int:
    return path.stat().st_size


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_only_its_owner_can_read_it_and_nothing_lies_beside_it(
    house: House, file: Path
) -> None:
    os.umask(before := os.umask(0))
    assert before != 0o077
    await house.backup(file)
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
        if self._file.name != "" and os.fstat(self._file.fileno()).st_ino == growing.stat().st_ino:
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


# --- what is damaged ---------------------------------------------------------------------------


@pytest.fixture
async def whole(house: House, file: Path) -> Path:
    house.put({name: data[:5000] for name, data in FILES.items()})
    await house.backup(file)
    return file


async def refused(file: Path, empty: House, match: str) -> None:
    """By the check, and by the restore, which leaves nothing."""
    with pytest.raises(BackupRefused, match=match):
        check(file, shape_of, silent)
    with pytest.raises(BackupRefused, match=match):
        await empty.restore(file)
    assert empty.is_untouched()


def test_wherever_it_is_cut_off_it_is_refused(whole: Path) -> None:
    data = whole.read_bytes()
    for size in [*range(0, len(data), max(1, len(data) // 60)), len(data) - 1, len(data) - 9]:
        whole.write_bytes(data[:size])
        with pytest.raises(BackupBroken):
            check(whole, shape_of, silent)


async def test_nothing_of_a_file_that_is_cut_off_is_restored(whole: Path, empty: House) -> None:
    os.truncate(whole, size(whole) - 1)
    await refused(whole, empty, "damaged or cut off")


def test_wherever_a_bit_is_wrong_it_is_refused(whole: Path) -> None:
    """Behind gzip's own header, whose time, name and system nobody reads; and but for the few bits
    of its tables that mean nothing."""
    data = whole.read_bytes()
    places = range(10, len(data), max(1, len(data) // 200))
    harmless = 0
    for at in places:
        wrong = data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]
        whole.write_bytes(wrong)
        try:
            check(whole, shape_of, silent)
        except BackupBroken:
            continue
        assert gzip.decompress(wrong) == gzip.decompress(data)
        harmless += 1
    assert harmless < len(places) / 10


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


def test_the_test_seals_as_the_program_does(whole: Path) -> None:
    end = check(whole, shape_of, silent).end
    rewrite(whole, sealed)
    assert check(whole, shape_of, silent).end == end


def _at(members: Members, beginning: str) -> int:
    return next(n for n, (info, _) in enumerate(members) if info.name.startswith(beginning))


def altered(beginning: str, change: Callable[[bytes], bytes]) -> Callable[[Members], Members]:
    def work(members: Members) -> Members:
        n = _at(members, beginning)
        info, data = members[n]
        return [*members[:n], (info, change(data)), *members[n + 1 :]]

    return work


def without(beginning: str) -> Callable[[Members], Members]:
    def work(members: Members) -> Members:
        n = _at(members, beginning)
        return [*members[:n], *members[n + 1 :]]

    return work


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (altered("files/recordings", lambda data: b"S" + data[1:]), "me.wav is damaged"),
        (
            altered("rows/audit", lambda data: data.replace(b"cli", b"cly")),
            "audit/000001.jsonl is damaged",
        ),
        (altered("about", lambda data: data.replace(b"true", b"null")), "about.json cannot be"),
        (altered("about", lambda data: data.replace(b'"sqlite"', b'"sqlito"')), "about.json is"),
        (altered("manifest", lambda data: data[:-1]), "manifest.jsonl is damaged"),
        (altered("manifest", lambda data: data + data), "A member is missing"),
        (altered("manifest", lambda data: b""), "is not in the manifest"),
        (altered("end", lambda data: data.replace(b'"members":', b'"members":1')), "not as end"),
        (altered("end", lambda data: b"{}"), "end.json cannot be read"),
        (without("about"), "does not begin with about.json"),
        (without("rows/audit"), "rows/audit/000001.jsonl is missing"),
        (without("files/messages"), "hello.wav is missing"),
        (without("manifest"), "no manifest.jsonl|does not belong"),
        (without("end"), "no end.json"),
        (lambda members: [*members, members[-1]], "comes after the end"),
    ],
)
async def test_members_that_are_not_as_they_were(
    whole: Path, empty: House, change: Callable[[Members], Members], match: str
) -> None:
    rewrite(whole, change)
    await refused(whole, empty, match)


def linked(kind: bytes) -> Callable[[Members], Members]:
    def work(members: Members) -> Members:
        info = tarfile.TarInfo("files/recordings/link.wav")
        info.type = kind
        info.linkname = "/etc/passwd"
        return [*members[:-2], (info, b""), *members[-2:]]

    return work


def named(name: str) -> Callable[[Members], Members]:
    return lambda members: [*members[:-2], plain(name, b"evil"), *members[-2:]]


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (named("/etc/evil"), "leads out of its folder"),
        (named("files/recordings/../../evil"), "leads out of its folder"),
        (named("files/recordings//evil"), "leads out of its folder"),
        (named("files/../evil"), "leads out of its folder"),
        (named("files/engine/evil"), "does not belong"),
        (named("dockline.db"), "does not belong"),
        (named("rows/sqlite_master/000001.jsonl"), "there is no table"),
        (linked(tarfile.SYMTYPE), "no plain file"),
        (linked(tarfile.LNKTYPE), "no plain file"),
        (linked(tarfile.FIFOTYPE), "no plain file"),
        (linked(tarfile.CHRTYPE), "no plain file"),
        (linked(tarfile.DIRTYPE), "no plain file"),
    ],
)
async def test_members_that_would_be_put_where_they_do_not_belong(
    whole: Path, empty: House, change: Callable[[Members], Members], match: str
) -> None:
    rewrite(whole, lambda members: sealed(change(members)))
    await refused(whole, empty, match)
    assert not list(empty.folder.parent.glob("**/evil"))


async def test_a_sealed_file_whose_rows_do_not_fit_leaves_nothing(
    whole: Path, empty: House
) -> None:
    rewrite(whole, lambda members: sealed(altered("rows/spaces", lambda data: b"[1,2]\n")(members)))
    await refused(whole, empty, "no row of its table")


async def test_rows_that_the_database_refuses_leave_nothing(whole: Path, empty: House) -> None:
    def twice(members: Members) -> Members:
        members = sealed(altered("rows/spaces", lambda data: data + data)(members))
        counted = altered("end", lambda data: data.replace(b'"spaces":1', b'"spaces":2'))
        return counted(members)

    rewrite(whole, twice)
    check(whole, shape_of, silent)
    with pytest.raises(StoreUnavailable, match="UNIQUE"):
        await empty.restore(whole)
    assert empty.is_untouched()


async def test_a_file_that_is_there_twice_leaves_nothing(whole: Path, empty: House) -> None:
    def twice(members: Members) -> Members:
        members = sealed([*members[:-2], members[_at(members, "files/messages")], *members[-2:]])
        return altered("end", lambda data: data.replace(b'"messages":1', b'"messages":2'))(members)

    rewrite(whole, twice)
    with pytest.raises(BackupBroken, match="there twice"):
        await empty.restore(whole)
    assert empty.is_untouched()


# --- whose it is -------------------------------------------------------------------------------


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


@pytest.mark.parametrize("data", [b"", b"text", gzip.compress(b""), gzip.compress(b"x" * 2000)])
async def test_a_file_that_is_no_backup(file: Path, empty: House, data: bytes) -> None:
    await asyncio.to_thread(file.write_bytes, data)
    await refused(file, empty, "damaged or cut off")


# --- where it goes -----------------------------------------------------------------------------


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
