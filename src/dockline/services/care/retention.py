"""Retention: what a space keeps of people goes once it is as old as its settings say.

In slices, each a transaction of its own, so that no commit of a call waits long. Where it stops,
for whatever reason, the next run goes on; what is gone already is looked at again, if at all, and
changes nothing. What reports count stays true."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

import structlog
from msgspec import Struct, structs

from dockline.domain.ids import CampaignId, SpaceId
from dockline.domain.leadlife import AttemptId
from dockline.domain.space import Retention
from dockline.ports.care_store import (
    DropAgentStates,
    DropLead,
    Mark,
    MaskAttempt,
    MaskCall,
    MaskChat,
    OldCall,
    PutMark,
)
from dockline.ports.clock import Clock
from dockline.ports.store import PutSpace, SetRecordingName, Store, StoreUnavailable, Write
from dockline.services.accounts import Accounts
from dockline.services.care.files import FileCount, KeptFiles

_log = structlog.get_logger("dockline.retention")
_DAY: Final = 86_400.0
_EVERY: Final = 3_600.0
_SLICE: Final = 200
_LOOK_AT: Final = 20
"""Slices of one kind that a dry run looks at."""
_SHORTLY: Final = 2 * _DAY
"""Files that nobody sent are looked for in chats of the last days; in all of them at first."""
RECORDINGS: Final = "recordings"
CALLS: Final = "calls"
CHATS: Final = "chats"


class Going(Struct, frozen=True):
    """What went, or would go."""

    recordings: int = 0
    recording_bytes: int = 0
    calls: int = 0
    """Masked."""
    attempts: int = 0
    """Masked."""
    chats: int = 0
    """Masked, with what was said in them."""
    files: int = 0
    """Of chats."""
    leads: int = 0
    agent_states: int = 0
    unsent_files: int = 0
    """Files that a visitor or an agent chose and never sent."""
    more: bool = False
    """A dry run did not look at all of it: there is more."""

    @property
    def counts(self) -> dict[str, int]:
        told = structs.asdict(self)
        return {name: number for name, number in told.items() if name != "more" and number}


class _Run:
    """One run in one space."""

    def __init__(self, space_id: SpaceId, now: float, dry: bool) -> None:
        self.space_id = space_id
        self.now = now
        self.dry = dry
        self.going = Going()

    def add(self, **numbers: int) -> None:
        total = {name: getattr(self.going, name) + more for name, more in numbers.items()}
        self.going = structs.replace(self.going, **total)

    def enough(self, slices: int) -> bool:
        """Whether a dry run has looked at as much as it looks at."""
        if self.dry and slices >= _LOOK_AT:
            self.going = structs.replace(self.going, more=True)
            return True
        return False


class RetentionKeeper:
    """`start` has it work by itself, hourly."""

    def __init__(self, store: Store, accounts: Accounts, clock: Clock, files: KeptFiles) -> None:
        self._store = store
        self._accounts = accounts
        self._clock = clock
        self._files = files
        self._task: asyncio.Task[None] | None = None
        self._running = asyncio.Lock()
        self._looked_everywhere = False

    async def start(self) -> None:
        self._task = asyncio.create_task(self._hourly(), name="retention")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def run(self, space_id: SpaceId, *, actor: str) -> Going:
        """Let go what is due; audited. Raises StoreUnavailable: the next run goes on."""
        run = _Run(space_id, self._clock.now(), dry=False)
        async with self._running:
            try:
                await self._carry_out(run)
            finally:
                if run.going.counts:
                    await self._accounts.book.commit(
                        space_id, actor, "retention.ran", dict(run.going.counts), []
                    )
        return run.going

    async def look(self, space_id: SpaceId, retention: Retention | None = None) -> Going:
        """What would go now, with these settings or the space's own. Raises StoreUnavailable."""
        run = _Run(space_id, self._clock.now(), dry=True)
        await self._carry_out(run, retention)
        return run.going

    async def change(
        self, space_id: SpaceId, named: Mapping[str, int | None], *, actor: str
    ) -> None:
        """Keep what is named so many days from now on; the rest stays. What that lets go of goes
        with the next run, within the hour. Raises StoreUnavailable."""
        book = self._accounts.book
        async with book.writing:
            space = book.require_space(space_id)
            retention = structs.replace(space.settings.retention, **named)
            detail = {
                "from": structs.asdict(space.settings.retention),
                "to": structs.asdict(retention),
            }
            settings = structs.replace(space.settings, retention=retention)
            changed = structs.replace(space, settings=settings)
            await book.commit(space_id, actor, "retention.changed", detail, [PutSpace(changed)])
            book.directory.put_space(changed)

    async def _hourly(self) -> None:
        while True:
            await self._clock.sleep_until(self._clock.now() + _EVERY)
            for space in self._accounts.spaces():
                try:
                    await self.run(space.space_id, actor="system")
                except StoreUnavailable as why:
                    _log.warning("put off", space_id=space.space_id, why=str(why))
                except Exception:
                    _log.exception("failed", space_id=space.space_id)
            self._looked_everywhere = True

    async def _carry_out(self, run: _Run, retention: Retention | None = None) -> None:
        space = self._accounts.book.require_space(run.space_id)
        keep = retention if retention is not None else space.settings.retention
        wrong: list[OSError] = []
        for days, let_go in (
            (keep.recordings, self._recordings),
            (keep.calls, self._calls),
            (keep.calls, self._attempts),
            (keep.chats, self._chats),
            (keep.leads, self._leads),
            (keep.agent_states, self._agent_states),
            (0, self._unsent),
        ):
            if days is None:
                continue
            try:
                await let_go(run, run.now - days * _DAY)
            except OSError as why:
                # A file that cannot be deleted keeps its own kind, and no other.
                wrong.append(why)
        if wrong:
            raise wrong[0]

    # --- one kind each ------------------------------------------------------------------------

    async def _recordings(self, run: _Run, before: float) -> None:
        async def some(calls: Sequence[OldCall]) -> list[Write]:
            held = await self._held(run)
            due = [one for one in calls if one.recording and one.call_id not in held]
            gone = await self._files.recordings((one.recording for one in due), delete=not run.dry)
            run.add(recordings=gone.files, recording_bytes=gone.size)
            return [SetRecordingName(one.call_id, "") for one in due]

        await self._old_calls(run, RECORDINGS, before, some)

    async def _calls(self, run: _Run, before: float) -> None:
        async def some(calls: Sequence[OldCall]) -> list[Write]:
            held = await self._held(run)
            due = [one for one in calls if not one.masked and one.call_id not in held]
            run.add(calls=len(due))
            return [MaskCall(run.space_id, one.call_id) for one in due]

        await self._old_calls(run, CALLS, before, some)

    async def _old_calls(
        self,
        run: _Run,
        what: str,
        before: float,
        some: Callable[[Sequence[OldCall]], Awaitable[list[Write]]],
    ) -> None:
        mark, slices = await self._store.care_mark(run.space_id, what), 0
        while calls := await self._store.old_calls(run.space_id, before, after=mark, limit=_SLICE):
            mark = calls[-1].mark
            async with self._accounts.book.holding:
                await self._write(run, [*await some(calls), PutMark(run.space_id, what, mark)])
            slices += 1
            if run.enough(slices):
                return

    async def _attempts(self, run: _Run, before: float) -> None:
        for campaign in await self._store.campaigns(run.space_id):
            await self._attempts_of(run, campaign.campaign_id, before)

    async def _attempts_of(self, run: _Run, campaign_id: CampaignId, before: float) -> None:
        what, slices = f"attempts/{campaign_id}", 0
        mark = await self._store.care_mark(run.space_id, what)
        while not run.enough(slices):
            after = AttemptId(mark.row_id) if mark.row_id else None
            found = await self._store.attempts(run.space_id, campaign_id, after=after, limit=_SLICE)
            old = [one for one in found if one.dialled_at < before and not one.open]
            if not old:
                return
            async with self._accounts.book.holding:
                held = await self._held(run)
                due = [one for one in old if one.number and one.call_id not in held]
                run.add(attempts=len(due))
                mark = Mark(old[-1].dialled_at, old[-1].attempt_id)
                masks = [MaskAttempt(run.space_id, one.attempt_id) for one in due]
                await self._write(run, [*masks, PutMark(run.space_id, what, mark)])
            slices += 1
            if len(old) < len(found) or len(found) < _SLICE:
                return

    async def _chats(self, run: _Run, before: float) -> None:
        mark, slices = await self._store.care_mark(run.space_id, CHATS), 0
        # A chat may go on for weeks: those from the oldest open one on are looked at again.
        going_on = await self._store.open_chats(run.space_id)
        furthest = Mark(going_on[0].started_at if going_on else math.inf)
        while chats := await self._store.old_chats(run.space_id, before, after=mark, limit=_SLICE):
            mark = Mark(chats[-1].started_at, chats[-1].chat_id)
            chat_ids = [one.chat_id for one in chats]
            gone = await self._files.of_chats(chat_ids, delete=not run.dry)
            run.add(chats=len(chats), files=gone.files)
            masks = [MaskChat(run.space_id, one) for one in chat_ids]
            kept = min(mark, furthest)
            await self._write(run, [*masks, PutMark(run.space_id, CHATS, kept)])
            slices += 1
            if run.enough(slices):
                return

    async def _leads(self, run: _Run, before: float) -> None:
        limit = _SLICE * _LOOK_AT if run.dry else _SLICE
        last = None
        while lead_ids := await self._store.old_leads(run.space_id, before, limit=limit):
            if lead_ids[0] == last:  # somebody is at it by now
                return
            last = lead_ids[0]
            run.add(leads=len(lead_ids))
            await self._write(run, [DropLead(run.space_id, one, before) for one in lead_ids])
            if run.dry:
                if len(lead_ids) == limit:
                    run.enough(_LOOK_AT)
                return

    async def _agent_states(self, run: _Run, before: float) -> None:
        """The last one before that moment stays: it says what they were at it."""
        for user in self._accounts.users(run.space_id):
            since, slices = 0.0, 0
            while not run.enough(slices):
                rows = await self._store.agent_states(
                    run.space_id, user.user_id, since, before, limit=_SLICE
                )
                if len(rows) < 2 or rows[-1].at == rows[0].at:
                    break
                since = rows[-1].at
                run.add(agent_states=sum(one.at < since for one in rows))
                await self._write(run, [DropAgentStates(run.space_id, user.user_id, since)])
                slices += 1

    async def _unsent(self, run: _Run, now: float) -> None:
        everywhere = run.dry or not self._looked_everywhere
        since = 0.0 if everywhere else now - _SHORTLY
        gone = FileCount()
        for chat_id in await self._files.chats_with_files(since):
            if await self._store.chat(run.space_id, chat_id) is None:
                continue  # another space's
            said = await self._store.attachments_said(run.space_id, chat_id)
            gone += await self._files.unsaid(chat_id, said, now - _DAY, delete=not run.dry)
        run.add(unsent_files=gone.files)

    async def _held(self, run: _Run) -> set[str]:
        return {one.call_id for one in await self._store.kept_calls(run.space_id)}

    async def _write(self, run: _Run, writes: list[Write]) -> None:
        if not run.dry and writes:
            await self._store.commit(writes)
        await asyncio.sleep(0)
