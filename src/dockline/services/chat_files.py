"""Files that visitors and agents send: ``<data>/attachments/<chat_id>/<attachment_id>``, each with
what is known of it beside it (``.json``). Names and types of their senders never reach a path."""

import asyncio
import hashlib
import hmac
import os
import re
from pathlib import Path
from typing import Final

import msgspec

from dockline.domain.chatshown import AttachmentView
from dockline.domain.errors import Refusal
from dockline.domain.filetypes import safe_name, type_of
from dockline.domain.ids import ChatId, new_id
from dockline.domain.space import ChatPolicy
from dockline.ports.chat_store import ChatKeys

MOST_FILES: Final = 100
"""Of one chat ..."""
MOST_OF_LARGEST: Final = 20
"""... and together as large as so many of the largest."""
_ID: Final = re.compile(r"^[0-9a-f-]{36}$")
_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(AttachmentView).decode


class FileRefused(Refusal):
    """This file cannot be sent."""

    code = "file-refused"


class NoSuchFile(Refusal):
    """There is no such file."""

    code = "no-such-file"


class ChatFiles:
    """Paths are made of ids of ours alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def save(
        self, chat_id: ChatId, name: str, claimed: str, data: bytes, policy: ChatPolicy
    ) -> AttachmentView:
        """On disk when it returns. ``claimed``: the media type its sender says. Raises
        FileRefused; OSError where the disk refuses."""
        kind = type_of(data)
        if not policy.attachments:
            raise FileRefused("Files cannot be sent here.")
        if len(data) > policy.attachment_bytes:
            raise FileRefused(f"The file is too large. At most {policy.attachment_bytes} bytes.")
        if kind is None or kind not in policy.attachment_types:
            allowed = ", ".join(policy.attachment_types)
            raise FileRefused(f"Files of this type cannot be sent. Send one of these: {allowed}.")
        said = claimed.partition(";")[0].strip().lower()
        if said not in ("", "application/octet-stream", kind):
            raise FileRefused(f"The file is sent as {said}, but it is {kind}.")
        view = AttachmentView(new_id(), safe_name(name), kind, len(data))
        most = MOST_OF_LARGEST * policy.attachment_bytes
        await asyncio.to_thread(self._write, chat_id, view, data, most)
        return view

    async def find(self, chat_id: ChatId, attachment_id: str) -> AttachmentView:
        """Raises NoSuchFile."""
        path = self._path(chat_id, attachment_id)
        try:
            return _decode(await asyncio.to_thread(path.with_suffix(".json").read_bytes))
        except (OSError, msgspec.DecodeError):
            raise NoSuchFile from None

    async def read(self, chat_id: ChatId, attachment_id: str) -> tuple[AttachmentView, bytes]:
        """Raises NoSuchFile."""
        view = await self.find(chat_id, attachment_id)
        try:
            return view, await asyncio.to_thread(self._path(chat_id, attachment_id).read_bytes)
        except OSError:
            raise NoSuchFile from None

    def _write(self, chat_id: ChatId, view: AttachmentView, data: bytes, most: int) -> None:
        """``most``: bytes of the whole chat."""
        path = self._path(chat_id, view.attachment_id)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = [_size(one) for one in path.parent.iterdir()]
        # Two to a file: itself, and what is known of it.
        if len(kept) >= 2 * MOST_FILES or sum(kept) + len(data) > most:
            raise FileRefused("This chat has too many files. No more can be sent in it.")
        # What tells of it comes last: a file without it is not there.
        _put(path, data)
        _put(path.with_suffix(".json"), _encode(view))
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _path(self, chat_id: ChatId, attachment_id: str) -> Path:
        """Raises NoSuchFile."""
        if not _ID.match(chat_id) or not _ID.match(attachment_id):
            raise NoSuchFile
        return self._folder / chat_id / attachment_id


def file_key(keys: ChatKeys, attachment_id: str) -> str:
    """With it a visitor reads a file of their chat, and no other one."""
    return hmac.new(keys.secret_hash, f"file {attachment_id}".encode(), hashlib.sha256).hexdigest()


def file_address(keys: ChatKeys, attachment_id: str) -> str:
    """A path on this server."""
    key = file_key(keys, attachment_id)
    return f"/chat/attachments/{keys.chat_id}/{attachment_id}?key={key}"


def _size(path: Path) -> int:
    """Bytes; 0 where it has got its own name since it was listed (`_put`)."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _put(path: Path, data: bytes) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
