"""The folder of recordings that the dialer plays: ``<data>/messages/<name>.wav``."""

import os
import shutil
import tempfile
import wave
from pathlib import Path
from typing import Final

from dockline.domain.errors import Refusal
from dockline.domain.messages import NAME_TOLD, is_message_name

RATES: Final = (8_000, 16_000)
"""Samples a second."""
_SAMPLE_BYTES: Final = 2
_FOLDER_MODE: Final = 0o755
_FILE_MODE: Final = 0o644
"""The engine, which plays them, may run as another user."""


class MessageRefused(Refusal):
    """This cannot be kept as a message."""

    code = "message-refused"


class NoSuchMessage(Refusal):
    """There is no such message."""

    code = "message-unknown"


class Messages:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """In order."""
        found = (path.stem for path in self._folder.glob("*.wav"))
        return sorted(name for name in found if is_message_name(name))

    def seconds(self, name: str) -> float:
        """How long it is. Raises NoSuchMessage, MessageRefused."""
        path = self._path(name)
        if not path.is_file():
            raise NoSuchMessage(f"{name}: there is no such message.")
        return _checked(path)

    def add(self, name: str, file: Path) -> float:
        """Keep a copy of ``file``, in the place of one of that name; what a caller hears is the old
        one or the new one, whole. Returns its length in seconds.

        Raises MessageRefused where the name or the sound cannot be used, and OSError."""
        target = self._path(name)
        seconds = _checked(file)
        self._folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        self._folder.chmod(_FOLDER_MODE)
        handle, made = tempfile.mkstemp(dir=self._folder, prefix=".")
        try:
            with os.fdopen(handle, "wb") as copy, file.open("rb") as given:
                shutil.copyfileobj(given, copy)
            Path(made).chmod(_FILE_MODE)
            Path(made).replace(target)
        except BaseException:
            Path(made).unlink(missing_ok=True)
            raise
        return seconds

    def remove(self, name: str) -> None:
        """Raises NoSuchMessage, MessageRefused, OSError."""
        try:
            self._path(name).unlink()
        except FileNotFoundError:
            raise NoSuchMessage(f"{name}: there is no such message.") from None

    def _path(self, name: str) -> Path:
        if not is_message_name(name):
            raise MessageRefused(f"name: “{name}” is no message's name; it has {NAME_TOLD}.")
        return self._folder / f"{name}.wav"


def _checked(file: Path) -> float:
    """Its length in seconds. Raises MessageRefused, OSError."""
    try:
        with wave.open(str(file), "rb") as sound:
            channels, width, rate = (
                sound.getnchannels(),
                sound.getsampwidth(),
                sound.getframerate(),
            )
            frames = sound.getnframes()
            whole = len(sound.readframes(frames)) == frames * channels * width
    except (wave.Error, EOFError) as wrong:
        raise MessageRefused(f"{file}: is no WAV file of plain samples ({wrong}).") from None
    wanted = "it must be mono, of 16 bits, with 8000 or 16000 samples a second"
    if channels != 1:
        raise MessageRefused(f"{file}: has {channels} channels; {wanted}.")
    if width != _SAMPLE_BYTES:
        raise MessageRefused(f"{file}: has samples of {8 * width} bits; {wanted}.")
    if rate not in RATES:
        raise MessageRefused(f"{file}: has {rate} samples a second; {wanted}.")
    if not frames or not whole:
        raise MessageRefused(f"{file}: holds no sound, or is cut off.")
    return frames / rate
