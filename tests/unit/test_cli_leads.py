"""``dockline leads import`` and ``export``."""

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from typer import Typer
from typer.testing import CliRunner

from dockline.__main__ import Joints
from dockline.cli.app import build
from dockline.services.lead_columns import Columns
from dockline.services.table_files import TableRefused, guarded, reading, unguarded


@pytest.fixture
def app() -> Typer:
    return build(Joints())


@pytest.fixture
def data(app: Typer, tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for words in (
        ("space", "create", "leap"),
        ("team", "create", "Support team", "--cloud-id", "leap"),
        ("user", "add", "rishi", "--cloud-id", "leap", "--team", "Support team"),
    ):
        assert run(app, *words, "--data", str(folder))[0] == 0
    return folder


def run(app: Typer, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def import_(app: Typer, file: Path, data: Path, *more: str) -> tuple[int, str, str]:
    to = ("--cloud-id", "leap", "--campaign", "Spring", "--team", "support team")
    return run(
        app, "leads", "import", str(file), *to, "--source", "March", *more, "--data", str(data)
    )


def export(app: Typer, file: Path, data: Path, *more: str) -> tuple[int, str, str]:
    to = ("--cloud-id", "leap", "--campaign", "spring")
    return run(app, "leads", "export", str(file), *to, *more, "--data", str(data))


def exported(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_a_table_is_imported_its_bad_rows_told_and_exported_again(
    app: Typer, data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "leads.csv"
    file.write_text(
        "\ufeffPhone Number;Agent;Name;Firm;Priority\n"
        '+91 96543-01006;rishi;Süméet 😀;"nova; net";5\n'
        "12;rishi;Bad;x;\n"
        "\n"
        "919812306590;nobody;shailesh;;\n"
        "442079460110;;Amy;x;high\n"
        "447911123456\n",
        encoding="utf-8",
    )
    code, told, _ = import_(app, file, data)
    bad = tmp_path / "leads.rejected.csv"
    assert code == 2
    assert told == f"3 added, 0 updated, 2 rejected (see {bad}), 1 with warnings.\n"
    rejected = exported(bad)
    assert [(row["Phone Number"], row["row"], row["code"]) for row in rejected] == [
        ("12", "3", "number-invalid"),
        ("442079460110", "6", "invalid-field"),
    ]
    assert rejected[0]["reason"].startswith("number: ")
    assert rejected[1]["reason"].startswith("priority: “high”")
    with reading(bad) as table:
        mended = [
            Columns(table.head).lead([*row.cells[:4], "1", *row.cells[5:]]) for row in table.rows
        ]
    assert [one.data for one in mended] == [
        {"Name": "Bad", "Firm": "x"},
        {"Name": "Amy", "Firm": "x"},
    ], "why they were rejected is no data of theirs"

    out = tmp_path / "out.csv"
    assert export(app, out, data)[:2] == (0, f"3 leads written to {out}.\n")
    rows = {row["number"]: row for row in exported(out)}
    assert rows.keys() == {"919654301006", "919812306590", "447911123456"}
    first = rows["919654301006"]
    assert (first["username"], first["priority"], first["source"]) == ("rishi", "5", "March")
    assert (first["data.Name"], first["data.Firm"]) == ("Süméet 😀", "nova; net")
    assert rows["919812306590"]["username"] == ""

    assert import_(app, out, data)[:2] == (0, "0 added, 3 updated, 0 rejected.\n")
    again = tmp_path / "again.csv"
    export(app, again, data)
    changed = {"updated_at"}
    assert [{k: v for k, v in row.items() if k not in changed} for row in exported(again)] == [
        {k: v for k, v in row.items() if k not in changed} for row in exported(out)
    ]


def test_a_workbook_both_ways(app: Typer, data: Path, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Tel", "Name", "Since", "Paid"])
    sheet.append([919654301006, "=1+1", None, True])
    sheet.append(["+44 20 7946 0110", "Amy", 2.5, None])
    book.create_sheet("Empty")
    file = tmp_path / "leads.xlsx"
    book.save(file)
    code, told, err = import_(app, file, data, "--map", "number=tel", "--skip", "Paid")
    assert (code, told) == (0, "2 added, 0 updated, 0 rejected.\n"), err
    out = tmp_path / "out.xlsx"
    assert export(app, out, data, "--source", "march")[0] == 0
    head, *rows = load_workbook(out).worksheets[0].iter_rows(values_only=True)
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert {row["number"] for row in found} == {"919654301006", "442079460110"}
    assert {row["data.Since"] for row in found} == {None, "2.5"}
    assert "data.Paid" not in head
    code, _, told = import_(app, file, data, "--sheet", "Empty")
    assert code == 1
    assert "is empty" in told
    assert "no sheet “X”" in import_(app, file, data, "--sheet", "X")[2]


def test_columns_are_mapped_by_hand(app: Typer, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("Phone 1,Phone 2,Zone,Firm\n12,919654301006,Asia/Kolkata,novanet\n")
    mapped = ("--map", "number=Phone 2", "--map", "timezone=zone", "--map", "data.company=Firm")
    assert import_(app, file, data, *mapped)[0] == 0
    out = tmp_path / "out.csv"
    export(app, out, data)
    (row,) = exported(out)
    assert (row["number"], row["timezone"]) == ("919654301006", "Asia/Kolkata")
    assert (row["data.company"], row["data.Phone 1"]) == ("novanet", "12")


def test_a_dry_run_writes_nothing(app: Typer, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("number\n919654301006\n")
    code, told, _ = import_(app, file, data, "--dry-run")
    assert (code, told) == (0, "1 would be added, 0 would be updated, 0 rejected.\n")
    code, _, told = export(app, tmp_path / "out.csv", data)
    assert code == 1
    assert "campaign: there is no “spring”" in told


def test_what_is_odd_with_a_row_is_told(app: Typer, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    rows = "".join(f"9196543{n:05},[no]body\n" for n in range(22))
    file.write_text(f"number,username\n919654399999,rishi\n{rows}")
    code, told, err = import_(app, file, data)
    assert (code, told) == (0, "23 added, 0 updated, 0 rejected, 22 with warnings.\n")
    first = "Row 3 (919654300000): username: there is no “[no]body”; the lead is left to the"
    assert first in err
    assert "Row 22 " in err
    assert "Row 23 " not in err
    assert "and 2 more." in err


def test_a_number_that_stands_twice_is_told_by_its_rows(
    app: Typer, data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "leads.csv"
    file.write_text(
        "number\n442079460112\n442079460110\n\n442079460111\n+44 20 7946 0110\n", "utf-8"
    )
    code, _, told = import_(app, file, data)
    assert code == 0
    assert "Row 3 (" in told
    assert "number: stands again in row 6; the last one counts." in told


def test_rejects_of_an_earlier_import_do_not_stay(app: Typer, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("number\n12\n")
    assert import_(app, file, data)[0] == 2
    file.write_text("number\n919654301006\n")
    assert import_(app, file, data)[0] == 0
    assert not (tmp_path / "leads.rejected.csv").exists()


def test_many_rows(app: Typer, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    numbers = [f"9196543{n:05}" for n in range(5000)]
    file.write_text("number,name\n" + "".join(f"{number},x\n" for number in numbers))
    assert import_(app, file, data)[:2] == (0, "5000 added, 0 updated, 0 rejected.\n")
    out = tmp_path / "out.csv"
    export(app, out, data)
    assert sorted(row["number"] for row in exported(out)) == numbers


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,firm\na,b\n", "No column is the number. Say which: --map number=COLUMN."),
        ("", "is empty"),
        ('number\n"919\n', "unexpected end of data"),
    ],
)
def test_tables_that_are_none(app: Typer, data: Path, tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "leads.csv"
    file.write_text(text)
    code, _, err = import_(app, file, data)
    assert code == 1
    assert told in err


def test_files_that_are_none(app: Typer, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    assert "No such file" in import_(app, file, data)[2]
    file.write_bytes("number,name\n919654301006,Süß\n".encode("latin-1"))
    assert "is not UTF-8" in import_(app, file, data)[2]
    book = tmp_path / "leads.xlsx"
    book.write_bytes(b"no zip")
    assert "is no workbook" in import_(app, book, data)[2]


def test_teams_and_spaces_that_are_not_there(app: Typer, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("number\n919654301006\n")
    words = ("leads", "import", str(file), "--campaign", "C", "--source", "S", "--data", str(data))
    assert "no team “Sales”" in run(app, *words, "--cloud-id", "leap", "--team", "Sales")[2]
    assert "no space “nova”" in run(app, *words, "--cloud-id", "nova", "--team", "Sales")[2]


@pytest.mark.parametrize(
    ("mapped", "told"),
    [
        (["number"], "write it as field=column"),
        (["number=Nothing"], "There is no column “Nothing”"),
        (["colour=Tel"], "--map colour: there are number"),
    ],
)
def test_mappings_that_are_none(mapped: list[str], told: str) -> None:
    with pytest.raises(TableRefused, match=told):
        Columns(["Tel", "Name"], mapped)


def test_only_in_an_export_a_column_may_be_ours() -> None:
    head, cells = ["number", "state", "source"], ["919654301006", "CA", "Fair"]
    assert Columns(head).lead(cells).data == {"state": "CA", "source": "Fair"}
    exported = Columns(["lead_id", *head, "data.state"])
    assert exported.lead(["01a2", *cells, "NY"]).data == {"state": "NY"}


def test_of_columns_with_the_same_name_the_first_counts(tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("phone,Phone,note\n1,2,3\n")
    with reading(file) as table:
        (row,) = table.rows
        lead = Columns(table.head).lead(row.cells)
    assert (lead.number, lead.data) == ("1", {"Phone": "2", "note": "3"})


@pytest.mark.parametrize(
    "text", ["=cmd()", "+1", "-1", "@x", "\tx", "plain", "'quoted", "", "'=x", "''+1"]
)
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    told = guarded(text)
    assert not told.startswith(("=", "+", "-", "@", "\t"))
    assert unguarded(told) == text


def test_the_help_of_an_export_does_not_promise_to_make_a_campaign(app: Typer) -> None:
    told = run(app, "leads", "export", "--help")[1]
    assert "Whose leads." in told
    assert "Made where there is none." not in told
    assert "Made where there is none." in run(app, "leads", "import", "--help")[1]
