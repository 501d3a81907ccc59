"""Chats as visitors have them: begun, gone on with by a secret, said in, and left."""

import asyncio
import hmac
from collections import Counter
from typing import Any, Final

import structlog
from msgspec import Struct

from dockline.domain.chatcommands import (
    AgentSays,
    SendChat,
    StartChat,
    VisitorEnds,
    VisitorHere,
    VisitorReads,
    VisitorSays,
    VisitorTypes,
)
from dockline.domain.chatshown import AttachmentView, ChatAuthor, ChatLine, ChatState, ChatView
from dockline.domain.errors import ChatRefused, NoSuchChat, RateLimited
from dockline.domain.ids import AgentId, ChatId, SpaceId, new_id
from dockline.domain.rates import Windows
from dockline.domain.space import ChatPolicy, Space, Team
from dockline.domain.token import hash_of, new_session_secret
from dockline.ports.chat_store import ChatFilter, ChatKeys, ChatRecord, PutChatKeys
from dockline.ports.clock import Clock
from dockline.ports.store import Store
from dockline.services.accounts import Accounts
from dockline.services.chat_files import ChatFiles
from dockline.services.floors import Floors
from dockline.services.sign_in import network_of

_log = structlog.get_logger("dockline.chats")
HOUR: Final = 3600.0
_MOST_KEYS: Final = 20_000
_MOST_FILES: Final = 10
"""In one message."""


class Begun(Struct, frozen=True):
    """A new chat, and what its visitor is known by."""

    keys: ChatKeys
    secret: str
    """Told once."""


class Chats:
    """Raises, where it writes: StoreUnavailable, and then the same may be tried again."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        accounts: Accounts,
        floors: Floors,
        files: ChatFiles,
    ) -> None:
        self._store = store
        self._clock = clock
        self._accounts = accounts
        self._floors = floors
        self.files = files
        self._begun: Windows[tuple[SpaceId, str]] = Windows(HOUR)
        self._said: Windows[ChatId] = Windows(60.0)
        self._sent: Windows[ChatId] = Windows(60.0)
        self._visitors: Counter[SpaceId] = Counter()
        self._here: Counter[ChatId] = Counter()
        self._keys: dict[ChatId, ChatKeys] = {}

    # --- beginning ------------------------------------------------------------------------------

    async def begin(
        self,
        space: Space,
        team: Team,
        *,
        channel: str,
        visitor: str,
        attributes: dict[str, Any],
        external_id: str = "",
        webhook: str = "",
    ) -> Begun:
        """Durable when it returns. Raises ChatRefused."""
        chat_id, secret = ChatId(new_id()), new_session_secret()
        keys = ChatKeys(
            chat_id=chat_id,
            space_id=space.space_id,
            secret_hash=hash_of(secret),
            external_id=external_id,
            webhook=webhook,
            webhook_done=not webhook,
        )
        start = StartChat(
            chat_id=chat_id,
            team_id=team.team_id,
            channel=channel,
            visitor=visitor or self._stand_in(space.space_id),
            attributes=attributes,
        )
        await self._floors.do(space.space_id, start, [PutChatKeys(keys)])
        self._remember(keys)
        return Begun(keys, secret)

    def _stand_in(self, space_id: SpaceId) -> str:
        """What a visitor without a name is called: as no other who is here, since before a restart
        perhaps."""
        taken = {view.visitor for view in self._floors.chats(space_id)}
        while True:
            self._visitors[space_id] += 1
            name = f"Web visitor {self._visitors[space_id]}"
            if name not in taken:
                return name

    def count_begun(self, space: Space, address: str) -> None:
        """Raises RateLimited, and then it is not counted."""
        limit, now = space.settings.chat.chats_per_address, self._clock.now()
        whose = (space.space_id, network_of(address))
        free_at = self._begun.free_at(whose, limit, now)
        if free_at is not None:
            raise RateLimited(free_at - now, "Too many chats were begun from here. Try later.")
        self._begun.note(whose, now)

    def count_said(self, policy: ChatPolicy, chat_id: ChatId) -> None:
        """Raises RateLimited."""
        self._count(self._said, policy, chat_id, "Too many messages. Wait a moment, then go on.")

    def count_sent(self, policy: ChatPolicy, chat_id: ChatId) -> None:
        """A file; the message that it goes with is counted as one. Raises RateLimited."""
        self._count(self._sent, policy, chat_id, "Too many files. Wait a moment, then go on.")

    def _count(
        self, windows: Windows[ChatId], policy: ChatPolicy, chat_id: ChatId, refusal: str
    ) -> None:
        now = self._clock.now()
        free_at = windows.free_at(chat_id, policy.lines_per_minute, now)
        if free_at is not None:
            raise RateLimited(free_at - now, refusal)
        windows.note(chat_id, now)

    # --- whose it is ----------------------------------------------------------------------------

    async def keys(self, chat_id: ChatId) -> ChatKeys | None:
        """Of any space. Raises StoreUnavailable."""
        found = self._keys.get(chat_id)
        if found is None:
            found = await self._store.chat_keys(chat_id)
            if found is not None:
                self._remember(found)
        return found

    async def known(self, chat_id: ChatId, secret: str) -> ChatKeys | None:
        """The chat's keys, where this is its secret. Raises StoreUnavailable."""
        keys = await self.keys(chat_id)
        given = hash_of(secret)
        if keys is None or not hmac.compare_digest(given, keys.secret_hash):
            return None
        return keys

    def _remember(self, keys: ChatKeys) -> None:
        if len(self._keys) >= _MOST_KEYS:
            self._keys.clear()
        self._keys[keys.chat_id] = keys

    # --- what visitors do -----------------------------------------------------------------------

    async def say(
        self, keys: ChatKeys, line_id: str, text: str, attachments: tuple[str, ...] = ()
    ) -> ChatLine:
        """The line as it is kept. Raises NoSuchChat, ChatRefused, NoSuchFile."""
        files = await self._found(keys.chat_id, attachments)
        says = VisitorSays(chat_id=keys.chat_id, line_id=line_id, text=text, attachments=files)
        try:
            await self._floors.do(keys.space_id, says)
        except (NoSuchChat, ChatRefused):
            # It may have come before, and its answer got lost before the end.
            line = await self._kept(keys, line_id)
            if line is None:
                raise
            return line
        line = await self.said_before(keys, line_id)
        if line is None:
            raise NoSuchChat
        return line

    async def said_before(self, keys: ChatKeys, line_id: str) -> ChatLine | None:
        """The visitor's line of this id, where it came before. Raises StoreUnavailable."""
        view = self._floors.chat(keys.space_id, keys.chat_id)
        found = _line_of(view.lines if view is not None else (), line_id)
        return found or await self._kept(keys, line_id)

    async def _kept(self, keys: ChatKeys, line_id: str) -> ChatLine | None:
        return _line_of(await self._store.chat_lines(keys.space_id, keys.chat_id), line_id)

    async def types(self, keys: ChatKeys, typing: bool) -> None:
        await self._floors.do(keys.space_id, VisitorTypes(chat_id=keys.chat_id, typing=typing))

    async def reads(self, keys: ChatKeys, seq: int) -> None:
        await self._floors.do(keys.space_id, VisitorReads(chat_id=keys.chat_id, seq=seq))

    async def end(self, keys: ChatKeys) -> None:
        await self._floors.do(keys.space_id, VisitorEnds(chat_id=keys.chat_id))

    async def comes(self, keys: ChatKeys) -> None:
        """One of their pages is here; of several the last that goes counts."""
        self._here[keys.chat_id] += 1
        if self._here[keys.chat_id] == 1:
            await self._floors.do(keys.space_id, VisitorHere(chat_id=keys.chat_id, here=True))

    async def goes(self, keys: ChatKeys) -> None:
        self._here[keys.chat_id] -= 1
        if self._here[keys.chat_id] <= 0:
            del self._here[keys.chat_id]
            await self._floors.do(keys.space_id, VisitorHere(chat_id=keys.chat_id, here=False))

    # --- what agents do -------------------------------------------------------------------------

    async def agent_says(self, space_id: SpaceId, agent_id: AgentId, order: SendChat) -> None:
        """Raises what the floor refuses with, NoSuchFile."""
        view = self._floors.chat(space_id, order.chat_id)
        if view is None or view.agent_id != agent_id:
            raise NoSuchChat
        says = AgentSays(
            agent_id=agent_id,
            chat_id=order.chat_id,
            line_id=order.line_id,
            text=order.text,
            attachments=await self._found(order.chat_id, order.attachments),
        )
        await self._floors.do(space_id, says)

    async def _found(self, chat_id: ChatId, ids: tuple[str, ...]) -> tuple[AttachmentView, ...]:
        if len(ids) > _MOST_FILES:
            raise ChatRefused(f"At most {_MOST_FILES} files in one message.")
        return tuple(
            await asyncio.gather(*(self.files.find(chat_id, one) for one in dict.fromkeys(ids)))
        )

    # --- reading --------------------------------------------------------------------------------

    def place(self, space_id: SpaceId, view: ChatView) -> int | None:
        """In its line, from 1; None: it does not wait."""
        if view.state is not ChatState.QUEUED:
            return None
        return self._floors.chat_places(space_id).get(view.chat_id)

    async def view(self, keys: ChatKeys, *, lines: int) -> ChatView | None:
        """As it is now, or as it was at its end, with its last lines. Raises StoreUnavailable."""
        view = self._floors.chat(keys.space_id, keys.chat_id)
        if view is not None:
            return view
        record = await self._store.chat(keys.space_id, keys.chat_id)
        if record is None:
            return None
        said = await self._store.last_chat_lines(keys.space_id, keys.chat_id, limit=lines)
        return _past(record, tuple(said))

    async def history(
        self, space_id: SpaceId, agent_id: AgentId, *, limit: int
    ) -> list[tuple[ChatRecord, list[ChatLine]]]:
        """An agent's own chats with all that was said, newest first. Raises StoreUnavailable."""
        which = ChatFilter(agent_id=agent_id)
        records = await self._store.chats(space_id, which, limit=limit)
        return [
            (record, await self._store.chat_lines(space_id, record.chat_id)) for record in records
        ]


def _line_of(lines: tuple[ChatLine, ...] | list[ChatLine], line_id: str) -> ChatLine | None:
    """The visitor's own line of that id."""
    for line in reversed(lines):
        if line.line_id == line_id and line.author is ChatAuthor.VISITOR:
            return line
    return None


def _past(record: ChatRecord, lines: tuple[ChatLine, ...]) -> ChatView:
    return ChatView(
        chat_id=record.chat_id,
        team_id=record.team_id,
        team=record.team,
        channel=record.channel,
        visitor=record.visitor,
        attributes=record.attributes,
        state=ChatState.ENDED if record.ended_at is not None else ChatState.QUEUED,
        started_at=record.started_at,
        queued_at=record.started_at,
        agent_id=record.agent_id or None,
        agent=record.agent_name,
        opened_at=record.opened_at,
        lines=lines,
        note=record.note,
        ended_at=record.ended_at,
        ended_by=record.ended_by,
    )
