"""Rows of a table that could not be taken, each with its reason, to be mended and given again."""

from typing import Final, Protocol

from dockline.services.table_files import Row, Writer

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
        self._head = head
        self._rows: list[list[str]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: Row, reason: Reason) -> None:
        cells = row.cells + [""] * (len(self._head) - len(row.cells))
        self._rows.append([*cells, str(row.place), reason.code, reason.message])

    def write(self, writer: Writer) -> None:
        """As a table of its own, the reasons in its last columns."""
        writer.writerow([*self._head, *REASONS])
        for row in self._rows:
            writer.writerow(row)
