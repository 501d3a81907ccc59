"""Recordings and their links"""

import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, strategies as st

from dockline.services.recordings import (
    LINK_SECONDS,
    LinkExpired,
    LinkWrong,
    NoSuchRecording,
    Recordings,
    link_key,
)

NAME = "0b0e5a52-6c0c-4b52-9a0a-5d5a6a3f0c11-1.wav"
NOW = 1_768_472_217.5


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / NAME).write_bytes(b"RIFF sound")
    (tmp_path / "link.wav").write_bytes(b"not for anybody")
    return Recordings(tmp_path / "recordings", b"k" * 32)


def link(recordings: Recordings, name: str = NAME) -> tuple[str, str]:
    """What it expires at, and its signature."""
    address = urlsplit(recordings.address(name, NOW))
    assert address.path == f"/recordings/{name}"
    query = parse_qs(address.query, strict_parsing=True)
    return query["expires"][0], query["signature"][0]


def test_a_link_is_good_for_an_hour(recordings: Recordings) -> None:
    expires, signature = link(recordings)
    assert int(expires) == int(NOW) + LINK_SECONDS
    recordings.require(NAME, expires, signature, NOW)
    recordings.require(NAME, expires, signature, int(expires) - 0.001)
    for late in (int(expires), int(expires) + 1e6):
        with pytest.raises(LinkExpired):
            recordings.require(NAME, expires, signature, late)


def test_a_link_is_for_one_file_one_end_and_one_server(
    recordings: Recordings, tmp_path: Path
) -> None:
    expires, signature = link(recordings)
    other = Recordings(tmp_path / "recordings", b"K" * 32)
    for name, until, signed in (
        (NAME.replace("-1.", "-2."), expires, signature),
        (NAME, str(int(expires) + 1), signature),
        (NAME, f" {expires}", signature),
        (NAME, f"0{expires}", signature),
        (NAME, expires, signature[:-1]),
        (NAME, expires, signature.upper()),
        (NAME, expires, ""),
        (NAME, "", ""),
        (NAME, expires, "\u00e4" * 64),
        (NAME, expires, link(other)[1]),
    ):
        with pytest.raises(LinkWrong):
            recordings.require(name, until, signed, NOW)


@given(st.text(), st.text(), st.text())
def test_nothing_but_a_link_is_a_link(name: str, expires: str, signature: str) -> None:
    with pytest.raises(LinkWrong):
        Recordings(Path("/nowhere"), b"k" * 32).require(name, expires, signature, NOW)


ODD = [
    "../link.wav",
    "/etc/hosts.wav",
    "..",
    ".wav",
    ".hidden.wav",
    "sub/one.wav",
    "none.wav",
    "folder.wav",
    "elsewhere.wav",
    "pipe.wav",
    "a\0.wav",
    "a.wav\n",
    "a.mp3",
    "x" * 400 + ".wav",
    "",
]


async def test_what_is_there(recordings: Recordings) -> None:
    assert await recordings.there([NAME]) == {NAME}
    opened = await recordings.open(NAME)
    with opened.file:
        assert (opened.size, opened.file.read()) == (10, b"RIFF sound")


@pytest.mark.parametrize("name", ODD)
async def test_no_way_leads_elsewhere(recordings: Recordings, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "recordings"
    (folder / "sub").mkdir()
    (folder / "sub" / "one.wav").write_bytes(b"sound")
    (folder / "folder.wav").mkdir()
    (folder / ".hidden.wav").write_bytes(b"sound")
    (folder / "a.mp3").write_bytes(b"sound")
    (folder / "elsewhere.wav").symlink_to(tmp_path / "link.wav")
    os.mkfifo(folder / "pipe.wav")
    assert await recordings.there([name, NAME]) == {NAME}
    with pytest.raises(NoSuchRecording):
        await recordings.open(name)


async def test_without_a_folder_there_is_none(tmp_path: Path) -> None:
    recordings = Recordings(tmp_path / "none", b"k" * 32)
    assert await recordings.there([NAME]) == set()
    with pytest.raises(NoSuchRecording):
        await recordings.open(NAME)


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "link.key"
    key = link_key(file)
    assert len(key) == 32
    assert link_key(file) == key
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["link.key"]
    assert link_key(tmp_path / "another.key") != key


def test_a_key_that_is_damaged_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "link.key"
    file.write_bytes(b"short")
    (tmp_path / "link.new").write_bytes(b"of a server that died")
    key = link_key(file)
    assert len(key) == 32
    assert link_key(file) == key
