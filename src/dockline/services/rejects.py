"""Rows of a table that could not be taken, each with its reason, to be mended and given again."""

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from dockline.services.table_files import Row, Writer, unguarded

REASONS: Final = ("row", "code", "reason")
"""The last columns of such a table."""


class Reason(Protocol):
    @property
    def index(self) -> int: ...

    @property
    def code(self) -> str: ...

    @property
    def message(self) -> str: ...


class Rejects:
    def __init__(self, head: list[str]) -> None:
        self._before = len(head)
        # Of rows that were rejected once before the new reason takes the place of the old.
        old = tuple(head[-len(REASONS) :]) == REASONS
        self._head = [unguarded(name) for name in (head[: -len(REASONS)] if old else head)]
        self._rows: list[tuple[str, ...]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: Row, reason: Reason) -> None:
        width = len(self._head)
        given = [unguarded(cell) for cell in row.cells]  # the writer guards them again
        cells = given[:width] + [""] * (width - len(given))
        over = given[self._before :]  # in no column; behind the reasons it shifts none
        self._rows.append((*cells, str(row.place), reason.code, reason.message, *over))

    def lines(self) -> Iterator[Sequence[str]]:
        """Of a table of its own, its head first, the reasons in its last columns."""
        yield [*self._head, *REASONS]
        yield from self._rows

    def write(self, writer: Writer) -> None:
        for line in self.lines():
            writer.writerow(line)
