"""``dockline leads``: import and export; ``why`` and ``history`` have files of their own."""

from pathlib import Path
from typing import Annotated, Final, NamedTuple

import typer
from rich.console import Console

from dockline.cli import lead_history, lead_why
from dockline.cli.joinery import Joinery, Progress
from dockline.cli.options import CloudOption, ConfigOption, DataOption, refusing, settings_from
from dockline.cli.rejects import write_rejects
from dockline.cli.running import progress, run
from dockline.domain.ids import SpaceId
from dockline.services.account_rules import NoSuchSpace
from dockline.services.intake import Destination
from dockline.services.lead_columns import Columns
from dockline.services.lead_export import LeadExport
from dockline.services.lead_import import Imported, import_table
from dockline.services.table_files import Table, reading, writing
from dockline.settings import Settings

CampaignOption = Annotated[str, typer.Option("--campaign", help="Made where there is none.")]
_SHOWN: Final = 20
"""Warnings that are told one by one."""
SourceOption = Annotated[str, typer.Option("--source", help="The dial list.")]


def add_to(app: typer.Typer, joinery: Joinery) -> None:
    group = _leads(joinery)
    lead_why.add_to(group, joinery)
    lead_history.add_to(group, joinery)
    app.add_typer(group, name="leads", help="Leads of campaigns.", no_args_is_help=True)


def _leads(joinery: Joinery) -> typer.Typer:
    app = typer.Typer()

    @app.command("import")
    def import_(
        file: Annotated[Path, typer.Argument(help="CSV or XLSX; its first row names columns.")],
        cloud_id: CloudOption,
        campaign: CampaignOption,
        team: Annotated[str, typer.Option("--team", help="The campaign's team.")],
        source: SourceOption,
        mapped: Annotated[
            list[str] | None,
            typer.Option(
                "--map",
                help="field=column, such as number='Phone 1' or data.company=Firm; repeatable. "
                "Columns that are not mapped become data.",
            ),
        ] = None,
        skip: Annotated[
            list[str] | None, typer.Option("--skip", help="A column to leave out; repeatable.")
        ] = None,
        sheet: Annotated[str, typer.Option(help="Of a workbook; else its first.")] = "",
        rejected: Annotated[
            Path | None,
            typer.Option(help="Where rejected rows go; else FILE.rejected.csv."),
        ] = None,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Check everything, write nothing.")
        ] = False,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Push the rows of a table into a dial list. Rows that cannot be taken are written to a
        file of their own, each with its reason."""
        to = Destination(SpaceId(cloud_id), team, campaign, source)
        bad = rejected or file.with_suffix(".rejected.csv")
        with refusing(), reading(file, sheet) as table:
            columns = Columns(table.head, mapped or (), skip or ())
            settings = settings_from(config, data=data)
            work = _Import(to, table, columns, bad, dry_run)
            with progress(Console(stderr=True)) as tell:
                told = run(_import(joinery, settings, work, tell))
        would = "would be " if dry_run else ""
        Console().print(
            f"{told.added} {would}added, {told.updated} {would}updated, {told.failed} rejected"
            + (f" (see {bad})" if told.failed else "")
            + (f", {told.warned} with warnings" if told.warned else "")
            + ".",
            highlight=False,
            soft_wrap=True,
        )
        _warn(told)
        if told.failed:
            raise typer.Exit(2)

    @app.command("export")
    def export(
        file: Annotated[Path, typer.Argument(help="CSV, or a workbook where it ends in .xlsx.")],
        cloud_id: CloudOption,
        campaign: Annotated[str, typer.Option("--campaign", help="Whose leads.")],
        source: Annotated[str, typer.Option("--source", help="One dial list; else all.")] = "",
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Write a campaign's leads into a table that can be imported again."""
        with refusing(), progress(Console(stderr=True)) as tell:
            settings = settings_from(config, data=data)
            work = _Export(SpaceId(cloud_id), campaign, source, file)
            count = run(_export(joinery, settings, work, tell))
        Console().print(f"{count} leads written to {file}.", highlight=False, soft_wrap=True)

    return app


class _Import(NamedTuple):
    to: Destination
    table: Table
    columns: Columns
    bad: Path
    dry_run: bool


async def _import(joinery: Joinery, settings: Settings, work: _Import, tell: Progress) -> Imported:
    async with joinery.leads(settings) as desk:
        told = await import_table(
            desk.intake,
            work.to,
            work.table,
            work.columns,
            actor="cli",
            dry_run=work.dry_run,
            shown=_SHOWN,
            tell=lambda done: tell("Importing", done),
        )
    write_rejects(told.rejects, work.bad)
    return told


def _warn(told: Imported) -> None:
    """What is odd with rows that were taken, so that they can be looked at."""
    console = Console(stderr=True)
    for one in told.warnings:
        console.print(
            f"Row {one.row} ({one.number}): {one.message}",
            highlight=False,
            soft_wrap=True,
            markup=False,
        )
    more = told.warned - len(told.warnings)
    if more > 0:
        console.print(f"and {more} more.", highlight=False)


class _Export(NamedTuple):
    space_id: SpaceId
    campaign: str
    source: str
    file: Path


async def _export(joinery: Joinery, settings: Settings, work: _Export, tell: Progress) -> int:
    async with joinery.leads(settings) as desk:
        if desk.accounts.space(work.space_id) is None:
            raise NoSuchSpace(work.space_id)
        _, lists = await desk.lists.find(work.space_id, work.campaign, work.source)
        tell("Reading", None)
        count = -1  # the head is no lead
        with writing(work.file) as writer:
            async for rows in LeadExport(desk.lists, desk.accounts).rows(lists):
                for row in rows:
                    writer.writerow(row)
                count += len(rows)
                tell("Writing", None)
        return count
