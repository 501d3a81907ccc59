"""Recordings that are played to calls: found, checked, and put where Asterisk can read them.

The messages folder is the operator's, and may be closed to the user Asterisk runs as. So each
message is copied into Asterisk's own folder before it is played, and again once it has changed.
"""

import os
import shutil
import wave
from pathlib import Path
from threading import Lock
from typing import Final

from dockline.adapters.asterisk.process import account
from dockline.domain.messages import NAME_TOLD, is_message_name

OWN_WORDS: Final = ("im-sorry", "vm-nobodyavail", "vm-goodbye")
"""Said to a person for whom nobody is free, where the campaign has no recording: "I'm sorry.
Nobody is available to take your call at the moment. Goodbye." From Asterisk's core sounds."""

_ENDINGS: Final = {8000: ".wav", 16000: ".wav16"}
"""What Asterisk calls a WAV file of this rate."""


class MessageUnusable(Exception):
    """There is no such recording, or it cannot be played; the message says why."""


class Messages:
    """The recordings of one messages folder."""

    def __init__(self, source: Path | None, copies: Path, run_user: str | None) -> None:
        self._source = source
        self._copies = copies
        self._run_user = run_user
        self._copying = Lock()
        """Calls ask from threads of their own, many at once where a campaign begins."""

    def media(self, name: str) -> list[str]:
        """What Asterisk is to play, in order. Blocks on the disk. Raises MessageUnusable."""
        if not name:
            return [f"sound:{words}" for words in OWN_WORDS]
        if not is_message_name(name):
            raise MessageUnusable(f"a message's name is of {NAME_TOLD}")
        if self._source is None:
            raise MessageUnusable("there is no messages folder")
        source = self._source / f"{name}.wav"
        try:
            with wave.open(str(source)) as file:
                shape = (file.getframerate(), file.getsampwidth(), file.getnchannels())
            if shape[0] not in _ENDINGS or shape[1:] != (2, 1):
                raise MessageUnusable(
                    "a message is of 8000 or 16000 samples a second, 16 bits, mono; this one is of "
                    f"{shape[0]}, {8 * shape[1]} bits, {shape[2]} channels"
                )
            with self._copying:
                self._copy(source, name, _ENDINGS[shape[0]])
        except FileNotFoundError:
            raise MessageUnusable("there is no such file") from None
        except (OSError, wave.Error, EOFError) as wrong:
            raise MessageUnusable(str(wrong) or "the file is empty") from wrong
        return [f"sound:{self._copies / name}"]

    def _copy(self, source: Path, name: str, ending: str) -> None:
        self._copies.mkdir(exist_ok=True)
        copy = self._copies / f"{name}{ending}"
        is_now = source.stat()
        if copy.exists():
            was = copy.stat()
            if (was.st_mtime_ns, was.st_size) == (is_now.st_mtime_ns, is_now.st_size):
                return
        # What plays now plays on: the copy is replaced, never written into.
        draft = copy.with_suffix(".new")
        shutil.copyfile(source, draft)
        draft.chmod(0o600)
        who = account(self._run_user)
        if who is not None:
            shutil.chown(draft, who.pw_uid, who.pw_gid)
        os.utime(draft, ns=(is_now.st_atime_ns, is_now.st_mtime_ns))
        for other in _ENDINGS.values():
            if other != ending:
                # Asterisk would choose between the two by itself.
                (self._copies / f"{name}{other}").unlink(missing_ok=True)
        draft.replace(copy)
