"""Chats as statements and rows, and the reads that both databases share."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from msgspec.structs import astuple

from dockline.adapters.relational import chat_sql as sql
from dockline.adapters.relational.statement import Row, Statement, json_text
from dockline.domain.chatshown import AttachmentView, ChatAuthor, ChatLine
from dockline.domain.ids import AgentId, ChatId, SpaceId
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

_ATTRIBUTES: Final = sql.CHAT_COLUMNS.index("attributes")

_decode_object: Final = msgspec.json.Decoder(dict[str, Any]).decode
_decode_attachments: Final = msgspec.json.Decoder(tuple[AttachmentView, ...]).decode


def chat_statements(write: ChatWrite) -> Iterator[Statement]:
    """Raises TypeError for what JSON cannot say."""
    match write:
        case PutChat(record):
            values = astuple(record)
            attributes = json_text(record.attributes)
            row = (*values[:_ATTRIBUTES], attributes, *values[_ATTRIBUTES + 1 :])
            yield Statement(sql.PUT_CHAT, row)
        case AppendChatLine():
            yield Statement(sql.APPEND_LINE, _line_values(write))
        case PutChatKeys(keys):
            yield Statement(sql.PUT_KEYS, (*astuple(keys)[:-1], int(keys.webhook_done)))
        case SetWebhookSent(chat_id, sent, done):
            yield Statement(sql.SET_SENT, (sent, int(done), chat_id))


def _line_values(write: AppendChatLine) -> Row:
    line = write.line
    return (
        write.chat_id,
        write.space_id,
        line.line_id,
        line.seq,
        line.author.value,
        line.agent_id or "",
        line.name,
        line.text,
        json_text(line.attachments),
        line.at,
    )


def chat_of(row: Row) -> ChatRecord:
    attributes = _decode_object(row[_ATTRIBUTES])
    values: Row = (*row[:_ATTRIBUTES], attributes, *row[_ATTRIBUTES + 1 :])
    return ChatRecord(*values)


def line_of(row: Row) -> ChatLine:
    _, _, line_id, seq, author, agent_id, name, text, attachments, at = row
    return ChatLine(
        line_id=line_id,
        seq=seq,
        author=ChatAuthor(author),
        agent_id=AgentId(agent_id) if agent_id else None,
        name=name,
        text=text,
        attachments=_decode_attachments(attachments),
        at=at,
    )


def keys_of(row: Row) -> ChatKeys:
    values: Row = (*row[:-1], bool(row[-1]))
    return ChatKeys(*values)


def chats_query(space_id: SpaceId, which: ChatFilter, limit: int, skip: int) -> tuple[str, Row]:
    clauses, values = _chats_where(which)
    query = " ".join((sql.CHATS, *clauses, sql.CHATS_NEWEST_FIRST))
    return query, (space_id, *values, limit, skip)


def _chats_where(which: ChatFilter) -> tuple[list[str], Row]:
    asked = [
        (clause, value)
        for clause, value in (
            (sql.CHATS_OF_AGENT, which.agent_id),
            (sql.CHATS_OF_TEAM, which.team_id),
            (sql.CHATS_SINCE, which.since),
            (sql.CHATS_UNTIL, which.until),
        )
        if value is not None
    ]
    clauses = [clause for clause, _ in asked]
    if which.ended is not None:
        clauses.append(sql.CHATS_ENDED[which.ended])
    if which.opened is not None:
        clauses.append(sql.CHATS_OPENED[which.opened])
    return clauses, tuple(value for _, value in asked)


class ChatReads(ABC):
    @abstractmethod
    async def _rows(self, query: str, values: Row = ()) -> list[Row]:
        """Raises StoreUnavailable."""

    async def open_chats(self, space_id: SpaceId) -> list[ChatRecord]:
        return [chat_of(row) for row in await self._rows(sql.OPEN_CHATS, (space_id,))]

    async def chat(self, space_id: SpaceId, chat_id: ChatId) -> ChatRecord | None:
        rows = await self._rows(sql.CHAT, (space_id, chat_id))
        return chat_of(rows[0]) if rows else None

    async def chats(
        self, space_id: SpaceId, which: ChatFilter, *, limit: int, skip: int = 0
    ) -> list[ChatRecord]:
        query, values = chats_query(space_id, which, limit, skip)
        return [chat_of(row) for row in await self._rows(query, values)]

    async def count_chats(self, space_id: SpaceId, which: ChatFilter) -> int:
        clauses, values = _chats_where(which)
        rows = await self._rows(" ".join((sql.COUNT_CHATS, *clauses)), (space_id, *values))
        return int(rows[0][0])

    async def chat_lines(
        self, space_id: SpaceId, chat_id: ChatId, *, after: int = 0, limit: int = 10_000
    ) -> list[ChatLine]:
        rows = await self._rows(sql.LINES, (chat_id, space_id, after, limit))
        return [line_of(row) for row in rows]

    async def last_chat_lines(
        self, space_id: SpaceId, chat_id: ChatId, *, limit: int
    ) -> list[ChatLine]:
        rows = await self._rows(sql.LAST_LINES, (chat_id, space_id, limit))
        return [line_of(row) for row in reversed(rows)]

    async def chat_keys(self, chat_id: ChatId) -> ChatKeys | None:
        rows = await self._rows(sql.KEYS, (chat_id,))
        return keys_of(rows[0]) if rows else None

    async def open_webhooks(self, space_id: SpaceId) -> list[ChatKeys]:
        return [keys_of(row) for row in await self._rows(sql.OPEN_WEBHOOKS, (space_id,))]
