"""Every statement but those about leads, by name. Values are bound in the order of the columns."""

from typing import Final

SPACE_COLUMNS: Final = ("space_id", "name", "settings")
TEAM_COLUMNS: Final = ("team_id", "space_id", "name", "name_key", "caller_id", "settings")
USER_COLUMNS: Final = (
    "user_id",
    "space_id",
    "login",
    "login_key",
    "name",
    "role",
    "password_hash",
    "teams",
    "active",
    "skills",
    "chat_limit",
    "operator",
    "password_due",
    "second_factor",
)
TOKEN_COLUMNS: Final = (
    "token_hash",
    "space_id",
    "name",
    "created_at",
    "expires_at",
    "begins",
    "scopes",
    "created_by",
    "last_used_at",
    "last_used_for",
)
SESSION_COLUMNS: Final = (
    "session_hash",
    "space_id",
    "user_id",
    "created_at",
    "expires_at",
    "address",
    "browser",
    "seen_at",
    "limited",
)
CALL_COLUMNS: Final = (
    "call_id",
    "space_id",
    "kind",
    "direction",
    "agent_id",
    "agent_login",
    "agent_name",
    "team_id",
    "team",
    "number",
    "caller_id",
    "custom",
    "started_at",
    "ringing_at",
    "answered_at",
    "ended_at",
    "hold_seconds",
    "outcome",
    "ended_by",
    "cause",
    "sip_status",
    "recording",
    "disposition",
    "note",
    "open_state",
    "onward_cost",
)
AGENT_STATE_COLUMNS: Final = (
    "space_id",
    "agent_id",
    "at",
    "seq",
    "state",
    "pause_reason",
    "call_id",
    "chats",
)
ANSWER_COLUMNS: Final = ("space_id", "key", "request_hash", "status", "body", "at")


def insert(table: str, columns: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(columns))
    return f"insert into {table} ({', '.join(columns)}) values ({marks})"


def replace(columns: tuple[str, ...], *keys: str) -> str:
    new = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in keys)
    return f"on conflict ({', '.join(keys)}) do update set {new}"


def put(table: str, columns: tuple[str, ...], *keys: str) -> str:
    """Insert, or replace the row of the same key."""
    return f"{insert(table, columns)} {replace(columns, *keys)}"


def select(table: str, columns: tuple[str, ...]) -> str:
    return f"select {', '.join(columns)} from {table}"


# --- writes -----------------------------------------------------------------------------------

NEW_SPACE: Final = insert("spaces", SPACE_COLUMNS)
PUT_SPACE: Final = put("spaces", SPACE_COLUMNS, "space_id")
PUT_TEAM: Final = put("teams", TEAM_COLUMNS, "team_id")
DROP_TEAM: Final = "delete from teams where team_id = ?"
PUT_USER: Final = put("users", USER_COLUMNS, "user_id")
PUT_TOKEN: Final = put("tokens", TOKEN_COLUMNS, "token_hash")
DROP_TOKEN: Final = "delete from tokens where token_hash = ?"
DROP_LASTING_TOKEN: Final = "delete from tokens where token_hash = ? and expires_at is null"
END_LASTING_TOKEN: Final = (
    "update tokens set expires_at = ? where token_hash = ? and expires_at is null"
)
CHANGE_TOKEN: Final = "update tokens set name = ?, scopes = ? where token_hash = ?"
NOTE_TOKEN_USE: Final = (
    "update tokens set last_used_at = ?, last_used_for = ?"
    " where token_hash = ? and (last_used_at is null or last_used_at < ?)"
)
PUT_SESSION: Final = put("sessions", SESSION_COLUMNS, "session_hash")
CHANGE_SESSION: Final = (
    "update sessions set expires_at = ?, seen_at = ?, limited = ? where session_hash = ?"
)
DROP_SESSION: Final = "delete from sessions where session_hash = ?"
DROP_SESSIONS_OF: Final = "delete from sessions where user_id = ?"
DROP_ENDED_SESSIONS: Final = "delete from sessions where expires_at <= ?"
PUT_CALL: Final = put("calls", CALL_COLUMNS, "call_id")
SET_RECORDING: Final = "update calls set recording = ? where call_id = ?"
PUT_ANSWER: Final = (
    f"{insert('answers', ANSWER_COLUMNS)} {replace(ANSWER_COLUMNS, 'space_id', 'key')}"
    " where answers.at <= ?"
)
DROP_OLD_ANSWERS: Final = (
    "delete from answers where (space_id, key) in"
    " (select space_id, key from answers where at <= ? order by at limit 100)"
)
"""With each that is put, so that they become no more; of those of a busy day not all at once, which
whoever asks first after a night would wait for."""

PUT_AGENT_STATE: Final = put(
    "agent_states", AGENT_STATE_COLUMNS, "space_id", "agent_id", "at", "seq"
)
PUT_ALIVE: Final = put("alive", ("space_id", "at"), "space_id")

PROBE: Final = "update alembic_version set version_num = version_num"
"""Writes a page and changes nothing: shows that the disk takes what is written."""

# --- reads ------------------------------------------------------------------------------------

SPACES: Final = f"{select('spaces', SPACE_COLUMNS)} order by space_id"
TEAMS: Final = f"{select('teams', TEAM_COLUMNS)} where space_id = ? order by name_key"
USERS: Final = f"{select('users', USER_COLUMNS)} where space_id = ? order by login_key"
TOKENS: Final = (
    f"{select('tokens', TOKEN_COLUMNS)} where space_id = ? order by created_at, token_hash"
)
SESSION: Final = f"{select('sessions', SESSION_COLUMNS)} where session_hash = ?"
SESSIONS_OF: Final = (
    f"{select('sessions', SESSION_COLUMNS)} where user_id = ?"
    " order by created_at desc, session_hash"
)
OPEN_CALLS: Final = (
    f"{select('calls', CALL_COLUMNS)} where space_id = ? and ended_at is null"
    " order by started_at, call_id"
)
CALL: Final = f"{select('calls', CALL_COLUMNS)} where space_id = ? and call_id = ?"
CALLS: Final = f"{select('calls', CALL_COLUMNS)} where space_id = ?"
COUNT_CALLS: Final = "select count(*) from calls where space_id = ?"
CALLS_OF_AGENT: Final = "and agent_id = ?"
CALLS_WITH_NUMBER: Final = "and number = ?"
CALLS_SINCE: Final = "and started_at >= ?"
CALLS_UNTIL: Final = "and started_at < ?"
CALLS_OF_KIND: Final = "and kind = ?"
CALLS_WITH_OUTCOME: Final = "and outcome = ?"
CALLS_NEWEST_FIRST: Final = "order by started_at desc, call_id desc limit ? offset ?"
AGENT_STATES: Final = (
    f"{select('agent_states', AGENT_STATE_COLUMNS)} where space_id = ? and agent_id = ?"
    " and at >= ? and at < ? order by at, seq limit ?"
)
AGENT_STATE_BEFORE: Final = (
    f"{select('agent_states', AGENT_STATE_COLUMNS)} where space_id = ? and agent_id = ?"
    " and at < ? order by at desc, seq desc limit 1"
)
ALIVE: Final = "select at from alive where space_id = ?"
ANSWER: Final = f"{select('answers', ANSWER_COLUMNS)} where space_id = ? and key = ? and at > ?"

DATA_VERSION: Final = "pragma data_version"
"""Changes when another connection has written, seen from the connection that asks."""
