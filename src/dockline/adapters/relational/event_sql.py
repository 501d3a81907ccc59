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
    f"delete from {table} where webhook_id = ?" for table in ("webhook_progress", "webhooks")
)
PUT_PROGRESS: Final = put("webhook_progress", ("webhook_id", *PROGRESS_COLUMNS), "webhook_id")
PUT_DELIVERY: Final = put("webhook_deliveries", DELIVERY_COLUMNS, "webhook_id", "seq", "replayed")
DROP_DELIVERY: Final = (
    "delete from webhook_deliveries where webhook_id = ? and seq = ? and replayed = ?"
)
_OLDEST_DEAD: Final = (
    "where (webhook_id, seq, replayed) in (select webhook_id, seq, replayed from webhook_deliveries"
    " where webhook_id = ? and dead = 1{} order by seq limit ?)"
)
REVIVE: Final = "update webhook_deliveries set dead = 0, first_at = ?, next_at = ?"
DROP_DEAD: Final = "delete from webhook_deliveries"
ONE_DEAD: Final = "where webhook_id = ? and dead = 1 and seq = ?"
OLDEST_DEAD: Final = _OLDEST_DEAD.format("")
DROP_OLDEST_DEAD: Final = f"{DROP_DEAD} {_OLDEST_DEAD.format(' and first_at < ?')}"
DROP_DELIVERIES: Final = (
    "delete from webhook_deliveries where (webhook_id, seq, replayed) in"
    " (select webhook_id, seq, replayed from webhook_deliveries"
    " where webhook_id = ? order by seq, replayed limit ?)"
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
# From one to the next: each may have a million.
DELIVERED_TO: Final = (
    "with recursive ids (id) as (select min(webhook_id) from webhook_deliveries union all"
    " select (select min(d.webhook_id) from webhook_deliveries d where d.webhook_id > ids.id)"
    " from ids where ids.id is not null)"
    " select id from ids where id is not null"
)
