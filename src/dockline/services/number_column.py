"""Which column of a table holds telephone numbers."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from dockline.domain.errors import Refusal
from dockline.domain.phone import parse
from dockline.services.table_files import Row, Table, TableRefused, unguarded

_NAMES: Final = (
    "number",
    "phone",
    "phonenumber",
    "telephone",
    "tel",
    "mobile",
    "mobilephone",
    "cell",
)


def numbers_of(
    table: Table, country: str, column: str = "", flag: str = "--column NAME"
) -> tuple[int, Iterator[Row]]:
    """In which column the numbers stand, and the rows; the first row, too, where it is no head.

    ``country``: of national numbers. ``column``: its name; else the one that is called number or
    phone, or has one. ``flag``: where that name is said. Raises TableRefused."""
    folded = [_folded(name) for name in table.head]
    rows = (row for row in table.rows if any(cell.strip() for cell in row.cells))
    if column:
        if _folded(column) not in folded:
            known = ", ".join(table.head)
            raise TableRefused(f"There is no column “{column}”; there are {known}.")
        return folded.index(_folded(column)), rows
    for name in _NAMES:
        if name in folded:
            return folded.index(name), rows
    for place, cell in enumerate(table.head):
        if _is_number(cell, country):
            return place, chain([Row(1, table.head, 0.0)], rows)
    known = ", ".join(name for name in table.head if name)
    raise TableRefused(f"No column is the number. Say which: {flag}. There are {known}.")


def number_in(row: Row, place: int) -> str:
    return unguarded(row.cells[place] if place < len(row.cells) else "").strip()


def _folded(name: str) -> str:
    return name.strip().lower().replace(" ", "").replace("_", "")


def _is_number(cell: str, country: str) -> bool:
    try:
        parse(unguarded(cell).strip(), country)
    except Refusal:
        return False
    return True
