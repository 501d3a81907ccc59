"""What docks, visitors and the services ask of the floor about chats."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from dockline.domain.chatshown import AttachmentView
from dockline.domain.ids import AgentId, ChatId, TeamId
from dockline.domain.requests import DockRequest

ChatText = Annotated[str, Meta(max_length=4000)]
LineId = Annotated[str, Meta(min_length=1, max_length=80)]


class SendChat(DockRequest, frozen=True, tag="send_chat"):
    """A line of the agent's. One sent twice (the same ``line_id``) is kept once."""

    chat_id: ChatId
    line_id: LineId
    text: ChatText
    attachments: tuple[Annotated[str, Meta(max_length=80)], ...] = ()
    """Ids of attachments that were uploaded to this chat."""


class TypeChat(DockRequest, frozen=True, tag="type_chat"):
    chat_id: ChatId
    typing: bool


class ReadChat(DockRequest, frozen=True, tag="read_chat"):
    """The agent has seen its lines up to this one."""

    chat_id: ChatId
    seq: Annotated[int, Meta(ge=0)]


class TransferChat(DockRequest, frozen=True, tag="transfer_chat"):
    """To an agent at once, or to a team's queue, first in its line. Raises TargetUnavailable."""

    chat_id: ChatId
    target_kind: Literal["agent", "team"]
    target: Annotated[str, Meta(min_length=1, max_length=80)]
    """Its id."""


class NoteChat(DockRequest, frozen=True, tag="note_chat"):
    chat_id: ChatId
    note: ChatText


class EndChat(DockRequest, frozen=True, tag="end_chat"):
    chat_id: ChatId


class CloseChat(DockRequest, frozen=True, tag="close_chat"):
    """Take a chat that has ended off the dock."""

    chat_id: ChatId


ChatOrder = SendChat | TypeChat | ReadChat | TransferChat | NoteChat | EndChat | CloseChat


# --- from the services --------------------------------------------------------------------------


class StartChat(Struct, frozen=True):
    """A visitor, or a bot for one, wants to chat with a team. Raises ChatRefused."""

    chat_id: ChatId
    team_id: TeamId
    channel: str
    visitor: str
    attributes: dict[str, Any]


class VisitorSays(Struct, frozen=True):
    """Raises NoSuchChat, ChatRefused (it has ended). One said twice is kept once."""

    chat_id: ChatId
    line_id: str
    text: str
    attachments: tuple[AttachmentView, ...] = ()


class AgentSays(Struct, frozen=True):
    """`SendChat`, its attachments found."""

    agent_id: AgentId
    chat_id: ChatId
    line_id: str
    text: str
    attachments: tuple[AttachmentView, ...] = ()


class VisitorTypes(Struct, frozen=True):
    chat_id: ChatId
    typing: bool


class VisitorReads(Struct, frozen=True):
    chat_id: ChatId
    seq: int


class VisitorHere(Struct, frozen=True):
    """Their page's socket came or went."""

    chat_id: ChatId
    here: bool


class VisitorEnds(Struct, frozen=True):
    chat_id: ChatId


ChatCommand = (
    StartChat | VisitorSays | AgentSays | VisitorTypes | VisitorReads | VisitorHere | VisitorEnds
)
