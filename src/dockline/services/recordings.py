"""Recordings for whoever has a link: ``<data>/recordings/<name>``, and how links are signed.

What stands in the folder is whole: the engine writes elsewhere, and moves a recording there when
it has ended.
"""

import asyncio
import hashlib
import hmac
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

from dockline.domain.errors import Refusal

LINK_SECONDS: Final = 3600
"""How long a link is good for, from when it was told."""
_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}\.wav")
"""Of a file in the folder itself: none above it, beside it or hidden in it."""
_KEY_BYTES: Final = 32


class NoSuchRecording(Refusal):
    """There is no such recording."""

    code = "no-such-recording"


class LinkWrong(Refusal):
    """This link was not made here. Ask for the call's record again, and use its link as it is."""

    code = "link-wrong"


class LinkExpired(Refusal):
    """This link has expired. Ask for the call's record again, which has a new one."""

    code = "link-expired"


class OpenRecording(Struct, frozen=True):
    file: BinaryIO
    """To be closed by whoever has it."""
    size: int
    """Bytes."""
    changed_at: float


class Recordings:
    """The recordings of one folder, and the key their links are signed with."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key

    def address(self, name: str, now: float) -> str:
        """A path on this server, good for `LINK_SECONDS`."""
        expires = str(int(now) + LINK_SECONDS)
        return f"/recordings/{name}?expires={expires}&signature={self._signature(name, expires)}"

    def require(self, name: str, expires: str, signature: str, now: float) -> None:
        """Raises LinkWrong, LinkExpired."""
        right = self._signature(name, expires)
        if not hmac.compare_digest(signature.encode(), right.encode()):
            raise LinkWrong
        # Signed, so it is a number of ours.
        if int(expires) <= now:
            raise LinkExpired

    async def there(self, names: Iterable[str]) -> set[str]:
        """Which of them can be had now: none that goes on, is gone, or has an odd name."""
        return await asyncio.to_thread(self._there, list(names))

    async def open(self, name: str) -> OpenRecording:
        """Raises NoSuchRecording."""
        if not _NAME.fullmatch(name):
            raise NoSuchRecording
        return await asyncio.to_thread(self._open, name)

    async def remove(self, names: Iterable[str]) -> None:
        """What is gone already is fine. Raises OSError."""
        await asyncio.to_thread(self._remove, [name for name in names if _NAME.fullmatch(name)])

    def _remove(self, names: list[str]) -> None:
        for name in names:
            (self._folder / name).unlink(missing_ok=True)

    def _there(self, names: list[str]) -> set[str]:
        return {name for name in names if _NAME.fullmatch(name) and self._is_file(name)}

    def _is_file(self, name: str) -> bool:
        try:
            return stat.S_ISREG((self._folder / name).lstat().st_mode)
        except OSError:
            return False

    def _open(self, name: str) -> OpenRecording:
        try:
            # Neither through a link to elsewhere, nor waiting for the writer of a pipe.
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            file = os.fdopen(os.open(self._folder / name, flags), "rb")
        except OSError:
            raise NoSuchRecording from None
        told = os.fstat(file.fileno())
        if not stat.S_ISREG(told.st_mode):
            file.close()
            raise NoSuchRecording
        return OpenRecording(file, told.st_size, told.st_mtime)

    def _signature(self, name: str, expires: str) -> str:
        text = f"recording\n{name}\n{expires}"
        return hmac.new(self._key, text.encode(errors="replace"), hashlib.sha256).hexdigest()


def link_key(file: Path) -> bytes:
    """The server's own key, made where there is none; without it, links told before are wrong.

    Raises OSError."""
    try:
        kept = file.read_bytes()
    except FileNotFoundError:
        kept = b""
    if len(kept) == _KEY_BYTES:
        return kept
    key = os.urandom(_KEY_BYTES)
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(key)
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(file)
    return key
