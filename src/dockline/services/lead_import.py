"""Leads out of a table: row by row into a dial list, with what became of each."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from msgspec import Struct

from dockline.services.intake import Destination, Intake
from dockline.services.lead_columns import Columns
from dockline.services.push_report import Problem, Report
from dockline.services.rejects import Rejects
from dockline.services.table_files import Row, Table

_BATCH: Final = 2_000
"""Rows that become durable together."""
_REMEMBERED: Final = 1_000_000
"""Numbers whose rows are remembered, some 140 bytes each: of others it is not told that they stand
again."""


class RowProblem(Struct, frozen=True):
    """What is wrong, or odd, with one row."""

    row: int
    """As a spreadsheet counts: the head is 1."""
    number: str
    code: str
    message: str


class Imported(Struct):
    rejects: Rejects
    added: int = 0
    updated: int = 0
    failed: int = 0
    warned: int = 0
    errors: list[RowProblem] = []
    """The first of them, as many as were asked for."""
    warnings: list[RowProblem] = []


async def import_table(
    intake: Intake,
    to: Destination,
    table: Table,
    columns: Columns,
    *,
    actor: str,
    dry_run: bool = False,
    shown: int = 0,
    tell: Callable[[float], None] = lambda done: None,
) -> Imported:
    """``shown``: how many problems are kept to be shown. ``tell`` is told how much of the table is
    done, 0 to 1. What was pushed before an exception stays; to import the table again is safe.
    Raises what `Intake.push` does."""
    told = Imported(Rejects(table.head))
    rows = with_cells(table.rows)
    stood: dict[str, int] = {}
    while some := list(islice(rows, _BATCH)):
        report = await intake.push(
            to,
            some,
            lambda row: columns.lead(row.cells),
            actor=actor,
            dry_run=dry_run,
            before=stood,
        )
        warnings = [
            *_of_rows(report.warnings, some),
            *_beyond(report, some, len(table.head)),
            *_standing_again(report, some, stood),
        ]
        told.added += report.added
        told.updated += report.updated
        told.failed += len(report.errors)
        told.warned += len(warnings)
        for error in report.errors:
            told.rejects.add(some[error.index], error)
        told.errors += _of_rows(report.errors, some)[: max(0, shown - len(told.errors))]
        told.warnings += warnings[: max(0, shown - len(told.warnings))]
        tell(some[-1].done)
    return told


def _beyond(report: Report, rows: list[Row], width: int) -> list[RowProblem]:
    """Rows that are taken and have something in no column, as where a comma is not in quotes."""
    failed = {error.index for error in report.errors}
    numbers = {index: number for number, index in report.places.items()}
    said = "has more cells than the first row names; what is beyond is left out."
    return [
        RowProblem(row.place, numbers.get(index, ""), "cells-beyond", said)
        for index, row in enumerate(rows)
        if index not in failed and any(cell.strip() for cell in row.cells[width:])
    ]


def _standing_again(report: Report, rows: list[Row], stood: dict[str, int]) -> list[RowProblem]:
    """Rows of before whose numbers stand again in these. ``stood``: the row of each number so far,
    to which these are added."""
    found = []
    for number, index in report.places.items():
        row, before = rows[index].place, stood.get(number)
        if before is not None:
            said = f"number: stands again in row {row}; where they differ, the last one counts."
            found.append(RowProblem(before, number, "duplicate-number", said))
        if before is not None or len(stood) < _REMEMBERED:
            stood[number] = row
    return found


def with_cells(rows: Iterator[Row]) -> Iterator[Row]:
    """Those that are not empty."""
    return (row for row in rows if any(cell.strip() for cell in row.cells))


def _of_rows(problems: list[Problem], rows: list[Row]) -> list[RowProblem]:
    return [
        RowProblem(rows[one.index].place, one.number, one.code, _told(one, rows))
        for one in problems
    ]


def _told(problem: Problem, rows: list[Row]) -> str:
    """As whoever sees the table understands it."""
    if problem.again is None:
        return problem.message
    place = rows[problem.again].place
    return f"number: stands again in row {place}; the last one counts."
