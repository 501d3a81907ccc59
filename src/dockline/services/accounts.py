"""Spaces, teams, users and tokens: kept in memory for the hot path, written through the store."""

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

import structlog
from argon2 import PasswordHasher

from dockline.domain.ids import AgentId, SpaceId, TeamId
from dockline.domain.space import Space, SpaceSettings, Team, User
from dockline.domain.teamsettings import NumberRoute, TeamSettings
from dockline.ports.clock import Clock
from dockline.ports.store import (
    Store,
    StoreUnavailable,
    Token,
)
from dockline.services.account_book import AccountBook
from dockline.services.account_rules import (
    AccountRefused,
)
from dockline.services.browser_sessions import BrowserSessions, SignedIn, Wanderer
from dockline.services.credentials import Credentials
from dockline.services.own_factor import OwnFactor
from dockline.services.passwords import Passwords
from dockline.services.people import NewUser, People, UserChange
from dockline.services.people_import import PeopleImport
from dockline.services.sign_in import SignIns
from dockline.services.space_keeping import SpaceKeeping
from dockline.services.teams import TeamChange, Teams
from dockline.services.tokens import TokenKeeping

_log = structlog.get_logger(__name__)

POLL_SECONDS: Final = 1.0
"""How soon what another process writes (the CLI adds a user) is noticed."""


class Accounts:
    """Reads never touch the database. Writes are durable when they return, and seen at once.

    Writes raise AccountRefused (which names the field), StoreUnavailable.
    """

    def __init__(self, store: Store, clock: Clock, hasher: PasswordHasher | None = None) -> None:
        self._clock = clock
        self.book = AccountBook(store, clock)
        self.tokens = TokenKeeping(self.book)
        self.kept_spaces = SpaceKeeping(self.book)
        self._polling: asyncio.Task[None] | None = None
        self._passwords = Passwords(hasher)
        self.sessions = BrowserSessions(store, clock, lambda: self.book.directory)
        self._sign_ins = SignIns(
            store, clock, self._passwords, lambda: self.book.directory, self.sessions
        )
        self.people = People(self.book, self._passwords, self.sessions)
        self.people_import = PeopleImport(self.book, self.people, self._passwords)
        self.credentials = Credentials(self.book, self._passwords, self.sessions, self._sign_ins)
        self.own_factor = OwnFactor(self.book, self.credentials, self._sign_ins)
        self.team_keeping = Teams(self.book)

    # --- life ---------------------------------------------------------------------------------

    async def load(self) -> None:
        """Read everything. Raises StoreUnavailable."""
        await self.book.load()

    async def start(self) -> None:
        """Begin to watch for what other processes write."""
        await self._passwords.prepare()
        self._polling = asyncio.create_task(self._poll(), name="accounts")

    async def stop(self) -> None:
        if self._polling is not None:
            self._polling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._polling
            self._polling = None
            await self.tokens.uses.write()
        self._passwords.close()

    async def refresh(self) -> None:
        """Read everything again if another process has written. Raises StoreUnavailable."""
        before = await self.book.refresh()
        if before is not None:
            self.sessions.forget_all()
            for user in signed_out(before, self.book.directory.users):
                await self.sessions.tell(user)
        self.sessions.tidy()

    async def _poll(self) -> None:
        while True:
            await self._clock.sleep_until(self._clock.now() + POLL_SECONDS)
            try:
                await self.refresh()
                await self.tokens.uses.write_when_due()
            except StoreUnavailable:
                _log.warning("accounts were not read again: the store is away")
            except Exception:
                _log.exception("accounts were not read again")

    # --- finding ------------------------------------------------------------------------------

    def spaces(self) -> list[Space]:
        return list(self.book.directory.spaces.values())

    def space(self, space_id: str) -> Space | None:
        return self.book.directory.spaces.get(SpaceId(space_id))

    def teams(self, space_id: SpaceId) -> list[Team]:
        return self.book.directory.teams_of(space_id)

    def teams_by_id(self, space_id: SpaceId) -> dict[TeamId, Team]:
        """To be read only; a change makes a new one."""
        return self.book.directory.teams_by_id(space_id)

    def route(self, number: str) -> tuple[Team, NumberRoute] | None:
        """Where a number of ours leads, on the whole server."""
        return self.book.directory.route(number)

    def team(self, team_id: TeamId) -> Team | None:
        return self.book.directory.teams.get(team_id)

    def team_by_name(self, space_id: SpaceId, name: str) -> Team | None:
        """Without regard to case and outer spaces."""
        return self.book.directory.team_by_name(space_id, name)

    def users(self, space_id: SpaceId) -> list[User]:
        """Those who are not active any more are among them."""
        return self.book.directory.users_of(space_id)

    def user(self, user_id: AgentId) -> User | None:
        return self.book.directory.users.get(user_id)

    def find_agent(self, username: str) -> User | None:
        """``login@cloud_id``, split at the last @ (logins may be e-mail addresses); a login that
        is unique on the server may come without the cloud. Active users only."""
        return self.book.directory.agent_named(username)

    def agent_of(self, space_id: SpaceId, username: str) -> User | None:
        """An active user of this space, by login or ``login@cloud_id``."""
        found = self.book.directory.user_by_login(space_id, username)
        if found is None:
            login, _, cloud_id = username.strip().rpartition("@")
            if cloud_id.casefold() == space_id:
                found = self.book.directory.user_by_login(space_id, login)
        return found if found is not None and found.active else None

    def check_token(self, cloud_id: str, token: str) -> Token | None:
        """The token, if it is one of this cloud's and holds now."""
        return self.tokens.check(cloud_id, token)

    def token_of(self, token: str) -> Token | None:
        """The token, if it is any cloud's and holds now."""
        return self.tokens.of(token)

    # --- sign-in ------------------------------------------------------------------------------

    async def sign_in(
        self, login: str, password: str, whence: Wanderer, code: str | None = None
    ) -> SignedIn:
        """``code``: of the second factor, where they have one. Raises SignInFailed, SignInLocked,
        SecondFactorNeeded, SecondFactorWrong."""
        return await self._sign_ins.sign_in(login, password, whence, code)

    async def sign_in_elsewhere(self, user: User, whence: Wanderer, **told: Any) -> str:
        """The cookie of somebody whose provider has said who they are. Raises StoreUnavailable."""
        begun = await self.sessions.begin(user, whence, elsewhere=True, **told)
        return begun.cookie

    async def session(self, cookie: str) -> User | None:
        """Whose session it is; None where it has ended, or something is due in it first. Its use
        moves its end on."""
        return await self.sessions.session(cookie)

    async def sign_out(self, cookie: str, user: User | None = None, address: str = "") -> None:
        """``user``: whose session it was. Raises StoreUnavailable."""
        await self.sessions.sign_out(cookie)
        if user is not None:
            detail = {"address": address}
            await self.book.commit(user.space_id, user.login, "sign-out", detail, [])

    # --- spaces, teams, users -----------------------------------------------------------------

    async def create_space(
        self,
        cloud_id: str,
        name: str,
        settings: SpaceSettings | None = None,
        *,
        actor: str = "cli",
    ) -> Space:
        return await self.kept_spaces.create(cloud_id, name, settings, actor=actor)

    async def update_settings(
        self, space_id: SpaceId, settings: SpaceSettings, *, actor: str = "cli"
    ) -> Space:
        return await self.kept_spaces.put_settings(space_id, settings, actor=actor)

    async def create_team(
        self, space_id: SpaceId, name: str, caller_id: str = "", *, actor: str = "cli"
    ) -> Team:
        return await self.team_keeping.create(space_id, name, caller_id, actor=actor)

    async def update_team(
        self, team_id: TeamId, settings: TeamSettings, *, actor: str = "cli"
    ) -> Team:
        """Its queues follow at once."""
        return await self.team_keeping.change(team_id, TeamChange(settings=settings), actor=actor)

    async def update_routing(
        self,
        user_id: AgentId,
        skills: Mapping[str, int],
        chat_limit: int | None,
        *,
        actor: str = "cli",
    ) -> User:
        """What an agent is good at, 1 to 10, and how many chats they may have at once (None: what
        their team says); it counts at once."""
        change = UserChange(skills=dict(skills), chat_limit=chat_limit)
        return await self.people.change(user_id, change, actor=actor)

    async def create_user(
        self,
        space_id: SpaceId,
        login: str,
        name: str,
        password: str,
        role: str,
        team_names: Iterable[str] = (),
        *,
        actor: str = "cli",
    ) -> User:
        self.book.require_space(space_id)
        teams = tuple(self.book.require_team(space_id, team).team_id for team in team_names)
        if not password:
            raise AccountRefused("password", "It must not be empty.")
        new = NewUser(login, name, role, password, teams)
        user, _ = await self.people.create(space_id, new, actor=actor)
        return user

    async def set_password(self, user_id: AgentId, password: str, *, actor: str = "cli") -> None:
        """All of the user's sessions end."""
        if not password:
            raise AccountRefused("password", "It must not be empty.")
        await self.credentials.reset_password(user_id, password, actor=actor)


def signed_out(before: Mapping[AgentId, User], after: Mapping[AgentId, User]) -> list[User]:
    """Whose sessions may have ended, by what another process has written."""
    return [
        user
        for user_id, user in before.items()
        if user.active and (now := after.get(user_id)) is not user and _may_be_out(user, now)
    ]


def _may_be_out(before: User, after: User | None) -> bool:
    return (
        after is None
        or not after.active
        or (before.password_hash, before.role) != (after.password_hash, after.role)
    )
