"""``dockline team set`` and ``show``, ``dockline user route``: how calls and chats find their
agents."""

from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dockline.cli.assignments import nested
from dockline.cli.joinery import CannotStart, Joinery
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
from dockline.domain.ids import SpaceId
from dockline.domain.space import Team, User
from dockline.domain.teamsettings import TeamSettings
from dockline.messages import Messages
from dockline.services.account_rules import NoSuchSpace, NoSuchTeam, NoSuchUser
from dockline.services.accounts import Accounts
from dockline.services.settings_changes import flat
from dockline.services.team_rules import RECORDINGS
from dockline.services.team_settings import by_team_name, changed_team_settings
from dockline.settings import Layout, Settings

TeamArgument = Annotated[str, typer.Argument(help="The team's name, whatever its case.")]


def add_settings(app: typer.Typer, joinery: Joinery) -> None:
    """``set`` and ``show`` of ``dockline team``."""

    @app.command("set")
    def set_(
        name: TeamArgument,
        cloud_id: CloudOption,
        given: Annotated[
            list[str],
            typer.Argument(
                metavar="PATH=VALUE",
                help="Such as queue.ring_seconds=15, queue.overflow_team=Sales or "
                'queue.numbers=\'[{"number":"442079460200","name":"Order line"}]\'; the value as '
                "JSON or text, null for the default.",
            ),
        ],
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """Change how a team's queues behave; it holds at once, for those who wait already as well.
        Where one setting is wrong, nothing is changed."""

        async def work() -> Team:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                team = _team(accounts, cloud_id, name)
                teams = accounts.teams(team.space_id)
                settings = changed_team_settings(team.settings, patch, teams)
                return await accounts.update_team(team.team_id, settings)

        with refusing():
            patch = nested("", given)
            team = run(work())
        say(f"Team {team.name} changed.")
        _caution_recordings(team, settings_from(config, data=data))

    @app.command("show")
    def show(
        name: TeamArgument,
        cloud_id: CloudOption,
        json: Annotated[bool, typer.Option("--json", help="All settings, as JSON.")] = False,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """A team's people, and the settings of its queues that are not the usual ones. With --json
        all settings."""

        async def work() -> tuple[Team, list[Team], list[User]]:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                team = _team(accounts, cloud_id, name)
                members = [
                    user
                    for user in accounts.users(team.space_id)
                    if team.team_id in user.teams and user.active
                ]
                return team, accounts.teams(team.space_id), members

        with refusing():
            team, teams, members = run(work())
        if json:
            typer.echo(msgspec.json.format(msgspec.json.encode(_as_json(team, teams, members))))
        else:
            Console().print(_page(team, teams, members))


def add_routing(app: typer.Typer, joinery: Joinery) -> None:
    """``route`` of ``dockline user``."""

    @app.command("route")
    def route(
        login: Annotated[str, typer.Argument(help="Whose.")],
        cloud_id: CloudOption,
        skill: Annotated[
            list[str] | None,
            typer.Option(
                "--skill",
                metavar="NAME=LEVEL",
                help="What they are good at, 1 to 10; 0 takes it away. May be repeated.",
            ),
        ] = None,
        chats: Annotated[
            str | None,
            typer.Option(
                "--chats", help="How many chats at once; “team” for what their team says."
            ),
        ] = None,
        data: DataOption = None,
        config: ConfigOption = None,
    ) -> None:
        """What somebody is good at, and how many chats they may have; it holds at once."""

        async def work() -> User:
            async with joinery.accounts(settings_from(config, data=data)) as accounts:
                if accounts.space(cloud_id) is None:
                    raise NoSuchSpace(cloud_id)
                user = accounts.agent_of(SpaceId(cloud_id), login)
                if user is None:
                    raise NoSuchUser
                skills = {**user.skills, **levels}
                skills = {name: level for name, level in skills.items() if level != 0}
                limit = user.chat_limit if chats is None else _limit(chats)
                return await accounts.update_routing(user.user_id, skills, limit)

        with refusing():
            levels = dict(_level(one) for one in skill or ())
            if not levels and chats is None:
                raise CannotStart("Say what is to be set: --skill NAME=LEVEL, or --chats.")
            user = run(work())
        say(f"{user.login}: {_routing(user)}.")


def _team(accounts: Accounts, cloud_id: str, name: str) -> Team:
    """Raises NoSuchSpace, NoSuchTeam."""
    if accounts.space(cloud_id) is None:
        raise NoSuchSpace(cloud_id)
    team = accounts.team_by_name(SpaceId(cloud_id), name)
    if team is None:
        raise NoSuchTeam(name)
    return team


def _caution_recordings(team: Team, settings: Settings) -> None:
    """Of those that are named and are not there; they may come later."""
    there = Messages(Layout(settings.data.absolute()).messages).names()
    for field in RECORDINGS:
        name = getattr(team.settings.queue, field)
        if name and name not in there:
            warn(
                f"queue.{field}: there is no recording {name} yet. Until it is added "
                f"(dockline message add {name} FILE) callers hear what they hear without one."
            )


def _level(given: str) -> tuple[str, int]:
    name, _, level = given.rpartition("=")
    if not name or not level.strip().isdecimal():
        raise CannotStart(f"--skill {given}: write it as name=level, with a level from 1 to 10.")
    return name.strip(), int(level)


def _limit(given: str) -> int | None:
    if given == "team":
        return None
    if not given.isdecimal():
        raise CannotStart(f"--chats {given}: a whole number, or “team”.")
    return int(given)


def _routing(user: User) -> str:
    skills = ", ".join(f"{name} {level}" for name, level in sorted(user.skills.items()))
    chats = "as many chats as the team says"
    if user.chat_limit is not None:
        chats = f"{user.chat_limit} chats at once"
    return f"{skills or 'no skills'}; {chats}"


def _as_json(team: Team, teams: list[Team], members: list[User]) -> dict[str, Any]:
    return {
        "team_name": team.name,
        "caller_id": team.caller_id,
        "agents": [
            {"login": one.login, "skills": one.skills, "chat_limit": one.chat_limit}
            for one in sorted(members, key=lambda each: each.login)
        ],
        "settings": by_team_name(team.settings, teams),
    }


def _page(team: Team, teams: list[Team], members: list[User]) -> Table:
    facts = Table(box=None, show_header=False, pad_edge=False)
    facts.add_column(style="bold")
    facts.add_column(overflow="fold")
    facts.add_row("Team", Text(team.name))
    facts.add_row("Caller ID", team.caller_id or "the space's")
    for one in sorted(members, key=lambda each: each.login):
        facts.add_row("Agent", Text(f"{one.login}: {_routing(one)}"))
    usual = dict(flat(by_team_name(TeamSettings(), teams)))
    for path, value in flat(by_team_name(team.settings, teams)):
        if value != usual.get(path):
            facts.add_row(path, Text(msgspec.json.encode(value).decode()))
    return facts
