"""Chats in memory."""

from abc import abstractmethod

import msgspec

from dockline.adapters.memory.tables import Tables, through_json
from dockline.domain.chatshown import ChatLine
from dockline.domain.ids import ChatId, SpaceId
from dockline.ports.chat_store import (
    AppendChatLine,
    ChatFilter,
    ChatKeys,
    ChatRecord,
    ChatWrite,
    PutChat,
    PutChatKeys,
    SetWebhookSent,
)


class MemoryChats(Tables):
    def __init__(self) -> None:
        self._chats: dict[ChatId, ChatRecord] = {}
        self._chat_lines: dict[ChatId, dict[int, tuple[SpaceId, ChatLine]]] = {}
        self._chat_keys: dict[ChatId, ChatKeys] = {}
        super().__init__()

    @abstractmethod
    def _check(self) -> None:
        """Raises StoreUnavailable."""

    def _apply_chat_write(self, write: ChatWrite) -> None:
        match write:
            case PutChat(record):
                self._put(self._chats, record.chat_id, through_json(record, ChatRecord))
            case AppendChatLine(space_id, chat_id, line):
                lines = self._chat_lines.setdefault(chat_id, {})
                if line.seq not in lines:
                    self._put(lines, line.seq, (space_id, through_json(line, ChatLine)))
            case PutChatKeys(keys):
                self._put(self._chat_keys, keys.chat_id, keys)
            case SetWebhookSent(chat_id, sent, done):
                kept = self._chat_keys.get(chat_id)
                if kept is not None:
                    after = msgspec.structs.replace(kept, webhook_sent=sent, webhook_done=done)
                    self._put(self._chat_keys, chat_id, after)

    async def open_chats(self, space_id: SpaceId) -> list[ChatRecord]:
        self._check()
        found = [one for one in self._of_space(space_id) if one.ended_at is None]
        return sorted(found, key=lambda one: (one.started_at, one.chat_id))

    async def chat(self, space_id: SpaceId, chat_id: ChatId) -> ChatRecord | None:
        self._check()
        found = self._chats.get(chat_id)
        return found if found is not None and found.space_id == space_id else None

    async def chats(
        self, space_id: SpaceId, which: ChatFilter, *, limit: int, skip: int = 0
    ) -> list[ChatRecord]:
        self._check()
        found = [one for one in self._of_space(space_id) if _matches(one, which)]
        found.sort(key=lambda one: (one.started_at, one.chat_id), reverse=True)
        return found[skip : skip + limit]

    async def count_chats(self, space_id: SpaceId, which: ChatFilter) -> int:
        self._check()
        return sum(_matches(one, which) for one in self._of_space(space_id))

    async def chat_lines(
        self, space_id: SpaceId, chat_id: ChatId, *, after: int = 0, limit: int = 10_000
    ) -> list[ChatLine]:
        self._check()
        return [line for line in self._lines(space_id, chat_id) if line.seq > after][:limit]

    async def last_chat_lines(
        self, space_id: SpaceId, chat_id: ChatId, *, limit: int
    ) -> list[ChatLine]:
        self._check()
        return self._lines(space_id, chat_id)[-limit:]

    async def chat_keys(self, chat_id: ChatId) -> ChatKeys | None:
        self._check()
        return self._chat_keys.get(chat_id)

    async def open_webhooks(self, space_id: SpaceId) -> list[ChatKeys]:
        self._check()
        found = [
            one
            for one in self._chat_keys.values()
            if one.space_id == space_id and not one.webhook_done
        ]
        return sorted(found, key=lambda one: one.chat_id)

    def _of_space(self, space_id: SpaceId) -> list[ChatRecord]:
        return [one for one in self._chats.values() if one.space_id == space_id]

    def _lines(self, space_id: SpaceId, chat_id: ChatId) -> list[ChatLine]:
        kept = self._chat_lines.get(chat_id, {})
        return [line for _, (space, line) in sorted(kept.items()) if space == space_id]


def _matches(record: ChatRecord, which: ChatFilter) -> bool:
    return (
        (which.agent_id is None or record.agent_id == which.agent_id)
        and (which.team_id is None or record.team_id == which.team_id)
        and (which.since is None or record.started_at >= which.since)
        and (which.until is None or record.started_at < which.until)
        and (which.ended is None or (record.ended_at is not None) is which.ended)
        and (which.opened is None or (record.opened_at is not None) is which.opened)
    )
