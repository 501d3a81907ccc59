"""Routes of the teams of a space."""

from typing import Final

from dockline.api.manage.me_operations import CLOUD, SESSION, TAG
from dockline.api.manage.teams_wire import (
    NewTeamForm,
    TeamAnswer,
    TeamGone,
    TeamList,
    TeamPatch,
)
from dockline.api.operation import (
    AWAY,
    KEY,
    MALFORMED,
    NOT_PERMITTED,
    NOT_SIGNED_IN,
    TOO_LARGE,
    WRONG_TYPE,
    Answer,
    Operation,
    Parameter,
)
from dockline.domain.access import Right

_TEAMS: Final = "/manage/api/teams"
_TEAM: Final = f"{_TEAMS}/{{team_id}}"
TEAM_ID: Final = Parameter(
    "team_id", "path", "As the list has it.", {"type": "string"}, required=True
)
_NO_SUCH_TEAM: Final = Answer(404, "There is no such team in the space.")
_READ: Final = (NOT_SIGNED_IN, NOT_PERMITTED, AWAY)
_WRITE: Final = (*_READ, MALFORMED, TOO_LARGE, WRONG_TYPE)

LIST_TEAMS: Final = Operation(
    "get",
    _TEAMS,
    TAG,
    "Teams",
    "All of the space's, by name.",
    (Answer(200, "The teams.", (TeamList,)), *_READ),
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.KEEP_USERS,
)
ADD_TEAM: Final = Operation(
    "post",
    _TEAMS,
    TAG,
    "Add a team",
    "Its queues begin with the usual settings.",
    (
        Answer(200, "It is added.", (TeamAnswer,)),
        Answer(409, "The Idempotency-Key was used with another request."),
        *_WRITE,
    ),
    body=NewTeamForm,
    parameters=(CLOUD, KEY),
    security=SESSION,
    right=Right.KEEP_USERS,
)
SHOW_TEAM: Final = Operation(
    "get",
    _TEAM,
    TAG,
    "A team",
    "With its people, and how its queues behave.",
    (Answer(200, "The team.", (TeamAnswer,)), _NO_SUCH_TEAM, *_READ),
    parameters=(TEAM_ID, CLOUD),
    security=SESSION,
    right=Right.KEEP_USERS,
)
CHANGE_TEAM: Final = Operation(
    "patch",
    _TEAM,
    TAG,
    "Change a team",
    "It holds at once, for those who wait already as well, and for those who are put into it or "
    "taken out while they work. Where one thing is wrong nothing is changed.",
    (Answer(200, "As it is now.", (TeamAnswer,)), _NO_SUCH_TEAM, *_WRITE),
    body=TeamPatch,
    parameters=(TEAM_ID, CLOUD),
    security=SESSION,
    right=Right.KEEP_USERS,
)
REMOVE_TEAM: Final = Operation(
    "delete",
    _TEAM,
    TAG,
    "Remove a team",
    "While it has people, numbers, campaigns or open chats, or others' callers go on to it, it "
    "stays: the message says which. Calls of its stay in the records, with its name.",
    (
        Answer(200, "It is gone.", (TeamGone,)),
        _NO_SUCH_TEAM,
        Answer(409, "Something needs it still (`team-in-use`)."),
        *_READ,
    ),
    parameters=(TEAM_ID, CLOUD),
    security=SESSION,
    right=Right.KEEP_USERS,
)

TEAMS_OPERATIONS: Final = (LIST_TEAMS, ADD_TEAM, SHOW_TEAM, CHANGE_TEAM, REMOVE_TEAM)
