"""Rows as they lie in a database's tables, for backups: all of them at one moment, or all anew.

A row is a tuple of str, int, float, bytes and None, in the order of its table's columns."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal, Protocol

Row = tuple[Any, ...]
Kind = Literal["text", "integer", "real", "blob"]
Shape = Mapping[str, Mapping[str, Kind]]
"""Tables, each with its columns in order, as SQLite calls their types."""


class UnknownSchema(Exception):
    """This program knows no schema of that version."""

    def __init__(self, version: str, newest: str) -> None:
        super().__init__(f"schema {version} is not known here; the newest one is {newest}")
        self.version = version
        self.newest = newest


ShapeOf = Callable[[str], Shape]
"""The shape that a version of the schema has. Raises UnknownSchema."""


class Snapshot(Protocol):
    """What was in the database at one moment, whatever is written meanwhile."""

    @property
    def database(self) -> str:
        """``sqlite`` or ``postgresql``."""

    @property
    def version(self) -> str:
        """Of its schema, which may be older than this program's."""

    @property
    def shape(self) -> Shape: ...

    async def count(self, table: str) -> int: ...

    def chunks(self, table: str) -> AsyncIterator[list[Row]]:
        """Every row, a few at a time. Raises StoreUnavailable."""


class Loading(Protocol):
    """An empty database that is being filled."""

    async def load(self, table: str, rows: Sequence[Row]) -> None:
        """Raises StoreUnavailable, also where a row does not fit its table."""

    async def finish(self) -> None:
        """Bring it to this program's schema. Raises StoreUnavailable."""


class RowStore(Protocol):
    def snapshot(self) -> AbstractAsyncContextManager[Snapshot]:
        """Everything that was acknowledged before this is in it.

        Raises StoreUnavailable, UnknownSchema."""

    async def found(self) -> Mapping[str, int]:
        """Tables that have rows, and how many. Raises StoreUnavailable."""

    def loading(self, version: str) -> AbstractAsyncContextManager[Loading]:
        """Fill it, from the schema of that version on. What was loaded is there when the block
        ends well, all of it at once; otherwise nothing is.

        Raises StoreUnavailable, also where it is not empty, and UnknownSchema."""
