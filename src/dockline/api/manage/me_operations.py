"""Routes of whoever is signed in."""

from typing import Final

from dockline.api.manage.me_wire import Me, OwnName
from dockline.api.operation import (
    AWAY,
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

CLOUD: Final = Parameter(
    "cloud_id", "query", "Another space than one's own, for operators.", {"type": "string"}
)
SESSION: Final = ("session",)
TAG: Final = "Manage"

WHO_AM_I: Final = Operation(
    "get",
    "/manage/api/me",
    TAG,
    "Who is signed in",
    "Who asks, what they may do, and in which spaces.",
    (Answer(200, "You.", (Me,)), NOT_SIGNED_IN, NOT_PERMITTED, AWAY),
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.USE_DOCK,
)

TAKE_NAME: Final = Operation(
    "patch",
    "/manage/api/me",
    TAG,
    "Change one's own name",
    "As colleagues read it, on boards and in records from now on. The login stays.",
    (
        Answer(200, "You, with the name.", (Me,)),
        MALFORMED,
        NOT_SIGNED_IN,
        NOT_PERMITTED,
        TOO_LARGE,
        WRONG_TYPE,
        AWAY,
    ),
    body=OwnName,
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.USE_DOCK,
)

ME_OPERATIONS: Final = (WHO_AM_I, TAKE_NAME)
