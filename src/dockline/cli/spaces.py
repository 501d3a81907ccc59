"""``dockline space create``, ``set`` and ``show``."""

from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dockline.cli.assignments import nested
from dockline.cli.joinery import CannotStart, Joinery
from dockline.cli.options import ConfigOption, DataOption, refusing, say, settings_from
from dockline.cli.running import run
from dockline.domain.ids import SpaceId
from dockline.domain.space import Space, SpaceSettings
from dockline.services.account_rules import NoSuchSpace
from dockline.services.accounts import Accounts
from dockline.services.settings_changes import flat
from dockline.services.settings_patch import SettingRefused, patched

SpaceArgument = Annotated[str, typer.Argument(help="The space's cloud_id.")]


def spaces(joinery: Joinery) -> typer.Typer:
    app = typer.Typer()
    _add_create(app, joinery)
    _add_set(app, joinery)
    _add_show(app, joinery)
    return app


def _add_create(app: typer.Typer, joinery: Joinery) -> None:
    @app.command("create")
    def create(
        cloud_id: Annotated[str, typer.Argument(help="Lower-case letters, digits, dashes.")],
        name: Annotated[str, typer.Option(help="As people read it; else the cloud_id.")] = "",
        setting: Annotated[
            list[str] | None,
            typer.Option("--set", help="A setting as name=value; value as JSON or text."),
        ] = None,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Make a space, and its first token."""

        async def work() -> str:
            async with joinery.accounts(settings_from(config, data=data), new=True) as accounts:
                await accounts.create_space(cloud_id, name or cloud_id, first)
                return await accounts.tokens.replace(SpaceId(cloud_id), "api")

        with refusing():
            patch = nested("--set", setting or [])
            try:
                first = patched(SpaceSettings(), patch)
            except SettingRefused as wrong:
                raise CannotStart(f"--set {wrong.message}") from wrong
            token = run(work())
        say(f"Space {cloud_id} made. Its token, shown this once: {token}")


def _add_set(app: typer.Typer, joinery: Joinery) -> None:
    @app.command("set")
    def set_(
        cloud_id: SpaceArgument,
        given: Annotated[
            list[str],
            typer.Argument(
                metavar="PATH=VALUE",
                help="Such as time_zone=Europe/London, chat.webhook_private=true or "
                "'dial_policy.countries=[\"44\"]'; the value as JSON or text, null for the "
                "default.",
            ),
        ],
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Change a space's settings; a running server follows within a second. Where one setting
        is wrong, nothing is changed."""

        async def work() -> Space:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                space = _space(accounts, cloud_id)
                return await accounts.update_settings(
                    space.space_id, patched(space.settings, patch)
                )

        with refusing():
            patch = nested("", given)
            space = run(work())
        say(f"Space {space.space_id} changed.")


def _add_show(app: typer.Typer, joinery: Joinery) -> None:
    @app.command("show")
    def show(
        cloud_id: SpaceArgument,
        json: Annotated[bool, typer.Option("--json", help="All settings, as JSON.")] = False,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """A space's teams, and those of its settings that are not the usual ones. With --json all
        settings."""

        async def work() -> tuple[Space, list[str]]:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                space = _space(accounts, cloud_id)
                return space, sorted(team.name for team in accounts.teams(space.space_id))

        with refusing():
            space, teams = run(work())
        settings = msgspec.to_builtins(space.settings)
        if json:
            told = {
                "cloud_id": space.space_id,
                "name": space.name,
                "teams": teams,
                "settings": settings,
            }
            typer.echo(msgspec.json.format(msgspec.json.encode(told)))
        else:
            Console().print(_page(space, teams, settings))


def _space(accounts: Accounts, cloud_id: str) -> Space:
    """Raises NoSuchSpace."""
    space = accounts.space(cloud_id)
    if space is None:
        raise NoSuchSpace(cloud_id)
    return space


def _page(space: Space, teams: list[str], settings: dict[str, Any]) -> Table:
    facts = Table(box=None, show_header=False, pad_edge=False)
    facts.add_column(style="bold")
    facts.add_column(overflow="fold")
    facts.add_row("Space", Text(f"{space.space_id}: {space.name}"))
    for team in teams:
        facts.add_row("Team", Text(team))
    usual = dict(flat(msgspec.to_builtins(SpaceSettings())))
    for path, value in flat(settings):
        if value != usual.get(path):
            facts.add_row(path, Text(msgspec.json.encode(value).decode()))
    return facts
