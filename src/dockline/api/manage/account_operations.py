"""Routes of one's own account. They work, too, in a session in which something is due first."""

from typing import Final

from dockline.api.manage.account_wire import (
    AccountChanged,
    PasswordAgain,
    PasswordChange,
    RecoveryCodes,
    SecondFactorCode,
    SecondFactorSetUp,
    SecondFactorState,
    SessionList,
    SessionsEnded,
)
from dockline.api.manage.me_operations import SESSION, TAG
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
    Parameter,
)
from dockline.domain.access import Right

_ACCOUNT: Final = "/manage/api/account"
_READ: Final = (NOT_SIGNED_IN, NOT_PERMITTED, AWAY)
_WRITE: Final = (NOT_PERMITTED, MALFORMED, TOO_LARGE, WRONG_TYPE, TOO_MANY, AWAY)
_ON_OR_OFF: Final = Answer(
    409, "It is on already, or off, or must stay on; the code says which of these."
)
SESSION_ID: Final = Parameter(
    "session_id", "path", "As the list has it.", {"type": "string"}, required=True
)
NO_SUCH_SESSION: Final = Answer(404, "There is no such session, or it has ended.")

CHANGE_OWN_PASSWORD: Final = Operation(
    "post",
    f"{_ACCOUNT}/password",
    TAG,
    "Change one's own password",
    "The other sessions end. A wrong current password counts as it does at sign-in.",
    (Answer(200, "It is changed.", (AccountChanged,)), NOT_SIGNED_IN, *_WRITE),
    body=PasswordChange,
    security=SESSION,
    right=Right.USE_DOCK,
)
OWN_SESSIONS: Final = Operation(
    "get",
    f"{_ACCOUNT}/sessions",
    TAG,
    "Where one is signed in",
    "Every browser, the newest first.",
    (Answer(200, "The sessions.", (SessionList,)), *_READ),
    security=SESSION,
    right=Right.USE_DOCK,
)
END_OTHER_SESSIONS: Final = Operation(
    "delete",
    f"{_ACCOUNT}/sessions",
    TAG,
    "Sign out everywhere else",
    "All sessions end but the one that asks; what is open in them is closed at once.",
    (Answer(200, "They have ended.", (SessionsEnded,)), *_READ),
    security=SESSION,
    right=Right.USE_DOCK,
)
END_OWN_SESSION: Final = Operation(
    "delete",
    f"{_ACCOUNT}/sessions/{{session_id}}",
    TAG,
    "Sign one browser out",
    "What is open in it is closed at once.",
    (Answer(200, "It has ended.", (SessionsEnded,)), NO_SUCH_SESSION, *_READ),
    parameters=(SESSION_ID,),
    security=SESSION,
    right=Right.USE_DOCK,
)
OWN_SECOND_FACTOR: Final = Operation(
    "get",
    f"{_ACCOUNT}/second-factor",
    TAG,
    "One's own second factor",
    "Whether it is on, must be, and how many recovery codes are left.",
    (Answer(200, "How it stands.", (SecondFactorState,)), *_READ),
    security=SESSION,
    right=Right.USE_DOCK,
)
BEGIN_SECOND_FACTOR: Final = Operation(
    "post",
    f"{_ACCOUNT}/second-factor/set-up",
    TAG,
    "Begin to set up a second factor",
    "A new secret for an authenticator app (TOTP, RFC 6238: six digits, 30 seconds, SHA-1). It "
    "counts once a code was confirmed; beginning again makes another.",
    (
        Answer(200, "The secret, told once.", (SecondFactorSetUp,)),
        NOT_SIGNED_IN,
        _ON_OR_OFF,
        *_WRITE,
    ),
    body=PasswordAgain,
    security=SESSION,
    right=Right.USE_DOCK,
)
CONFIRM_SECOND_FACTOR: Final = Operation(
    "post",
    f"{_ACCOUNT}/second-factor/confirm",
    TAG,
    "Confirm a second factor",
    "With a code of the app it is on. Wrong codes count as wrong passwords do.",
    (
        Answer(200, "It is on; ten recovery codes, told once.", (RecoveryCodes,)),
        NOT_SIGNED_IN,
        _ON_OR_OFF,
        *_WRITE,
    ),
    body=SecondFactorCode,
    security=SESSION,
    right=Right.USE_DOCK,
)
RENEW_RECOVERY_CODES: Final = Operation(
    "post",
    f"{_ACCOUNT}/second-factor/recovery-codes",
    TAG,
    "New recovery codes",
    "Those of before are good for nothing.",
    (
        Answer(200, "Ten recovery codes, told once.", (RecoveryCodes,)),
        NOT_SIGNED_IN,
        _ON_OR_OFF,
        *_WRITE,
    ),
    body=PasswordAgain,
    security=SESSION,
    right=Right.USE_DOCK,
)
SWITCH_OFF_SECOND_FACTOR: Final = Operation(
    "post",
    f"{_ACCOUNT}/second-factor/off",
    TAG,
    "Switch the second factor off",
    "The password alone lets one in from then on.",
    (Answer(200, "It is off.", (AccountChanged,)), NOT_SIGNED_IN, _ON_OR_OFF, *_WRITE),
    body=PasswordAgain,
    security=SESSION,
    right=Right.USE_DOCK,
)

ACCOUNT_OPERATIONS: Final = (
    CHANGE_OWN_PASSWORD,
    OWN_SESSIONS,
    END_OTHER_SESSIONS,
    END_OWN_SESSION,
    OWN_SECOND_FACTOR,
    BEGIN_SECOND_FACTOR,
    CONFIRM_SECOND_FACTOR,
    RENEW_RECOVERY_CODES,
    SWITCH_OFF_SECOND_FACTOR,
)
