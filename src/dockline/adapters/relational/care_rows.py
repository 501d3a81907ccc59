"""Retention and erasing as statements and rows, and the reads that both databases share."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec.structs import astuple

from dockline.adapters.relational import care_sql as sql
from dockline.adapters.relational.chat_rows import chat_of
from dockline.adapters.relational.lead_rows import lead_of
from dockline.adapters.relational.statement import Row, Statement
from dockline.domain.chatshown import AttachmentView
from dockline.domain.ids import ChatId, LeadId, SpaceId
from dockline.domain.lead import Lead
from dockline.ports.care_store import (
    START,
    CareWrite,
    DropAgentStates,
    DropAnswer,
    DropKeptCall,
    DropLead,
    KeptCall,
    Mark,
    MaskAttempt,
    MaskAttemptsTo,
    MaskCall,
    MaskChat,
    Mention,
    OldCall,
    Place,
    PutKeptCall,
    PutMark,
    PutTexts,
)
from dockline.ports.chat_store import ChatRecord

_decode_attachments: Final = msgspec.json.Decoder(tuple[AttachmentView, ...]).decode


def care_statements(write: CareWrite) -> Iterator[Statement]:
    match write:
        case PutKeptCall(kept):
            yield Statement(sql.PUT_KEPT, astuple(kept))
        case DropKeptCall(space_id, call_id):
            yield Statement(sql.DROP_KEPT, (space_id, call_id))
        case PutMark(space_id, what, mark):
            yield Statement(sql.PUT_MARK, (space_id, what, mark.at, mark.row_id))
        case MaskCall(space_id, call_id, recording):
            yield Statement(sql.MASK_CALL, (b"", space_id, call_id))
            if recording:
                yield Statement(sql.UNNAME_RECORDING, (space_id, call_id))
        case MaskChat(space_id, chat_id):
            for text in (sql.DROP_LINES, sql.DROP_KEYS, sql.MASK_CHAT):
                yield Statement(text, (space_id, chat_id))
        case MaskAttempt(space_id, attempt_id):
            yield Statement(sql.MASK_ATTEMPT, (space_id, attempt_id))
        case MaskAttemptsTo(space_id, number):
            yield Statement(sql.MASK_ATTEMPTS_TO, (space_id, number))
        case DropLead(space_id, lead_id, finished_before):
            if finished_before is None:
                yield Statement(sql.DROP_LEAD, (space_id, lead_id), lead_id=lead_id)
            else:
                values: Row = (space_id, lead_id, finished_before)
                yield Statement(sql.DROP_OLD_LEAD, values, lead_id=lead_id)
            yield Statement(sql.MASK_ATTEMPTS_OF, (space_id, lead_id))
        case DropAgentStates(space_id, agent_id, before):
            yield Statement(sql.DROP_STATES, (space_id, agent_id, before))
        case DropAnswer(space_id, key):
            yield Statement(sql.DROP_ANSWER, (space_id, key))
        case PutTexts(space_id, mention, was):
            _, _, columns = sql.TEXTS[mention.place]
            texts = tuple(mention.texts.get(column) for column in columns)
            read = tuple(was.get(column, "") for column in columns)
            yield Statement(sql.put_texts(mention.place), (*texts, space_id, *mention.key, *read))


class CareReads(ABC):
    @abstractmethod
    async def _rows(self, query: str, values: Row = ()) -> list[Row]:
        """Raises StoreUnavailable."""

    @abstractmethod
    async def _report_rows(self, query: str, values: Row) -> list[Row]:
        """The same, where a long answer keeps nobody else waiting. Raises StoreUnavailable."""

    async def kept_calls(self, space_id: SpaceId) -> list[KeptCall]:
        return [KeptCall(*row) for row in await self._rows(sql.KEPT, (space_id,))]

    async def care_mark(self, space_id: SpaceId, what: str) -> Mark:
        rows = await self._rows(sql.MARK, (space_id, what))
        return Mark(*rows[0]) if rows else START

    async def old_calls(
        self, space_id: SpaceId, before: float, *, after: Mark = START, limit: int
    ) -> list[OldCall]:
        values = (space_id, after.at, after.at, after.row_id, before, limit)
        found = await self._rows(sql.OLD_CALLS, values)
        return [OldCall(row[0], row[1], row[2], bool(row[3])) for row in found]

    async def old_chats(
        self, space_id: SpaceId, before: float, *, after: Mark = START, limit: int
    ) -> list[ChatRecord]:
        values = (space_id, after.at, after.at, after.row_id, before, limit)
        return [chat_of(row) for row in await self._rows(sql.OLD_CHATS, values)]

    async def old_leads(self, space_id: SpaceId, before: float, *, limit: int) -> list[LeadId]:
        rows = await self._rows(sql.OLD_LEADS, (space_id, before, limit))
        return [LeadId(lead_id) for (lead_id,) in rows]

    async def attachments_said(self, space_id: SpaceId, chat_id: ChatId) -> set[str]:
        rows = await self._rows(sql.ATTACHMENTS, (space_id, chat_id))
        return {one.attachment_id for (text,) in rows for one in _decode_attachments(text)}

    async def leads_everywhere(self, space_id: SpaceId, number: str) -> list[Lead]:
        rows = await self._rows(sql.LEADS_EVERYWHERE, (space_id, number, space_id))
        return [lead_of(row) for row in rows]

    async def count_attempts_to(self, space_id: SpaceId, number: str) -> int:
        rows = await self._rows(sql.COUNT_ATTEMPTS_TO, (space_id, number))
        return int(rows[0][0])

    async def mentions(
        self, space_id: SpaceId, place: Place, digits: str, *, limit: int
    ) -> list[Mention]:
        query, columns = sql.mentions(place)
        rows = await self._report_rows(query, (space_id, *sql.patterns(digits) * columns, limit))
        _, keys, names = sql.TEXTS[place]
        return [
            Mention(
                place,
                tuple(row[: len(keys)]),
                {
                    name: text
                    for name, text in zip(names, row[len(keys) :], strict=True)
                    if text is not None
                },
            )
            for row in rows
        ]

    async def chats_mentioning(self, space_id: SpaceId, digits: str) -> list[ChatId]:
        wanted = sql.patterns(digits)
        values = (space_id, *wanted * 3, space_id, *wanted * 3, space_id, *wanted * 2)
        return [ChatId(one) for (one,) in await self._report_rows(sql.CHATS_MENTIONING, values)]

    async def answers_after(
        self, space_id: SpaceId, key: str, *, limit: int
    ) -> list[tuple[str, bytes]]:
        rows = await self._rows(sql.ANSWERS_AFTER, (space_id, key, limit))
        return [(key, bytes(body)) for key, body in rows]
