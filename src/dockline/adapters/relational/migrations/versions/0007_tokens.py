"""What tokens may be used for, and when they last were."""

from dockline.adapters.relational.ddl import execute

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "alter table tokens add column begins text not null default ''",
    # Tokens of before may be used for what they were used for.
    "alter table tokens add column scopes text not null"
    """ default '["voice","campaign","live","chat","analytics"]'""",
    "alter table tokens add column created_by text not null default ''",
    "alter table tokens add column last_used_at real",
    "alter table tokens add column last_used_for text not null default ''",
)


def upgrade() -> None:
    execute(*_STATEMENTS)
