"""Every statement about retention and erasing, by name."""

from collections.abc import Mapping
from typing import Final

from dockline.adapters.relational.chat_sql import CHAT_COLUMNS
from dockline.adapters.relational.lead_sql import LEAD_COLUMNS
from dockline.adapters.relational.sql import put, select
from dockline.ports.care_store import Place

KEPT_COLUMNS: Final = ("call_id", "space_id", "at", "actor", "reason")
_MARK_COLUMNS: Final = ("space_id", "what", "at", "row_id")
_BARE: Final = "number = '' and custom = '{}' and note = ''"
_AFTER: Final = "started_at >= ? and (started_at > ? or {id} > ?)"
_FINISHED: Final = "state in ('done', 'do_not_call', 'expired', 'exhausted')"


def _free(table: str) -> str:
    """What is of a call under a legal hold stays: also of one that another process has put under
    it since it was looked for."""
    return f"not exists (select 1 from kept_calls as k where k.call_id = {table}.call_id)"


PUT_KEPT: Final = put("kept_calls", KEPT_COLUMNS, "call_id")
DROP_KEPT: Final = "delete from kept_calls where space_id = ? and call_id = ?"
PUT_MARK: Final = put("care_marks", _MARK_COLUMNS, "space_id", "what")
MASK_CALL: Final = (
    "update calls set number = '', custom = '{}', note = '', open_state = ?"
    f" where space_id = ? and call_id = ? and ended_at is not null and {_free('calls')}"
)
UNNAME_RECORDING: Final = (
    "update calls set recording = '' where space_id = ? and call_id = ? and ended_at is not null"
    f" and {_free('calls')}"
)
MASK_CHAT: Final = (
    "update chats set visitor = '', attributes = '{}', note = ''"
    " where space_id = ? and chat_id = ? and ended_at is not null"
)
_OF_CHAT: Final = (
    "where space_id = ? and chat_id in"
    " (select chat_id from chats where chat_id = ? and ended_at is not null)"
)
DROP_LINES: Final = f"delete from chat_lines {_OF_CHAT}"
DROP_KEYS: Final = f"delete from chat_keys {_OF_CHAT}"
_MASK_ATTEMPTS: Final = f"update attempts set number = '' where {_free('attempts')}"
MASK_ATTEMPT: Final = f"{_MASK_ATTEMPTS} and space_id = ? and attempt_id = ?"
MASK_ATTEMPTS_TO: Final = f"{_MASK_ATTEMPTS} and space_id = ? and number = ?"
MASK_ATTEMPTS_OF: Final = (
    f"{_MASK_ATTEMPTS} and space_id = ? and lead_id = ?"
    " and not exists (select 1 from leads where leads.lead_id = attempts.lead_id)"
)
DROP_LEAD: Final = (
    "delete from leads where space_id = ? and lead_id = ?"
    " and state not in ('scheduled', 'dialling', 'connected', 'wrap_up')"
)
DROP_OLD_LEAD: Final = (
    f"delete from leads where space_id = ? and lead_id = ? and {_FINISHED} and updated_at < ?"
)
DROP_STATES: Final = "delete from agent_states where space_id = ? and agent_id = ? and at < ?"
DROP_ANSWER: Final = "delete from answers where space_id = ? and key = ?"

KEPT: Final = f"{select('kept_calls', KEPT_COLUMNS)} where space_id = ? order by at desc, call_id"
MARK: Final = "select at, row_id from care_marks where space_id = ? and what = ?"
OLD_CALLS: Final = (
    f"select call_id, started_at, recording, case when {_BARE} then 1 else 0 end from calls"
    f" where space_id = ? and {_AFTER.format(id='call_id')} and started_at < ?"
    " and ended_at is not null order by started_at, call_id limit ?"
)
OLD_CHATS: Final = (
    f"{select('chats', CHAT_COLUMNS)} where space_id = ? and {_AFTER.format(id='chat_id')}"
    " and started_at < ? and ended_at is not null and (visitor <> '' or attributes <> '{}'"
    " or note <> '' or exists (select 1 from chat_lines l where l.chat_id = chats.chat_id)"
    " or exists (select 1 from chat_keys k where k.chat_id = chats.chat_id))"
    " order by started_at, chat_id limit ?"
)
OLD_LEADS: Final = (
    f"select lead_id from leads where space_id = ? and {_FINISHED} and updated_at < ?"
    " order by updated_at limit ?"
)
ATTACHMENTS: Final = (
    "select attachments from chat_lines where space_id = ? and chat_id = ? and attachments <> '[]'"
)
LEADS_EVERYWHERE: Final = (
    f"{select('leads', LEAD_COLUMNS)} where space_id = ? and number = ?"
    " and list_id in (select list_id from dial_lists where space_id = ?) order by lead_id"
)
COUNT_ATTEMPTS_TO: Final = (
    f"select count(*) from attempts where space_id = ? and number = ? and {_free('attempts')}"
)
ANSWERS_AFTER: Final = (
    "select key, body from answers where space_id = ? and key > ? order by key limit ?"
)
INTAKE: Final = "select count(*) from intake"

TEXTS: Final[Mapping[Place, tuple[str, tuple[str, ...], tuple[str, ...]]]] = {
    Place.CALLS: ("calls", ("call_id",), ("custom", "note", "caller_id")),
    Place.LEADS: ("leads", ("lead_id",), ("data", "external_id", "callback", "skips", "reason")),
    Place.DO_NOT_CALL: ("do_not_call", ("number", "campaign_id"), ("reason",)),
    Place.EVENTS: ("events", ("seq",), ("number", "external_id", "subject", "body")),
    Place.DELIVERIES: (
        "webhook_deliveries",
        ("webhook_id", "seq", "replayed"),
        ("last_answer",),
    ),
    Place.AUDIT: ("audit", ("entry_id",), ("detail",)),
}
"""Table, key and columns of each place."""
_SIGNS: Final = (" ", "-", "(", ")", ".", "/", "\u00a0")
"""What people write between the digits of a number."""


def _bare(column: str) -> str:
    text = f"coalesce({column}, '')"
    for sign in _SIGNS:
        text = f"replace({text}, '{sign}', '')"
    return text


def _has_digits(columns: tuple[str, ...]) -> str:
    """Its values are `patterns`, for each column. What does not even have the digits in their order
    is not looked at more closely, which takes much longer."""
    one = "{0} like ? and {1} like ?"
    return "(" + " or ".join(one.format(column, _bare(column)) for column in columns) + ")"


def patterns(digits: str) -> tuple[str, str]:
    return f"%{'%'.join(digits)}%", f"%{digits}%"


def mentions(place: Place) -> tuple[str, int]:
    """The query (space, then `patterns` for each column, then the limit), and how many columns."""
    table, keys, columns = TEXTS[place]
    open_too = " and ended_at is not null" if place is Place.CALLS else ""
    text = (
        f"{select(table, (*keys, *columns))} where space_id = ?{open_too}"
        f" and {_has_digits(columns)} order by {', '.join(keys)} limit ?"
    )
    return text, len(columns)


def put_texts(place: Place) -> str:
    """Values: the columns, the space, the key, and the columns as they were."""
    table, keys, columns = TEXTS[place]
    new = ", ".join(f"{column} = ?" for column in columns)
    return f"update {table} set {new} where space_id = ? and " + " and ".join(
        (*(f"{key} = ?" for key in keys), *(f"coalesce({column}, '') = ?" for column in columns))
    )


CHATS_MENTIONING: Final = (
    f"select chat_id from chats where space_id = ?"
    f" and {_has_digits(('visitor', 'attributes', 'note'))}"
    f" union select chat_id from chat_lines where space_id = ?"
    f" and {_has_digits(('name', 'body', 'attachments'))}"
    f" union select chat_id from chat_keys where space_id = ?"
    f" and {_has_digits(('external_id', 'webhook'))} order by chat_id"
)
"""Values: the space and `patterns` three times, all that twice; the space and them two times."""
