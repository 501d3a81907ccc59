"""Calls know what numbers have cost that they were handed on to: the day's spend cap counts it."""

from dockline.adapters.relational.ddl import execute

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    execute("alter table calls add column onward_cost real not null default 0")
