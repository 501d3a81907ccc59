"""The demo's space, team and people: made once, found again at later starts."""

import os
import secrets
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from dockline.domain.callinghours import WEEKDAYS
from dockline.domain.ids import SpaceId
from dockline.domain.space import Role, SpaceSettings
from dockline.domain.teamsettings import NumberRoute
from dockline.services.account_rules import NameTaken
from dockline.services.accounts import Accounts
from dockline.services.campaigns import Campaigns

CLOUD_ID: Final = SpaceId("leap")
TEAM: Final = "Support team"
CAMPAIGN: Final = "Welcome"
NUMBER: Final = "442079460200"
"""Of ours; calls to it come in to the team."""
AGENTS: Final = (("rishi", "Rishi"), ("siddhant", "Siddhant"))
SUPERVISOR: Final = ("meera", "Meera")
OWN_NUMBER: Final = "442079460018"
"""The demo's: its calls show it, and whoever calls it back comes in as well."""
_TOKEN_NAME: Final = "demo"
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


class PersonKey(Struct, frozen=True):
    username: str
    """``login@cloud_id``"""
    password: str


class DemoKeys(Struct, frozen=True):
    """Kept in the data folder, readable by its owner only."""

    cloud_id: str
    auth_token: str
    agents: tuple[PersonKey, ...]
    supervisor: PersonKey | None = None
    """A manager: the board, and the running of campaigns. None: a file of before there was one."""


async def prepare(accounts: Accounts, campaigns: Campaigns, file: Path) -> DemoKeys:
    """Make what is missing; what was made before keeps its passwords, its token and its settings.

    Raises AccountRefused, StoreUnavailable."""
    before = _read(file)
    if accounts.space(CLOUD_ID) is None:
        settings = SpaceSettings(caller_id=OWN_NUMBER, recording="on_demand", wrap_up_seconds=30.0)
        await accounts.create_space(CLOUD_ID, "Leap", settings)
    if accounts.team_by_name(CLOUD_ID, TEAM) is None:
        await accounts.create_team(CLOUD_ID, TEAM)
    await _number(accounts)
    await _welcome(campaigns)
    keys = DemoKeys(
        cloud_id=CLOUD_ID,
        auth_token=await _token(accounts, before),
        agents=tuple(
            [await _person(accounts, *one, Role.AGENT, before) for one in AGENTS],
        ),
        supervisor=await _person(accounts, *SUPERVISOR, Role.MANAGER, before),
    )
    if keys != before:
        _write(file, keys)
    return keys


async def _number(accounts: Accounts) -> None:
    """Where the team has no number: those that nobody else has."""
    team = accounts.team_by_name(CLOUD_ID, TEAM)
    named = ((NUMBER, "Support line"), (OWN_NUMBER, "Call back"))
    free = tuple(NumberRoute(number=n, name=w) for n, w in named if accounts.route(n) is None)
    if team is None or team.settings.queue.numbers or not free:
        return
    queue = msgspec.structs.replace(team.settings.queue, numbers=free)
    await accounts.update_team(
        team.team_id, msgspec.structs.replace(team.settings, queue=queue), actor="cli"
    )


async def _welcome(campaigns: Campaigns) -> None:
    """A campaign whose leads are shown whatever the hour: the carrier's people do not sleep."""
    try:
        await campaigns.create(CLOUD_ID, CAMPAIGN, TEAM, actor="cli")
    except NameTaken:
        return
    always = [[{"opens": "00:00", "closes": "24:00"}] for _ in WEEKDAYS]
    often = {"most_attempts": 100, "most_a_day": 100, "most_a_week": 100, "minimum_gap": 5}
    patch = {"leads": {"calling_hours": {"days": always}, "limits": often}}
    await campaigns.change(CLOUD_ID, CAMPAIGN, patch, actor="cli")


async def _token(accounts: Accounts, before: DemoKeys | None) -> str:
    if before is not None and accounts.check_token(CLOUD_ID, before.auth_token) is not None:
        return before.auth_token
    # One that was reset over the API is somebody's now, under the old name: ours gets another.
    name = _TOKEN_NAME if before is None else f"{_TOKEN_NAME} {secrets.token_hex(3)}"
    return await accounts.tokens.replace(CLOUD_ID, name)


async def _person(
    accounts: Accounts, login: str, name: str, role: Role, before: DemoKeys | None
) -> PersonKey:
    username = f"{login}@{CLOUD_ID}"
    kept = (*before.agents, before.supervisor) if before is not None else ()
    known = {key.username: key for key in kept if key is not None}
    user = accounts.find_agent(username)
    if user is not None and username in known:
        return known[username]
    password = "".join(secrets.choice(_LETTERS) for _ in range(12))
    if user is None:
        await accounts.create_user(CLOUD_ID, login, name, password, role, [TEAM])
    else:
        await accounts.set_password(user.user_id, password)
    return PersonKey(username, password)


def _read(file: Path) -> DemoKeys | None:
    """None where there is none, or one that cannot be read: then it is made anew."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=DemoKeys)
    except (OSError, msgspec.DecodeError):
        return None


def _write(file: Path, keys: DemoKeys) -> None:
    """At once, so that a crash leaves the old one or the new one."""
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(msgspec.json.format(msgspec.json.encode(keys)))
    new.replace(file)
