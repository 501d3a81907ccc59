"""Teams: made, changed, given people, taken away."""

from collections.abc import Iterable
from typing import Any

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from dockline.domain.errors import Refusal
from dockline.domain.ids import AgentId, SpaceId, TeamId, new_id
from dockline.domain.space import Team, User
from dockline.domain.teamsettings import TeamSettings
from dockline.ports.chat_store import ChatFilter
from dockline.ports.store import DropTeam, PutTeam, PutUser, Write
from dockline.services.account_book import AccountBook
from dockline.services.account_rules import (
    AccountRefused,
    NoSuchTeam,
    checked_name,
    checked_number,
)
from dockline.services.team_rules import checked_team_settings
from dockline.services.team_settings import changed_team_settings


class UnknownTeam(Refusal):
    """There is no such team."""

    code = "no-such-team"


class TeamInUse(Refusal):
    """Something of the space needs the team still."""

    code = "team-in-use"


class TeamChange(Struct, frozen=True):
    """What is left out stays."""

    name: str | UnsetType = UNSET
    caller_id: str | UnsetType = UNSET
    settings: TeamSettings | UnsetType = UNSET
    patch: dict[str, Any] = {}
    """Of its settings (`dockline.services.team_settings`), as they are when it is its turn."""
    add: tuple[AgentId, ...] = ()
    """Users who are in it from now on; it is the last of their teams."""
    remove: tuple[AgentId, ...] = ()


class Teams:
    def __init__(self, book: AccountBook) -> None:
        self._book = book

    def of(self, space_id: SpaceId, team_id: str) -> Team:
        """Raises UnknownTeam, also for one of another space."""
        team = self._book.directory.teams_by_id(space_id).get(TeamId(team_id))
        if team is None:
            raise UnknownTeam
        return team

    def members(self, team: Team) -> list[User]:
        """Those who are not active any more are among them."""
        users = self._book.directory.users_of(team.space_id)
        found = [user for user in users if team.team_id in user.teams]
        return sorted(found, key=lambda user: user.name.casefold())

    async def create(
        self,
        space_id: SpaceId,
        name: str,
        caller_id: str = "",
        members: tuple[AgentId, ...] = (),
        *,
        actor: str = "cli",
    ) -> Team:
        """Raises AccountRefused."""
        async with self._book.writing:
            country = self._book.require_space(space_id).settings.default_country
            team = Team(
                team_id=TeamId(new_id()),
                space_id=space_id,
                name=checked_name("team_name", name),
                caller_id=checked_number("caller_id", caller_id, country),
            )
            joined = self._moved(team, TeamChange(add=members))
            writes: list[Write] = [PutTeam(team), *(PutUser(user) for user in joined)]
            detail = {"name": team.name}
            await self._book.commit(space_id, actor, "team.created", detail, writes)
            self._put(team, joined)
        return team

    async def change(self, team_id: TeamId, change: TeamChange, *, actor: str = "cli") -> Team:
        """Its queues and those who are put into it or taken out follow at once.
        Raises AccountRefused, SettingRefused; then nothing is changed."""
        async with self._book.writing:
            before = self._book.directory.teams.get(team_id)
            if before is None:
                raise NoSuchTeam(team_id)
            team = self._changed(before, change)
            moved = self._moved(team, change)
            if team == before and not moved:
                return before
            writes: list[Write] = [PutTeam(team), *(PutUser(user) for user in moved)]
            added = [user.login for user in moved if team_id in user.teams]
            detail = {
                "name": team.name,
                "added": added,
                "removed": [user.login for user in moved if user.login not in added],
            }
            detail = {name: told for name, told in detail.items() if told}
            await self._book.commit(team.space_id, actor, "team.changed", detail, writes)
            self._put(team, moved)
        return team

    async def remove(self, team_id: TeamId, *, actor: str = "cli") -> None:
        """What it did stays in the records, which have its name. Raises NoSuchTeam, TeamInUse."""
        async with self._book.writing:
            team = self._book.directory.teams.get(team_id)
            if team is None:
                raise NoSuchTeam(team_id)
            if needed := await self.needed_for(team):
                raise TeamInUse(f"{team.name} is needed still: {'; '.join(needed)}.")
            detail = {"name": team.name}
            await self._book.commit(
                team.space_id, actor, "team.removed", detail, [DropTeam(team_id)]
            )
            self._book.directory.drop_team(team)

    async def needed_for(self, team: Team) -> list[str]:
        """Why it cannot be removed now, in words; empty: it can. Raises StoreUnavailable."""
        store, told = self._book.store, []
        if members := self.members(team):
            told.append(_counted(len(members), "person is in it", "people are in it"))
        if numbers := team.settings.queue.numbers:
            told.append(_counted(len(numbers), "number leads to it", "numbers lead to it"))
        campaigns = [
            one.name for one in await store.campaigns(team.space_id) if one.team_id == team.team_id
        ]
        if campaigns:
            told.append(f"it has the campaigns {_listed(campaigns)}")
        followed = [
            other.name
            for other in self._book.directory.teams_of(team.space_id)
            if team.team_id
            in (other.settings.queue.overflow_team, other.settings.queue.closed_team)
        ]
        if followed:
            told.append(f"callers of {_listed(followed)} go on to it")
        open_calls = [
            one for one in await store.open_calls(team.space_id) if one.team_id == team.team_id
        ]
        if open_calls:
            told.append(_counted(len(open_calls), "call goes on or waits", "calls go on or wait"))
        open_chats = await store.count_chats(
            team.space_id, ChatFilter(team_id=team.team_id, ended=False)
        )
        if open_chats:
            told.append(_counted(open_chats, "chat goes on", "chats go on"))
        return told

    def _put(self, team: Team, users: Iterable[User]) -> None:
        self._book.directory.put_team(team)
        for user in users:
            self._book.directory.put_user(user)

    def _changed(self, before: Team, change: TeamChange) -> Team:
        directory, space_id = self._book.directory, before.space_id
        country = self._book.require_space(space_id).settings.default_country
        team = before
        if not isinstance(change.name, UnsetType):
            team = replace(team, name=checked_name("team_name", change.name))
        if not isinstance(change.caller_id, UnsetType):
            number = checked_number("caller_id", change.caller_id, country)
            team = replace(team, caller_id=number)
        settings = before.settings if isinstance(change.settings, UnsetType) else change.settings
        teams = directory.teams_of(space_id)
        settings = changed_team_settings(settings, change.patch, teams)
        if settings != before.settings:
            settings = checked_team_settings(settings, before, teams, directory.teams.values())
            team = replace(team, settings=settings)
        return team

    def _moved(self, team: Team, change: TeamChange) -> list[User]:
        """Users as they are after it. Raises AccountRefused."""
        if both := set(change.add) & set(change.remove):
            raise AccountRefused("remove", f"“{min(both)}” is to be added, too.")
        moved = []
        for user in self._people("add", team, change.add):
            if team.team_id not in user.teams:
                moved.append(replace(user, teams=(*user.teams, team.team_id)))
        for user in self._people("remove", team, change.remove):
            if team.team_id in user.teams:
                left = tuple(one for one in user.teams if one != team.team_id)
                moved.append(replace(user, teams=left))
        return moved

    def _people(self, field: str, team: Team, user_ids: Iterable[AgentId]) -> list[User]:
        found = []
        for user_id in dict.fromkeys(user_ids):
            user = self._book.directory.users.get(user_id)
            if user is None or user.space_id != team.space_id:
                raise AccountRefused(field, f"There is no user “{user_id}”.")
            found.append(user)
        return found


def _counted(count: int, one: str, several: str) -> str:
    return f"1 {one}" if count == 1 else f"{count} {several}"


def _listed(names: list[str]) -> str:
    return ", ".join(sorted(names, key=str.casefold))
