"""``dockline dnc import``."""

from itertools import islice
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import typer
from msgspec import Struct
from rich.console import Console

from dockline.cli.joinery import Joinery, Progress
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
from dockline.cli.rejects import write_rejects
from dockline.cli.running import progress, run
from dockline.domain.ids import SpaceId
from dockline.services.number_column import number_in, numbers_of
from dockline.services.rejects import Rejects
from dockline.services.table_files import Table, reading
from dockline.settings import Settings

_ACTOR: Final = "cli"
_BATCH: Final = 2_000


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
        place, rows = numbers_of(work.table, country, work.column)
        rejects = Rejects(work.table.head)
        while batch := list(islice(rows, _BATCH)):
            listing = await desk.do_not_call.add(
                work.space_id,
                [number_in(row, place) for row in batch],
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
    write_rejects(rejects, work.bad)
    return told
