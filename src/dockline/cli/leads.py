"""``dockline leads``: import and export; ``why`` and ``history`` have files of their own."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import typer
from msgspec import Struct
from rich.console import Console

from dockline.cli import lead_history, lead_why
from dockline.cli.joinery import Joinery, LeadDesk, Progress
from dockline.cli.lead_columns import FIELDS, Columns
from dockline.cli.options import CloudOption, ConfigOption, DataOption, refusing, settings_from
from dockline.cli.rejects import Rejects
from dockline.cli.running import progress, run
from dockline.cli.tables import Row, Table, Writer, reading, writing
from dockline.domain.campaign import DialList
from dockline.domain.ids import SpaceId
from dockline.domain.lead import Lead
from dockline.services.account_rules import NoSuchSpace
from dockline.services.intake import Destination
from dockline.settings import Settings

_BATCH: Final = 2_000
"""Rows that become durable together."""
_HEAD: Final = ("lead_id", "source", "state", "attempts", *FIELDS, "created_at", "updated_at")


class Imported(Struct):
    added: int = 0
    updated: int = 0
    failed: int = 0
    warnings: int = 0


CampaignOption = Annotated[str, typer.Option("--campaign", help="Made where there is none.")]
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
            + (f", {told.warnings} with warnings" if told.warnings else "")
            + ".",
            highlight=False,
            soft_wrap=True,
        )
        if told.failed:
            raise typer.Exit(2)

    @app.command("export")
    def export(
        file: Annotated[Path, typer.Argument(help="CSV, or a workbook where it ends in .xlsx.")],
        cloud_id: CloudOption,
        campaign: CampaignOption,
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
    told = Imported()
    rejects = Rejects(work.bad, work.table.head)
    async with joinery.leads(settings) as desk:
        while rows := list(islice(_with_cells(work.table.rows), _BATCH)):
            report = await desk.intake.push(
                work.to,
                rows,
                lambda row: work.columns.lead(row.cells),
                actor="cli",
                dry_run=work.dry_run,
            )
            told.added += report.added
            told.updated += report.updated
            told.failed += len(report.errors)
            told.warnings += len(report.warnings)
            for error in report.errors:
                rejects.add(rows[error.index], error)
            tell("Importing", rows[-1].done)
    rejects.write()
    return told


def _with_cells(rows: Iterator[Row]) -> Iterator[Row]:
    return (row for row in rows if any(cell.strip() for cell in row.cells))


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
        keys: dict[str, None] = {}
        for one in lists:
            async for page in desk.lists.pages(one):
                for lead in page:
                    keys |= dict.fromkeys(lead.data)
        with writing(work.file) as writer:
            writer.writerow([*_HEAD, *(f"data.{key}" for key in keys)])
            count = 0
            for place, one in enumerate(lists):
                count += await _write(desk, one, list(keys), writer)
                tell("Writing", (place + 1) / len(lists))
        return count


async def _write(desk: LeadDesk, dial_list: DialList, keys: list[str], writer: Writer) -> int:
    count = 0
    async for page in desk.lists.pages(dial_list):
        for lead in page:
            writer.writerow(_cells(desk, dial_list, lead, keys))
        count += len(page)
    return count


def _cells(desk: LeadDesk, dial_list: DialList, lead: Lead, keys: list[str]) -> list[object]:
    user = desk.accounts.user(lead.agent_id) if lead.agent_id is not None else None
    return [
        lead.lead_id,
        dial_list.name,
        lead.state.value,
        lead.attempts,
        lead.number,
        user.login if user is not None else "",
        lead.external_id,
        lead.priority or "",
        lead.time_zone,
        _moment(lead.expires_at),
        _moment(lead.not_before),
        _moment(lead.created_at),
        _moment(lead.updated_at),
        *(_plain(lead.data[key]) if key in lead.data else "" for key in keys),
    ]


def _moment(at: float | None) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat() if at is not None else ""


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
