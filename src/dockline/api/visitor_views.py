"""Chats as their visitors are shown them: no note, no ids of ours, nobody else's name."""

from dockline.api.visitor_wire import AttachmentShown, ChatShown, LineShown
from dockline.domain.chatshown import ChatLine, ChatView
from dockline.ports.chat_store import ChatKeys
from dockline.services.chat_files import file_address


def chat_shown(
    view: ChatView, keys: ChatKeys, place: int | None, *, lines: bool = False
) -> ChatShown:
    return ChatShown(
        chat_id=view.chat_id,
        state=view.state.value,
        agent=view.agent,
        place=place,
        lines=tuple(line_shown(line, keys) for line in view.lines) if lines else (),
        agent_typing=view.agent_typing,
        agent_read=view.agent_read,
        ended_by=view.ended_by,
    )


def line_shown(line: ChatLine, keys: ChatKeys) -> LineShown:
    return LineShown(
        line_id=line.line_id,
        seq=line.seq,
        author=line.author.value,
        name=line.name,
        text=line.text,
        attachments=tuple(
            AttachmentShown(
                name=one.name,
                media_type=one.media_type,
                size=one.size,
                url=file_address(keys, one.attachment_id),
            )
            for one in line.attachments
        ),
        at=line.at,
    )
