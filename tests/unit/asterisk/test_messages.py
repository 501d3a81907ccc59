"""Which recordings may be played, and where Asterisk finds them."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest

from dockline.adapters.asterisk.messages import OWN_WORDS, Messages, MessageUnusable
from tests.support.sound import write_tone


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "messages"
    made.mkdir()
    return made


@pytest.fixture
def messages(folder: Path, tmp_path: Path) -> Messages:
    return Messages(folder, tmp_path / "copies", None)


def test_no_name_is_the_engines_own_words(tmp_path: Path) -> None:
    for source in None, tmp_path:
        said = Messages(source, tmp_path, None).media("")
        assert said == [f"sound:{words}" for words in OWN_WORDS]


@pytest.mark.parametrize(
    "name", ["../offer", "a/b", "offer.wav", ".", "..", "a b", "offer\n", "ä", "a" * 101]
)
def test_no_name_leads_out_of_the_folder(messages: Messages, folder: Path, name: str) -> None:
    write_tone(folder.parent / "offer.wav", 500, 0.1)
    with pytest.raises(MessageUnusable, match="letters, digits, dashes and underscores"):
        messages.media(name)


def test_one_that_is_away_is_said_so(messages: Messages, tmp_path: Path) -> None:
    with pytest.raises(MessageUnusable, match="no such file"):
        messages.media("offer")
    with pytest.raises(MessageUnusable, match="no messages folder"):
        Messages(None, tmp_path, None).media("offer")


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all"])
def test_what_is_no_wav_file_is_said_so(messages: Messages, folder: Path, content: bytes) -> None:
    (folder / "offer.wav").write_bytes(content)
    with pytest.raises(MessageUnusable, match=r"."):
        messages.media("offer")


def test_a_rate_that_asterisk_does_not_play_is_said_so(messages: Messages, folder: Path) -> None:
    write_tone(folder / "offer.wav", 500, 0.1, rate=44100)
    with pytest.raises(MessageUnusable, match=r"8000 or 16000 .* this one is of 44100, 16 bits, 1"):
        messages.media("offer")


@pytest.mark.parametrize(("rate", "ending"), [(8000, "wav"), (16000, "wav16")])
def test_the_copy_bears_the_ending_of_its_rate(
    messages: Messages, folder: Path, tmp_path: Path, rate: int, ending: str
) -> None:
    write_tone(folder / "offer.wav", 500, 0.1, rate)
    assert messages.media("offer") == [f"sound:{tmp_path / 'copies' / 'offer'}"]
    copies = list((tmp_path / "copies").iterdir())
    assert [copy.name for copy in copies] == [f"offer.{ending}"]
    assert copies[0].read_bytes() == (folder / "offer.wav").read_bytes()
    assert copies[0].stat().st_mode & 0o777 == 0o600


def test_a_file_that_was_replaced_is_copied_again_and_no_other(
    messages: Messages, folder: Path, tmp_path: Path
) -> None:
    write_tone(folder / "offer.wav", 500, 0.1)
    messages.media("offer")
    copy = tmp_path / "copies" / "offer.wav"
    first = copy.stat().st_ino
    messages.media("offer")
    assert copy.stat().st_ino == first
    was = (folder / "offer.wav").stat()
    write_tone(folder / "offer.wav", 600, 0.1)
    os.utime(folder / "offer.wav", ns=(was.st_atime_ns, was.st_mtime_ns + 1))
    with copy.open("rb") as playing:
        messages.media("offer")
        # What plays now plays on.
        assert playing.read() != copy.read_bytes()
    assert copy.read_bytes() == (folder / "offer.wav").read_bytes()


def test_one_of_another_rate_takes_the_place_of_the_first(
    messages: Messages, folder: Path, tmp_path: Path
) -> None:
    for rate in 8000, 16000, 8000:
        write_tone(folder / "offer.wav", 500, 0.1, rate)
        messages.media("offer")
        ending = "wav" if rate == 8000 else "wav16"
        assert [copy.name for copy in (tmp_path / "copies").iterdir()] == [f"offer.{ending}"]


def test_a_message_that_two_calls_want_at_once_is_played_to_both(
    messages: Messages, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tone(folder / "offer.wav", 500, 0.1)
    copied, both = shutil.copyfile, Barrier(2)

    def slowly(source: Path, copy: Path) -> None:
        copied(source, copy)
        with suppress(BrokenBarrierError):
            both.wait(0.3)  # who copies alone waits for nobody

    monkeypatch.setattr(shutil, "copyfile", slowly)
    with ThreadPoolExecutor(2) as calls:
        asked = [calls.submit(messages.media, "offer") for _ in range(2)]
    assert asked[0].result() == asked[1].result()
