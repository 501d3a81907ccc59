"""Retention and erasing in memory."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from dockline.adapters.memory.tables import Tables
from dockline.domain.auditlog import AuditLine
from dockline.domain.campaign import DoNotCall
from dockline.domain.chatshown import ChatLine
from dockline.domain.ids import AgentId, CallId, CampaignId, ChatId, LeadId, ListId, SpaceId
from dockline.domain.lead import FINISHED, LIVE, Lead, LeadState
from dockline.domain.leadlife import AttemptId, Callback, Life, Skip
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
from dockline.ports.chat_store import ChatKeys, ChatRecord
from dockline.ports.event_store import Delivery, Event, WebhookId
from dockline.ports.lead_store import PutAttempt
from dockline.ports.store import AgentStateRow, CallRecord, StoredAnswer

_SIGNS: Final = str.maketrans("", "", " -().\u00a0/")
_HELD: Final = LIVE | {LeadState.SCHEDULED}


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


class MemoryCare(Tables):
    _calls: dict[CallId, CallRecord]
    _chats: dict[ChatId, ChatRecord]
    _chat_lines: dict[ChatId, dict[int, tuple[SpaceId, ChatLine]]]
    _chat_keys: dict[ChatId, ChatKeys]
    _lives: dict[LeadId, Life]
    _ready_at: dict[LeadId, float]
    _leads_by_number: dict[tuple[ListId, str], LeadId]
    _attempts: dict[AttemptId, PutAttempt]
    _states: dict[tuple[SpaceId, AgentId, float, int], AgentStateRow]
    _answers: dict[tuple[SpaceId, str], StoredAnswer]
    _do_not_call: dict[tuple[SpaceId, str, CampaignId], DoNotCall]
    _events: dict[SpaceId, dict[int, Event]]
    _deliveries: dict[tuple[WebhookId, int, bool], Delivery]
    _audit: dict[int, AuditLine]

    def __init__(self) -> None:
        self._kept: dict[CallId, KeptCall] = {}
        self._marks: dict[tuple[SpaceId, str], Mark] = {}
        super().__init__()

    @abstractmethod
    def _check(self) -> None:
        """Raises StoreUnavailable."""

    def _apply_care_write(self, write: CareWrite) -> None:
        match write:
            case PutKeptCall(kept):
                self._put(self._kept, kept.call_id, kept)
            case DropKeptCall(space_id, call_id):
                held = self._kept.get(call_id)
                if held is not None and held.space_id == space_id:
                    self._drop(self._kept, call_id)
            case PutMark(space_id, what, mark):
                self._put(self._marks, (space_id, what), mark)
            case MaskCall(space_id, call_id, recording):
                self._mask_call(space_id, call_id, recording)
            case MaskChat(space_id, chat_id):
                self._mask_chat(space_id, chat_id)
            case MaskAttempt(space_id, attempt_id):
                self._mask_attempts(
                    lambda one: one.attempt_id == attempt_id and one.space_id == space_id
                )
            case MaskAttemptsTo(space_id, number):
                self._mask_attempts(lambda one: one.number == number and one.space_id == space_id)
            case DropLead():
                self._drop_lead(write)
            case DropAgentStates(space_id, agent_id, before):
                for key in [one for one in self._states if one[:2] == (space_id, agent_id)]:
                    if key[2] < before:
                        self._drop(self._states, key)
            case DropAnswer(space_id, key):
                self._drop(self._answers, (space_id, key))
            case PutTexts(space_id, mention, was):
                now = (
                    one for one in self._texts(space_id, mention.place) if one.key == mention.key
                )
                if any(one.texts == was for one in now):
                    self._put_texts(space_id, mention)

    def _mask_call(self, space_id: SpaceId, call_id: CallId, recording: bool) -> None:
        record = self._calls.get(call_id)
        if record is None or record.space_id != space_id or record.ended_at is None:
            return
        if call_id in self._kept:
            return
        name = "" if recording else record.recording
        masked = replace(record, number="", custom={}, note="", recording=name, open_state=b"")
        self._put(self._calls, call_id, masked)

    def _mask_chat(self, space_id: SpaceId, chat_id: ChatId) -> None:
        record = self._chats.get(chat_id)
        if record is None or record.space_id != space_id or record.ended_at is None:
            return
        self._put(self._chats, chat_id, replace(record, visitor="", attributes={}, note=""))
        self._drop(self._chat_lines, chat_id)
        self._drop(self._chat_keys, chat_id)

    def _mask_attempts(self, wanted: Callable[[Any], bool]) -> None:
        for attempt_id, put in list(self._attempts.items()):
            if wanted(put.attempt) and put.attempt.call_id not in self._kept:
                masked = replace(put, attempt=replace(put.attempt, number=""))
                self._put(self._attempts, attempt_id, masked)

    def _drop_lead(self, write: DropLead) -> None:
        lead_id, before = write.lead_id, write.finished_before
        life = self._lives.get(lead_id)
        if life is None or life.lead.space_id != write.space_id or life.state in _HELD:
            return
        if before is not None and (life.state not in FINISHED or life.lead.updated_at >= before):
            return
        self._drop(self._lives, lead_id)
        self._drop(self._ready_at, lead_id)
        self._drop(self._leads_by_number, (life.lead.list_id, life.lead.number))
        self._mask_attempts(lambda one: one.lead_id == lead_id)

    def _put_texts(self, space_id: SpaceId, mention: Mention) -> None:
        texts = mention.texts
        match mention.place:
            case Place.CALLS:
                record = self._calls.get(CallId(str(mention.key[0])))
                if record is not None and record.space_id == space_id:
                    self._put(self._calls, record.call_id, _call_with(record, texts))
            case Place.LEADS:
                life = self._lives.get(LeadId(str(mention.key[0])))
                if life is not None and life.lead.space_id == space_id:
                    self._put(self._lives, life.lead.lead_id, _life_with(life, texts))
            case Place.DO_NOT_CALL:
                key = (space_id, str(mention.key[0]), CampaignId(str(mention.key[1])))
                if key in self._do_not_call:
                    entry = replace(self._do_not_call[key], reason=texts["reason"])
                    self._put(self._do_not_call, key, entry)
            case Place.EVENTS:
                of_space = self._events.get(space_id, {})
                if (seq := int(mention.key[0])) in of_space:
                    self._put(of_space, seq, _event_with(of_space[seq], texts))
            case Place.DELIVERIES:
                webhook_id, number, replayed = mention.key
                place = (WebhookId(str(webhook_id)), int(number), bool(replayed))
                if place in self._deliveries:
                    told = replace(self._deliveries[place], last_answer=texts["last_answer"])
                    self._put(self._deliveries, place, told)
            case Place.AUDIT:
                raise TypeError("the audit log is not written so")

    # --- reads --------------------------------------------------------------------------------

    async def kept_calls(self, space_id: SpaceId) -> list[KeptCall]:
        self._check()
        found = [one for one in self._kept.values() if one.space_id == space_id]
        return sorted(found, key=lambda one: (-one.at, one.call_id))

    async def care_mark(self, space_id: SpaceId, what: str) -> Mark:
        self._check()
        return self._marks.get((space_id, what), START)

    async def old_calls(
        self, space_id: SpaceId, before: float, *, after: Mark = START, limit: int
    ) -> list[OldCall]:
        self._check()
        found = [
            OldCall(
                one.call_id,
                one.started_at,
                one.recording,
                masked=not (one.number or one.custom or one.note),
            )
            for one in self._calls.values()
            if one.space_id == space_id and one.ended_at is not None and one.started_at < before
        ]
        return sorted((one for one in found if one.mark > after), key=lambda one: one.mark)[:limit]

    async def old_chats(
        self, space_id: SpaceId, before: float, *, after: Mark = START, limit: int
    ) -> list[ChatRecord]:
        self._check()
        found = [
            one
            for one in self._chats.values()
            if one.space_id == space_id
            and one.ended_at is not None
            and one.started_at < before
            and Mark(one.started_at, one.chat_id) > after
            and self._says_something(one)
        ]
        return sorted(found, key=lambda one: (one.started_at, one.chat_id))[:limit]

    def _says_something(self, chat: ChatRecord) -> bool:
        said = self._chat_lines.get(chat.chat_id) or chat.chat_id in self._chat_keys
        return bool(said or chat.visitor or chat.attributes or chat.note)

    async def old_leads(self, space_id: SpaceId, before: float, *, limit: int) -> list[LeadId]:
        self._check()
        leads = (life.lead for life in self._lives.values())
        found = [
            one
            for one in leads
            if one.space_id == space_id and one.state in FINISHED and one.updated_at < before
        ]
        found.sort(key=lambda one: one.updated_at)
        return [one.lead_id for one in found[:limit]]

    async def attachments_said(self, space_id: SpaceId, chat_id: ChatId) -> set[str]:
        self._check()
        lines = self._chat_lines.get(chat_id, {}).values()
        return {
            one.attachment_id
            for space, line in lines
            if space == space_id
            for one in line.attachments
        }

    async def leads_everywhere(self, space_id: SpaceId, number: str) -> list[Lead]:
        self._check()
        leads = (life.lead for life in self._lives.values())
        found = [one for one in leads if one.space_id == space_id and one.number == number]
        return sorted(found, key=lambda one: one.lead_id)

    async def count_attempts_to(self, space_id: SpaceId, number: str) -> int:
        self._check()
        attempts = (put.attempt for put in self._attempts.values())
        return sum(
            one.space_id == space_id and one.number == number and one.call_id not in self._kept
            for one in attempts
        )

    async def mentions(
        self, space_id: SpaceId, place: Place, digits: str, *, limit: int
    ) -> list[Mention]:
        self._check()
        found = [one for one in self._texts(space_id, place) if _says(digits, one.texts.values())]
        return sorted(found, key=lambda one: [str(part) for part in one.key])[:limit]

    def _texts(self, space_id: SpaceId, place: Place) -> list[Mention]:
        match place:
            case Place.CALLS:
                return [
                    Mention(place, (one.call_id,), _call_texts(one))
                    for one in self._calls.values()
                    if one.space_id == space_id and one.ended_at is not None
                ]
            case Place.LEADS:
                return [
                    Mention(place, (life.lead.lead_id,), _life_texts(life))
                    for life in self._lives.values()
                    if life.lead.space_id == space_id
                ]
            case Place.DO_NOT_CALL:
                return [
                    Mention(place, (one.number, one.campaign_id), {"reason": one.reason})
                    for one in self._do_not_call.values()
                    if one.space_id == space_id
                ]
            case Place.EVENTS:
                return [
                    Mention(place, (seq,), _event_texts(event))
                    for seq, event in self._events.get(space_id, {}).items()
                ]
            case Place.DELIVERIES:
                return [
                    Mention(place, key, {"last_answer": one.last_answer})
                    for key, one in self._deliveries.items()
                    if one.space_id == space_id
                ]
            case Place.AUDIT:
                return [
                    Mention(place, (line.entry_id,), {"detail": line.detail})
                    for line in self._audit.values()
                    if line.space_id == space_id
                ]

    async def chats_mentioning(self, space_id: SpaceId, digits: str) -> list[ChatId]:
        self._check()
        said: dict[ChatId, list[str]] = {}
        for chat in self._chats.values():
            if chat.space_id == space_id:
                said[chat.chat_id] = [chat.visitor, _json(chat.attributes), chat.note]
        for chat_id, texts in said.items():
            for _, line in self._chat_lines.get(chat_id, {}).values():
                texts += [line.name, line.text, _json(line.attachments)]
            if (keys := self._chat_keys.get(chat_id)) is not None:
                texts += [keys.external_id, keys.webhook]
        return sorted(chat_id for chat_id, texts in said.items() if _says(digits, texts))

    async def answers_after(
        self, space_id: SpaceId, key: str, *, limit: int
    ) -> list[tuple[str, bytes]]:
        self._check()
        found = [
            (one.key, one.body)
            for one in self._answers.values()
            if one.space_id == space_id and one.key > key
        ]
        return sorted(found)[:limit]

    async def taking_in(self) -> bool:
        self._check()
        return False

    async def scrub(self) -> bool:
        self._check()
        return True


def _says(digits: str, texts: Any) -> bool:
    return any(digits in text.translate(_SIGNS) for text in texts)


def _call_texts(record: CallRecord) -> dict[str, str]:
    return {
        "custom": _json(record.custom),
        "note": record.note,
        "caller_id": record.caller_id,
    }


def _call_with(record: CallRecord, texts: Mapping[str, str]) -> CallRecord:
    custom = msgspec.json.decode(texts["custom"], type=dict[str, Any])
    return replace(record, custom=custom, note=texts["note"], caller_id=texts["caller_id"])


def _event_texts(event: Event) -> dict[str, str]:
    return {
        "number": event.number,
        "external_id": event.external_id,
        "subject": event.subject,
        "body": _json(event.body),
    }


def _event_with(event: Event, texts: Mapping[str, str]) -> Event:
    return replace(
        event,
        number=texts["number"],
        external_id=texts["external_id"],
        subject=texts["subject"],
        body=msgspec.json.decode(texts["body"], type=dict[str, Any]),
    )


def _life_texts(life: Life) -> dict[str, str]:
    callback = {"callback": _json(life.callback)} if life.callback is not None else {}
    return {
        "data": _json(life.lead.data),
        "external_id": life.lead.external_id,
        "skips": _json(life.skips),
        "reason": life.reason,
    } | callback


def _life_with(life: Life, texts: Mapping[str, str]) -> Life:
    lead = replace(
        life.lead,
        data=msgspec.json.decode(texts["data"], type=dict[str, Any]),
        external_id=texts["external_id"],
    )
    callback = texts.get("callback")
    return replace(
        life,
        lead=lead,
        callback=msgspec.json.decode(callback, type=Callback) if callback else None,
        skips=msgspec.json.decode(texts["skips"], type=tuple[Skip, ...]),
        reason=texts["reason"],
    )
