"""What is said in chats."""

from dockline.domain.chat import LINES_SHOWN, Chat
from dockline.domain.chatfacts import ChatSaid
from dockline.domain.chatshown import AttachmentView, ChatAuthor, ChatLine
from dockline.domain.errors import ChatRefused
from dockline.domain.floor.state import Floor
from dockline.domain.ids import AgentId


def known(chat: Chat, author: ChatAuthor, line_id: str) -> bool:
    """Whether this line came before."""
    return _key(author, line_id) in chat.line_ids


def check(text: str, attachments: tuple[AttachmentView, ...]) -> None:
    """Raises ChatRefused for a line with nothing in it."""
    if not text.strip() and not attachments:
        raise ChatRefused("The message is empty. Write something first.")


def add(
    floor: Floor,
    chat: Chat,
    author: ChatAuthor,
    name: str,
    line_id: str,
    text: str,
    now: float,
    *,
    agent_id: AgentId | None = None,
    attachments: tuple[AttachmentView, ...] = (),
) -> None:
    """Say it, and have it kept."""
    view = chat.view
    chat.said += 1
    line = ChatLine(
        line_id=line_id,
        seq=chat.said,
        author=author,
        agent_id=agent_id,
        name=name,
        text=text,
        attachments=attachments,
        at=now,
    )
    if len(view.lines) >= LINES_SHOWN:
        oldest = view.lines[0]
        chat.line_ids.discard(_key(oldest.author, oldest.line_id))
    chat.line_ids.add(_key(author, line_id))
    chat.last_said_at = now
    since = view.waiting_since
    if author is ChatAuthor.VISITOR:
        since = now if since is None else since
    elif author is ChatAuthor.AGENT:
        since = None
    floor.tell(
        ChatSaid(
            chat_id=view.chat_id,
            line=line,
            waiting_since=since,
            # Whoever sent it has stopped typing it.
            visitor_typing=view.visitor_typing and author is not ChatAuthor.VISITOR,
            agent_typing=view.agent_typing and author is not ChatAuthor.AGENT,
        ),
        now,
    )
    floor.keep_chat(chat, line)


def system(
    floor: Floor, chat: Chat, text: str, now: float, agent_id: AgentId | None = None
) -> None:
    """A word of ours, about an agent or nobody."""
    line_id = f"system-{chat.said + 1}"
    add(floor, chat, ChatAuthor.SYSTEM, "", line_id, text, now, agent_id=agent_id)


def again(chat: Chat, lines: tuple[ChatLine, ...]) -> None:
    """After a restart: the lines are kept apart from the chat."""
    chat.view.lines = lines[-LINES_SHOWN:]
    chat.line_ids = {_key(line.author, line.line_id) for line in chat.view.lines}
    if lines:
        chat.said = max(chat.said, lines[-1].seq)
        chat.last_said_at = max(chat.last_said_at, lines[-1].at)


def _key(author: ChatAuthor, line_id: str) -> str:
    return f"{author.value}:{line_id}"
