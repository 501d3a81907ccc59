"""Spaces, teams, users and tokens in memory, indexed for the hot path."""

from collections.abc import Callable, Iterable
from unicodedata import normalize

from dockline.domain.ids import AgentId, SpaceId, TeamId
from dockline.domain.space import Space, Team, User
from dockline.domain.teamsettings import NumberRoute
from dockline.ports.store import Store, Token


class Directory:
    """The picture of one moment, kept up with what this process writes."""

    def __init__(self) -> None:
        self.spaces: dict[SpaceId, Space] = {}
        self.teams: dict[TeamId, Team] = {}
        self.users: dict[AgentId, User] = {}
        self.tokens: dict[bytes, Token] = {}
        self._teams_by_name: dict[SpaceId, dict[str, Team]] = {}
        self._teams_by_id: dict[SpaceId, dict[TeamId, Team]] = {}
        self._routes: dict[str, tuple[Team, NumberRoute]] = {}
        self._users_by_login: dict[SpaceId, dict[str, User]] = {}
        self._users_everywhere: dict[str, dict[AgentId, User]] = {}
        self._tokens_of: dict[SpaceId, dict[bytes, Token]] = {}
        self._hashes_of: dict[SpaceId, tuple[bytes, ...]] = {}
        """Of tokens: made when they are first asked for."""
        self.on_change: Callable[[], None] = lambda: None
        """Told of every change but those of tokens."""

    @classmethod
    async def read(cls, store: Store) -> "Directory":
        """Raises StoreUnavailable."""
        directory = cls()
        for space in await store.spaces():
            directory.put_space(space)
            for team in await store.teams(space.space_id):
                directory.put_team(team)
            for user in await store.users(space.space_id):
                directory.put_user(user)
            for token in await store.tokens(space.space_id):
                directory.put_token(token)
        return directory

    def put_space(self, space: Space) -> None:
        self.spaces[space.space_id] = space
        self.on_change()

    def put_team(self, team: Team) -> None:
        by_name = self._teams_by_name.setdefault(team.space_id, {})
        before = self.teams.get(team.team_id)
        if before is not None:
            by_name.pop(key_of(before.name), None)
            for route in before.settings.queue.numbers:
                self._routes.pop(route.number, None)
        by_name[key_of(team.name)] = team
        self.teams[team.team_id] = team
        # A new one each time: floors hold the old one until their next step.
        self._teams_by_id[team.space_id] = {
            **self._teams_by_id.get(team.space_id, {}),
            team.team_id: team,
        }
        for route in team.settings.queue.numbers:
            self._routes[route.number] = (team, route)
        self.on_change()

    def drop_team(self, team: Team) -> None:
        kept = self.teams.pop(team.team_id, None)
        if kept is None:
            return
        self._teams_by_name[kept.space_id].pop(key_of(kept.name), None)
        self._teams_by_id[kept.space_id] = {
            team_id: other
            for team_id, other in self._teams_by_id[kept.space_id].items()
            if team_id != kept.team_id
        }
        for route in kept.settings.queue.numbers:
            self._routes.pop(route.number, None)
        self.on_change()

    def put_user(self, user: User) -> None:
        by_login = self._users_by_login.setdefault(user.space_id, {})
        before = self.users.get(user.user_id)
        if before is not None:
            by_login.pop(key_of(before.login), None)
            self._users_everywhere[key_of(before.login)].pop(user.user_id, None)
        by_login[key_of(user.login)] = user
        self._users_everywhere.setdefault(key_of(user.login), {})[user.user_id] = user
        self.users[user.user_id] = user
        self.on_change()

    def put_token(self, token: Token) -> None:
        self.tokens[token.token_hash] = token
        self._tokens_of.setdefault(token.space_id, {})[token.token_hash] = token
        self._hashes_of.pop(token.space_id, None)

    def drop_token(self, token_hash: bytes) -> None:
        token = self.tokens.pop(token_hash, None)
        if token is not None:
            del self._tokens_of[token.space_id][token_hash]
            self._hashes_of.pop(token.space_id, None)

    def teams_of(self, space_id: SpaceId) -> list[Team]:
        return list(self._teams_by_name.get(space_id, {}).values())

    def teams_by_id(self, space_id: SpaceId) -> dict[TeamId, Team]:
        return self._teams_by_id.get(space_id, {})

    def route(self, number: str) -> tuple[Team, NumberRoute] | None:
        return self._routes.get(number)

    def users_of(self, space_id: SpaceId) -> list[User]:
        return list(self._users_by_login.get(space_id, {}).values())

    def token_hashes(self, space_id: SpaceId) -> tuple[bytes, ...]:
        known = self._hashes_of.get(space_id)
        if known is None:
            known = tuple(self._tokens_of.get(space_id, ()))
            if known:  # names that were guessed would fill the memory
                self._hashes_of[space_id] = known
        return known

    def tokens_of(self, space_id: SpaceId) -> list[Token]:
        return list(self._tokens_of.get(space_id, {}).values())

    def team_by_name(self, space_id: SpaceId, name: str) -> Team | None:
        return self._teams_by_name.get(space_id, {}).get(key_of(name))

    def user_by_login(self, space_id: SpaceId, login: str) -> User | None:
        return self._users_by_login.get(space_id, {}).get(key_of(login))

    def agent_named(self, username: str) -> User | None:
        """``login@cloud_id``, split at the last @; else a login that is unique on the server. Where
        a cloud is named that there is, nobody of another one is meant, whatever their login."""
        login, at, cloud = username.strip().rpartition("@")
        cloud_id = SpaceId(cloud.casefold())
        if at:
            found = self.user_by_login(cloud_id, login)
            if found is not None and found.active:
                return found
        named = cloud_id if at and cloud_id in self.spaces else None
        everywhere = self._users_everywhere.get(key_of(username), {}).values()
        return only(user for user in everywhere if user.active and named in (None, user.space_id))


def kept(name: str) -> str:
    """Without outer spaces, and each accented letter as one sign: some systems send it as a letter
    and an accent, which looks the same."""
    return normalize("NFC", name.strip())


def key_of(name: str) -> str:
    """Names are told apart without regard to case, outer spaces and how accents are sent."""
    return kept(name).casefold()


def only(users: Iterable[User]) -> User | None:
    """The one there is; None for none or several."""
    found = list(users)
    return found[0] if len(found) == 1 else None
