"""Rows of a table that could not be taken, each with its reason, to be mended and given again."""

from typing import Protocol

from dockline.services.table_files import Row, Writer


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
        writer.writerow([*self._head, "row", "code", "reason"])
        for row in self._rows:
            writer.writerow(row)
