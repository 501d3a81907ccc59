"""What the databases share: statements, rows, migrations."""

from pathlib import Path
from typing import Final

HEAD: Final = "0014"
"""The newest migration; compared first, so that a start at the head does not pay for Alembic."""
MIGRATIONS: Final = Path(__file__).parent / "migrations"
