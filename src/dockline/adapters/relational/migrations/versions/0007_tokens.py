"""What tokens may be used for, and when they last were."""

from dockline.adapters.relational.ddl import execute

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_STATEMENTS: tuple[str, ...] = ()


def upgrade() -> None:
    execute(*_STATEMENTS)
