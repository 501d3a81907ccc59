"""How long what is kept of people is kept, and what is erased on their word. Part of the store's
port (`dockline.ports.store` has the rules of writing and reading).

Rows that reports count stay; what says whose they were is taken out of them (masked): the number,
what the CRM sent along (``custom``), notes, names of visitors. A masked number is empty."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Protocol

from msgspec import Struct

from dockline.domain.ids import AgentId, CallId, ChatId, LeadId, SpaceId
from dockline.domain.lead import Lead
from dockline.domain.leadlife import AttemptId
from dockline.ports.chat_store import ChatRecord


class Mark(Struct, frozen=True, order=True):
    """How far something has come, in order of time and id: everything up to there is done."""

    at: float = 0.0
    row_id: str = ""


START: Final = Mark()


class Place(StrEnum):
    """Where people write what they like, and a number may stand among it."""

    CALLS = "calls"
    """``custom``, ``note`` and ``caller_id``."""
    LEADS = "leads"
    """``data``, ``external_id``, ``callback``, ``skips`` and ``reason``."""
    DO_NOT_CALL = "do_not_call"
    """``reason``."""
    EVENTS = "events"
    """``number``, ``external_id``, ``subject`` and ``body``, as webhooks are told of them."""
    DELIVERIES = "webhook_deliveries"
    """``last_answer``: what a webhook's receiver said."""
    AUDIT = "audit"
    """``detail``. It is not put back by `PutTexts`, but by `EraseAuditDetails`."""


class Mention(Struct, frozen=True):
    """A row in which a number stands."""

    place: Place
    key: tuple[str | int, ...]
    texts: Mapping[str, str]
    """By column, as they are kept; those that `JSON_COLUMNS` names are JSON."""


JSON_COLUMNS: Final = frozenset({"custom", "data", "callback", "skips", "body", "detail"})


class KeptCall(Struct, frozen=True):
    """A call that retention and erasing leave alone, with its recordings: a legal hold."""

    call_id: CallId
    space_id: SpaceId
    at: float
    actor: str
    reason: str


class OldCall(Struct, frozen=True):
    """What retention needs to know of a call."""

    call_id: CallId
    started_at: float
    recording: str
    """File names, with commas between; empty: none."""
    masked: bool
    """There is nothing of a person in it any more."""

    @property
    def mark(self) -> Mark:
        return Mark(self.started_at, self.call_id)


class PutKeptCall(Struct, frozen=True):
    """Insert, or replace the row of the same call."""

    kept: KeptCall


class DropKeptCall(Struct, frozen=True):
    space_id: SpaceId
    call_id: CallId


class PutMark(Struct, frozen=True):
    space_id: SpaceId
    what: str
    mark: Mark


class MaskCall(Struct, frozen=True):
    """Of a call that has ended. Nothing where it is under a legal hold."""

    space_id: SpaceId
    call_id: CallId
    recording: bool = False
    """Whether its recordings' names go as well."""


class MaskChat(Struct, frozen=True):
    """Of a chat that has ended. What was said in it, and how its visitor was known, is gone."""

    space_id: SpaceId
    chat_id: ChatId


class MaskAttempt(Struct, frozen=True):
    """Nothing where its call is under a legal hold."""

    space_id: SpaceId
    attempt_id: AttemptId


class MaskAttemptsTo(Struct, frozen=True):
    """Every attempt at that number but those whose calls are under a legal hold."""

    space_id: SpaceId
    number: str


class DropLead(Struct, frozen=True):
    """A lead that nobody is at; its attempts stay, masked but for those whose calls are under a
    legal hold. Nothing where somebody is at it."""

    space_id: SpaceId
    lead_id: LeadId
    finished_before: float | None = None
    """Nothing either where it is not finished, or was changed at that moment or later: somebody
    may have pushed it again since it was looked for. None: whatever it is."""


class DropAgentStates(Struct, frozen=True):
    """An agent's rows before that moment."""

    space_id: SpaceId
    agent_id: AgentId
    before: float


class DropAnswer(Struct, frozen=True):
    """The answer to a request with an Idempotency-Key; the request may be carried out again."""

    space_id: SpaceId
    key: str


class PutTexts(Struct, frozen=True):
    """Write what stands in a row's columns anew; of any place but the audit log. Nothing where
    somebody has changed it since it was read: theirs must not be undone."""

    space_id: SpaceId
    mention: Mention
    was: Mapping[str, str]
    """The texts as they were read."""


CareWrite = (
    PutKeptCall
    | DropKeptCall
    | PutMark
    | MaskCall
    | MaskChat
    | MaskAttempt
    | MaskAttemptsTo
    | DropLead
    | DropAgentStates
    | DropAnswer
    | PutTexts
)


class CareStore(Protocol):
    async def kept_calls(self, space_id: SpaceId) -> list[KeptCall]:
        """The newest hold first."""

    async def care_mark(self, space_id: SpaceId, what: str) -> Mark:
        """`START` where there is none."""

    async def old_calls(
        self, space_id: SpaceId, before: float, *, after: Mark = START, limit: int
    ) -> list[OldCall]:
        """Calls that have ended and began before that moment, oldest first, from the mark on."""

    async def old_chats(
        self, space_id: SpaceId, before: float, *, after: Mark = START, limit: int
    ) -> list[ChatRecord]:
        """Chats that have ended and began before that moment, and that are not masked yet; oldest
        first, from the mark on."""

    async def old_leads(self, space_id: SpaceId, before: float, *, limit: int) -> list[LeadId]:
        """Leads that were finished before that moment, the longest finished first."""

    async def attachments_said(self, space_id: SpaceId, chat_id: ChatId) -> set[str]:
        """Ids of the files that stand in a line of the chat."""

    async def leads_everywhere(self, space_id: SpaceId, number: str) -> list[Lead]:
        """Of every list."""

    async def count_attempts_to(self, space_id: SpaceId, number: str) -> int: ...

    async def mentions(
        self, space_id: SpaceId, place: Place, digits: str, *, limit: int
    ) -> list[Mention]:
        """Rows in whose texts these digits follow each other, spaces and signs between them not
        counted."""

    async def chats_mentioning(self, space_id: SpaceId, digits: str) -> list[ChatId]:
        """Chats in which they stand so, in whatever is kept of them."""

    async def answers_after(
        self, space_id: SpaceId, key: str, *, limit: int
    ) -> list[tuple[str, bytes]]:
        """Key and body, by key, from that one on."""

    async def taking_in(self) -> bool:
        """Whether leads that were pushed are safe, but not in their tables yet."""

    async def scrub(self) -> bool:
        """Have the database forget the bytes of what was deleted or changed, as far as that is in
        our hands; False where it is its own affair."""
