"""What docks, boards and visitors are shown of chats, as plain data.

Times are seconds since 1970 (UTC).
"""

from enum import StrEnum
from typing import Any

from msgspec import Struct

from dockline.domain.ids import AgentId, ChatId, TeamId


class ChatState(StrEnum):
    QUEUED = "queued"
    """No agent has it."""
    OPEN = "open"
    ENDED = "ended"


class ChatAuthor(StrEnum):
    VISITOR = "visitor"
    AGENT = "agent"
    SYSTEM = "system"
    """The welcome, "rishi has joined", and the like."""


class AttachmentView(Struct, frozen=True):
    attachment_id: str
    name: str
    media_type: str
    size: int
    """Bytes."""


class ChatLine(Struct, frozen=True):
    """One message."""

    line_id: str
    seq: int
    """Rises by one in its chat, from 1."""
    author: ChatAuthor
    agent_id: AgentId | None
    name: str
    """Whoever wrote it is called so."""
    text: str
    """Plain text, whatever it looks like."""
    attachments: tuple[AttachmentView, ...]
    at: float


class ChatView(Struct):
    chat_id: ChatId
    team_id: TeamId
    team: str
    channel: str
    """``widget``, or ``api`` (a bot or a front end of somebody's own)."""
    visitor: str
    """Their name, or what stands for it ("Web visitor 2")."""
    attributes: dict[str, Any]
    """What the site or the bot says of them."""
    state: ChatState
    started_at: float
    queued_at: float
    """Its place in the line goes by this."""
    agent_id: AgentId | None = None
    agent: str = ""
    """Their name."""
    opened_at: float | None = None
    """When this agent got it."""
    waiting_since: float | None = None
    """The visitor's oldest message without an answer; None: the word is theirs."""
    lines: tuple[ChatLine, ...] = ()
    """The last 500."""
    visitor_here: bool = True
    visitor_typing: bool = False
    agent_typing: bool = False
    visitor_read: int = 0
    """The number of the last line they have seen."""
    agent_read: int = 0
    note: str = ""
    ended_at: float | None = None
    ended_by: str = ""
    """``agent``, ``visitor``, ``system``."""
