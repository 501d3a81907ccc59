"""Bringing a database up to the schema this program knows."""

import asyncio

import asyncpg

from dockline.adapters.postgres.serving import KEY, TAKE
from dockline.adapters.postgres.sql import Connection, numbered
from dockline.adapters.relational import HEAD, SERVED_STILL
from dockline.adapters.relational.scripts import script
from dockline.ports.store import StoreUnavailable

LOCK = 0x646F636B6C696E65
"""Of those who migrate at a time, one does; in ASCII, the program's name."""


async def bring_up_to_date(connection: Connection, *, beside: bool = False) -> None:
    """``beside``: not where a server is at work with it. Raises StoreUnavailable, and what asyncpg
    raises."""
    version = await version_of(connection)
    if version == HEAD:
        return
    if version is not None and beside and not await connection.fetchval(TAKE, KEY):
        raise StoreUnavailable(SERVED_STILL)
    async with connection.transaction():
        await connection.execute(numbered("select pg_advisory_xact_lock(?)"), LOCK)
        version = await version_of(connection)
        if version != HEAD:
            await connection.execute(await asyncio.to_thread(_script, version))


async def version_of(connection: Connection) -> str | None:
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
    from alembic.util import CommandError

    try:
        return script("postgresql", version, HEAD)
    except CommandError as error:
        raise StoreUnavailable(
            f"the database was written by another version of Dockline: {error}"
        ) from error
