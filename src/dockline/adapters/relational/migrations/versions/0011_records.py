"""What searches of calls and reports look for."""

from dockline.adapters.relational.ddl import execute

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_STATEMENTS: tuple[str, ...] = ()


def upgrade() -> None:
    execute(*_STATEMENTS)
