"""Rows of a table that could not be taken, in a file of their own."""

from pathlib import Path
from typing import Protocol

from dockline.cli.tables import Row, writing


class Reason(Protocol):
    @property
    def index(self) -> int: ...

    @property
    def code(self) -> str: ...

    @property
    def message(self) -> str: ...


class Rejects:
    """Written at the end, so that a file of an earlier import is not left to mislead."""

    def __init__(self, path: Path, head: list[str]) -> None:
        self._path = path
        self._head = head
        self._rows: list[list[str]] = []

    def add(self, row: Row, reason: Reason) -> None:
        cells = row.cells + [""] * (len(self._head) - len(row.cells))
        self._rows.append([*cells, str(row.place), reason.code, reason.message])

    def write(self) -> None:
        if not self._rows:
            self._path.unlink(missing_ok=True)
            return
        with writing(self._path) as writer:
            writer.writerow([*self._head, "row", "code", "reason"])
            for row in self._rows:
                writer.writerow(row)
