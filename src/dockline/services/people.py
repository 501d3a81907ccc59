"""The people of a space: who they are, what they may do, and what they sign in with."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import asdict, replace

from dockline.domain.ids import AgentId, SpaceId, TeamId, new_id
from dockline.domain.passwords import made_password
from dockline.domain.space import User
from dockline.ports.store import PutUser, Write
from dockline.services.account_book import AccountBook
from dockline.services.account_rules import (
    AccountRefused,
    checked_login,
    checked_name,
    checked_password,
    checked_role,
)
from dockline.services.browser_sessions import BrowserSessions
from dockline.services.passwords import Passwords
from dockline.services.people_rules import OperatorsOnly, UnknownUser, guard
from dockline.services.team_rules import checked_chat_limit, checked_skills


class UserChange(Struct, frozen=True):
    """What is left out stays."""

    login: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    role: str | UnsetType = UNSET
    teams: tuple[TeamId, ...] | UnsetType = UNSET
    """The first is the one their own calls are of."""
    active: bool | UnsetType = UNSET
    skills: dict[str, int] | UnsetType = UNSET
    chat_limit: int | UnsetType | None = UNSET
    operator: bool | UnsetType = UNSET


class NewUser(Struct, frozen=True):
    login: str
    name: str
    role: str
    password: str
    """Empty: one is made."""
    teams: tuple[TeamId, ...] = ()
    skills: dict[str, int] = {}
    chat_limit: int | None = None
    operator: bool = False
    password_due: bool = False


class People:
    """``by`` is who does it, None for the command line, which may do everything but take a space's
    last admin away."""

    def __init__(
        self,
        book: AccountBook,
        passwords: Passwords,
        sessions: BrowserSessions,
    ) -> None:
        self._book = book
        self._passwords = passwords
        self._sessions = sessions

    def of(self, space_id: SpaceId, user_id: str) -> User:
        """Raises UnknownUser, also for one of another space."""
        user = self._book.directory.users.get(AgentId(user_id))
        if user is None or user.space_id != space_id:
            raise UnknownUser
        return user

    # --- making and changing ------------------------------------------------------------------

    async def create(
        self, space_id: SpaceId, new: NewUser, *, by: User | None = None, actor: str = "cli"
    ) -> tuple[User, str]:
        """The user, and their password. Raises AccountRefused, OperatorsOnly."""
        password = new.password or made_password()
        user = self.checked(space_id, new, password, by=by)
        user = replace(user, password_hash=await self._passwords.hash(password))
        async with self._book.writing:
            self._book.require_space(space_id)
            self.require_teams(space_id, user.teams)
            detail = _told(user)
            await self._book.commit(space_id, actor, "user.created", detail, [PutUser(user)])
            self._book.directory.put_user(user)
        return user, password

    def checked(
        self, space_id: SpaceId, new: NewUser, password: str, *, by: User | None = None
    ) -> User:
        """The user as they would be, without the hash of their password. Raises AccountRefused,
        OperatorsOnly."""
        if new.operator and by is not None and not by.operator:
            raise OperatorsOnly
        login = checked_login(new.login)
        checked_password(password, login)
        return User(
            user_id=AgentId(new_id()),
            space_id=space_id,
            login=login,
            name=checked_name("name", new.name),
            role=checked_role(new.role),
            password_hash="",
            teams=self.require_teams(space_id, new.teams),
            skills=checked_skills(new.skills),
            chat_limit=checked_chat_limit(new.chat_limit),
            operator=new.operator,
            password_due=new.password_due,
        )

    async def change(
        self, user_id: AgentId, change: UserChange, *, by: User | None = None, actor: str = "cli"
    ) -> User:
        """Who is not active any more is signed out everywhere, at once; their calls and leads
        stay. Raises AccountRefused, LastAdmin, NotOneself, OperatorsOnly."""
        async with self._book.writing:
            before = self._book.require_user(user_id)
            user = self._changed(before, change)
            if user == before:
                return before
            guard(self._book.directory, before, user, by)
            leaves = before.active and not user.active
            writes: list[Write] = [PutUser(user)]
            if leaves:
                writes += self._sessions.all_of(user)
            action = "user.deactivated" if leaves else "user.changed"
            detail = {"login": user.login, "changed": _difference(before, user)}
            await self._book.commit(user.space_id, actor, action, detail, writes)
            self._book.directory.put_user(user)
        if leaves:
            await self._sessions.ended(user)
        elif (before.role, before.operator) != (user.role, user.operator):
            await self._sessions.tell(user)
        return user

    def _changed(self, before: User, change: UserChange) -> User:
        given = {
            name: value
            for name, value in asdict(change).items()
            if not isinstance(value, UnsetType)
        }
        checks: Mapping[str, Any] = {
            "login": checked_login,
            "name": lambda name: checked_name("name", name),
            "role": checked_role,
            "teams": lambda teams: self.require_teams(before.space_id, teams),
            "skills": checked_skills,
            "chat_limit": checked_chat_limit,
        }
        return replace(
            before, **{name: checks.get(name, bool)(value) for name, value in given.items()}
        )

    def require_teams(self, space_id: SpaceId, team_ids: Iterable[TeamId]) -> tuple[TeamId, ...]:
        """Each once. Raises AccountRefused."""
        known = self._book.directory.teams_by_id(space_id)
        for team_id in team_ids:
            if team_id not in known:
                raise AccountRefused("teams", f"There is no team “{team_id}”.")
        return tuple(dict.fromkeys(team_ids))


def _told(user: User) -> dict[str, Any]:
    return {"login": user.login, "role": user.role.value, "operator": user.operator}


def _difference(before: User, after: User) -> dict[str, list[Any]]:
    """By field ``[from, to]``, as settings are told in the audit log; never a secret."""
    old, new = (msgspec.to_builtins(one) for one in (before, after))
    return {name: [old[name], value] for name, value in new.items() if value != old[name]}
