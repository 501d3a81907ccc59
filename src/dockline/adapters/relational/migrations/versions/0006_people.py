"""Who keeps the whole server; who must take another password; second factors; where sessions are
from, and when they were last used.

``second_factors`` has the secret of an authenticator app, confirmed from ``since`` on, and the
last time step whose code was taken: none is taken twice. ``recovery_codes`` has the SHA-256 of
those that were not used yet.
"""

from dockline.adapters.relational.ddl import execute

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "alter table users add column operator integer not null default 0",
    "alter table users add column password_due integer not null default 0",
    "alter table users add column second_factor integer not null default 0",
    "alter table sessions add column address text not null default ''",
    "alter table sessions add column browser text not null default ''",
    "alter table sessions add column seen_at real not null default 0",
    "alter table sessions add column limited integer not null default 0",
    """
    create table second_factors (
        user_id text primary key,
        space_id text not null,
        secret text not null,
        since real,
        last_step integer not null
    ) strict
    """,
    """
    create table recovery_codes (
        user_id text not null,
        code_hash blob not null,
        primary key (user_id, code_hash)
    ) strict, without rowid
    """,
)


def upgrade() -> None:
    execute(*_STATEMENTS)
