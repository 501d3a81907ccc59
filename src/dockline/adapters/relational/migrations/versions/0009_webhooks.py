"""Subscriptions to facts, what is to be told, and what nobody took.

``events`` is the log, numbered by ``event_counters`` in the same transaction as what it tells: so
no number is left out, and none comes twice. ``webhook_progress`` has how far a subscription has
come: all up to ``done_to`` is settled or has a row in ``webhook_deliveries``; what comes after
``begun_to`` was never sent. The same of a replay, which ends at ``replay_until``.
"""

from dockline.adapters.relational.ddl import execute

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_STATEMENTS: tuple[str, ...] = (
    """
    create table event_counters (
        space_id text primary key,
        last_seq integer not null
    ) strict
    """,
    """
    create table events (
        space_id text not null,
        seq integer not null,
        event_id text not null unique,
        type text not null,
        at real not null,
        subject text not null,
        number text not null,
        external_id text not null,
        body text not null,
        primary key (space_id, seq)
    ) strict
    """,
    "create index events_by_time on events (space_id, at)",
    """
    create table webhooks (
        webhook_id text primary key,
        space_id text not null,
        name text not null,
        url text not null,
        types text not null,
        active integer not null,
        ended text not null,
        secret text not null,
        old_secret text not null,
        old_secret_until real,
        created_at real not null
    ) strict
    """,
    "create index webhooks_by_space on webhooks (space_id, created_at, webhook_id)",
    """
    create table webhook_progress (
        webhook_id text primary key,
        done_to integer not null,
        begun_to integer not null,
        replay_done_to integer not null,
        replay_begun_to integer not null,
        replay_until integer not null,
        succeeded_at real,
        failing_since real,
        last_status integer,
        last_error text not null
    ) strict
    """,
    """
    create table webhook_deliveries (
        webhook_id text not null,
        seq integer not null,
        replayed integer not null,
        space_id text not null,
        dead integer not null,
        attempts integer not null,
        first_at real not null,
        next_at real not null,
        last_at real,
        last_status integer,
        last_answer text not null,
        primary key (webhook_id, seq, replayed)
    ) strict
    """,
    "create index webhook_deliveries_by_event on webhook_deliveries (space_id, seq)",
    "create index webhook_deliveries_by_state on webhook_deliveries (webhook_id, dead, seq)",
)


def upgrade() -> None:
    execute(*_STATEMENTS)
