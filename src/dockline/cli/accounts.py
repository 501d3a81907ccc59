"""``dockline space``, ``team``, ``user`` and ``token``: written to the data folder; a running
server notices within a second."""

import secrets
from typing import Annotated

import typer

from dockline.cli.joinery import Joinery
from dockline.cli.operators import add_operator
from dockline.cli.options import (
    CloudOption,
    ConfigOption,
    DataOption,
    refusing,
    settings_from,
)
from dockline.cli.people import add_people
from dockline.cli.running import run
from dockline.cli.spaces import spaces
from dockline.cli.teams import add_routing, add_settings
from dockline.cli.tokens import tokens
from dockline.domain.ids import SpaceId
from dockline.domain.space import Role


def add_to(app: typer.Typer, joinery: Joinery) -> None:
    for name, about, group in (
        ("space", "Spaces (tenants).", spaces(joinery)),
        ("team", "Teams of a space.", _teams(joinery)),
        ("user", "People of a space.", _users(joinery)),
        ("token", "API tokens.", tokens(joinery)),
    ):
        app.add_typer(group, name=name, help=about, no_args_is_help=True)


def _teams(joinery: Joinery) -> typer.Typer:
    app = typer.Typer()

    @app.command("create")
    def create(
        name: Annotated[str, typer.Argument(help="The team's name.")],
        cloud_id: CloudOption,
        caller_id: Annotated[str, typer.Option(help="The number its calls show.")] = "",
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Make a team."""

        async def work() -> None:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                await accounts.create_team(SpaceId(cloud_id), name, caller_id)

        with refusing():
            run(work())
        typer.echo(f"Team {name} made.")

    add_settings(app, joinery)

    @app.callback()
    def group() -> None:
        """Teams of a space."""

    return app


def _users(joinery: Joinery) -> typer.Typer:
    app = typer.Typer()

    @app.command("add")
    def add(
        login: Annotated[str, typer.Argument(help="May be an e-mail address.")],
        cloud_id: CloudOption,
        name: Annotated[str, typer.Option(help="As people read it; else the login.")] = "",
        role: Annotated[Role, typer.Option(help="What they may do.")] = Role.AGENT,
        team: Annotated[list[str] | None, typer.Option(help="A team; may be repeated.")] = None,
        password: Annotated[
            str,
            typer.Option(
                envvar="DOCKLINE_NEW_PASSWORD",
                help="Seen by others in the process list; better the variable, or leave it out "
                "and one is made.",
            ),
        ] = "",
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Add a person."""
        made = "" if password else secrets.token_urlsafe(12)

        async def work() -> None:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                await accounts.create_user(
                    SpaceId(cloud_id), login, name or login, password or made, role, team or ()
                )

        with refusing():
            run(work())
        told = f" Their password, shown this once: {made}" if made else ""
        typer.echo(f"{login}@{cloud_id} added.{told}")

    add_people(app, joinery)
    add_routing(app, joinery)
    add_operator(app, joinery)

    @app.callback()
    def group() -> None:
        """People of a space."""

    return app
