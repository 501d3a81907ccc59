"""``/manage/api/users``: the people of a space."""

from typing import Final

from dockline.api import problems
from dockline.api.bodies import header, read_body
from dockline.api.manage.account import session_list
from dockline.api.manage.account_wire import SessionsEnded
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.manage.users_operations import (
    ADD_USER,
    CHANGE_USER,
    END_USER_SESSION,
    END_USER_SESSIONS,
    IMPORT_USERS,
    LIST_USERS,
    RESET_PASSWORD,
    RESET_SECOND_FACTOR,
    SHOW_USER,
    UNLOCK_USER,
    USER_SESSIONS,
)
from dockline.api.manage.users_wire import (
    ImportAnswer,
    ImportFault,
    ImportRow,
    NewUserForm,
    PasswordReset,
    PasswordTold,
    UserAnswer,
    UserList,
    UserMade,
    UserPatch,
    UserRow,
)
from dockline.api.replies import Reply, json_reply
from dockline.domain.facts import AgentState, AgentView
from dockline.domain.ids import AgentId, SpaceId, TeamId
from dockline.domain.space import Role, User
from dockline.services.accounts import Accounts
from dockline.services.floors import Floors
from dockline.services.people import NewUser, UserChange
from dockline.services.people_import import MOST_ROWS, RowRead, passwords_table
from dockline.services.people_rules import NotOneself

_FILE_LIMIT: Final = 2**20
_CSV: Final = b"text/csv"
_MOST: Final = 500
_USUAL: Final = 100
_MOST_SKIPPED: Final = 1_000_000
_NO_TEAM: Final = "none"


class UserRoutes:
    def __init__(self, accounts: Accounts, floors: Floors) -> None:
        self._accounts = accounts
        self._people = accounts.people
        self._credentials = accounts.credentials
        self._import = accounts.people_import
        self._floors = floors

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(LIST_USERS, self.list_users),
            ManageRoute(ADD_USER, self.add),
            ManageRoute(IMPORT_USERS, self.import_users),
            ManageRoute(SHOW_USER, self.show),
            ManageRoute(CHANGE_USER, self.change),
            ManageRoute(RESET_PASSWORD, self.reset_password),
            ManageRoute(USER_SESSIONS, self.sessions),
            ManageRoute(END_USER_SESSIONS, self.end_sessions),
            ManageRoute(END_USER_SESSION, self.end_session),
            ManageRoute(RESET_SECOND_FACTOR, self.reset_second_factor),
            ManageRoute(UNLOCK_USER, self.unlock),
        ]

    async def list_users(self, asking: Asking) -> Reply:
        limit = asking.whole_number("limit", _USUAL, _MOST, 1)
        skip = asking.whole_number("skip", 0, _MOST_SKIPPED)
        space_id = asking.manager.space_id
        found = [user for user in self._accounts.users(space_id) if self._wanted(asking, user)]
        found.sort(key=lambda user: (user.name.casefold(), user.login.casefold()))
        states = self._states(space_id)
        rows = [self._row(user, states) for user in found[skip : skip + limit]]
        return json_reply(UserList(True, rows, len(found), limit, skip))

    async def add(self, asking: Asking) -> Reply:
        manager, form = asking.manager, asking.body
        assert isinstance(form, NewUserForm)
        new = NewUser(
            login=form.login,
            name=form.name.strip() or form.login,
            role=form.role,
            password=form.password,
            teams=tuple(TeamId(one) for one in form.teams),
            skills=form.skills,
            chat_limit=form.chat_limit,
            operator=form.operator,
            password_due=form.password_due,
        )
        user, password = await self._people.create(
            manager.space_id, new, by=manager.user, actor=manager.actor
        )
        made = "" if form.password else password
        return json_reply(UserMade(True, self._row(user, {}), made))

    async def show(self, asking: Asking) -> Reply:
        return self._told(self._user(asking))

    async def change(self, asking: Asking) -> Reply:
        manager, form = asking.manager, asking.body
        assert isinstance(form, UserPatch)
        teams = form.teams
        change = UserChange(
            login=form.login,
            name=form.name,
            role=form.role,
            teams=tuple(TeamId(one) for one in teams) if isinstance(teams, list) else teams,
            active=form.active,
            skills=form.skills,
            chat_limit=form.chat_limit,
            operator=form.operator,
        )
        user = await self._people.change(
            self._user(asking).user_id, change, by=manager.user, actor=manager.actor
        )
        return self._told(user)

    async def reset_password(self, asking: Asking) -> Reply:
        manager, form = asking.manager, asking.body
        assert isinstance(form, PasswordReset)
        password = await self._credentials.reset_password(
            self._user(asking).user_id,
            form.password,
            due=form.password_due,
            by=manager.user,
            actor=manager.actor,
        )
        return json_reply(PasswordTold(True, "" if form.password else password))

    async def sessions(self, asking: Asking) -> Reply:
        kept = await self._credentials.sessions(self._user(asking))
        return json_reply(session_list(kept, asking.manager.session_hash))

    async def end_sessions(self, asking: Asking) -> Reply:
        manager, user = asking.manager, self._user(asking)
        keep = manager.session_hash if user.user_id == manager.user.user_id else b""
        ended = await self._credentials.end_sessions(
            user, keep=keep, by=manager.user, actor=manager.actor
        )
        return json_reply(SessionsEnded(True, ended))

    async def end_session(self, asking: Asking) -> Reply:
        manager = asking.manager
        await self._credentials.end_session(
            self._user(asking), asking.path("session_id"), by=manager.user, actor=manager.actor
        )
        return json_reply(SessionsEnded(True, 1))

    async def reset_second_factor(self, asking: Asking) -> Reply:
        manager, user = asking.manager, self._user(asking)
        if user.user_id == manager.user.user_id:
            raise NotOneself
        return self._told(
            await self._credentials.reset_second_factor(
                user.user_id, by=manager.user, actor=manager.actor
            )
        )

    async def unlock(self, asking: Asking) -> Reply:
        manager = asking.manager
        return self._told(
            await self._credentials.unlock(
                self._user(asking).user_id, by=manager.user, actor=manager.actor
            )
        )

    async def import_users(self, asking: Asking) -> Reply:
        manager, space_id = asking.manager, asking.manager.space_id
        _require_csv(asking)
        dry_run, partial = _flag(asking, "dry_run", False), _flag(asking, "partial", False)
        due = _flag(asking, "password_due", True)
        body = await read_body(asking.scope, asking.receive, _FILE_LIMIT)
        table = self._import.read(space_id, body, password_due=due)
        made: list[User] = []
        if not dry_run and table.rows and (partial or not table.errors):
            made = await self._import.make(
                space_id, table.rows, by=manager.user, actor=manager.actor
            )
        passwords = ""
        if made and any(row.made for row in table.rows):
            passwords = passwords_table(table.rows)
        return json_reply(
            ImportAnswer(
                success=True,
                dry_run=dry_run,
                lines=table.lines,
                made=len(made),
                rows=[self._import_row(row) for row in table.rows],
                errors=[ImportFault(one.line, one.column, one.message) for one in table.errors],
                passwords=passwords,
            )
        )

    # --- telling ------------------------------------------------------------------------------

    def _user(self, asking: Asking) -> User:
        """Raises UnknownUser."""
        return self._people.of(asking.manager.space_id, asking.path("user_id"))

    def _wanted(self, asking: Asking, user: User) -> bool:
        query = asking.query
        search, team = query.get("search", "").strip().casefold(), query.get("team", "")
        role = query.get("role", "")
        if role and role not in tuple(Role):
            raise problems.invalid(f"role: must be one of {', '.join(Role)}.")
        if search and search not in user.login.casefold() and search not in user.name.casefold():
            return False
        if team and (team not in user.teams if team != _NO_TEAM else user.teams):
            return False
        if role and user.role.value != role:
            return False
        if query.get("active") and user.active is not _flag(asking, "active", True):
            return False
        locked = self._credentials.locked_until(user) is not None
        return not query.get("locked") or locked is _flag(asking, "locked", True)

    def _states(self, space_id: SpaceId) -> dict[AgentId, AgentView]:
        return {agent.agent_id: agent for agent in self._floors.agents(space_id)}

    def _told(self, user: User) -> Reply:
        return json_reply(UserAnswer(True, self._row(user, self._states(user.space_id))))

    def _row(self, user: User, states: dict[AgentId, AgentView]) -> UserRow:
        view = states.get(user.user_id)
        away = view is None or view.state is AgentState.OFFLINE
        return UserRow(
            user_id=user.user_id,
            login=user.login,
            name=user.name,
            role=user.role,
            operator=user.operator,
            teams=list(user.teams),
            active=user.active,
            skills=user.skills,
            chat_limit=user.chat_limit,
            second_factor=user.second_factor,
            password_due=user.password_due,
            locked_until=self._credentials.locked_until(user),
            state=AgentState.OFFLINE.value if view is None else view.state.value,
            state_since=None if view is None or away else view.since,
        )

    def _import_row(self, row: RowRead) -> ImportRow:
        teams = [team for one in row.new.teams if (team := self._accounts.team(one)) is not None]
        return ImportRow(
            line=row.line,
            login=row.new.login,
            name=row.new.name,
            role=row.new.role,
            teams=[team.name for team in teams],
            password_made=row.made,
        )


def _require_csv(asking: Asking) -> None:
    """Raises Problem (415)."""
    kind = header(asking.scope, b"content-type") or b""
    if kind.split(b";")[0].strip().lower() != _CSV:
        raise problems.Problem(
            415,
            "unsupported-media-type",
            f"Send a CSV file of at most {MOST_ROWS} rows, with the header Content-Type: text/csv.",
        )


def _flag(asking: Asking, name: str, usual: bool) -> bool:
    """0 or 1 of the query. Raises Problem (400)."""
    given = asking.query.get(name, "1" if usual else "0")
    if given not in ("0", "1"):
        raise problems.invalid(f"{name}: must be 0 or 1.")
    return given == "1"
