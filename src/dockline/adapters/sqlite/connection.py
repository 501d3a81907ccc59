"""How the database file is opened."""

import os
import sqlite3
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=256)
def with_sets(sql: str) -> str:
    """Sets of strings as a JSON list."""
    return sql.replace("(?*)", "(select value from json_each(?))")


def connect(path: Path, *, busy_seconds: float, read_only: bool = False) -> sqlite3.Connection:
    """A connection in WAL mode whose commits are on the disk when they return.

    Transactions are begun and ended by hand. Raises sqlite3.Error."""
    if not read_only and not path.exists():
        # Hashes of passwords and people's numbers are in it: for our own eyes only.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(
        path,
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        connection.execute("pragma synchronous = full")
        # In pages; long before, the log is folded in beside the writer (`checkpoints`).
        connection.execute("pragma wal_autocheckpoint = 16384")
        # A log that grew in a burst is cut back to this, in bytes, when it is begun anew.
        connection.execute("pragma journal_size_limit = 67108864")
        # What is deleted within a page that is written anyway is overwritten there; the rest is for
        # `scrubbing`.
        connection.execute("pragma secure_delete = fast")
        if read_only:
            connection.execute("pragma query_only = on")
        else:
            # In KiB. The index of leads by number is written all over, and with SQLite's own 2,000
            # its pages are read anew again and again: a sixth of the writer's time, measured
            # while 120,000 leads are pushed in bodies; four times as much brought nothing more.
            connection.execute("pragma cache_size = -16000")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
