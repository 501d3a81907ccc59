"""Tables as programs really write them."""

import re
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from dockline.domain.ids import LeadId
from dockline.services.lead_columns import Columns
from dockline.services.lead_input import LeadInput, LeadRefused, Owner, checked
from dockline.services.rejects import Rejects
from dockline.services.table_files import TableRefused, reading, writing

HEAD = ["phone", "name"]
SPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Why:
    index = 0
    code = "number-invalid"
    message = "number: why"


def read(file: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    with reading(file) as table:
        return table.head, [(row.place, [*row.cells]) for row in table.rows]


def workbook(file: Path, *rows: list[object]) -> None:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(file)


def replaced(file: Path, sheet: bytes | None = None, dimension: bytes = b"") -> None:
    """The same workbook with another sheet in it, or with one that says it is less than it is."""
    with ZipFile(file) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = "xl/worksheets/sheet1.xml"
    said = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + dimension + b'"', parts[name])
    parts[name] = said if sheet is None else sheet
    with ZipFile(file, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)


def test_a_workbook_that_says_it_is_one_cell_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "leads.xlsx"
    workbook(file, ["phone", "name"], ["919654301006", "Amy"], [], [None, None, "x"])
    replaced(file, dimension=b"A1")
    head, rows = read(file)
    assert head == HEAD
    assert rows[0] == (2, ["919654301006", "Amy"])
    assert rows[-1] == (4, ["", "", "x"])


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        (b"<worksheet><sheetData>", "is no workbook"),
        (b"<worksheet xmlns='%s'><dimension ref='A1'/><sheetData>" % SPACE, "is damaged"),
    ],
)
def test_a_workbook_that_is_damaged_is_told(tmp_path: Path, sheet: bytes, told: str) -> None:
    file = tmp_path / "leads.xlsx"
    workbook(file, ["phone"], ["919654301006"])
    replaced(file, sheet)
    with pytest.raises(TableRefused, match=told):
        read(file)


def test_a_workbook_that_unpacks_to_more_than_a_machine_has_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "leads.xlsx"
    workbook(file, ["phone"], ["919654301006"])
    with ZipFile(file, "a") as packed:
        packed.getinfo("xl/worksheets/sheet1.xml").file_size = 5 << 30
        packed.writestr("another", "so that the list of parts is written anew")
    with pytest.raises(TableRefused, match="unpacks to more than 1 GiB"):
        read(file)


def test_a_day_in_a_workbook_has_no_midnight(tmp_path: Path) -> None:
    file = tmp_path / "leads.xlsx"
    moment = datetime(2026, 1, 2, 3, 4)  # noqa: DTZ001 - workbooks know no zones
    workbook(file, ["phone", "born", "since"], ["1", date(1980, 1, 2), moment])
    assert read(file)[1] == [(2, ["1", "1980-01-02", "2026-01-02T03:04:00"])]


def test_empty_lines_before_the_head_are_no_table(tmp_path: Path) -> None:
    plain, book = tmp_path / "leads.csv", tmp_path / "leads.xlsx"
    plain.write_text("\n;\nphone;name\n1;Amy\n")
    workbook(book, [], [None, " "], ["phone", "name"], ["1", "Amy"])
    assert read(plain) == read(book) == (HEAD, [(4, ["1", "Amy"])])


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ('"Name, first, last";phone\n"A, B";1\n', ["Name, first, last", "phone"]),
        ('"a;b","c""d;e;f",phone\n1,2,3\n', ["a;b", 'c"d;e;f', "phone"]),
        ("\ufeffphone|name\n1|A\n", HEAD),
    ],
)
def test_signs_in_quotes_part_no_columns(tmp_path: Path, text: str, head: list[str]) -> None:
    file = tmp_path / "leads.csv"
    file.write_text(text, "utf-8")
    assert read(file)[0] == head


def test_a_file_may_say_what_parts_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("sep=;\r\nphone;name\r\n1;Amy, Bob, Cid\r\n", "utf-8")
    assert read(file) == (HEAD, [(3, ["1", "Amy, Bob, Cid"])])


def test_a_quote_that_is_wrong_is_told_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text('phone,name\n1,"Amy\nLee"\n2,"B" ob\n')
    with pytest.raises(TableRefused, match=r"leads\.csv: line 4: "):
        read(file)


def test_a_table_in_another_encoding_is_refused_before_its_first_row(tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_bytes(b"phone,name\n" + b"919654301006,Amy\n" * 9_000 + "1,Süß\n".encode("cp1252"))
    with (
        pytest.raises(TableRefused, match=r"leads\.csv: line 9002: is not UTF-8"),
        reading(file) as table,
    ):
        raise AssertionError(f"{next(table.rows)} was given")


def test_what_is_rejected_twice_bears_one_reason(tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("@phone,name\n+12,Amy\n13,Lee,Kim\n")
    for _ in range(3):
        with reading(file) as table:
            rejects, columns = Rejects(table.head), Columns(table.head, ["number=phone"])
            given = [(row, columns.lead(row.cells)) for row in table.rows]
        assert [lead.number for _, lead in given] == ["+12", "13"]
        assert [lead.data for _, lead in given] == [{"name": "Amy"}, {"name": "Lee"}]
        for row, _ in given:
            rejects.add(row, Why())
        with writing(file) as writer:
            rejects.write(writer)
    assert read(file) == (
        ["'@phone", "name", "row", "code", "reason"],
        [
            (2, ["'+12", "Amy", "2", "number-invalid", "number: why"]),
            (3, ["13", "Lee", "3", "number-invalid", "number: why", "Kim"]),
        ],
    )


def test_a_column_whose_name_was_guarded_has_its_name(tmp_path: Path) -> None:
    head, cells = ["phone", "@handle", "-"], ["919654301006", "amy", "x"]
    file = tmp_path / "leads.csv"
    with writing(file) as writer:
        writer.writerow(head)
        writer.writerow(cells)
    told, rows = read(file)
    assert Columns(told).lead(rows[0][1]) == Columns(head).lead(cells)


def test_numbers_in_a_table_are_numbers() -> None:
    head = ["phone", "priority", "expires_at", "not_before"]

    def read(*cells: str) -> LeadInput:
        return Columns(head).lead(["919654301006", *cells])

    given = read("5.0", "1798761600", "1798761600.5")
    assert (given.priority, given.expires_at, given.not_before) == (5, 1798761600.0, 1798761600.5)
    push, _ = checked(given, LeadId("new"), "", lambda username: Owner(None))
    assert (push.expires_at, push.not_before) == (1798761600.0, 1798761600.5)
    assert read("-3", "2027-01-01T00:00:00Z").priority == -3
    assert read("", "20270101").expires_at == "20270101"
    for wrong in ("5.5", "high", "5.0.0"):
        with pytest.raises(LeadRefused, match="priority: "):
            read(wrong)


def test_a_row_may_not_be_larger_than_a_lead() -> None:
    columns = Columns(["phone", "note"])
    assert columns.lead(["919654301006", "é" * 32_000]).data == {"note": "é" * 32_000}
    for large in ("x" * 66_000, "é" * 33_000, "\x01" * 11_000):
        with pytest.raises(LeadRefused, match="data: the lead has more than 64 KiB"):
            columns.lead(["919654301006", large])
