"""Folding the log into the file, beside the writer.

SQLite's own way is to let the commit that finds the log long do it, and wait: some tens of
milliseconds under load, and that commit may be a call's. A passive checkpoint on a connection of
its own stands in nobody's way. Where it cannot keep up, SQLite's own way is still there, at a
length that is seldom reached.
"""

import sqlite3
import threading
from collections.abc import Callable
from typing import Final

import structlog

_log = structlog.get_logger(__name__)
_EVERY: Final = 4_000
"""Rows written, about, from one to the next."""


class Checkpoints:
    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._rows = 0
        self._closed = False
        self._due = threading.Event()
        self._thread = threading.Thread(target=self._work, name="sqlite-checkpoints", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def written(self, rows: int) -> None:
        """Told by the writer after each commit."""
        self._rows += rows
        if self._rows >= _EVERY:
            self._rows = 0
            self._due.set()

    def close(self) -> None:
        """Blocks until the one under way is done."""
        self._closed = True
        self._due.set()
        self._thread.join()

    def _work(self) -> None:
        connection: sqlite3.Connection | None = None
        while True:
            self._due.wait()
            self._due.clear()
            if self._closed:
                break
            try:
                connection = connection or self._connect()
                connection.execute("pragma wal_checkpoint(passive)").close()
            except sqlite3.Error as error:
                # The log only grows meanwhile; the writer is told of a disk that refuses.
                _log.warning("the database's log was not folded in", why=str(error))
        if connection is not None:
            connection.close()
