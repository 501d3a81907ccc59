"""``dockline campaign``: written to the store; a running server notices within a second."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console

from dockline.cli.assignments import merged, nested
from dockline.cli.campaign_pages import as_json, overview, page
from dockline.cli.joinery import CannotStart, Joinery, LeadDesk
from dockline.cli.options import (
    CloudOption,
    ConfigOption,
    DataOption,
    refusing,
    say,
    settings_from,
    warn,
)
from dockline.cli.running import run
from dockline.domain.campaignrun import RunAction
from dockline.domain.ids import SpaceId
from dockline.services.account_rules import NoSuchSpace
from dockline.services.campaigns import CampaignStatus

_ACTOR = "cli"
NameArgument = Annotated[str, typer.Argument(help="The campaign's name, whatever its case.")]
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON.")]
Work = Callable[[LeadDesk], Awaitable[CampaignStatus]]


def add_to(app: typer.Typer, joinery: Joinery) -> None:
    group = typer.Typer()
    _add_reading(group, joinery)
    _add_writing(group, joinery)
    for action, about in (
        (RunAction.START, "Dial, or go on dialling."),
        (RunAction.PAUSE, "Dial nothing new, and take cards back; calls go on."),
        (RunAction.DRAIN, "Dial nothing new, leave agents their cards, and stop when all is done."),
        (RunAction.STOP, "Dial nothing new, and cancel what has rung for 15 seconds."),
        (RunAction.ARCHIVE, "Put it out of the way, once it is stopped; all that is kept stays."),
        (RunAction.RESTORE, "Take it back out of the archive; it is stopped then."),
    ):
        _add_action(group, joinery, action, about)
    app.add_typer(group, name="campaign", help="Campaigns.", no_args_is_help=True)


def _add_reading(group: typer.Typer, joinery: Joinery) -> None:
    @group.command("list")
    def list_(
        cloud_id: CloudOption,
        json: JsonOption = False,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Every campaign with its progress."""

        async def work() -> list[CampaignStatus]:
            async with joinery.leads(settings_from(config, data=data)) as desk:
                _require_space(desk, cloud_id)
                return await desk.campaigns.every(SpaceId(cloud_id))

        with refusing():
            found = run(work())
        if json:
            typer.echo(msgspec.json.encode([as_json(one) for one in found]))
        else:
            Console().print(overview(found))

    @group.command("show")
    def show(
        name: NameArgument,
        cloud_id: CloudOption,
        json: JsonOption = False,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """One campaign: progress, settings that are not the usual ones, and warnings. With
        --json all settings."""

        async def work(desk: LeadDesk) -> CampaignStatus:
            return await desk.campaigns.show(SpaceId(cloud_id), name)

        with refusing():
            status = _run(joinery, data, config, cloud_id, work)
        if json:
            typer.echo(msgspec.json.format(msgspec.json.encode(as_json(status))))
        else:
            Console().print(page(status))


def _add_writing(group: typer.Typer, joinery: Joinery) -> None:
    @group.command("create")
    def create(
        name: Annotated[str, typer.Argument(help="Its name.")],
        cloud_id: CloudOption,
        team: Annotated[str, typer.Option("--team", help="The team it is mapped to.")],
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Make a campaign, in preview mode."""

        async def work(desk: LeadDesk) -> CampaignStatus:
            return await desk.campaigns.create(SpaceId(cloud_id), name, team, actor=_ACTOR)

        with refusing():
            status = _run(joinery, data, config, cloud_id, work)
        say(f"Campaign {status.campaign.name} made, in preview mode.")
        _warn(status)

    @group.command("rename")
    def rename(
        name: NameArgument,
        new: Annotated[str, typer.Argument(help="What it is called from now on.")],
        cloud_id: CloudOption,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Give it another name. What pushes leads must have it, too: a push with the old one makes
        a new campaign."""

        async def work(desk: LeadDesk) -> CampaignStatus:
            return await desk.campaigns.change(
                SpaceId(cloud_id), name, {}, rename=new, actor=_ACTOR
            )

        with refusing():
            status = _run(joinery, data, config, cloud_id, work)
        say(f"The campaign is called {status.campaign.name} now.")

    @group.command("set")
    def set_(
        name: NameArgument,
        cloud_id: CloudOption,
        given: Annotated[
            list[str] | None,
            typer.Argument(
                metavar="PATH=VALUE",
                help="Such as mode=predictive, dialer.cap=0.02 or leads.weights.March=3; the value "
                "as JSON or text, null for the default.",
            ),
        ] = None,
        file: Annotated[
            Path | None,
            typer.Option("--json", help="A JSON object of settings; - reads standard input."),
        ] = None,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Change settings; it holds at once, while the campaign runs. Where one is wrong, nothing
        is changed."""

        async def work(desk: LeadDesk) -> CampaignStatus:
            return await desk.campaigns.change(SpaceId(cloud_id), name, patch, actor=_ACTOR)

        with refusing():
            patch = merged(_read(file), nested("", given or ()))
            if not patch:
                raise CannotStart("Say what is to be set: PATH=VALUE, or --json FILE.")
            status = _run(joinery, data, config, cloud_id, work)
        say(f"Campaign {status.campaign.name} changed.")
        _warn(status)


def _add_action(group: typer.Typer, joinery: Joinery, action: RunAction, about: str) -> None:
    @group.command(action.value, help=about)
    def tell(
        name: NameArgument,
        cloud_id: CloudOption,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        async def work(desk: LeadDesk) -> CampaignStatus:
            return await desk.campaigns.tell(SpaceId(cloud_id), name, action, actor=_ACTOR)

        with refusing():
            status = _run(joinery, data, config, cloud_id, work)
        say(f"Campaign {status.campaign.name} is {status.campaign.settings.state.value}.")
        if action is RunAction.START:
            _warn(status)


def _run(
    joinery: Joinery, data: Path | None, config: Path | None, cloud_id: str, work: Work
) -> CampaignStatus:
    async def inside() -> CampaignStatus:
        async with joinery.leads(settings_from(config, data=data)) as desk:
            _require_space(desk, cloud_id)
            return await work(desk)

    return run(inside())


def _require_space(desk: LeadDesk, cloud_id: str) -> None:
    if desk.accounts.space(cloud_id) is None:
        raise NoSuchSpace(cloud_id)


def _read(file: Path | None) -> dict[str, Any]:
    """Raises CannotStart."""
    if file is None:
        return {}
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
        found = msgspec.json.decode(text)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as wrong:
        raise CannotStart(f"--json {file}: {wrong}") from wrong
    if not isinstance(found, dict):
        raise CannotStart(f"--json {file}: must hold a JSON object.")
    return found


def _warn(status: CampaignStatus) -> None:
    for one in status.cautions:
        warn(f"{one.field}: {one.sentence}")
