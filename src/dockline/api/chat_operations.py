"""The routes of chats, as data."""

from typing import Final

from dockline.api.chat_api_wire import InitiateBody, Initiated, MessageBody, MessageTaken
from dockline.api.dock_wire import ChatHistory
from dockline.api.operation import (
    AWAY,
    MALFORMED,
    TOO_LARGE,
    TOO_MANY,
    UNAUTHORIZED,
    WRONG_TYPE,
    Answer,
    Operation,
    Parameter,
)
from dockline.api.visitor_wire import Uploaded

_CHAT_ID: Final = Parameter("chat_id", "path", "The chat's id.", {"type": "string"}, True)
_FILE_ID: Final = Parameter("attachment_id", "path", "The file's id.", {"type": "string"}, True)
_FILE_NAME: Final = Parameter(
    "X-File-Name", "header", "Its name, as percent-encoded UTF-8.", {"type": "string"}
)
_UPLOADED: Final = (
    Answer(200, "It is kept; a message names it by its id.", (Uploaded,)),
    Answer(403, "The page that asks may not."),
    Answer(404, "There is no such chat, or it is not yours."),
    Answer(409, "The chat has ended."),
    Answer(413, "The file is too large."),
    Answer(415, "Files of this type are not taken, or it is not what its sender says."),
    AWAY,
)

CHAT_OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        "post",
        "/chat/api/v2/initiate",
        "Chat API",
        "Begin a chat",
        "For bots and front ends of your own. The chat waits for an agent of the team from now "
        "on; what they write is posted to the webhook.",
        (
            Answer(200, "The chat that goes on for this visitor, or a new one.", (Initiated,)),
            MALFORMED,
            UNAUTHORIZED,
            Answer(404, "There is no such team."),
            Answer(409, "The team takes no chats now; the message is what to tell the visitor."),
            TOO_LARGE,
            WRONG_TYPE,
            TOO_MANY,
            AWAY,
        ),
        InitiateBody,
        (),
        ("", "bearer", "apiKey"),
    ),
    Operation(
        "post",
        "/chat/api/v2/message",
        "Chat API",
        "Say something in a chat",
        "What the visitor writes, that they type, or that they leave. Answered when it is "
        "durable; sent again with the same id, it is kept once.",
        (
            Answer(200, "It is kept.", (MessageTaken,)),
            Answer(
                400,
                "Not JSON (the message tells the position), or a field is wrong (it begins with "
                "its name).",
            ),
            Answer(401, "The token is wrong, or there is none."),
            Answer(404, "The token's space has no such chat."),
            Answer(409, "The chat has ended, or there is nothing in the message."),
            TOO_LARGE,
            Answer(415, "The body is not JSON, or files of a type that is not taken are in it."),
            TOO_MANY,
            AWAY,
        ),
        MessageBody,
        (),
        ("", "bearer", "apiKey"),
    ),
    Operation(
        "get",
        "/chat/socket",
        "Chat",
        "The visitor's socket",
        "A WebSocket (RFC 6455) of JSON text frames, for everybody; a plain request is answered "
        "as shown.",
        (Answer(426, "Not asked for as a WebSocket."),),
    ),
    Operation(
        "post",
        "/chat/attachments/{chat_id}",
        "Chat",
        "Send a file as a visitor",
        "The file is the body. What it is goes by its own first bytes.",
        (
            *_UPLOADED,
            Answer(401, "Chat and secret do not match."),
            TOO_MANY,
        ),
        parameters=(
            _CHAT_ID,
            Parameter("X-Chat-Secret", "header", "The chat's secret.", {"type": "string"}),
            _FILE_NAME,
        ),
    ),
    Operation(
        "get",
        "/chat/attachments/{chat_id}/{attachment_id}",
        "Chat",
        "Read a file",
        "By the address that the visitor was told, which has a key in it, or by the session of "
        "an agent of the chat's team.",
        (
            Answer(200, "The file, to be kept; a picture may be shown.", (), "*/*"),
            Answer(401, "There is no key, and nobody is signed in."),
            Answer(403, "The page that asks may not."),
            Answer(404, "There is no such file, or it is not for you."),
            AWAY,
        ),
        parameters=(
            _CHAT_ID,
            _FILE_ID,
            Parameter("key", "query", "The file's key.", {"type": "string"}),
        ),
        security=("", "session"),
    ),
    Operation(
        "post",
        "/dock/attachments/{chat_id}",
        "Dock",
        "Send a file as an agent",
        "The file is the body. Only who has the chat may.",
        (*_UPLOADED, Answer(401, "Not signed in.")),
        parameters=(_CHAT_ID, _FILE_NAME),
        security=("session",),
    ),
    Operation(
        "get",
        "/dock/chat-history",
        "Dock",
        "Past chats",
        "The agent's own chats with all that was said, newest first.",
        (
            Answer(200, "Chats.", (ChatHistory,)),
            Answer(400, "`limit` is wrong."),
            Answer(401, "Not signed in."),
            Answer(403, "The role does not allow it."),
            AWAY,
        ),
        parameters=(
            Parameter(
                "limit",
                "query",
                "How many at most.",
                {"type": "integer", "minimum": 1, "maximum": 50, "default": 20},
            ),
        ),
        security=("session",),
    ),
)
