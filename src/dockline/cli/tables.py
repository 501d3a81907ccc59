"""Tables in files, CSV and XLSX: rows of text in, rows of text out."""

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final, Protocol
from zipfile import BadZipFile

from msgspec import Struct

from dockline.cli.joinery import CannotStart

_SNIFFED: Final = 64 * 1024
_DELIMITERS: Final = ",;\t|"
_LONGEST_CELL: Final = 1 << 20
_NOT_IN_XLSX: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets would run when it begins a cell."""


class Row(Struct, frozen=True):
    place: int
    """As a spreadsheet counts: the head is 1."""
    cells: list[str]
    done: float
    """How much of the file is read, 0 to 1."""


class Table:
    def __init__(self, head: list[str], rows: Iterator[Row]) -> None:
        self.head = head
        self.rows = rows


@contextmanager
def reading(path: Path, sheet: str = "") -> Iterator[Table]:
    """``sheet``: of a workbook; else its first. Raises CannotStart."""
    try:
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            with _reading_workbook(path, sheet) as table:
                yield table
        else:
            with _reading_csv(path) as table:
                yield table
    except OSError as wrong:
        raise CannotStart(f"{path}: {wrong.strerror or wrong}") from wrong
    except UnicodeDecodeError as wrong:
        raise CannotStart(f"{path}: is not UTF-8; save it as CSV UTF-8.") from wrong
    except csv.Error as wrong:
        raise CannotStart(f"{path}: {wrong}") from wrong


@contextmanager
def _reading_csv(path: Path) -> Iterator[Table]:
    size = max(1, path.stat().st_size)
    with path.open("rb") as raw:
        begin = raw.read(_SNIFFED).decode("utf-8-sig", "ignore")
    with path.open("rb") as raw, TextIOWrapper(raw, "utf-8-sig", newline="") as file:
        csv.field_size_limit(_LONGEST_CELL)
        lines = csv.reader(file, delimiter=_delimiter(begin), strict=True)
        head = next(lines, None)
        if not head:
            raise CannotStart(f"{path}: is empty.")

        def rows() -> Iterator[Row]:
            for place, cells in enumerate(lines, 2):
                yield Row(place, cells, min(1.0, raw.tell() / size))

        yield Table(head, rows())


def _delimiter(begin: str) -> str:
    """The sign that parts the head into most columns."""
    head = begin.splitlines()[0] if begin.strip() else ""
    return max(_DELIMITERS, key=lambda sign: (head.count(sign), sign == ","))


@contextmanager
def _reading_workbook(path: Path, sheet: str) -> Iterator[Table]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    # Opened here, since a file that is no workbook would be left open there.
    file = path.open("rb")
    try:
        try:
            book = load_workbook(file, read_only=True, data_only=True)
        except (BadZipFile, InvalidFileException, KeyError, ValueError) as wrong:
            raise CannotStart(f"{path}: is no workbook ({wrong}).") from wrong
        if sheet and sheet not in book.sheetnames:
            known = ", ".join(book.sheetnames)
            raise CannotStart(f"{path}: has no sheet “{sheet}”; it has {known}.")
        found = book[sheet] if sheet else book.worksheets[0]
        size = max(1, found.max_row or 1)
        lines = found.iter_rows(values_only=True)
        head = [_text(cell) for cell in next(lines, ())]
        if not any(head):
            raise CannotStart(f"{path}: is empty.")

        def rows() -> Iterator[Row]:
            for place, cells in enumerate(lines, 2):
                yield Row(place, [_text(cell) for cell in cells], min(1.0, place / size))

        yield Table(head, rows())
        book.close()
    finally:
        file.close()


def _text(cell: object) -> str:
    """A number as it was typed: workbooks keep 919654301006 as 919654301006.0."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() | date() | time():
            return cell.isoformat()
    return str(cell)


# --- writing ------------------------------------------------------------------------------------


class Writer(Protocol):
    def writerow(self, row: Iterable[Any], /) -> Any: ...


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """CSV, or a workbook where the name says so. Raises CannotStart."""
    try:
        if path.suffix.lower() == ".xlsx":
            with _writing_workbook(path) as writer:
                yield writer
            return
        with path.open("w", encoding="utf-8", newline="") as file:
            yield _Plain(csv.writer(file))
    except OSError as wrong:
        raise CannotStart(f"{path}: {wrong.strerror or wrong}") from wrong


class _Plain:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def writerow(self, row: Iterable[Any]) -> None:
        self._writer.writerow([guarded(cell) for cell in row])


@contextmanager
def _writing_workbook(path: Path) -> Iterator[Writer]:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Leads")

    class Sheet:
        def writerow(self, row: Iterable[Any]) -> None:
            sheet.append([_NOT_IN_XLSX.sub("\ufffd", guarded(cell)) for cell in row])

    yield Sheet()
    book.save(path)


def guarded(cell: object) -> str:
    """Text that a spreadsheet shows and does not run; `unguarded` takes the sign off again."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text
