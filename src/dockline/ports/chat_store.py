"""What is kept of chats (`dockline.ports.store` has the rules of writing and reading)."""

from typing import Any, Protocol

from msgspec import Struct

from dockline.domain.chatshown import ChatLine
from dockline.domain.ids import AgentId, ChatId, SpaceId, TeamId


class ChatRecord(Struct, frozen=True):
    """One chat, as it is kept. Written when it starts, and again at each turn that must survive."""

    chat_id: ChatId
    space_id: SpaceId
    team_id: TeamId
    team: str
    channel: str
    """``widget`` or ``api``."""
    visitor: str
    attributes: dict[str, Any]
    agent_id: AgentId
    """Who has it, or had it last; empty: nobody, or nobody who did not lose it without a word."""
    agent_name: str
    started_at: float
    opened_at: float | None = None
    """When the first agent got it, those who lost it without a word left out."""
    ended_at: float | None = None
    ended_by: str = ""
    lines: int = 0
    note: str = ""
    open_state: bytes = b""
    """The floor's own state of a chat that goes on (JSON, without its lines), to find it again
    after a restart; empty once it has ended."""


class ChatKeys(Struct, frozen=True):
    """How a chat's visitor is known, and where its agent's words go. Written once."""

    chat_id: ChatId
    space_id: SpaceId
    secret_hash: bytes
    """SHA-256 of the secret that the visitor's page keeps."""
    external_id: str = ""
    """The visitor's, in the system of whoever began the chat for them."""
    webhook: str = ""
    """Empty: nobody is told."""
    webhook_sent: int = 0
    """The number of the last line that was told there."""
    webhook_done: bool = True
    """There is nothing more to tell."""


class PutChat(Struct, frozen=True):
    """Insert, or replace the row of the same chat_id."""

    record: ChatRecord


class AppendChatLine(Struct, frozen=True):
    """One that is kept already (the same number in the same chat) stays as it is."""

    space_id: SpaceId
    chat_id: ChatId
    line: ChatLine


class PutChatKeys(Struct, frozen=True):
    keys: ChatKeys


class SetWebhookSent(Struct, frozen=True):
    chat_id: ChatId
    sent: int
    done: bool = False


ChatWrite = PutChat | AppendChatLine | PutChatKeys | SetWebhookSent


class ChatFilter(Struct, frozen=True):
    agent_id: AgentId | None = None
    team_id: TeamId | None = None
    since: float | None = None
    """``started_at`` at or after."""
    until: float | None = None
    """``started_at`` before."""
    ended: bool | None = None
    """Whether it has an end."""
    opened: bool | None = None
    """Whether an agent has it, or had it."""


class ChatStore(Protocol):
    async def open_chats(self, space_id: SpaceId) -> list[ChatRecord]:
        """Chats without an end, oldest first."""

    async def chat(self, space_id: SpaceId, chat_id: ChatId) -> ChatRecord | None: ...

    async def chats(
        self, space_id: SpaceId, which: ChatFilter, *, limit: int, skip: int = 0
    ) -> list[ChatRecord]:
        """Newest first."""

    async def count_chats(self, space_id: SpaceId, which: ChatFilter) -> int:
        """How many `chats` would find without a limit."""

    async def chat_lines(
        self, space_id: SpaceId, chat_id: ChatId, *, after: int = 0, limit: int = 10_000
    ) -> list[ChatLine]:
        """In their order, from the number after ``after`` on."""

    async def last_chat_lines(
        self, space_id: SpaceId, chat_id: ChatId, *, limit: int
    ) -> list[ChatLine]:
        """The last so many, in their order."""

    async def chat_keys(self, chat_id: ChatId) -> ChatKeys | None:
        """Of any space: visitors do not say which one is theirs."""

    async def open_webhooks(self, space_id: SpaceId) -> list[ChatKeys]:
        """Those with something to tell, or that may have."""
