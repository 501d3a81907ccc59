"""Reads, on connections and threads of their own, so that they never wait for a commit."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from dockline.adapters.relational.statement import Row
from dockline.ports.store import StoreUnavailable

_THREADS: Final = 2


class Reader:
    def __init__(
        self, connect: Callable[[], sqlite3.Connection], *, threads: int = _THREADS
    ) -> None:
        self._connect = connect
        self._own = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="sqlite-reader")

    async def rows(self, sql: str, values: Row = ()) -> list[Row]:
        """Raises StoreUnavailable."""
        try:
            waiting = asyncio.get_running_loop().run_in_executor(
                self._pool, self._fetch, sql, values
            )
        except RuntimeError:
            raise StoreUnavailable("the store is closed") from None
        try:
            return await waiting
        except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
            raise StoreUnavailable(str(error)) from error

    async def close(self) -> None:
        await asyncio.to_thread(self._pool.shutdown)
        for connection in self._opened:
            connection.close()

    def _fetch(self, sql: str, values: Row) -> list[Row]:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = self._connect()
            self._opened.append(connection)
        return connection.execute(sql, values).fetchall()
