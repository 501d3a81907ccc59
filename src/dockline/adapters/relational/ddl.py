"""One migration for both databases: written as SQLite has it, read by PostgreSQL as it does."""

import re
from typing import Final

from alembic import op

_FOR_POSTGRESQL: Final = (
    # In the order of code points, as SQLite and Python sort, whatever the server's language is.
    (re.compile(r"\btext\b"), 'text collate "C"'),
    (re.compile(r"\bblob\b"), "bytea"),
    (re.compile(r"\breal\b"), "double precision"),
    (
        re.compile(r"\binteger primary key\b"),
        "bigint generated always as identity primary key",
    ),
    (re.compile(r"\binteger\b"), "bigint"),
    (re.compile(r"\)\s*strict(, without rowid)?\s*$"), ")"),
)


def execute(*statements: str) -> None:
    """Run the statements of a migration on the database at hand."""
    postgresql = op.get_context().dialect.name == "postgresql"
    for statement in statements:
        if postgresql:
            for written, meant in _FOR_POSTGRESQL:
                statement = written.sub(meant, statement)
        op.execute(statement)


def execute_on(dialect: str, *statements: str) -> None:
    """Run them where the database is this one (``sqlite`` or ``postgresql``)."""
    if op.get_context().dialect.name == dialect:
        for statement in statements:
            op.execute(statement)
