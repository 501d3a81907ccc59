"""Every statement about chats, by name."""

from typing import Final

from dockline.adapters.relational.sql import insert, put, select

CHAT_COLUMNS: Final = (
    "chat_id",
    "space_id",
    "team_id",
    "team",
    "channel",
    "visitor",
    "attributes",
    "agent_id",
    "agent_name",
    "started_at",
    "opened_at",
    "ended_at",
    "ended_by",
    "lines",
    "note",
    "open_state",
)
LINE_COLUMNS: Final = (
    "chat_id",
    "space_id",
    "line_id",
    "seq",
    "author",
    "agent_id",
    "name",
    "body",
    "attachments",
    "at",
)
KEY_COLUMNS: Final = (
    "chat_id",
    "space_id",
    "secret_hash",
    "external_id",
    "webhook",
    "webhook_sent",
    "webhook_done",
)

PUT_CHAT: Final = put("chats", CHAT_COLUMNS, "chat_id")
APPEND_LINE: Final = f"{insert('chat_lines', LINE_COLUMNS)} on conflict (chat_id, seq) do nothing"
PUT_KEYS: Final = put("chat_keys", KEY_COLUMNS, "chat_id")
SET_SENT: Final = "update chat_keys set webhook_sent = ?, webhook_done = ? where chat_id = ?"

OPEN_CHATS: Final = (
    f"{select('chats', CHAT_COLUMNS)} where space_id = ? and ended_at is null"
    " order by started_at, chat_id"
)
CHAT: Final = f"{select('chats', CHAT_COLUMNS)} where space_id = ? and chat_id = ?"
CHATS: Final = f"{select('chats', CHAT_COLUMNS)} where space_id = ?"
COUNT_CHATS: Final = "select count(*) from chats where space_id = ?"
CHATS_OF_AGENT: Final = "and agent_id = ?"
CHATS_OF_TEAM: Final = "and team_id = ?"
CHATS_SINCE: Final = "and started_at >= ?"
CHATS_UNTIL: Final = "and started_at < ?"
CHATS_ENDED: Final = {True: "and ended_at is not null", False: "and ended_at is null"}
CHATS_OPENED: Final = {True: "and opened_at is not null", False: "and opened_at is null"}
CHATS_NEWEST_FIRST: Final = "order by started_at desc, chat_id desc limit ? offset ?"
LINES: Final = (
    f"{select('chat_lines', LINE_COLUMNS)} where chat_id = ? and space_id = ? and seq > ?"
    " order by seq limit ?"
)
LAST_LINES: Final = (
    f"{select('chat_lines', LINE_COLUMNS)} where chat_id = ? and space_id = ?"
    " order by seq desc limit ?"
)
KEYS: Final = f"{select('chat_keys', KEY_COLUMNS)} where chat_id = ?"
OPEN_WEBHOOKS: Final = (
    f"{select('chat_keys', KEY_COLUMNS)} where space_id = ? and webhook_done = 0 order by chat_id"
)
