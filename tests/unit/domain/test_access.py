"""Who may do what."""

from itertools import pairwise

import pytest

from dockline.domain.access import RIGHTS, NotPermitted, Right, may, may_watch_team, require
from dockline.domain.ids import AgentId, SpaceId, TeamId
from dockline.domain.space import Role, User

MINE, OTHERS = TeamId("mine"), TeamId("others")


def user(role: Role, active: bool = True) -> User:
    return User(AgentId("u"), SpaceId("leap"), "u", "U", role, "", (MINE,), active)


def test_every_role_has_all_that_the_one_below_has_and_more() -> None:
    ladder = [RIGHTS[role] for role in (Role.AGENT, Role.SUPERVISOR, Role.MANAGER, Role.ADMIN)]
    assert all(below < above for below, above in pairwise(ladder))
    assert set(RIGHTS) == set(Role)
    assert ladder[-1] == frozenset(Right) - {Right.KEEP_SPACES}, "that is for operators alone"


@pytest.mark.parametrize(
    ("role", "right", "allowed"),
    [
        (Role.AGENT, Right.USE_DOCK, True),
        (Role.AGENT, Right.WATCH_OWN_TEAMS, False),
        (Role.AGENT, Right.READ_SPACE_CALLS, False),
        (Role.SUPERVISOR, Right.READ_TEAM_CALLS, True),
        (Role.SUPERVISOR, Right.RUN_OPERATION, False),
        (Role.MANAGER, Right.WATCH_SPACE, True),
        (Role.MANAGER, Right.KEEP_TOKENS, False),
        (Role.ADMIN, Right.KEEP_TOKENS, True),
        (Role.ADMIN, Right.USE_DOCK, True),
    ],
)
def test_rights(role: Role, right: Right, allowed: bool) -> None:
    assert may(user(role), right) is allowed
    if allowed:
        require(user(role), right)
    else:
        with pytest.raises(NotPermitted) as refusal:
            require(user(role), right)
        assert refusal.value.code == "not-permitted"


def test_who_is_not_active_may_nothing() -> None:
    assert not any(may(user(Role.ADMIN, active=False), right) for right in Right)


@pytest.mark.parametrize(
    ("role", "mine", "others"),
    [
        (Role.AGENT, False, False),
        (Role.SUPERVISOR, True, False),
        (Role.MANAGER, True, True),
        (Role.ADMIN, True, True),
    ],
)
def test_whose_figures_may_be_watched(role: Role, mine: bool, others: bool) -> None:
    assert may_watch_team(user(role), MINE) is mine
    assert may_watch_team(user(role), OTHERS) is others
