"""The store that the settings choose."""

from collections.abc import Sequence
from time import perf_counter
from typing import Any, cast
from urllib.parse import urlsplit

from dockline.adapters.memory.store import MemoryStore
from dockline.adapters.postgres.row_store import PostgresRows
from dockline.adapters.postgres.serving import Serving
from dockline.adapters.postgres.store import PostgresStore
from dockline.adapters.sqlite.row_store import SqliteRows
from dockline.adapters.sqlite.store import SqliteStore
from dockline.api.metrics import Metrics
from dockline.cli.joinery import CannotStart
from dockline.ports.clock import Clock
from dockline.ports.rows import RowStore
from dockline.ports.store import Store, Write
from dockline.settings import Layout, Settings


def build_store(settings: Settings, layout: Layout, clock: Clock, *, beside: bool = False) -> Store:
    """``beside``: for a command, which leaves the schema alone where a server is at work."""
    if settings.database_url:
        return PostgresStore(settings.database_url, clock, beside=beside)
    if settings.store == "memory":
        return MemoryStore(clock)
    return SqliteStore(layout.database, clock, served=lambda: beside and layout.served())


def build_serving(settings: Settings) -> Serving | None:
    """What keeps a second server from the database; None: the data folder's own lock does."""
    return Serving(settings.database_url) if settings.database_url else None


def build_rows(settings: Settings, layout: Layout) -> RowStore:
    """The same database, for backups. Raises CannotStart."""
    if settings.database_url:
        return PostgresRows(settings.database_url)
    if settings.store == "memory":
        raise CannotStart("The store is in memory: there is nothing to back up or to restore to.")
    return SqliteRows(layout.database)


def database_name(settings: Settings) -> str:
    """As people are told of it; never with its password."""
    if settings.database_url:
        address = urlsplit(settings.database_url)
        return f"The database {address.path.lstrip('/')} on {address.hostname}"
    return f"The database in {settings.data}"


def timed(store: Store, metrics: Metrics) -> Store:
    """The same store; how long its commits take is counted."""

    class Timed:
        async def commit(self, writes: Sequence[Write]) -> None:
            began = perf_counter()
            await store.commit(writes)
            metrics.commit.observe(perf_counter() - began)

        def __getattr__(self, name: str) -> Any:
            return getattr(store, name)

    return cast(Store, Timed())
