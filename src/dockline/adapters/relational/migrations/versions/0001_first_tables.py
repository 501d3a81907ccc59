"""First tables.

Names are kept beside a folded key, so that they are unique without regard to case. Rows do not
point at each other by foreign keys: calls and the audit log outlive those they speak of, and what
is written of accounts has been checked by the service that writes it.

Migrations go forwards only: the way back is the backup.
"""

from dockline.adapters.relational.ddl import execute

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    """
    create table spaces (
        space_id text primary key,
        name text not null,
        settings text not null
    ) strict, without rowid
    """,
    """
    create table teams (
        team_id text primary key,
        space_id text not null,
        name text not null,
        name_key text not null,
        caller_id text not null,
        unique (space_id, name_key)
    ) strict, without rowid
    """,
    """
    create table users (
        user_id text primary key,
        space_id text not null,
        login text not null,
        login_key text not null,
        name text not null,
        role text not null,
        password_hash text not null,
        teams text not null,
        active integer not null,
        unique (space_id, login_key)
    ) strict, without rowid
    """,
    """
    create table tokens (
        token_hash blob primary key,
        space_id text not null,
        name text not null,
        created_at real not null,
        expires_at real
    ) strict, without rowid
    """,
    "create index tokens_by_space on tokens (space_id, created_at)",
    """
    create table sessions (
        session_hash blob primary key,
        space_id text not null,
        user_id text not null,
        created_at real not null,
        expires_at real not null
    ) strict, without rowid
    """,
    "create index sessions_by_user on sessions (user_id)",
    "create index sessions_by_end on sessions (expires_at)",
    """
    create table calls (
        call_id text primary key,
        space_id text not null,
        kind text not null,
        direction text not null,
        agent_id text not null,
        agent_login text not null,
        agent_name text not null,
        team text not null,
        number text not null,
        caller_id text not null,
        custom text not null,
        started_at real not null,
        ringing_at real,
        answered_at real,
        ended_at real,
        hold_seconds real not null,
        outcome text not null,
        ended_by text not null,
        cause text not null,
        sip_status integer,
        recording text not null,
        disposition text not null,
        note text not null,
        open_state blob not null
    ) strict
    """,
    "create index calls_by_time on calls (space_id, started_at, call_id)",
    "create index calls_by_agent on calls (space_id, agent_id, started_at, call_id)",
    "create index calls_by_number on calls (space_id, number, started_at, call_id)",
    "create index calls_open on calls (space_id, started_at, call_id) where ended_at is null",
    """
    create table audit (
        entry_id integer primary key,
        at real not null,
        space_id text not null,
        actor text not null,
        action text not null,
        detail text not null
    ) strict
    """,
    "create index audit_by_space on audit (space_id, entry_id)",
    """
    create table answers (
        space_id text not null,
        key text not null,
        request_hash blob not null,
        status integer not null,
        body blob not null,
        at real not null,
        primary key (space_id, key)
    ) strict
    """,
    "create index answers_by_time on answers (at)",
)


def upgrade() -> None:
    execute(*_TABLES)
