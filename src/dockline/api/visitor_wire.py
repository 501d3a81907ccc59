"""A visitor's connection, ``/chat/socket``: a WebSocket of JSON text, from the widget or any page.

It carries no cookie and needs none: a chat is known by its id and the secret that came with it,
which the page keeps for its own tab. The first message is a hello. Nothing is begun before the
visitor writes: the first line starts the chat.

The visitor's own lines come back (`LineNews`) when they are on disk, to every page of theirs;
others' lines come at once, so a line may come after one with a higher number. A line that is
refused was not taken, and may be sent again with the same ``line_id``.

Close codes: 4400 bad message, 4403 this site may not show the chat, 4404 no such team, 4408 no
message for 150 seconds, 4429 too many sockets of one address or too many messages (100 in ten
seconds), 1013 too slow or the store is away (come back), 1001 the server is stopping (come back).

Attachments go beside it: ``POST /chat/attachments/<chat_id>`` with the file as the body, its type
as ``Content-Type``, and the headers ``X-Chat-Secret`` and ``X-File-Name`` (percent-encoded UTF-8);
the answer is an `Uploaded`. What was uploaded is sent by naming its id in a `VisitorLine`, and read
at the address in `LineShown.attachments`.
"""

from typing import Annotated, Any

from msgspec import Meta, Struct

Text = Annotated[str, Meta(max_length=4000)]


class _FromVisitor(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    pass


class VisitorHello(_FromVisitor, frozen=True, tag="hello"):
    cloud_id: Annotated[str, Meta(max_length=80)]
    team: Annotated[str, Meta(max_length=200)]
    """Its name."""
    name: Annotated[str, Meta(max_length=80)] = ""
    """The visitor's, where the site knows it."""
    page: Annotated[str, Meta(max_length=2000)] = ""
    """The address of the page they are on."""
    attributes: dict[str, Any] = {}
    """What the site says of them; at most 4 KiB of JSON."""
    chat_id: Annotated[str, Meta(max_length=80)] | None = None
    """Go on with this chat."""
    secret: Annotated[str, Meta(max_length=200)] | None = None


class VisitorLine(_FromVisitor, frozen=True, tag="line"):
    """One sent twice (the same ``line_id``, after a lost connection) is kept once."""

    line_id: Annotated[str, Meta(min_length=1, max_length=80)]
    text: Text
    attachments: tuple[Annotated[str, Meta(max_length=80)], ...] = ()


class VisitorTyping(_FromVisitor, frozen=True, tag="typing"):
    typing: bool


class VisitorSeen(_FromVisitor, frozen=True, tag="read"):
    seq: Annotated[int, Meta(ge=0)]


class VisitorBye(_FromVisitor, frozen=True, tag="end"):
    pass


class VisitorBeat(_FromVisitor, frozen=True, tag="beat"):
    """Each 20 seconds, a hidden page's each minute; 150 seconds without any message, and the socket
    is closed."""


FromVisitor = VisitorHello | VisitorLine | VisitorTyping | VisitorSeen | VisitorBye | VisitorBeat


class _ToVisitor(Struct, frozen=True, tag_field="type"):
    pass


class AttachmentShown(Struct, frozen=True):
    name: str
    media_type: str
    size: int
    url: str
    """A path on this server, with a key for whoever may read it."""


class LineShown(Struct, frozen=True):
    line_id: str
    seq: int
    author: str
    """``visitor``, ``agent``, ``system``."""
    name: str
    text: str
    attachments: tuple[AttachmentShown, ...]
    at: float
    """Seconds since 1970 (UTC)."""


class ChatShown(Struct, frozen=True):
    chat_id: str
    state: str
    """``queued``, ``open``, ``ended``."""
    agent: str
    """The name of whoever has it, or empty."""
    place: int | None
    """In the line, from 1, while it is queued."""
    lines: tuple[LineShown, ...]
    agent_typing: bool
    agent_read: int
    """The number of the last line that the agent has seen."""
    ended_by: str


class VisitorWelcome(_ToVisitor, frozen=True, tag="welcome"):
    now: float
    team: str
    open: bool
    text: str
    """The team's welcome, or, where it is closed, that it is."""
    chat: ChatShown | None
    """The one that was named, where it is there (still)."""
    attachments: bool
    attachment_bytes: int
    attachment_types: tuple[str, ...]


class ChatStarted(_ToVisitor, frozen=True, tag="started"):
    chat_id: str
    secret: str
    """Shown once."""


class ChatNews(_ToVisitor, frozen=True, tag="chat"):
    """Its state, its agent, its place, who types, what is read: all of it but the lines."""

    chat: ChatShown
    """With no lines."""


class LineNews(_ToVisitor, frozen=True, tag="line"):
    """A line of anybody's, the visitor's own (now durable) among them."""

    line: LineShown


class VisitorRefused(_ToVisitor, frozen=True, tag="refused"):
    line_id: str
    """Of the line that was not taken; empty: something else."""
    code: str
    message: str


ToVisitor = VisitorWelcome | ChatStarted | ChatNews | LineNews | VisitorRefused


class Uploaded(Struct, frozen=True):
    success: bool
    attachment_id: str
    name: str
    media_type: str
    size: int
