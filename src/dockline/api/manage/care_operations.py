"""Routes of retention, of legal holds and of erasing."""

from typing import Final

from dockline.api.manage.care_wire import (
    EraseAnswer,
    EraseBody,
    GoingAnswer,
    KeepBody,
    KeptAnswer,
    RetentionAnswer,
    RetentionBody,
)
from dockline.api.manage.me_operations import CLOUD, SESSION, TAG
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

_CALL: Final = Parameter("call_id", "path", "A call's id.", {"type": "string"}, required=True)
_NO_CALL: Final = Answer(404, "There is no such call.")
_BODY: Final = (MALFORMED, NOT_SIGNED_IN, NOT_PERMITTED, TOO_LARGE, WRONG_TYPE, AWAY)
_BARE: Final = (NOT_SIGNED_IN, NOT_PERMITTED, AWAY)
_KEEP: Final = "/manage/api/calls/{call_id}/keep"

SHOW_RETENTION: Final = Operation(
    "get",
    "/manage/api/retention",
    TAG,
    "How long what is kept of people is kept",
    "Days by kind, and the calls under a legal hold.",
    (Answer(200, "As it is now.", (RetentionAnswer,)), *_BARE),
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.CHANGE_SETTINGS,
)
CHANGE_RETENTION: Final = Operation(
    "patch",
    "/manage/api/retention",
    TAG,
    "Keep it longer or shorter",
    "What is older goes within the hour, and does not come back.",
    (Answer(200, "As it is now.", (RetentionAnswer,)), *_BODY),
    body=RetentionBody,
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.CHANGE_SETTINGS,
)
PREVIEW_RETENTION: Final = Operation(
    "post",
    "/manage/api/retention/preview",
    TAG,
    "What would go now",
    "With these days in the place of the space's own. Nothing is changed.",
    (Answer(200, "Counted; at most some thousands of each kind.", (GoingAnswer,)), *_BODY),
    body=RetentionBody,
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.CHANGE_SETTINGS,
)
KEEP_CALL: Final = Operation(
    "post",
    _KEEP,
    TAG,
    "Put a call under a legal hold",
    "Neither retention nor erasing touches it, nor its recordings, until it is released.",
    (Answer(200, "It is kept.", (KeptAnswer,)), _NO_CALL, *_BODY),
    body=KeepBody,
    parameters=(_CALL, CLOUD),
    security=SESSION,
    right=Right.CHANGE_SETTINGS,
)
RELEASE_CALL: Final = Operation(
    "delete",
    _KEEP,
    TAG,
    "End a legal hold",
    "Retention looks at the call again with its next run.",
    (Answer(200, "It is not kept any more.", (KeptAnswer,)), _NO_CALL, *_BARE),
    parameters=(_CALL, CLOUD),
    security=SESSION,
    right=Right.CHANGE_SETTINGS,
)
ERASE: Final = Operation(
    "post",
    "/manage/api/erase",
    TAG,
    "Erase a number everywhere",
    "On request of whoever it belongs to (GDPR, article 17). Without `confirm` it is counted where "
    "the number stands. Calls and attempts are masked, so that reports stay true; leads, "
    "recordings and what was said in chats are deleted. Calls under a legal hold stay.",
    (
        Answer(200, "Counted, or erased.", (EraseAnswer,)),
        *_BODY,
        Answer(409, "A call, a card or a chat with it is under way; or it is a number of ours."),
    ),
    body=EraseBody,
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.CHANGE_SETTINGS,
)

CARE_OPERATIONS: Final = (
    SHOW_RETENTION,
    CHANGE_RETENTION,
    PREVIEW_RETENTION,
    KEEP_CALL,
    RELEASE_CALL,
    ERASE,
)
