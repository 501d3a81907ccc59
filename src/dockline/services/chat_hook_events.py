"""What a bot, or a front end of somebody's own, is told of its chat, and how it is signed."""

import hashlib
import hmac

import msgspec
from msgspec import Struct

from dockline.domain.chatshown import ChatAuthor, ChatLine
from dockline.domain.moments import moment
from dockline.ports.chat_store import ChatKeys, ChatRecord
from dockline.services.chat_files import file_address
from dockline.services.signing import signature


class EventAttachment(Struct, frozen=True):
    name: str
    media_type: str
    size: int
    url: str
    """A path on this server, with a key in it."""


class EventMessage(Struct, frozen=True):
    id: str
    text: str
    attachments: tuple[EventAttachment, ...] = ()


class ChatEvent(Struct, frozen=True):
    event_id: str
    """The same when it is sent again."""
    type: str
    """``join``, ``message``, ``typing``, ``typing_end``, ``end``."""
    uuid: str
    id: str
    """The visitor's, as initiate was told it."""
    space_id: str
    team_name: str
    at: str
    """RFC 3339."""
    seq: int = 0
    """Of a message: its number in the chat."""
    sender: str = ""
    """Of a message: ``agent`` or ``system``."""
    agent: str = ""
    """Their name."""
    message: EventMessage | None = None
    ended_by: str = ""


def webhook_secret(keys: ChatKeys) -> str:
    """The chat's own: it signs nothing but what is told of this chat."""
    return hmac.new(keys.secret_hash, b"webhook", hashlib.sha256).hexdigest()


def signed(keys: ChatKeys, body: bytes, now: float) -> dict[str, str]:
    """Headers. The signature is HMAC-SHA256 of ``<timestamp>.<body>``."""
    timestamp = str(int(now))
    mac = signature(webhook_secret(keys), timestamp, body)
    return {
        "Content-Type": "application/json",
        "User-Agent": "Dockline",
        "X-Dockline-Timestamp": timestamp,
        "X-Dockline-Signature": f"sha256={mac}",
    }


def line_event(keys: ChatKeys, team: str, line: ChatLine, agent: str) -> ChatEvent | None:
    """``agent``: the name of the one it is by, or about. None for what the visitor said: that
    came from there."""
    if line.author is ChatAuthor.VISITOR:
        return None
    joined = line.author is ChatAuthor.SYSTEM and line.agent_id is not None
    files = tuple(
        EventAttachment(one.name, one.media_type, one.size, file_address(keys, one.attachment_id))
        for one in line.attachments
    )
    return ChatEvent(
        event_id=f"{keys.chat_id}:{line.seq}",
        type="join" if joined else "message",
        uuid=keys.chat_id,
        id=keys.external_id,
        space_id=keys.space_id,
        team_name=team,
        at=moment(line.at),
        seq=line.seq,
        sender=line.author.value,
        agent=agent,
        message=EventMessage(line.line_id, line.text, files),
    )


def end_event(keys: ChatKeys, record: ChatRecord) -> ChatEvent:
    return ChatEvent(
        event_id=f"{keys.chat_id}:end",
        type="end",
        uuid=keys.chat_id,
        id=keys.external_id,
        space_id=keys.space_id,
        team_name=record.team,
        at=moment(record.ended_at or record.started_at),
        agent=record.agent_name,
        ended_by=record.ended_by,
    )


def typing_event(keys: ChatKeys, team: str, agent: str, typing: bool, now: float) -> ChatEvent:
    kind = "typing" if typing else "typing_end"
    return ChatEvent(
        event_id=f"{keys.chat_id}:{kind}:{now:.3f}",
        type=kind,
        uuid=keys.chat_id,
        id=keys.external_id,
        space_id=keys.space_id,
        team_name=team,
        at=moment(now),
        agent=agent,
    )


def encoded(event: ChatEvent) -> bytes:
    return msgspec.json.encode(event)
