"""Tables in files, CSV and XLSX: rows of text in, rows of text out."""

import csv
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from io import SEEK_END, BytesIO, TextIOWrapper
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, NoReturn, Protocol
from zipfile import BadZipFile, ZipFile

from msgspec import Struct

from dockline.domain.errors import Refusal

_SNIFFED: Final = 64 * 1024
_DELIMITERS: Final = ",;\t|"
_SAID_SIGN: Final = re.compile(r"sep=(.)", re.IGNORECASE)
"""A first line that only spreadsheets heed."""
_QUOTED: Final = re.compile(r'"[^"]*"?')
_LONGEST_CELL: Final = 1 << 20
_MOST_READ: Final = 1 << 30
"""Bytes of a workbook's XML, some of which has to be in memory: a small file may be made so that it
unpacks to more than the machine has."""
_LAST_ROW: Final = 1 << 20
"""Of a sheet of a workbook, as the programs that write them have it."""
MOST_UNPACKED: Final = 256 * 2**20
"""Bytes of what is packed in a workbook that is held whole ..."""
MOST_ROWS: Final = 5_000_000
"""... rows of a table that is, with something in them, ..."""
MOST_CELLS: Final = 16_000_000
"""... and their cells, empty ones as well."""
MOST_COLUMNS: Final = 16_384
"""Of each row, as the programs that write workbooks have it."""
_NOT_IN_XLSX: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets would run when it begins a cell."""


class Row(Struct, frozen=True, gc=False):
    place: int
    """As a spreadsheet counts: the head is 1."""
    cells: Sequence[str]
    done: float
    """How much of the file is read, 0 to 1."""


class Table:
    def __init__(self, head: list[str], rows: Iterator[Row]) -> None:
        self.head = head
        self.rows = rows


class TableRefused(Refusal):
    """The table cannot be read."""

    code = "table-refused"


@contextmanager
def reading(path: Path, sheet: str = "") -> Iterator[Table]:
    """``sheet``: of a workbook; else its first. Raises TableRefused."""
    try:
        with path.open("rb") as file, reading_file(file, str(path), sheet) as table:
            yield table
    except OSError as wrong:
        raise TableRefused(f"{path}: {wrong.strerror or wrong}") from wrong


@contextmanager
def reading_file(file: BinaryIO, name: str, sheet: str = "") -> Iterator[Table]:
    """Of a file that is open; its ``name`` tells what it is, and begins what is said of it. Raises
    TableRefused."""
    if _is_workbook(name):
        with _reading_workbook(file, name, sheet) as table:
            yield table
    else:
        with _reading_csv(file, name) as table:
            yield table


def held(data: bytes, name: str, sheet: str = "") -> Table:
    """The whole of a table that somebody has sent. What is sent may be small, and fill the memory
    when it is unpacked, or by saying of how many cells it has nothing. Raises TableRefused."""
    if _is_workbook(name):
        _require_unpacked(data, name)
    with reading_file(BytesIO(data), name, sheet) as table:
        _require_narrow(table.head, name)
        return Table(table.head, iter(list(_bounded(table.rows, name))))


def _is_workbook(name: str) -> bool:
    return name.lower().endswith((".xlsx", ".xlsm"))


def _require_unpacked(data: bytes, name: str) -> None:
    """What is packed is as large as it says; no more of it is read."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            size = sum(one.file_size for one in packed.infolist())
    except (BadZipFile, ValueError, EOFError, NotImplementedError) as wrong:
        raise TableRefused(f"{name}: is no workbook ({wrong}).") from wrong
    if size > MOST_UNPACKED:
        _refuse(name, f"{MOST_UNPACKED // 2**20} MiB when it is unpacked")


def _bounded(rows: Iterator[Row], name: str) -> Iterator[Row]:
    """Those with something in them. Whole lists of lists would be gone through, again and again,
    by Python's search for what nobody holds any more, while everybody waits; tuples of texts are
    not."""
    kept = cells = 0
    for row in rows:
        _require_narrow(row.cells, name)
        cells += len(row.cells)
        if cells > MOST_CELLS:
            _refuse(name, f"{MOST_CELLS:,} cells")
        if any(row.cells):
            kept += 1
            if kept > MOST_ROWS:
                _refuse(name, f"{MOST_ROWS:,} rows")
            yield Row(row.place, tuple(row.cells), row.done)


def _require_narrow(cells: Sequence[str], name: str) -> None:
    if len(cells) > MOST_COLUMNS:
        raise TableRefused(f"{name}: has more than {MOST_COLUMNS:,} columns.")


def _refuse(name: str, what: str) -> NoReturn:
    raise TableRefused(
        f"{name}: has more than {what}. Import it in parts, or with the command line."
    )


@contextmanager
def _reading_csv(raw: BinaryIO, name: str) -> Iterator[Table]:
    _require_text(raw, name)
    size = max(1, raw.seek(0, SEEK_END))
    raw.seek(0)
    begin = raw.read(_SNIFFED).decode("utf-8-sig", "ignore")
    raw.seek(0)
    file = TextIOWrapper(raw, "utf-8-sig", newline="")
    try:
        csv.field_size_limit(_LONGEST_CELL)
        lines = csv.reader(file, delimiter=_delimiter(begin), strict=True)

        def cells() -> Iterator[list[str]]:
            began = 1
            try:
                for row in lines:
                    yield row
                    began = lines.line_num + 1
            except csv.Error as wrong:
                raise TableRefused(f"{name}: line {began}: {wrong}.") from wrong

        yield _table(name, cells(), lambda place: raw.tell() / size)
    finally:
        file.detach()  # it is closed by the one who opened it


def _require_text(raw: BinaryIO, name: str) -> None:
    """Before the first row is given: a list with one accent in its middle is not taken by half."""
    raw.seek(0)
    for number, line in enumerate(raw, 1):
        try:
            line.decode()
        except UnicodeDecodeError as wrong:
            told = f"{name}: line {number}: is not UTF-8; save it as CSV UTF-8."
            raise TableRefused(told) from wrong


def _delimiter(begin: str) -> str:
    """The sign that parts the head into most columns, unless the file says which it is."""
    head = next((line for line in begin.splitlines() if line.strip()), "")
    if (said := _SAID_SIGN.fullmatch(head)) is not None:
        return said[1]
    bare = _QUOTED.sub("", head)
    return max(_DELIMITERS, key=lambda sign: (bare.count(sign), sign == ","))


@contextmanager
def _reading_workbook(file: BinaryIO, name: str, sheet: str) -> Iterator[Table]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    damaged = (
        BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        EOFError,
        SyntaxError,
        zlib.error,
    )
    try:
        with ZipFile(file) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > _MOST_READ:
            raise TableRefused(f"{name}: unpacks to more than 1 GiB; save it as CSV UTF-8.")
        book = load_workbook(file, read_only=True, data_only=True)
    except damaged as wrong:
        raise TableRefused(f"{name}: is no workbook ({wrong}).") from wrong
    sheets = {one.title: one for one in book.worksheets}
    if not sheets or (sheet and sheet not in sheets):
        told = f"it has {', '.join(sheets)}" if sheets else "it has none"
        raise TableRefused(f"{name}: has no sheet “{sheet}”; {told}.")
    found = sheets[sheet] if sheet else book.worksheets[0]
    size = max(1, found.max_row or 1)
    # Programs that write row by row say before the first how far the sheet goes, and say A1.
    found.reset_dimensions()

    def cells() -> Iterator[list[str]]:
        try:
            for place, row in enumerate(found.iter_rows(values_only=True), 1):
                if place > _LAST_ROW:
                    # Its next one may say that it is the trillionth, and all between are made.
                    raise TableRefused(f"{name}: has a row beyond {_LAST_ROW:,}, the last.")
                yield [_text(cell) for cell in row]
        except damaged as wrong:
            raise TableRefused(f"{name}: is damaged ({wrong}).") from wrong

    yield _table(name, cells(), lambda place: place / size)
    book.close()


def _table(name: str, lines: Iterator[list[str]], done: Callable[[int], float]) -> Table:
    """Its head is the first line with something in it. ``done``: how much is read, by the line."""
    numbered = enumerate(lines, 1)
    head = next((cells for _, cells in numbered if _names_columns(cells)), None)
    if head is None:
        raise TableRefused(f"{name}: is empty.")
    return Table(head, (Row(place, cells, min(1.0, done(place))) for place, cells in numbered))


def _names_columns(cells: list[str]) -> bool:
    return any(cell.strip() for cell in cells) and not cells[0].lower().startswith("sep=")


def _text(cell: object) -> str:
    """A number as it was typed: workbooks keep 919654301006 as 919654301006.0."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()  # how a workbook keeps a day
        case datetime() | date() | time():
            return cell.isoformat()
    return str(cell)


# --- writing ------------------------------------------------------------------------------------


class Writer(Protocol):
    def writerow(self, row: Iterable[Any], /) -> Any: ...


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """CSV, or a workbook where the name says so. Raises TableRefused."""
    try:
        if path.suffix.lower() == ".xlsx":
            with _writing_workbook(path) as writer:
                yield writer
            return
        with path.open("w", encoding="utf-8", newline="") as file:
            yield plain_writer(file)
    except OSError as wrong:
        raise TableRefused(f"{path}: {wrong.strerror or wrong}") from wrong


class _Plain:
    """CSV that a spreadsheet opens without running anything in it."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def writerow(self, row: Iterable[Any]) -> None:
        self._writer.writerow([guarded(cell) for cell in row])


def plain_writer(file: IO[str]) -> Writer:
    """CSV into a file that is open."""
    return _Plain(csv.writer(file))


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
    return f"'{text}" if _would_run(text) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and _would_run(text) else text


def _would_run(text: str) -> bool:
    """Now, or with a sign less: what bears one already gets another, so that it comes back as it
    was."""
    return text.lstrip("'").startswith(_FORMULA)
