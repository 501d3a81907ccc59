"""Who may change whom."""

from dockline.domain.access import NotPermitted
from dockline.domain.errors import Refusal
from dockline.domain.space import Role, User
from dockline.services.directory import Directory


class UnknownUser(Refusal):
    """There is no such user."""

    code = "no-such-user"


class LastAdmin(Refusal):
    """This is the only active admin of the space. Make another one first."""

    code = "last-admin"


class NotOneself(Refusal):
    """Nobody may do that to themselves. Ask another admin."""

    code = "not-oneself"


class OperatorsOnly(NotPermitted):
    """Only an operator may make operators or change them."""

    code = "operators-only"


def guard(directory: Directory, before: User, after: User, by: User | None) -> None:
    """Raises LastAdmin, NotOneself, OperatorsOnly."""
    if by is not None and not by.operator and (before.operator or after.operator):
        raise OperatorsOnly
    if by is not None and by.user_id == before.user_id:
        if not after.active or after.role is not before.role:
            raise NotOneself
        if before.operator and not after.operator:
            raise NotOneself
    was, stays = (one.active and one.role is Role.ADMIN for one in (before, after))
    if was and not stays and not _other_admins(directory, before):
        raise LastAdmin


def _other_admins(directory: Directory, user: User) -> bool:
    return any(
        one.active and one.role is Role.ADMIN and one.user_id != user.user_id
        for one in directory.users_of(user.space_id)
    )
