"""Bringing a database file up to the schema this program knows."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from dockline.adapters.relational import HEAD, MIGRATIONS, SERVED_STILL
from dockline.adapters.sqlite.connection import connect
from dockline.ports.store import StoreUnavailable


def bring_up_to_date(
    path: Path, *, busy_seconds: float, served: Callable[[], bool] = lambda: False
) -> None:
    """``served``: whether a server is at work with it, which must not be moved under it. Raises
    StoreUnavailable."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = connect(path, busy_seconds=busy_seconds)
        try:
            _write_ahead(connection, busy_seconds)
            version = version_of(connection)
        finally:
            connection.close()
    except (sqlite3.Error, OSError) as error:
        raise StoreUnavailable(f"{path.name} cannot be opened: {error}") from error
    if version == HEAD:
        return
    if version is not None and served():
        raise StoreUnavailable(SERVED_STILL)
    _migrate(path, busy_seconds)


def _write_ahead(connection: sqlite3.Connection, busy_seconds: float) -> None:
    """Switch to WAL. SQLite does not wait for others here as it does elsewhere, so we do."""
    deadline = time.monotonic() + busy_seconds
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def version_of(connection: sqlite3.Connection) -> str | None:
    """Of its schema; None: there is none."""
    tables = "select 1 from sqlite_master where type = 'table' and name = 'alembic_version'"
    if connection.execute(tables).fetchone() is None:
        return None
    row = connection.execute("select version_num from alembic_version").fetchone()
    return row[0] if row is not None else None


def _migrate(path: Path, busy_seconds: float) -> None:
    import sqlalchemy
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = sqlalchemy.create_engine(
        "sqlite://",
        creator=lambda: connect(path, busy_seconds=busy_seconds),
        poolclass=sqlalchemy.pool.NullPool,
    )
    try:
        with engine.connect() as connection:
            # Immediate: of two processes that open a fresh file the second finds it done.
            connection.exec_driver_sql("begin immediate")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.exec_driver_sql("commit")
    except CommandError as error:
        raise StoreUnavailable(
            f"{path.name} was written by another version of Dockline: {error}"
        ) from error
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise StoreUnavailable(f"{path.name} could not be brought up to date: {error}") from error
    finally:
        engine.dispose()
