"""What the steps of one turn of a mailbox brought about."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Final

from dockline.domain import commands as c, orders as o
from dockline.domain.call import Call
from dockline.domain.chat import Chat
from dockline.domain.chatcommands import (
    AgentSays,
    EndChat,
    NoteChat,
    SendChat,
    StartChat,
    TransferChat,
    VisitorEnds,
    VisitorSays,
)
from dockline.domain.floor import Step
from dockline.domain.ids import CallId, ChatId, SpaceId
from dockline.domain.signals import Signal
from dockline.ports.chat_store import AppendChatLine
from dockline.ports.event_store import AppendEvent, Event
from dockline.ports.store import Write

_KEPT_ORDERS: Final = (SendChat, TransferChat, NoteChat, EndChat)
_KEPT_COMMANDS: Final = (StartChat, VisitorSays, AgentSays, VisitorEnds)


class Batch:
    """Of one turn."""

    def __init__(self, space_id: SpaceId) -> None:
        self._space_id = space_id
        self.orders: list[o.Order] = []
        self.touched: dict[CallId, Call] = {}
        self.attempts: set[CallId] = set()
        self.done: list[tuple[asyncio.Future[None] | None, bool]] = []
        """Who waits, and whether they wait for an attempt."""
        self.units: list[tuple[set[CallId], Sequence[Write], asyncio.Future[None] | None]] = []
        """Attempts that have more to be written than their record: each stands or falls alone."""
        self.chats: dict[ChatId, Chat] = {}
        self.chat_writes: dict[ChatId, list[Write]] = {}
        self.chatting: list[tuple[asyncio.Future[None] | None, ChatId, bool]] = []
        """Who waits for a chat to be durable, and whether they have begun it."""
        self.events: list[Event] = []
        """What is told of it all."""

    def waiters(self) -> list[asyncio.Future[None]]:
        """All who wait for an answer and have none."""
        futures = [one for one, _ in self.done]
        futures += [one for _, _, one in self.units] + [one for one, _, _ in self.chatting]
        return [one for one in futures if one is not None and not one.done()]

    def told_of(self, subjects: Collection[str]) -> list[AppendEvent]:
        """Take those events out that are about one of these: they are written with it."""
        found = [AppendEvent(event) for event in self.events if event.subject in subjects]
        if found:
            self.events = [event for event in self.events if event.subject not in subjects]
        return found

    def add(
        self,
        what: c.Command | Signal | None,
        result: Step,
        future: asyncio.Future[None] | None,
        writes: Sequence[Write] = (),
    ) -> None:
        for chat_id, line in result.lines:
            append = AppendChatLine(space_id=self._space_id, chat_id=chat_id, line=line)
            self.chat_writes.setdefault(chat_id, []).append(append)
        self.orders += result.orders
        self.touched.update(result.touched)
        self.chats.update(result.chats)
        chat = _chat_of(what)
        if chat is not None:
            # Also where it brought about nothing: what came twice may not be durable yet.
            self.chat_writes.setdefault(chat, []).extend(writes)
            self.chatting.append((future, chat, isinstance(what, StartChat)))
            self.attempts |= result.attempts  # who is free of a chat may be dialled for
            return
        if writes:
            self.units.append((result.attempts, writes, future))
            return
        self.attempts |= result.attempts
        self.done.append((future, bool(result.attempts)))


def _chat_of(what: c.Command | Signal | None) -> ChatId | None:
    """The chat of what must be durable before it is answered; None for anything else."""
    if isinstance(what, c.FromDock):
        return what.order.chat_id if isinstance(what.order, _KEPT_ORDERS) else None
    return what.chat_id if isinstance(what, _KEPT_COMMANDS) else None
