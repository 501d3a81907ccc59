"""Facts about chats as events."""

from collections.abc import Callable
from typing import Any

from dockline.domain import chatfacts as c
from dockline.domain.chatshown import ChatLine, ChatView
from dockline.domain.ids import AgentId
from dockline.domain.moments import moment
from dockline.services.events import shapes as s

PersonOf = Callable[[AgentId | None], s.Person | None]


def chat_told(fact: c.ChatFact, view: ChatView, person: PersonOf) -> tuple[str, Any] | None:
    """The event's type and data; None for what is not told."""
    chat = _chat(view, person)
    match fact:
        case c.ChatQueued():
            return "chat.started", s.ChatData(chat)
        case c.ChatOpened():
            return "chat.opened", s.ChatData(chat)
        case c.ChatReturned():
            return "chat.returned", s.ChatReturnedData(chat, fact.why)
        case c.ChatSaid():
            return "chat.said", s.ChatSaidData(chat, _line(fact.line))
        case c.ChatNoted():
            return "chat.noted", s.ChatData(chat)
        case c.ChatEnded():
            return "chat.ended", s.ChatData(chat)
        case _:
            return None


def _chat(view: ChatView, person: PersonOf) -> s.Chat:
    return s.Chat(
        chat_id=view.chat_id,
        channel=view.channel,
        state=view.state.value,
        team=view.team,
        visitor=view.visitor,
        agent=person(view.agent_id),
        started_at=moment(view.started_at),
        opened_at=moment(view.opened_at),
        ended_at=moment(view.ended_at),
        ended_by=view.ended_by,
        note=view.note,
    )


def _line(line: ChatLine) -> s.Line:
    return s.Line(
        line_id=line.line_id,
        number=line.seq,
        author=line.author.value,
        name=line.name,
        text=line.text,
        attachments=[one.name for one in line.attachments],
        at=moment(line.at),
    )
