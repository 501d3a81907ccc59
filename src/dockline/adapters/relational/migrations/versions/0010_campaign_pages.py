"""What the pages of campaigns look for."""

from dockline.adapters.relational.ddl import execute

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_STATEMENTS: tuple[str, ...] = ()


def upgrade() -> None:
    execute(*_STATEMENTS)
