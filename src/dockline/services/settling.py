"""What a turn of a mailbox brought about: written, ordered, and told to those who wait for it.

Where somebody is being dialled the records become durable before any order goes out; a crash never
dials silently. Everything else is ordered first and written at once after. Whoever said something
in a chat is answered when it is durable; nothing else waits for that.
"""

import asyncio
from collections.abc import Callable, Sequence

from dockline.domain import commands as c, orders as o
from dockline.domain.call import Call
from dockline.domain.chatcommands import VisitorEnds
from dockline.domain.floor import Floor, Step, step
from dockline.domain.ids import CallId, ChatId, call_of_leg, call_of_room
from dockline.ports.chat_store import PutChat
from dockline.ports.clock import Clock
from dockline.ports.engine import Engine
from dockline.ports.event_store import AppendEvent, Event
from dockline.ports.store import CallRecord, PutCall, StoreConflict, StoreUnavailable, Write
from dockline.services.batch import Batch
from dockline.services.call_records import record_of
from dockline.services.chat_records import chat_record
from dockline.services.committer import Committer


class Settling:
    """Of one space."""

    def __init__(
        self,
        floor: Floor,
        engine: Engine,
        clock: Clock,
        committer: Committer,
        publish: Callable[[Step], list[Event]],
        post: Callable[[c.Command], None],
    ) -> None:
        """``publish`` tells docks of a step and returns what is to be told of it; ``post`` puts a
        command into the mailbox."""
        self.floor = floor
        self.committer = committer
        self._engine = engine
        self._clock = clock
        self._publish = publish
        self._post = post
        self._answering: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """Nobody waits any more for what they said in a chat."""
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)

    async def settle(self, batch: Batch) -> None:
        self._keep_chats(batch)
        alone = {call_id for call_ids, _, _ in batch.units for call_id in call_ids}
        records = [
            self._record(call) for call_id, call in batch.touched.items() if call_id not in alone
        ]
        units = [
            asyncio.create_task(self._unit(batch, batch.told_of(unit[0]), *unit))
            for unit in batch.units
        ]
        lost = False
        if batch.attempts:
            self.committer.tell(batch.events)
            try:
                await self.committer.durable(records)
            except StoreUnavailable:
                lost = True
                self._withdraw(batch, batch.attempts, "database-away")
        for unit in units:
            await unit
        for order in batch.orders:
            self._engine.submit(order)
        if not batch.attempts:
            self.committer.tell(batch.events)
            for record in records:
                self.committer.later(record)
        for future, attempt in batch.done:
            if future is None or future.done():
                continue
            if lost and attempt:
                future.set_exception(StoreUnavailable("the call could not be written down"))
            else:
                future.set_result(None)

    def _keep_chats(self, batch: Batch) -> None:
        """Have what became of chats written, each alone, and answer those who wait for it then."""
        kept: dict[ChatId, asyncio.Future[None]] = {}
        for chat_id, chat in batch.chats.items():
            writes = batch.chat_writes.get(chat_id, ())
            put = PutChat(chat_record(self.floor.space_id, chat))
            kept[chat_id] = self.committer.keep([put, *writes, *batch.told_of({chat_id})])
        if batch.chatting:
            task = asyncio.create_task(self._answer(kept, batch.chatting))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def _answer(
        self,
        kept: dict[ChatId, asyncio.Future[None]],
        waiting: list[tuple[asyncio.Future[None] | None, ChatId, bool]],
    ) -> None:
        try:
            refused = await self._written()
            for future, chat_id, began in waiting:
                why = refused or (await _outcome(kept[chat_id]) if chat_id in kept else None)
                if why is not None and began:
                    # Who began it is told that it is not there, and will begin another.
                    self._post(VisitorEnds(chat_id=chat_id))
                if future is None or future.done():
                    continue
                if why is not None:
                    future.set_exception(StoreUnavailable(str(why)))
                else:
                    future.set_result(None)
        except asyncio.CancelledError:
            for future, _, _ in waiting:
                if future is not None:
                    future.cancel()
            raise

    async def _written(self) -> StoreUnavailable | None:
        """Wait for all that was given to be written; why it was not."""
        try:
            await self.committer.durable([])
        except StoreUnavailable as why:
            return why
        return None

    async def _unit(
        self,
        batch: Batch,
        told: list[AppendEvent],
        call_ids: set[CallId],
        writes: Sequence[Write],
        future: asyncio.Future[None] | None,
    ) -> None:
        """Write an attempt with all that belongs to it, or withdraw it."""
        touched = [call for call_id in call_ids if (call := batch.touched.get(call_id))]
        try:
            await self.committer.at_once(
                [*(PutCall(self._record(one)) for one in touched), *writes, *told]
            )
        except (StoreUnavailable, StoreConflict) as why:
            taken = isinstance(why, StoreConflict)
            self.committer.tell([one.event for one in told])
            self._withdraw(batch, call_ids, "lead-taken" if taken else "database-away")
            if future is not None and not future.done():
                future.set_exception(why)
        else:
            batch.done.append((future, False))

    def _withdraw(self, batch: Batch, call_ids: set[CallId], cause: str) -> None:
        """These attempts are not on disk: no number of them goes to the engine."""
        told: list[o.Order] = []
        for call_id in call_ids:
            up = self._answered(call_id)
            failed = c.StoreFailed(call_id=call_id, cause=cause)
            result = step(self.floor, failed, self._clock.now())
            self.committer.tell(self._publish(result))
            batch.orders = [
                order
                for order in batch.orders
                if _call_of(order) != call_id or (up and not isinstance(order, o.DialNumber))
            ]
            told += result.orders
            for call in result.touched.values():
                self.committer.later(self._record(call))
        batch.orders += told

    def _answered(self, call_id: CallId) -> bool:
        """Whether a customer is on the line already, and a second number was to be dialled."""
        call = self.floor.calls.get(call_id)
        return call is not None and call.view.answered_at is not None

    def _record(self, call: Call) -> CallRecord:
        person = self.floor.agents.get(call.view.agent_id)
        agent = person.view if person is not None else None
        return record_of(self.floor.space_id, call, agent)


async def _outcome(kept: asyncio.Future[None]) -> StoreUnavailable | None:
    try:
        await kept
    except StoreUnavailable as why:
        return why
    return None


def _call_of(order: o.Order) -> CallId | None:
    leg = getattr(order, "leg_id", None)
    if leg is not None:
        return call_of_leg(leg)
    room = getattr(order, "room_id", None)
    return call_of_room(room) if room is not None else None
