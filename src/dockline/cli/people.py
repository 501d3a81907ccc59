"""``dockline user list``, ``set``, ``password``, ``deactivate`` and ``activate``."""

from typing import Annotated

import msgspec
import typer
from msgspec import UNSET
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dockline.cli.joinery import CannotStart, Joinery
from dockline.cli.options import (
    CloudOption,
    ConfigOption,
    DataOption,
    refusing,
    say,
    settings_from,
)
from dockline.cli.running import run
from dockline.domain.ids import SpaceId
from dockline.domain.space import Role, Team, User
from dockline.services.account_rules import NoSuchSpace, NoSuchUser
from dockline.services.accounts import Accounts
from dockline.services.people import UserChange

LoginArgument = Annotated[str, typer.Argument(help="Whose: the login, or login@space.")]
OwnCloudOption = Annotated[
    str, typer.Option("--cloud-id", "--space", help="The space's cloud_id; else as in login@space.")
]


def add_people(app: typer.Typer, joinery: Joinery) -> None:
    """To ``dockline user``."""
    _add_list(app, joinery)
    _add_set(app, joinery)
    _add_password(app, joinery)
    _add_active(app, joinery)


def _add_list(app: typer.Typer, joinery: Joinery) -> None:
    @app.command("list")
    def list_(
        cloud_id: CloudOption,
        json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """The people of a space, also those who were deactivated."""

        async def work() -> tuple[list[User], dict[str, Team]]:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                space_id = _space(accounts, cloud_id)
                teams = accounts.teams_by_id(space_id)
                return accounts.users(space_id), dict(teams.items())

        with refusing():
            users, teams = run(work())
        users = sorted(users, key=lambda user: user.login.casefold())
        if json:
            told = [_as_json(user, teams) for user in users]
            typer.echo(msgspec.json.format(msgspec.json.encode(told)))
        else:
            Console().print(_page(users, teams))


def _add_set(app: typer.Typer, joinery: Joinery) -> None:
    @app.command("set")
    def set_(
        login: LoginArgument,
        cloud_id: OwnCloudOption = "",
        new_login: Annotated[str | None, typer.Option("--login", help="Another login.")] = None,
        name: Annotated[str | None, typer.Option(help="As people read it.")] = None,
        role: Annotated[Role | None, typer.Option(help="What they may do.")] = None,
        team: Annotated[
            list[str] | None,
            typer.Option(help="A team; may be repeated. In the place of those they were in."),
        ] = None,
        operator: Annotated[
            bool | None,
            typer.Option("--operator/--no-operator", help="Whether they keep the whole server."),
        ] = None,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Change a person; what is not named stays. It holds at once, also while they work."""

        async def work() -> User:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                user = _user(accounts, cloud_id, login)
                teams = [accounts.book.require_team(user.space_id, one) for one in team or ()]
                change = UserChange(
                    login=UNSET if new_login is None else new_login,
                    name=UNSET if name is None else name,
                    role=UNSET if role is None else role,
                    teams=UNSET if team is None else tuple(one.team_id for one in teams),
                    operator=UNSET if operator is None else operator,
                )
                return await accounts.people.change(user.user_id, change)

        with refusing():
            if all(one is None for one in (new_login, name, role, team, operator)):
                raise CannotStart(
                    "Say what is to be set: --name, --role, --team, --login, --operator."
                )
            user = run(work())
        say(f"{user.login}@{user.space_id} changed.")


def _add_password(app: typer.Typer, joinery: Joinery) -> None:
    @app.command("password")
    def password(
        login: LoginArgument,
        cloud_id: OwnCloudOption = "",
        password: Annotated[
            str,
            typer.Option(
                envvar="DOCKLINE_NEW_PASSWORD",
                help="Seen by others in the process list; better the variable, or leave it out "
                "and one is made.",
            ),
        ] = "",
        due: Annotated[
            bool,
            typer.Option("--due/--not-due", help="They take another one when they sign in."),
        ] = True,
        second_factor: Annotated[
            bool,
            typer.Option("--reset-second-factor", help="Take their second factor away, too."),
        ] = False,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Set a person's password; they are signed out everywhere."""

        async def work() -> str:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                user = _user(accounts, cloud_id, login)
                credentials = accounts.credentials
                # First: where the password is refused, the second factor stays.
                told = await credentials.reset_password(user.user_id, password, due=due)
                if second_factor:
                    await credentials.reset_second_factor(user.user_id)
                return told

        with refusing():
            told = run(work())
        made = "" if password else f" Their password, shown this once: {told}"
        typer.echo(f"The password of {login} is set.{made}")


def _add_active(app: typer.Typer, joinery: Joinery) -> None:
    def change(
        login: str, cloud_id: str, active: bool, data: DataOption, config: ConfigOption
    ) -> None:
        async def work() -> User:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                user = _user(accounts, cloud_id, login)
                return await accounts.people.change(user.user_id, UserChange(active=active))

        with refusing():
            user = run(work())
        done = "may sign in again" if active else "is deactivated, and signed out everywhere"
        say(f"{user.login}@{user.space_id} {done}.")

    @app.command("deactivate")
    def deactivate(
        login: LoginArgument,
        cloud_id: OwnCloudOption = "",
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Let a person in no more; their calls and leads stay."""
        change(login, cloud_id, False, data, config)

    @app.command("activate")
    def activate(
        login: LoginArgument,
        cloud_id: OwnCloudOption = "",
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Let a person in again who was deactivated."""
        change(login, cloud_id, True, data, config)


def _space(accounts: Accounts, cloud_id: str) -> SpaceId:
    """Raises NoSuchSpace."""
    if accounts.space(cloud_id) is None:
        raise NoSuchSpace(cloud_id)
    return SpaceId(cloud_id)


def _user(accounts: Accounts, cloud_id: str, login: str) -> User:
    """Also one who is not active. Raises NoSuchSpace, NoSuchUser, CannotStart."""
    if not cloud_id:
        login, _, cloud_id = login.rpartition("@")
        if not login or not cloud_id:
            raise CannotStart("Name the space: login@space, or --space.")
    space_id = _space(accounts, cloud_id)
    found = accounts.book.directory.user_by_login(space_id, login)
    if found is None:
        found = accounts.agent_of(space_id, login)
    if found is None:
        raise NoSuchUser
    return found


def _as_json(user: User, teams: dict[str, Team]) -> dict[str, object]:
    return {
        "login": user.login,
        "name": user.name,
        "role": user.role.value,
        "operator": user.operator,
        "teams": _names(user, teams),
        "active": user.active,
        "second_factor": user.second_factor,
        "password_due": user.password_due,
    }


def _names(user: User, teams: dict[str, Team]) -> list[str]:
    return [teams[one].name for one in user.teams if one in teams]


def _page(users: list[User], teams: dict[str, Team]) -> Table:
    page = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("Login", "Name", "Role", "Teams", "Sign-in"):
        page.add_column(column, overflow="fold")
    for user in users:
        signs = [
            word
            for word, there in (
                ("deactivated", not user.active),
                ("second factor", user.second_factor),
                ("new password due", user.password_due),
            )
            if there
        ]
        role = f"{user.role.value}, operator" if user.operator else user.role.value
        page.add_row(
            Text(user.login),
            Text(user.name),
            role,
            Text(", ".join(_names(user, teams))),
            ", ".join(signs),
        )
    return page
