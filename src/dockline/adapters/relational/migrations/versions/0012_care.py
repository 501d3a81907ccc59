"""How long what is kept of people is kept."""

from dockline.adapters.relational.ddl import execute

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_STATEMENTS: tuple[str, ...] = ()


def upgrade() -> None:
    execute(*_STATEMENTS)
