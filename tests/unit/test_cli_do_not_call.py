"""``dockline dnc``."""

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook

from dockline.domain.campaign import DoNotCall
from dockline.domain.ids import CampaignId
from tests.support.cli import LEAP, Terminal

SPACE = ("--cloud-id", "leap")
ONE, TWO, THREE = "919654301006", "919812306590", "442079460110"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)
    terminal.says("campaign", "create", "Spring", *SPACE, "--team", "Support team")
    return terminal


def listed(terminal: Terminal, campaign: str = "") -> list[DoNotCall]:
    campaigns = terminal.do(terminal.store.campaigns(LEAP))
    found = [one.campaign_id for one in campaigns if one.name == campaign]
    scope = found[0] if found else CampaignId("")
    return terminal.do(terminal.store.do_not_call_list(LEAP, scope, limit=10_000))


def test_numbers_are_added_and_removed(terminal: Terminal) -> None:
    told = terminal.says("dnc", "add", "+91 96543 01006", TWO, *SPACE, "--reason", "Asked")
    assert told == "2 added, 0 on the list already.\n"
    assert [(one.number, one.reason) for one in listed(terminal)] == [
        (ONE, "Asked"),
        (TWO, "Asked"),
    ]
    assert terminal.says("dnc", "add", ONE, *SPACE) == "0 added, 1 on the list already.\n"
    told = terminal.says("dnc", "remove", ONE, THREE, *SPACE)
    assert told == "1 removed, 1 not on the list.\n"
    assert [one.number for one in listed(terminal)] == [TWO]
    entry = terminal.do(terminal.store.audit(LEAP, limit=1))[0]
    assert (entry.actor, entry.action) == ("cli", "do-not-call.removed")


def test_a_campaign_has_its_own_list(terminal: Terminal) -> None:
    terminal.says("dnc", "add", ONE, *SPACE, "--campaign", "spring")
    assert listed(terminal) == []
    assert [one.number for one in listed(terminal, "Spring")] == [ONE]
    code, _, error = terminal.run("dnc", "add", ONE, *SPACE, "--campaign", "Summer")
    assert (code, error) == (1, "campaign: there is no “Summer”.\n")


def test_bad_numbers_are_told_and_fail_no_other(terminal: Terminal) -> None:
    code, told, error = terminal.run("dnc", "add", ONE, "12", *SPACE)
    assert (code, told) == (2, "1 added, 0 on the list already.\n")
    assert error.startswith("12: number: ")


def test_numbers_are_checked(terminal: Terminal) -> None:
    terminal.says("dnc", "add", ONE, *SPACE, "--campaign", "spring", "--reason", "[b]Wrong")
    terminal.says("dnc", "add", TWO, *SPACE)
    told = terminal.says("dnc", "check", ONE, TWO, THREE, *SPACE, "--campaign", "Spring")
    lines = [line.split() for line in told.splitlines()[1:]]
    assert [line[:4] for line in lines[:2]] == [
        [f"+{ONE}", "never", "called", "Spring"],
        [f"+{TWO}", "never", "called", "the"],
    ]
    assert lines[0][-1] == "[b]Wrong"
    assert lines[2] == [f"+{THREE}", "may", "be", "called"]
    told = terminal.says("dnc", "check", ONE, *SPACE)
    assert "may be called" in told, "elsewhere in the space"
    assert "Spring" in told


def test_the_list_is_shown_or_written(terminal: Terminal, tmp_path: Path) -> None:
    numbers = [f"9196543{n:05}" for n in range(1203)]
    (tmp_path / "numbers.csv").write_text("\n".join(["Tel", *numbers]))
    terminal.says("dnc", "import", str(tmp_path / "numbers.csv"), *SPACE, "--reason", "=1+1")
    shown = terminal.says("dnc", "list", *SPACE).splitlines()
    assert len(shown) == 1204
    assert shown[1].split()[0] == f"+{numbers[0]}"
    out = tmp_path / "out.csv"
    told = terminal.says("dnc", "list", *SPACE, "--file", str(out))
    assert told == f"1203 numbers written to {out}.\n"
    with out.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["number"] for row in rows] == numbers
    assert rows[0]["reason"] == "'=1+1", "a spreadsheet does not run it"
    # What was written can be read again.
    told = terminal.says("dnc", "import", str(out), *SPACE)
    assert told == "0 added, 1203 on the list already, 0 rejected.\n"


def test_a_table_is_imported_and_its_bad_rows_told(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "never.csv"
    file.write_text(f"Name;Phone Number\nA;+{ONE}\nB;12\n;\nC;{TWO}\nD\n")
    code, told, _ = terminal.run("dnc", "import", str(file), *SPACE)
    bad = tmp_path / "never.rejected.csv"
    assert code == 2
    assert told == f"2 added, 0 on the list already, 2 rejected (see {bad}).\n"
    with bad.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [(row["Name"], row["row"], row["code"]) for row in rows] == [
        ("B", "3", "number-invalid"),
        ("D", "6", "number-invalid"),
    ]
    file.write_text(f"Name,Number\nA,{ONE}\n")
    told = terminal.says("dnc", "import", str(file), *SPACE)
    assert told == "0 added, 1 on the list already, 0 rejected.\n"
    assert not bad.exists(), "rejects of an earlier import do not stay"


def test_a_table_without_a_head(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "never.csv"
    file.write_text(f"{ONE}\n{TWO}\n")
    told = terminal.says("dnc", "import", str(file), *SPACE, "--campaign", "Spring")
    assert told == "2 added, 0 on the list already, 0 rejected.\n"
    assert [one.number for one in listed(terminal, "Spring")] == [ONE, TWO]


def test_a_workbook_and_a_column_by_name(terminal: Terminal, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Number", "Second Phone"])
    sheet.append([int(ONE), int(TWO)])
    file = tmp_path / "never.xlsx"
    book.save(file)
    terminal.says("dnc", "import", str(file), *SPACE, "--column", "second phone")
    assert [one.number for one in listed(terminal)] == [TWO]
    code, _, error = terminal.run("dnc", "import", str(file), *SPACE, "--column", "Third")
    assert (code, error) == (1, "There is no column “Third”; there are Number, Second Phone.\n")


def test_tables_that_are_none(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "never.csv"
    file.write_text("Name,Firm\nA,B\n")
    code, _, error = terminal.run("dnc", "import", str(file), *SPACE)
    assert code == 1
    assert error.startswith("No column is the number. Say which: --column NAME.")
    code, _, error = terminal.run("dnc", "import", str(tmp_path / "none.csv"), *SPACE)
    assert code == 1
    assert "No such file" in error


@pytest.mark.parametrize(
    "words", [("add", ONE), ("remove", ONE), ("check", ONE), ("list",), ("import", "FILE")]
)
def test_a_space_that_is_not_there(
    terminal: Terminal, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = tmp_path / "never.csv"
    file.write_text(f"{ONE}\n")
    words = tuple(str(file) if word == "FILE" else word for word in words)
    code, _, error = terminal.run("dnc", *words, "--cloud-id", "nova")
    assert code == 1
    assert "cloud_id: There is no space “nova”." in error
