"""``dockline message``, and the folder of recordings."""

import stat
import wave
from pathlib import Path

import pytest

from dockline.domain.messages import is_message_name
from dockline.messages import MessageRefused, Messages, NoSuchMessage
from tests.support.cli import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def sound(
    file: Path, rate: int = 8000, channels: int = 1, width: int = 2, seconds: float = 1.5
) -> Path:
    with wave.open(str(file), "wb") as made:
        made.setnchannels(channels)
        made.setsampwidth(width)
        made.setframerate(rate)
        made.writeframes(bytes(int(seconds * rate) * channels * width))
    return file


def test_a_recording_is_kept_listed_and_removed(terminal: Terminal, tmp_path: Path) -> None:
    data = tmp_path / "data"
    given = sound(tmp_path / "given.wav", rate=16000)
    where = ("--data", str(data))
    told = terminal.says("message", "add", "Sorry_nobody-1", str(given), *where)
    assert told == "Message Sorry_nobody-1 added, 1.5 s long.\n"
    kept = data / "messages" / "Sorry_nobody-1.wav"
    assert kept.read_bytes() == given.read_bytes()
    # The engine may run as another user.
    assert stat.S_IMODE(kept.stat().st_mode) == 0o644
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o755
    terminal.says("message", "add", "Sorry_nobody-1", str(sound(given, seconds=2)), *where)
    assert terminal.says("message", "list", *where).split() == [
        *("Message", "Seconds", "Sorry_nobody-1", "2.0")
    ]
    told = terminal.says("message", "remove", "Sorry_nobody-1", *where)
    assert told == "Message Sorry_nobody-1 removed.\n"
    assert list(kept.parent.iterdir()) == []
    code, _, error = terminal.run("message", "remove", "Sorry_nobody-1", *where)
    assert (code, error) == (1, "Sorry_nobody-1: there is no such message.\n")


@pytest.mark.parametrize("name", ["", "a b", "../x", "a/b", "a.wav", "ä", "x" * 65])
def test_names_that_are_none(terminal: Terminal, tmp_path: Path, name: str) -> None:
    given = sound(tmp_path / "given.wav")
    assert not is_message_name(name)
    where = ("--data", str(tmp_path / "data"))
    for words in (("add", "--", name, str(given)), ("remove", "--", name)):
        command, *more = words
        code, _, error = terminal.run("message", command, *where, *more)
        assert code == 1
        assert "is no message's name; it has 1 to 64 letters" in error
    assert not (tmp_path / "data" / "messages").exists()


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({"channels": 2}, "has 2 channels; it must be mono, of 16 bits, with 8000 or 16000"),
        ({"width": 1}, "has samples of 8 bits"),
        ({"rate": 44100}, "has 44100 samples a second"),
        ({"seconds": 0}, "holds no sound, or is cut off"),
    ],
)
def test_sounds_that_cannot_be_played(
    terminal: Terminal, tmp_path: Path, made: dict[str, int], told: str
) -> None:
    given = sound(tmp_path / "given.wav", **made)
    where = ("--data", str(tmp_path / "data"))
    code, _, error = terminal.run("message", "add", "x", str(given), *where)
    assert code == 1
    assert told in error
    assert not (tmp_path / "data" / "messages").exists()


def test_files_that_are_none(terminal: Terminal, tmp_path: Path) -> None:
    where = ("--data", str(tmp_path / "data"))
    code, _, error = terminal.run("message", "add", "x", str(tmp_path / "none.wav"), *where)
    assert code == 1
    assert error.endswith("none.wav: No such file or directory\n")
    for content in (b"", b"ID3 no WAV", sound(tmp_path / "s.wav").read_bytes()[:1000]):
        given = tmp_path / "given.wav"
        given.write_bytes(content)
        code, _, error = terminal.run("message", "add", "x", str(given), *where)
        assert code == 1
        assert "is no WAV file" in error or "is cut off" in error


def test_what_else_lies_in_the_folder(tmp_path: Path) -> None:
    messages = Messages(tmp_path / "messages")
    assert messages.names() == []
    messages.add("b", sound(tmp_path / "s.wav"))
    messages.add("a", sound(tmp_path / "s.wav"))
    (tmp_path / "messages" / "not a name.wav").write_bytes(b"x")
    (tmp_path / "messages" / "broken.wav").write_bytes(b"x")
    (tmp_path / "messages" / "notes.txt").write_bytes(b"x")
    assert messages.names() == ["a", "b", "broken"]
    with pytest.raises(MessageRefused):
        messages.seconds("broken")
    with pytest.raises(NoSuchMessage):
        messages.seconds("c")
    terminal = Terminal(tmp_path)
    assert "is no WAV file" in terminal.says("message", "list", "--data", str(tmp_path))


def test_a_campaign_is_warned_of_a_recording_that_is_not_there(
    terminal: Terminal, tmp_path: Path
) -> None:
    space = ("--cloud-id", "leap")
    terminal.says("campaign", "create", "Spring", *space, "--team", "Support team")
    words = ("campaign", "set", "Spring", *space, "mode=power", "dialer.abandon_message=sorry")
    assert "dialer.abandon_message: There is no recording “sorry”" in terminal.run(*words)[2]
    given = sound(tmp_path / "given.wav")
    terminal.says("message", "add", "sorry", str(given), "--data", str(tmp_path))
    assert terminal.run(*words)[2] == ""
