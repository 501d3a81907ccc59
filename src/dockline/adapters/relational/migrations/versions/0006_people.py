"""Who keeps the whole server; second factors; where sessions are from."""

from dockline.adapters.relational.ddl import execute

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_STATEMENTS = ("alter table users add column operator integer not null default 0",)


def upgrade() -> None:
    execute(*_STATEMENTS)
