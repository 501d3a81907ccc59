"""Callbacks that an agent promised in person, by when they are due."""

from dockline.adapters.relational.ddl import execute

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_STATEMENTS: tuple[str, ...] = (
    "create index leads_promised on leads (space_id, callback_agent_id, due_at, lead_id)"
    " where state = 'callback'",
)


def upgrade() -> None:
    execute(*_STATEMENTS)
