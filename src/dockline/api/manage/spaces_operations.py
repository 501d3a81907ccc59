"""Routes of the spaces of a server."""

from typing import Final

from dockline.api.manage.me_operations import SESSION, TAG
from dockline.api.manage.spaces_wire import NewSpace, SpaceAnswer, SpaceRename, SpacesAnswer
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

LIST_SPACES: Final = Operation(
    "get",
    "/manage/api/spaces",
    TAG,
    "The spaces of this server",
    "Every space with how many people and teams it has and how many calls began today. For "
    "operators.",
    (Answer(200, "The spaces, by name.", (SpacesAnswer,)), NOT_SIGNED_IN, NOT_PERMITTED, AWAY),
    security=SESSION,
    right=Right.KEEP_SPACES,
)

MAKE_SPACE: Final = Operation(
    "post",
    "/manage/api/spaces",
    TAG,
    "Make a space",
    "Makes a space without people, teams and tokens. For operators.",
    (
        Answer(201, "It is made.", (SpaceAnswer,)),
        MALFORMED,
        NOT_SIGNED_IN,
        NOT_PERMITTED,
        TOO_LARGE,
        WRONG_TYPE,
        AWAY,
    ),
    body=NewSpace,
    security=SESSION,
    right=Right.KEEP_SPACES,
)

RENAME_SPACE: Final = Operation(
    "patch",
    "/manage/api/spaces/{cloud_id}",
    TAG,
    "Rename a space",
    "Changes the name that people read; its `cloud_id` stays. For operators.",
    (
        Answer(200, "It has the name.", (SpaceAnswer,)),
        MALFORMED,
        NOT_SIGNED_IN,
        NOT_PERMITTED,
        Answer(404, "There is no such space."),
        TOO_LARGE,
        WRONG_TYPE,
        AWAY,
    ),
    body=SpaceRename,
    parameters=(Parameter("cloud_id", "path", "The space's.", {"type": "string"}, required=True),),
    security=SESSION,
    right=Right.KEEP_SPACES,
)

SPACES_OPERATIONS: Final = (LIST_SPACES, MAKE_SPACE, RENAME_SPACE)
