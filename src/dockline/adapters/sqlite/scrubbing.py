"""Having the file forget what was erased: its free pages, what pages have left over between their
cells, and the log before it."""

import sqlite3
from typing import Final

import structlog

_log = structlog.get_logger(__name__)
_MOST_BYTES: Final = 512 * 2**20
"""Of a file that is written anew while calls go on: some seconds, in which commits wait."""


def scrub(connection: sqlite3.Connection) -> bool:
    """On the writer's connection. False where the file is too large to be written anew beside
    calls: a backup that is restored does it."""
    pages = connection.execute("pragma page_count").fetchone()[0]
    size = connection.execute("pragma page_size").fetchone()[0]
    small = bool(pages * size <= _MOST_BYTES)
    if small:
        connection.execute("vacuum")
    # Where a reader holds it up it is not cut, and the next one is.
    busy, _, _ = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
    if busy:
        _log.warning("the database's log was not cut: somebody reads an old moment of it")
    return small and not busy
