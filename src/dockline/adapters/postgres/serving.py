"""That one server at a time serves a database: a lock that goes with its connection.

Calls live in a server's memory, and each server takes up every space of its database: a second one
would end the calls of the first, and dial its leads once more."""

import asyncio
from contextlib import suppress
from typing import Final

import asyncpg
import structlog

from dockline.adapters.postgres.link import CONNECT_SECONDS
from dockline.adapters.postgres.sql import Connection, as_told
from dockline.ports.store import StoreUnavailable

_log = structlog.get_logger(__name__)
PATIENCE_SECONDS: Final = 15.0
"""How long a start waits for a server that is about to end, or whose machine has just died; and
one that has lost its connection for what the database still takes for it."""
_PROBE_SECONDS: Final = 5.0
_RETRY_SECONDS: Final = 0.2
KEY: Final = 0x646F636B
"""In ASCII, the beginning of the program's name."""
TAKE: Final = "select pg_try_advisory_lock($1, hashtext(current_schema()))"
_STANDS_BY: Final = "select pg_is_in_recovery()"
"""A lock on a server that follows another one keeps nobody from that one."""
_BROKEN: Final = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
_KEEPALIVES: Final = (
    "set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3"
)
"""So that the database lets go of a machine that has died after some ten seconds, not hours."""


class AnotherServes(StoreUnavailable):
    """Another server serves the database."""


class Serving:
    def __init__(self, url: str, *, patience: float = PATIENCE_SECONDS) -> None:
        self.lost = asyncio.Event()
        """Another server has taken the database, which was away for a moment."""
        self._url = url
        self._patience = patience
        self._connection: Connection | None = None
        self._task: asyncio.Task[None] | None = None

    async def take(self) -> None:
        """Raises AnotherServes, StoreUnavailable."""
        if not await self._taken_in_time():
            await self._let_go()
            raise AnotherServes("another Dockline serves it; stop that one first")
        self._task = asyncio.create_task(self._hold(), name="postgres-serving")

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._let_go()

    async def _hold(self) -> None:
        while not self.lost.is_set():
            await self._gone()
            _log.warning("the place as the database's server went with the connection")
            await self._let_go()
            try:
                if not await self._taken_in_time():
                    _log.error("another server has taken the database")
                    self.lost.set()
            except StoreUnavailable:
                await asyncio.sleep(_RETRY_SECONDS)  # it is away still

    async def _taken_in_time(self) -> bool:
        """Raises StoreUnavailable."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience
        while not await self._taken():
            if loop.time() >= deadline:
                return False
            await asyncio.sleep(_RETRY_SECONDS)
        return True

    async def _taken(self) -> bool:
        """Raises StoreUnavailable."""
        try:
            if self._connection is None:
                self._connection = await asyncpg.connect(
                    self._url, timeout=CONNECT_SECONDS, command_timeout=CONNECT_SECONDS
                )
                await self._connection.execute(_KEEPALIVES)
            if await self._connection.fetchval(_STANDS_BY):
                raise StoreUnavailable("it follows another one, and takes no writes")
            return bool(await self._connection.fetchval(TAKE, KEY))
        except ValueError as error:
            raise StoreUnavailable(f"database_url: {error}") from error
        except Exception as error:
            await self._let_go()
            raise as_told(error) from error

    async def _gone(self) -> None:
        """Returns when the connection is lost, or leads to a server that is no more the one that
        takes writes."""
        while self._connection is not None:
            try:
                if await self._connection.fetchval(_STANDS_BY):
                    return
            except _BROKEN:
                return
            await asyncio.sleep(_PROBE_SECONDS)

    async def _let_go(self) -> None:
        """The lock goes with the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                with suppress(*_BROKEN):
                    await connection.close(timeout=CONNECT_SECONDS)
            finally:
                if not connection.is_closed():
                    connection.terminate()
