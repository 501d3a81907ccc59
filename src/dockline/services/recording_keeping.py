"""Recordings as people hear and delete them: each time is in the audit log, before it is done."""

from typing import Final

from dockline.domain.errors import Refusal
from dockline.domain.ids import AgentId
from dockline.ports.record_store import DropRecording
from dockline.ports.store import CallRecord
from dockline.services.account_book import AccountBook
from dockline.services.floors import Floors
from dockline.services.recordings import NoSuchRecording, OpenRecording, Recordings

LISTENING_SECONDS: Final = 600.0
"""A player asks for the parts of a recording one by one: within so long that is one hearing."""
_MOST_REMEMBERED: Final = 10_000


class CallGoesOn(Refusal):
    """The call, or its wrap-up, goes on. Delete the recording when that is over."""

    code = "call-goes-on"


class CallHeld(Refusal):
    """There is a legal hold on the call. Its recordings stay until that is released."""

    code = "call-held"


class RecordingNotDeleted(Refusal):
    """The file could not be deleted, so nothing was changed. Look at the server's log."""

    code = "recording-not-deleted"


class RecordingKeeping:
    """Raises StoreUnavailable."""

    def __init__(self, book: AccountBook, recordings: Recordings, floors: Floors) -> None:
        self._book = book
        self._recordings = recordings
        self._floors = floors
        self._heard: dict[tuple[AgentId, str, bool], float] = {}
        """Who has what, and when that was written into the audit log."""

    async def open(
        self,
        record: CallRecord,
        place: int,
        who: AgentId,
        actor: str,
        *,
        download: bool,
    ) -> OpenRecording:
        """``place``: of the call's recordings, from 0. Raises NoSuchRecording."""
        names = names_of(record)
        if not place < len(names):
            raise NoSuchRecording
        opened = await self._recordings.open(names[place])
        try:
            await self._note(record, names[place], who, actor, download)
        except BaseException:
            opened.file.close()
            raise
        return opened

    async def delete(self, record: CallRecord, actor: str) -> None:
        """Raises NoSuchRecording, CallGoesOn, CallHeld, RecordingNotDeleted."""
        names = names_of(record)
        if not names:
            raise NoSuchRecording
        # While the floor has the call, it may write its record again.
        if record.ended_at is None or self._floors.call(record.space_id, record.call_id):
            raise CallGoesOn
        async with self._book.holding:
            kept = await self._book.store.kept_calls(record.space_id)
            if any(one.call_id == record.call_id for one in kept):
                raise CallHeld
            try:
                # First, so that no record says of a file that is still there that it is gone.
                await self._recordings.remove(names)
            except OSError as why:
                raise RecordingNotDeleted from why
            now = self._book.clock.now()
            dropped = DropRecording(record.space_id, record.call_id, now, actor)
            await self._audit(record, actor, "recording.deleted", names, [dropped])

    async def _note(
        self, record: CallRecord, name: str, who: AgentId, actor: str, download: bool
    ) -> None:
        now = self._book.clock.now()
        key = (who, name, download)
        if now - self._heard.get(key, float("-inf")) < LISTENING_SECONDS:
            return
        action = "recording.downloaded" if download else "recording.played"
        await self._audit(record, actor, action, [name], [])
        if len(self._heard) >= _MOST_REMEMBERED:
            fresh = {k: at for k, at in self._heard.items() if now - at < LISTENING_SECONDS}
            self._heard = fresh if len(fresh) < _MOST_REMEMBERED else {}
        self._heard[key] = now

    async def _audit(
        self,
        record: CallRecord,
        actor: str,
        action: str,
        names: list[str],
        writes: list[DropRecording],
    ) -> None:
        detail = {"call_id": record.call_id, "recordings": names}
        await self._book.commit(record.space_id, actor, action, detail, writes)


def names_of(record: CallRecord) -> list[str]:
    """Of the files of a call's recordings, the oldest first."""
    return [name for name in record.recording.split(",") if name]
