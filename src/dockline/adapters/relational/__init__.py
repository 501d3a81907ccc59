"""What the databases share: statements, rows, migrations."""

from pathlib import Path
from typing import Final

HEAD: Final = "0015"
"""The newest migration; compared first, so that a start at the head does not pay for Alembic."""
MIGRATIONS: Final = Path(__file__).parent / "migrations"
SERVED_STILL: Final = (
    "a server of an older version is at work with it; restart that first, which brings the"
    " database up to date"
)
