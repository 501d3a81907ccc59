"""Files of people in the data folder: recordings, what was sent in chats, and the engine's log.

Whoever deletes a file does so before its row says that it is gone: after a crash in between, the
row is found again and the file is not there, which is fine."""

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct

from dockline.domain.ids import ChatId
from dockline.domain.traces import Traces

_PIECE: Final = 4 * 2**20
"""Bytes of a log that are looked through at a time."""
_LONGEST_TRACE: Final = 256
"""Of a number as somebody may have written it, and what stands after it."""


class FileCount(Struct, frozen=True):
    files: int = 0
    size: int = 0
    """Bytes."""

    def __add__(self, other: "FileCount") -> "FileCount":
        return FileCount(self.files + other.files, self.size + other.size)


class KeptFiles:
    def __init__(self, recordings: Path, attachments: Path, logs: tuple[Path, ...] = ()) -> None:
        """``logs``: folders in which ``*/log/*`` are logs of an engine, and log files."""
        self._recordings = recordings
        self._attachments = attachments
        self._logs = logs

    async def recordings(self, names: Iterable[str], *, delete: bool) -> FileCount:
        """``names``: as a call's record has them, with commas between."""
        files = [
            self._recordings / name
            for some in names
            for name in some.split(",")
            if name and "/" not in name and name not in (".", "..")
        ]
        return await asyncio.to_thread(_take, files, delete)

    async def of_chats(self, chat_ids: Iterable[ChatId], *, delete: bool) -> FileCount:
        """What was sent in these chats; a file and what is known of it count as one."""
        return await asyncio.to_thread(self._of_chats, list(chat_ids), delete)

    async def chats_with_files(self, changed_since: float) -> list[ChatId]:
        """Chats whose folder was changed at that moment or later."""
        return await asyncio.to_thread(self._folders, changed_since)

    async def unsaid(
        self, chat_id: ChatId, said: set[str], before: float, *, delete: bool
    ) -> FileCount:
        """Files of a chat that stand in none of its lines and came before that moment."""
        return await asyncio.to_thread(self._unsaid, chat_id, said, before, delete)

    async def logs_without(self, traces: Traces) -> int:
        """Write ``x`` over a number in the logs; in how many files it stood."""
        return await asyncio.to_thread(self._logs_without, traces)

    def _of_chats(self, chat_ids: list[ChatId], delete: bool) -> FileCount:
        found = FileCount()
        for chat_id in chat_ids:
            folder = self._attachments / chat_id
            if folder.parent != self._attachments or not folder.is_dir():
                continue
            found += _take(sorted(folder.iterdir()), delete)
            if delete:
                _remove_folder(folder)
        return found

    def _folders(self, changed_since: float) -> list[ChatId]:
        if not self._attachments.is_dir():
            return []
        found = (one for one in self._attachments.iterdir() if one.is_dir())
        return sorted(ChatId(one.name) for one in found if one.stat().st_mtime >= changed_since)

    def _unsaid(self, chat_id: ChatId, said: set[str], before: float, delete: bool) -> FileCount:
        folder = self._attachments / chat_id
        if not folder.is_dir():
            return FileCount()
        old = [
            one
            for one in sorted(folder.iterdir())
            if one.name.partition(".")[0] not in said and one.stat().st_mtime < before
        ]
        found = _take(old, delete)
        if delete:
            _remove_folder(folder)
        return found

    def _logs_without(self, traces: Traces) -> int:
        found = 0
        for place in self._logs:
            files = [place] if place.is_file() else sorted(place.glob("*/log/*"))
            found += sum(_overwrite(file, traces) for file in files if file.is_file())
        return found


def _take(files: Iterable[Path], delete: bool) -> FileCount:
    """Those that are there. What is known of a file (``.json``) is no file of its own."""
    found = FileCount()
    for file in files:
        try:
            size = file.lstat().st_size
            if delete:
                file.unlink()
        except FileNotFoundError:
            continue
        found += FileCount(0 if file.suffix == ".json" else 1, size)
    return found


def _remove_folder(folder: Path) -> None:
    """Where it is empty."""
    try:
        folder.rmdir()
    except OSError:
        return


def _overwrite(file: Path, traces: Traces) -> bool:
    """In place and as long as before: whoever writes at its end goes on writing there. Piece by
    piece, and not as memory of ours: logs grow long, and may be cut meanwhile."""
    found, place = False, 0
    with file.open("r+b", buffering=0) as opened:
        while place < (size := os.fstat(opened.fileno()).st_size):
            begins, ends = max(0, place - 1), min(size, place + _PIECE + _LONGEST_TRACE)
            text = os.pread(opened.fileno(), ends - begins, begins).decode("latin-1")
            for start, end in traces.spans(text):
                # What begins before it was in the last piece, what begins later is in the next.
                if place <= begins + start < place + _PIECE:
                    os.pwrite(opened.fileno(), b"x" * (end - start), begins + start)
                    found = True
            place += _PIECE
        if found:
            os.fsync(opened.fileno())
    return found
