"""Facts about chats (`dockline.domain.facts` has the rule by which they change views)."""

from dockline.domain.chatshown import ChatLine, ChatState, ChatView
from dockline.domain.factbase import Fact
from dockline.domain.ids import AgentId, ChatId, TeamId


class ChatQueued(Fact, frozen=True, tag="chat_queued"):
    """A new chat waits for an agent. For no dock."""

    chat: ChatView


class ChatOpened(Fact, frozen=True, tag="chat_opened"):
    """An agent has it from here on; ``chat`` is all of it, for their dock."""

    chat_id: ChatId
    state: ChatState
    agent_id: AgentId
    agent: str
    opened_at: float
    chat: ChatView


class ChatReturned(Fact, frozen=True, tag="chat_returned"):
    """It waits in a queue again: handed to a team, or its agent is away or did not answer. It goes
    off the dock of the agent who had it."""

    chat_id: ChatId
    state: ChatState
    agent_id: AgentId | None
    agent: str
    team_id: TeamId
    team: str
    queued_at: float
    opened_at: float | None
    agent_typing: bool
    why: str
    """``transferred``, ``unanswered``, ``agent-away``."""


class ChatSaid(Fact, frozen=True, tag="chat_said"):
    """``line`` is added to the lines."""

    chat_id: ChatId
    line: ChatLine
    waiting_since: float | None
    visitor_typing: bool
    agent_typing: bool


class ChatTyping(Fact, frozen=True, tag="chat_typing"):
    chat_id: ChatId
    visitor_typing: bool
    agent_typing: bool


class ChatRead(Fact, frozen=True, tag="chat_read"):
    chat_id: ChatId
    visitor_read: int
    agent_read: int


class ChatVisitorHere(Fact, frozen=True, tag="chat_visitor_here"):
    chat_id: ChatId
    visitor_here: bool
    visitor_typing: bool


class ChatNoted(Fact, frozen=True, tag="chat_noted"):
    chat_id: ChatId
    note: str


class ChatEnded(Fact, frozen=True, tag="chat_ended"):
    """It stays on the agent's dock until they close it."""

    chat_id: ChatId
    state: ChatState
    ended_at: float
    ended_by: str
    waiting_since: float | None
    visitor_typing: bool
    agent_typing: bool


class ChatClosed(Fact, frozen=True, tag="chat_closed"):
    """Off the agent's dock: closed after its end, or somebody else's now."""

    chat_id: ChatId
    agent_id: AgentId


class AgentChatsChanged(Fact, frozen=True, tag="agent_chats_changed"):
    """Which chats an agent has that have not ended, and since when they have any."""

    agent_id: AgentId
    chats: tuple[ChatId, ...]
    chatting_since: float | None


ChatFact = (
    ChatQueued
    | ChatOpened
    | ChatReturned
    | ChatSaid
    | ChatTyping
    | ChatRead
    | ChatVisitorHere
    | ChatNoted
    | ChatEnded
    | ChatClosed
)
