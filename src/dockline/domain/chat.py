"""A chat's state machine, and all that the floor knows of one.

queued -> open -> ended
open -> queued (handed to a team, or its agent is away); queued -> ended
open -> open (handed to another agent)
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from dockline.domain.chatshown import ChatState, ChatView
from dockline.domain.errors import NotNow
from dockline.domain.ids import AgentId

LINES_SHOWN: Final = 500
"""A view carries the last so many lines; all of them are kept."""


class ChatMove(StrEnum):
    GIVE = "give"
    """To an agent."""
    RETURN = "return"
    """To a queue."""
    END = "end"


_S, _M = ChatState, ChatMove

NEXT: Final[dict[tuple[ChatState, ChatMove], ChatState]] = {
    (_S.QUEUED, _M.GIVE): _S.OPEN,
    (_S.QUEUED, _M.RETURN): _S.QUEUED,
    (_S.QUEUED, _M.END): _S.ENDED,
    (_S.OPEN, _M.GIVE): _S.OPEN,
    (_S.OPEN, _M.RETURN): _S.QUEUED,
    (_S.OPEN, _M.END): _S.ENDED,
}


def move(state: ChatState, what: ChatMove) -> ChatState:
    """The state after a move. Raises NotNow for a move the table does not have."""
    try:
        return NEXT[state, what]
    except KeyError:
        raise NotNow(f"A chat that is {state.value} cannot {what.value}.") from None


class Chat(Struct):
    """All the floor knows of one. Encoded as JSON it is what a restart finds it by, without the
    lines, which are kept each on its own."""

    view: ChatView
    said: int = 0
    """Lines so far, for their numbers."""
    line_ids: set[str] = field(default_factory=set)
    """Author and id of the lines shown, to know one that comes twice."""
    first: bool = False
    """A transfer put it before all others of its queue."""
    answered: bool = False
    """The agent who has it has written in it."""
    typed_at: float = 0.0
    """When an agent was last told to type in it."""
    passed_over: set[AgentId] = field(default_factory=set)
    """Agents who lost it for want of an answer: it is theirs again only where nobody else is."""
    last_said_at: float = 0.0
    left_at: float = 0.0
    """When the visitor's page was lost."""
    joined: AgentId | None = None
    """Of whom it was said last that they have joined."""
    spoken: bool = False
    """An agent has written in it."""
    served_at: float | None = None
    """When the first agent got it; those who lost it again before any agent wrote do not count."""
    served_by: AgentId | None = None
    """Of the agents who count, the one who has it or had it last, ..."""
    served_name: str = ""
    """... and their name."""

    @property
    def open(self) -> bool:
        return self.view.state is not ChatState.ENDED
