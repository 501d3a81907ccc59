"""Who asks for something of the admin pages, in which space, and what they may do there."""

from msgspec import Struct
from starlette.datastructures import QueryParams
from starlette.types import Scope

from dockline.api import problems
from dockline.api.sessions import Sessions
from dockline.domain.access import NotPermitted, Right, rights_in
from dockline.domain.ids import SpaceId, TeamId
from dockline.domain.space import Space, Team, User
from dockline.services.accounts import Accounts


class Manager(Struct, frozen=True):
    """Somebody who asks, in one space."""

    user: User
    space: Space
    """The one they act in: an operator may name another than their own."""
    rights: frozenset[Right]
    session_hash: bytes = b""
    """Of the session they ask in."""

    @property
    def space_id(self) -> SpaceId:
        return self.space.space_id

    @property
    def actor(self) -> str:
        """As the audit log names them: with the cloud, where they act in another's space."""
        if self.user.space_id == self.space_id:
            return self.user.login
        return f"{self.user.login}@{self.user.space_id}"

    def may(self, right: Right) -> bool:
        return right in self.rights

    def require(self, right: Right) -> None:
        """Raises NotPermitted."""
        if right not in self.rights:
            raise NotPermitted

    def sees_team(self, team_id: TeamId) -> bool:
        """Whether the team's figures and calls are for these eyes."""
        return self.may(Right.WATCH_SPACE) or (
            self.may(Right.WATCH_OWN_TEAMS) and team_id in self.user.teams
        )

    def teams_seen(self, teams: list[Team]) -> list[Team]:
        return [team for team in teams if self.sees_team(team.team_id)]


class Admission:
    def __init__(self, sessions: Sessions, accounts: Accounts) -> None:
        self._sessions = sessions
        self._accounts = accounts

    async def admit(self, scope: Scope, right: Right, *, while_due: bool = False) -> Manager:
        """By the session's cookie; ``?cloud_id=`` names another space than one's own, for
        operators. ``while_due``: also where something is due in the session before it is good for
        anything else. Raises Problem (401, 403), NotPermitted, StoreUnavailable."""
        if scope["method"] not in ("GET", "HEAD") and not self._sessions.origin_allowed(scope):
            raise problems.wrong_origin()
        held = await self._sessions.held(scope)
        if held is None or (held.session.limited and not while_due):
            raise problems.not_signed_in()
        user = held.user
        named = QueryParams(scope["query_string"]).get("cloud_id") or user.space_id
        space = self._accounts.space(named)
        rights = rights_in(user, SpaceId(named))
        # One answer for a space that is not theirs and for one that is none.
        if space is None or right not in rights:
            raise NotPermitted
        return Manager(user, space, rights, held.session.session_hash)
