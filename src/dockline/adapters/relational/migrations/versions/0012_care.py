"""How long what is kept of people is kept.

``kept_calls`` are under a legal hold: nothing is taken out of them. ``care_marks`` say how far
retention has come in each space, so that what was masked is not looked at again each hour."""

from dockline.adapters.relational.ddl import execute

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_STATEMENTS: tuple[str, ...] = (
    """
    create table kept_calls (
        call_id text primary key,
        space_id text not null,
        at real not null,
        actor text not null,
        reason text not null
    ) strict
    """,
    "create index kept_calls_by_space on kept_calls (space_id, at)",
    """
    create table care_marks (
        space_id text not null,
        what text not null,
        at real not null,
        row_id text not null,
        primary key (space_id, what)
    ) strict, without rowid
    """,
    "create index leads_old on leads (space_id, updated_at)"
    " where state in ('done', 'do_not_call', 'expired', 'exhausted')",
)


def upgrade() -> None:
    execute(*_STATEMENTS)
