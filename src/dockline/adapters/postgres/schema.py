"""Bringing a database up to the schema this program knows."""

import asyncio
import io

import asyncpg

from dockline.adapters.postgres.sql import Connection, numbered
from dockline.adapters.relational import HEAD, MIGRATIONS
from dockline.ports.store import StoreUnavailable

_LOCK = 0x646F636B6C696E65
"""Of those who migrate at a time, one does; in ASCII, the program's name."""


async def bring_up_to_date(connection: Connection) -> None:
    """Raises StoreUnavailable, and what asyncpg raises."""
    if await _version(connection) == HEAD:
        return
    async with connection.transaction():
        await connection.execute(numbered("select pg_advisory_xact_lock(?)"), _LOCK)
        version = await _version(connection)
        if version != HEAD:
            await connection.execute(await asyncio.to_thread(_script, version))


async def _version(connection: Connection) -> str | None:
    try:
        async with connection.transaction():
            version: str | None = await connection.fetchval(
                "select version_num from alembic_version"
            )
            return version
    except asyncpg.UndefinedTableError:
        return None


def _script(version: str | None) -> str:
    """The statements that lead from a version to the newest."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(output_buffer=(script := io.StringIO()))
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes.update(dialect="postgresql", script=script)
    try:
        command.upgrade(config, f"{version}:head" if version else "head", sql=True)
    except CommandError as error:
        raise StoreUnavailable(
            f"the database was written by another version of Dockline: {error}"
        ) from error
    return script.getvalue()
