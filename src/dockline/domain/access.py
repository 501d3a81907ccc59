"""Roles, and what each may do.

    agent < supervisor < manager < admin

An agent has their own dock; a supervisor their own teams; a manager the space's operation; an
admin settings, users and tokens too. An operator keeps the whole server: in every space they may
do what its admin may.
"""

from enum import StrEnum
from typing import Final

from dockline.domain.errors import Refusal
from dockline.domain.ids import SpaceId, TeamId
from dockline.domain.space import Role, SecondFactorFor, SpaceSettings, User


class Right(StrEnum):
    USE_DOCK = "use_dock"
    """Sign in to a dock, take and make calls."""
    READ_OWN_CALLS = "read_own_calls"
    READ_NUMBER_HISTORY = "read_number_history"
    """Everybody's calls with one number, to know who spoke with a customer before."""
    WATCH_OWN_TEAMS = "watch_own_teams"
    """Live figures of the teams one is in."""
    READ_TEAM_CALLS = "read_team_calls"
    WATCH_SPACE = "watch_space"
    """Live figures of every team."""
    READ_SPACE_CALLS = "read_space_calls"
    RUN_OPERATION = "run_operation"
    """Campaigns, queues, dispositions."""
    CHANGE_SETTINGS = "change_settings"
    KEEP_USERS = "keep_users"
    KEEP_TOKENS = "keep_tokens"
    DELETE_RECORDINGS = "delete_recordings"
    READ_AUDIT = "read_audit"
    KEEP_SPACES = "keep_spaces"
    """Make spaces, and see what the whole server has."""


_AGENT: Final = frozenset({Right.USE_DOCK, Right.READ_OWN_CALLS, Right.READ_NUMBER_HISTORY})
_SUPERVISOR: Final = _AGENT | {Right.WATCH_OWN_TEAMS, Right.READ_TEAM_CALLS}
_MANAGER: Final = _SUPERVISOR | {
    Right.WATCH_SPACE,
    Right.READ_SPACE_CALLS,
    Right.RUN_OPERATION,
}
_ADMIN: Final = _MANAGER | {
    Right.CHANGE_SETTINGS,
    Right.KEEP_USERS,
    Right.KEEP_TOKENS,
    Right.DELETE_RECORDINGS,
    Right.READ_AUDIT,
}

_OPERATOR: Final = _ADMIN | {Right.KEEP_SPACES}

RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.MANAGER: _MANAGER,
    Role.ADMIN: _ADMIN,
}


class NotPermitted(Refusal):
    """Your role does not allow this."""

    code = "not-permitted"


def rights_in(user: User, space_id: SpaceId) -> frozenset[Right]:
    """What a user may do in a space, their own or another."""
    if not user.active:
        return frozenset()
    if user.operator:
        return _OPERATOR
    return RIGHTS[user.role] if user.space_id == space_id else frozenset()


def may_use_password(user: User, settings: SpaceSettings) -> bool:
    """Whether a password lets them in, or their space wants its provider's accounts alone;
    ``settings``: of their own space."""
    return user.operator or settings.sso.passwords or not settings.sso.issuer


class Due(StrEnum):
    """What somebody must do after their password, before anything else works."""

    PASSWORD = "password"
    """Take another one."""
    SECOND_FACTOR = "second-factor"
    """Set one up."""


def needs_second_factor(user: User, settings: SpaceSettings) -> bool:
    """Whether their space asks for one; ``settings``: of their own space."""
    match settings.second_factor:
        case SecondFactorFor.EVERYONE:
            return True
        case SecondFactorFor.ADMINS:
            return user.role is Role.ADMIN or user.operator
        case SecondFactorFor.OPTIONAL:
            return False


def due(user: User, settings: SpaceSettings) -> Due | None:
    """The first thing that is; None: nothing."""
    if user.password_due:
        return Due.PASSWORD
    if not user.second_factor and needs_second_factor(user, settings):
        return Due.SECOND_FACTOR
    return None


def may(user: User, right: Right) -> bool:
    """In their own space."""
    return right in rights_in(user, user.space_id)


def require(user: User, right: Right) -> None:
    """Raises NotPermitted."""
    if not may(user, right):
        raise NotPermitted


def may_watch_team(user: User, team_id: TeamId) -> bool:
    """Whether the team's live figures are for these eyes."""
    if may(user, Right.WATCH_SPACE):
        return True
    return may(user, Right.WATCH_OWN_TEAMS) and team_id in user.teams
