"""``dockline dnc``: the do-not-call lists; a running server heeds them at once."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer
from rich.console import Console
from rich.table import Table as Sheet
from rich.text import Text

from dockline.cli import do_not_call_import
from dockline.cli.joinery import Joinery, LeadDesk
from dockline.cli.options import (
    CloudOption,
    ConfigOption,
    DataOption,
    ReasonOption,
    ScopeOption,
    refusing,
    say,
    settings_from,
    warn,
)
from dockline.cli.running import run
from dockline.domain.campaign import DoNotCall
from dockline.domain.ids import SpaceId
from dockline.services.do_not_call import Listing, NumberProblem
from dockline.services.table_files import writing

_ACTOR: Final = "cli"
_PAGE: Final = 1_000
T = TypeVar("T")

NumbersArgument = Annotated[list[str], typer.Argument(help="Telephone numbers.")]


def add_to(app: typer.Typer, joinery: Joinery) -> None:
    group = typer.Typer()
    _add_changing(group, joinery)
    do_not_call_import.add_to(group, joinery)
    _add_reading(group, joinery)
    app.add_typer(group, name="dnc", help="Do-not-call lists.", no_args_is_help=True)


def _add_changing(group: typer.Typer, joinery: Joinery) -> None:
    @group.command("add")
    def add(
        numbers: NumbersArgument,
        cloud_id: CloudOption,
        campaign: ScopeOption = "",
        reason: ReasonOption = "",
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Never call these numbers again."""

        async def work(desk: LeadDesk) -> Listing:
            return await desk.do_not_call.add(
                SpaceId(cloud_id), numbers, campaign=campaign, reason=reason, actor=_ACTOR
            )

        with refusing():
            told = _run(joinery, data, config, work)
        say(f"{told.changed} added, {told.unchanged} on the list already.")
        _tell(told.errors)

    @group.command("remove")
    def remove(
        numbers: NumbersArgument,
        cloud_id: CloudOption,
        campaign: ScopeOption = "",
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Take numbers off the list. Leads that became do-not-call stay so until they are queued
        again."""

        async def work(desk: LeadDesk) -> Listing:
            return await desk.do_not_call.remove(
                SpaceId(cloud_id), numbers, campaign=campaign, actor=_ACTOR
            )

        with refusing():
            told = _run(joinery, data, config, work)
        say(f"{told.changed} removed, {told.unchanged} not on the list.")
        _tell(told.errors)


def _add_reading(group: typer.Typer, joinery: Joinery) -> None:
    @group.command("check")
    def check(
        numbers: NumbersArgument,
        cloud_id: CloudOption,
        campaign: ScopeOption = "",
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Whether numbers are on a list, since when and why."""

        async def work(desk: LeadDesk) -> tuple[Sheet, list[NumberProblem]]:
            space_id = SpaceId(cloud_id)
            checked, errors = await desk.do_not_call.check(space_id, numbers, campaign=campaign)
            names = await desk.do_not_call.campaign_names(space_id)
            sheet = _sheet("Number", "", "List", "Since", "Reason")
            for one in checked:
                look = Text("never called", "red") if one.listed else Text("may be called", "green")
                for entry in one.entries or (None,):
                    where = names.get(entry.campaign_id, "the space") if entry is not None else ""
                    since, reason = _entry(entry)
                    sheet.add_row(f"+{one.number}", look, Text(where), since, Text(reason))
            return sheet, errors

        with refusing():
            sheet, errors = _run(joinery, data, config, work)
        Console().print(sheet)
        _tell(errors)

    @group.command("list")
    def list_(
        cloud_id: CloudOption,
        campaign: ScopeOption = "",
        file: Annotated[
            Path | None, typer.Option("--file", help="Write a table (CSV, XLSX) instead.")
        ] = None,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """The space's list, or a campaign's own."""

        async def work(desk: LeadDesk) -> list[DoNotCall]:
            found: list[DoNotCall] = []
            while page := await desk.do_not_call.page(
                SpaceId(cloud_id),
                campaign=campaign,
                after=found[-1].number if found else "",
                limit=_PAGE,
            ):
                found += page
            return found

        with refusing():
            found = _run(joinery, data, config, work)
            if file is not None:
                with writing(file) as writer:
                    writer.writerow(("number", "since", "reason"))
                    for one in found:
                        writer.writerow((one.number, *_entry(one)))
        if file is not None:
            say(f"{len(found)} numbers written to {file}.")
            return
        sheet = _sheet("Number", "Since", "Reason")
        for one in found:
            since, reason = _entry(one)
            sheet.add_row(f"+{one.number}", since, Text(reason))
        Console().print(sheet)


def _run(
    joinery: Joinery,
    data: Path | None,
    config: Path | None,
    work: Callable[[LeadDesk], Awaitable[T]],
) -> T:
    async def inside() -> T:
        async with joinery.leads(settings_from(config, data=data)) as desk:
            return await work(desk)

    return run(inside())


# --- showing ------------------------------------------------------------------------------------


def _sheet(*names: str) -> Sheet:
    sheet = Sheet(box=None, pad_edge=False)
    for name in names:
        sheet.add_column(name)
    return sheet


def _entry(one: DoNotCall | None) -> tuple[str, str]:
    if one is None:
        return "", ""
    return datetime.fromtimestamp(one.at, UTC).isoformat(timespec="seconds"), one.reason


def _tell(errors: list[NumberProblem]) -> None:
    """Exits with 2 where there are any."""
    for one in errors:
        warn(f"{one.number}: {one.message}", "red")
    if errors:
        raise typer.Exit(2)
