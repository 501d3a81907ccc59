"""One connection that is opened when it is needed, and again when it was lost."""

import asyncio
import contextlib

import asyncpg

from dockline.adapters.postgres.sql import Connection

CONNECT_SECONDS = 5.0
COMMAND_SECONDS = 30.0


class Link:
    """For one user at a time."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Connection | None = None

    async def connection(self) -> Connection:
        """Raises what asyncpg raises."""
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                self._url, timeout=CONNECT_SECONDS, command_timeout=COMMAND_SECONDS
            )
        return self._connection

    def leave(self) -> None:
        """The next one who asks gets a new one."""
        if self._connection is not None:
            self._connection.terminate()

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None and not connection.is_closed():
            with contextlib.suppress(OSError, asyncio.TimeoutError, asyncpg.PostgresError):
                await connection.close(timeout=CONNECT_SECONDS)
