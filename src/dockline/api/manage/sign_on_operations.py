"""Routes of the space's provider of identities."""

from typing import Final

from dockline.api.manage.me_operations import CLOUD, SESSION, TAG
from dockline.api.manage.sign_on_wire import (
    SignOnChange,
    SignOnShown,
    SignOnTest,
    SignOnTested,
    Untie,
    Untied,
)
from dockline.api.operation import (
    AWAY,
    MALFORMED,
    NOT_PERMITTED,
    NOT_SIGNED_IN,
    TOO_LARGE,
    WRONG_TYPE,
    Answer,
    Operation,
)
from dockline.domain.access import Right

_READ: Final = (NOT_SIGNED_IN, NOT_PERMITTED, AWAY)
_WRITTEN: Final = (MALFORMED, NOT_SIGNED_IN, NOT_PERMITTED, TOO_LARGE, WRONG_TYPE, AWAY)

SHOW_SIGN_ON: Final = Operation(
    "get",
    "/manage/api/sign-on",
    TAG,
    "Show single sign-on",
    "The space's provider of identities. Its secret is never told.",
    (Answer(200, "As it is set.", (SignOnShown,)), *_READ),
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.CHANGE_SETTINGS,
)
CHANGE_SIGN_ON: Final = Operation(
    "patch",
    "/manage/api/sign-on",
    TAG,
    "Change single sign-on",
    "What is left out stays. It holds from the next sign-in on.",
    (Answer(200, "As it is set now.", (SignOnShown,)), *_WRITTEN),
    SignOnChange,
    (CLOUD,),
    SESSION,
    Right.CHANGE_SETTINGS,
)
TEST_SIGN_ON: Final = Operation(
    "post",
    "/manage/api/sign-on/test",
    TAG,
    "Try a provider",
    "Asks the provider for its discovery document and its keys, as a sign-in would, and tells what "
    "is wrong.",
    (Answer(200, "What came of it.", (SignOnTested,)), *_WRITTEN),
    SignOnTest,
    (CLOUD,),
    SESSION,
    Right.CHANGE_SETTINGS,
)
UNTIE: Final = Operation(
    "post",
    "/manage/api/sign-on/untie",
    TAG,
    "Forget somebody's account",
    "The person's login is tied anew to the account that next signs in with it.",
    (Answer(200, "Forgotten.", (Untied,)), *_WRITTEN),
    Untie,
    (CLOUD,),
    SESSION,
    Right.KEEP_USERS,
)

SIGN_ON_OPERATIONS: Final = (SHOW_SIGN_ON, CHANGE_SIGN_ON, TEST_SIGN_ON, UNTIE)
