"""Queues of teams, what agents are good at, chats, and who was where, when.

A chat's row is what lists show; its lines are rows of their own, added one at a time. Of a chat
that has not ended ``open_state`` is what a restart puts back on the floor. ``chat_keys`` has how
its visitor is known, and where its agent's words go: what of them (a line's number) has gone
there, and whether all has.

``agent_states`` has a row for each change of an agent's state; it held until the next row of the
same agent.
"""

from dockline.adapters.relational.ddl import execute

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "alter table teams add column settings text not null default '{}'",
    "alter table users add column skills text not null default '{}'",
    "alter table users add column chat_limit integer",
    """
    create table chats (
        chat_id text primary key,
        space_id text not null,
        team_id text not null,
        team text not null,
        channel text not null,
        visitor text not null,
        attributes text not null,
        agent_id text not null,
        agent_name text not null,
        started_at real not null,
        opened_at real,
        ended_at real,
        ended_by text not null,
        lines integer not null,
        note text not null,
        open_state blob not null
    ) strict
    """,
    "create index chats_by_time on chats (space_id, started_at, chat_id)",
    "create index chats_by_agent on chats (space_id, agent_id, started_at, chat_id)",
    "create index chats_open on chats (space_id, started_at, chat_id) where ended_at is null",
    """
    create table chat_lines (
        chat_id text not null,
        seq integer not null,
        space_id text not null,
        line_id text not null,
        author text not null,
        agent_id text not null,
        name text not null,
        body text not null,
        attachments text not null,
        at real not null,
        primary key (chat_id, seq)
    ) strict, without rowid
    """,
    """
    create table chat_keys (
        chat_id text primary key,
        space_id text not null,
        secret_hash blob not null,
        external_id text not null,
        webhook text not null,
        webhook_sent integer not null,
        webhook_done integer not null
    ) strict
    """,
    "create index chat_keys_with_webhook on chat_keys (space_id, chat_id) where webhook_done = 0",
    """
    create table agent_states (
        space_id text not null,
        agent_id text not null,
        at real not null,
        seq integer not null,
        state text not null,
        pause_reason text not null,
        call_id text not null,
        chats integer not null,
        primary key (space_id, agent_id, at, seq)
    ) strict, without rowid
    """,
    "create index agent_states_by_time on agent_states (space_id, at)",
)


def upgrade() -> None:
    execute(*_STATEMENTS)
