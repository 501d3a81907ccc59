"""Files that are damaged, cut off, or made by somebody with a purpose."""

import gzip
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dockline.adapters.relational import HEAD
from dockline.adapters.relational.shape import shape_of
from dockline.ports.store import StoreUnavailable
from dockline.services.backup import (
    BackupBroken,
    BackupRefused,
    check,
)
from tests.support.backups import (
    House,
    Members,
    altered,
    member_at,
    plain,
    refused,
    rewrite,
    sealed,
    silent,
    size,
    without,
)


def test_wherever_it_is_cut_off_it_is_refused(whole: Path) -> None:
    data = whole.read_bytes()
    for end in [*range(0, len(data), max(1, len(data) // 60)), len(data) - 1, len(data) - 9]:
        whole.write_bytes(data[:end])
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


def test_the_test_seals_as_the_program_does(whole: Path) -> None:
    end = check(whole, shape_of, silent).end
    rewrite(whole, sealed)
    assert check(whole, shape_of, silent).end == end


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
        members = sealed(
            [*members[:-2], members[member_at(members, "files/messages")], *members[-2:]]
        )
        return altered("end", lambda data: data.replace(b'"messages":1', b'"messages":2'))(members)

    rewrite(whole, twice)
    with pytest.raises(BackupBroken, match="there twice"):
        await empty.restore(whole)
    assert empty.is_untouched()


def test_damage_that_reads_as_another_schema_is_told_as_damage(whole: Path) -> None:
    rewrite(whole, altered("about", lambda data: data.replace(HEAD.encode(), b"00a2")))
    with pytest.raises(BackupRefused, match="schema 00a2"):
        check(whole, shape_of, silent)
    data = bytearray(whole.read_bytes())
    data[-8] ^= 0x10  # gzip's checksum (RFC 1952, section 2.3.1): as of what it was before
    whole.write_bytes(data)
    with pytest.raises(BackupBroken, match="damaged or cut off"):
        check(whole, shape_of, silent)
