"""Migrations as statements, for those who run them on a connection of their own."""

import io
from functools import lru_cache
from typing import Literal

from dockline.adapters.relational import HEAD, MIGRATIONS
from dockline.ports.rows import UnknownSchema

Dialect = Literal["sqlite", "postgresql"]


@lru_cache(maxsize=1)
def versions() -> tuple[str, ...]:
    """Every version of the schema, the oldest first."""
    from alembic.script import ScriptDirectory

    newest_first = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    return tuple(reversed([one.revision for one in newest_first]))


def check_known(version: str) -> None:
    """Raises UnknownSchema."""
    if version not in versions():
        raise UnknownSchema(version, HEAD)


def script(dialect: Dialect, since: str | None, until: str) -> str:
    """The statements that lead from a version (None: an empty database) to a later one.

    Raises alembic.util.CommandError."""
    from alembic import command
    from alembic.config import Config

    config = Config(output_buffer=(written := io.StringIO()))
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes.update(dialect=dialect, script=written)
    command.upgrade(config, f"{since}:{until}" if since else until, sql=True)
    return written.getvalue()
