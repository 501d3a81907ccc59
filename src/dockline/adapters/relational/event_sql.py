"""Every statement about events and webhooks, by name."""

from typing import Final

from dockline.adapters.relational.sql import put, select

EVENT_COLUMNS: Final = (
    "event_id",
    "space_id",
    "type",
    "at",
    "subject",
    "body",
    "number",
    "external_id",
)
WEBHOOK_COLUMNS: Final = (
    "webhook_id",
    "space_id",
    "name",
    "url",
    "types",
    "active",
    "secret",
    "created_at",
    "ended",
    "old_secret",
    "old_secret_until",
)
PROGRESS_COLUMNS: Final = (
    "done_to",
    "begun_to",
    "replay_done_to",
    "replay_begun_to",
    "replay_until",
    "succeeded_at",
    "failing_since",
    "last_status",
    "last_error",
)
DELIVERY_COLUMNS: Final = (
    "webhook_id",
    "seq",
    "replayed",
    "space_id",
    "dead",
    "attempts",
    "first_at",
    "next_at",
    "last_at",
    "last_status",
    "last_answer",
)

BEGIN_COUNTING: Final = (
    "insert into event_counters (space_id, last_seq) values (?, 0) on conflict (space_id) do"
    " nothing"
)
COUNT_EVENT: Final = (
    "update event_counters set last_seq = last_seq + 1 where space_id = ?"
    " and not exists (select 1 from events where event_id = ?)"
)
_COLUMNS: Final = ", ".join(EVENT_COLUMNS)
APPEND_EVENT: Final = (
    f"insert into events ({_COLUMNS}, seq)"
    " values (?, ?, ?, ?, ?, ?, ?, ?, (select last_seq from event_counters where space_id = ?))"
    " on conflict (event_id) do nothing"
)
PUT_WEBHOOK: Final = put("webhooks", WEBHOOK_COLUMNS, "webhook_id")
DROP_WEBHOOK: Final = tuple(
    f"delete from {table} where webhook_id = ?"
    for table in ("webhook_deliveries", "webhook_progress", "webhooks")
)
PUT_PROGRESS: Final = put("webhook_progress", ("webhook_id", *PROGRESS_COLUMNS), "webhook_id")
PUT_DELIVERY: Final = put("webhook_deliveries", DELIVERY_COLUMNS, "webhook_id", "seq", "replayed")
DROP_DELIVERY: Final = (
    "delete from webhook_deliveries where webhook_id = ? and seq = ? and replayed = ?"
)
REVIVE: Final = (
    "update webhook_deliveries set dead = 0, first_at = ?, next_at = ?"
    " where webhook_id = ? and dead = 1"
)
DROP_DEAD: Final = "delete from webhook_deliveries where webhook_id = ? and dead = 1"
OF_ONE: Final = "and seq = ?"
FORGET_LETTERS: Final = (
    "delete from webhook_deliveries where space_id = ? and dead = 1 and first_at < ?"
)
FORGET: Final = (
    "delete from events where space_id = ? and seq > ? and seq <= ? and at < ?"
    " and not exists (select 1 from webhook_deliveries d"
    " where d.space_id = events.space_id and d.seq = events.seq)"
    " and not exists (select 1 from webhooks w join webhook_progress p"
    " on p.webhook_id = w.webhook_id where w.space_id = events.space_id and w.active = 1"
    " and p.done_to < events.seq)"
)

_LOGGED: Final = (
    "select e.seq, e.event_id, e.space_id, e.type, e.at, e.subject, e.body, e.number,"
    " case when e.external_id = '' then coalesce(k.external_id, '') else e.external_id end"
)
_CHAT: Final = "left join chat_keys k on k.chat_id = e.subject"
WEBHOOKS: Final = f"{select('webhooks', WEBHOOK_COLUMNS)} order by created_at, webhook_id"
PROGRESS: Final = f"{select('webhook_progress', PROGRESS_COLUMNS)} where webhook_id = ?"
EVENTS: Final = (
    f"{_LOGGED} from events e {_CHAT} where e.space_id = ? and e.seq > ? order by e.seq limit ?"
)
EVENTS_UNTIL: Final = (
    f"{_LOGGED} from events e {_CHAT} where e.space_id = ? and e.seq > ? and e.seq <= ?"
    " order by e.seq limit ?"
)
FIRST_EVENT: Final = "select seq from events where space_id = ? order by seq limit 1"
LAST_EVENT: Final = "select last_seq from event_counters where space_id = ?"
DELIVERIES: Final = (
    f"{_LOGGED}, {', '.join(f'd.{name}' for name in DELIVERY_COLUMNS)}"
    " from webhook_deliveries d join events e on e.space_id = d.space_id and e.seq = d.seq"
    f" {_CHAT} where d.webhook_id = ? and d.dead = ? and d.seq > ?"
    " order by d.seq, d.replayed limit ?"
)
COUNT_DELIVERIES: Final = (
    "select dead, count(*) from webhook_deliveries where webhook_id = ? group by dead"
)
