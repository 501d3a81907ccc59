"""Subscriptions to facts, what is to be told, and what nobody took."""

from dockline.adapters.relational.ddl import execute

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_STATEMENTS: tuple[str, ...] = ()


def upgrade() -> None:
    execute(*_STATEMENTS)
