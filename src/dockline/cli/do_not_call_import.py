"""``dockline dnc import``."""

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import typer
from msgspec import Struct
from rich.console import Console

from dockline.cli.joinery import CannotStart, Joinery, Progress
from dockline.cli.options import (
    CloudOption,
    ConfigOption,
    DataOption,
    ReasonOption,
    ScopeOption,
    refusing,
    say,
    settings_from,
)
from dockline.cli.rejects import Rejects
from dockline.cli.running import progress, run
from dockline.cli.tables import Row, Table, reading, unguarded
from dockline.domain.errors import Refusal
from dockline.domain.ids import SpaceId
from dockline.domain.phone import parse
from dockline.settings import Settings

_ACTOR: Final = "cli"
_BATCH: Final = 2_000
_NAMES: Final = ("number", "phone", "phonenumber", "telephone", "tel", "mobile", "cell")


class _Imported(Struct):
    added: int = 0
    known: int = 0
    failed: int = 0


def add_to(group: typer.Typer, joinery: Joinery) -> None:
    @group.command("import")
    def import_(
        file: Annotated[Path, typer.Argument(help="CSV or XLSX, with or without a head.")],
        cloud_id: CloudOption,
        campaign: ScopeOption = "",
        reason: ReasonOption = "",
        column: Annotated[
            str, typer.Option(help="Which holds the numbers; else the one called number or phone.")
        ] = "",
        sheet: Annotated[str, typer.Option(help="Of a workbook; else its first.")] = "",
        rejected: Annotated[
            Path | None,
            typer.Option(help="Where rejected rows go; else FILE.rejected.csv."),
        ] = None,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Never call the numbers of a table. Rows that cannot be taken are written to a file of
        their own, each with its reason."""
        bad = rejected or file.with_suffix(".rejected.csv")
        with refusing(), reading(file, sheet) as table:
            settings = settings_from(config, data=data)
            work = _Import(SpaceId(cloud_id), campaign, reason, table, column, bad)
            with progress(Console(stderr=True)) as tell:
                told = run(_import(joinery, settings, work, tell))
        say(
            f"{told.added} added, {told.known} on the list already, {told.failed} rejected"
            + (f" (see {bad})" if told.failed else "")
            + "."
        )
        if told.failed:
            raise typer.Exit(2)


class _Import(NamedTuple):
    space_id: SpaceId
    campaign: str
    reason: str
    table: Table
    column: str
    bad: Path


async def _import(joinery: Joinery, settings: Settings, work: _Import, tell: Progress) -> _Imported:
    told = _Imported()
    async with joinery.leads(settings) as desk:
        space = desk.accounts.space(work.space_id)
        country = space.settings.default_country if space is not None else ""
        place, rows = _numbers(work.table, work.column, country)
        rejects = Rejects(work.bad, work.table.head)
        while batch := list(islice(rows, _BATCH)):
            listing = await desk.do_not_call.add(
                work.space_id,
                [unguarded(_cell(row, place)).strip() for row in batch],
                campaign=work.campaign,
                reason=work.reason,
                actor=_ACTOR,
            )
            told.added += listing.changed
            told.known += listing.unchanged
            told.failed += len(listing.errors)
            for error in listing.errors:
                rejects.add(batch[error.index], error)
            tell("Importing", batch[-1].done)
    rejects.write()
    return told


def _numbers(table: Table, column: str, country: str) -> tuple[int, Iterator[Row]]:
    """In which column the numbers stand, and the rows; the first row, too, where it is no head.

    Raises CannotStart."""
    folded = [name.strip().lower().replace(" ", "").replace("_", "") for name in table.head]
    rows = (row for row in table.rows if any(cell.strip() for cell in row.cells))
    if column:
        wanted = column.strip().lower().replace(" ", "").replace("_", "")
        if wanted not in folded:
            known = ", ".join(table.head)
            raise CannotStart(f"There is no column “{column}”; there are {known}.")
        return folded.index(wanted), rows
    for name in _NAMES:
        if name in folded:
            return folded.index(name), rows
    for place, cell in enumerate(table.head):
        if _is_number(cell, country):
            return place, chain([Row(1, table.head, 0.0)], rows)
    known = ", ".join(name for name in table.head if name)
    raise CannotStart(f"No column is the number. Say which: --column NAME. There are {known}.")


def _is_number(cell: str, country: str) -> bool:
    try:
        parse(unguarded(cell).strip(), country)
    except Refusal:
        return False
    return True


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""
