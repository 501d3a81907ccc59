"""Routes about the voice engine and its trunk."""

from typing import Final

from dockline.api.manage.engine_wire import EngineAnswer, TestCallAnswer, TestCallBody
from dockline.api.manage.me_operations import CLOUD, SESSION, TAG
from dockline.api.operation import (
    AWAY,
    MALFORMED,
    NOT_PERMITTED,
    NOT_SIGNED_IN,
    TOO_LARGE,
    TOO_MANY,
    WRONG_TYPE,
    Answer,
    Operation,
)
from dockline.api.problems import Failure
from dockline.domain.access import Right

SHOW_ENGINE: Final = Operation(
    "get",
    "/manage/api/engine",
    TAG,
    "The voice engine and its trunk",
    "How the engine and the line to the carrier are now, what failed of late, and the last test "
    "call.",
    (
        Answer(200, "Also where the engine is away.", (EngineAnswer,)),
        NOT_SIGNED_IN,
        NOT_PERMITTED,
        AWAY,
    ),
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.CHANGE_SETTINGS,
)
TEST_CALL: Final = Operation(
    "post",
    "/manage/api/engine/test-call",
    TAG,
    "Make a test call",
    "Dials a number over the trunk, plays a tune for 5 s to whoever answers, and hangs up: within "
    "20 s it is over. One at a time. The dialling rules and the spend cap stand before it, as "
    "before every call.",
    (
        Answer(200, "It is being dialled; or it may not be.", (TestCallAnswer, Failure)),
        MALFORMED,
        NOT_SIGNED_IN,
        NOT_PERMITTED,
        Answer(409, "A test call is under way."),
        TOO_LARGE,
        WRONG_TYPE,
        TOO_MANY,
        AWAY,
    ),
    body=TestCallBody,
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.CHANGE_SETTINGS,
)
SHOW_TEST_CALL: Final = Operation(
    "get",
    "/manage/api/engine/test-call",
    TAG,
    "How a test call goes",
    "The one under way, or the last one since the server began.",
    (Answer(200, "It, if there is one.", (TestCallAnswer,)), NOT_SIGNED_IN, NOT_PERMITTED, AWAY),
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.CHANGE_SETTINGS,
)

ENGINE_OPERATIONS: Final = (SHOW_ENGINE, TEST_CALL, SHOW_TEST_CALL)
