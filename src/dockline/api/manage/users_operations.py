"""Routes of the people of a space."""

from typing import Final

from dockline.api.manage.account_operations import NO_SUCH_SESSION, SESSION_ID
from dockline.api.manage.account_wire import SessionList, SessionsEnded
from dockline.api.manage.me_operations import CLOUD, SESSION, TAG
from dockline.api.manage.users_wire import (
    ImportAnswer,
    NewUserForm,
    PasswordReset,
    PasswordTold,
    UserAnswer,
    UserList,
    UserMade,
    UserPatch,
)
from dockline.api.operation import (
    AWAY,
    MALFORMED,
    NOT_SIGNED_IN,
    TOO_LARGE,
    WRONG_TYPE,
    Answer,
    Operation,
    Parameter,
)
from dockline.domain.access import Right
from dockline.domain.space import Role

_USERS: Final = "/manage/api/users"
_USER: Final = f"{_USERS}/{{user_id}}"
USER_ID: Final = Parameter(
    "user_id", "path", "As the list has it.", {"type": "string"}, required=True
)
NO_SUCH_USER: Final = Answer(404, "There is no such user in the space.")
ADMINS_ONLY: Final = Answer(
    403, "The role does not allow it, another site's page asks, or only an operator may do it."
)
_GUARDED: Final = Answer(
    409, "Not for oneself (`not-oneself`), or the space would have no admin (`last-admin`)."
)
_READ: Final = (NOT_SIGNED_IN, ADMINS_ONLY, AWAY)
_WRITE: Final = (NOT_SIGNED_IN, ADMINS_ONLY, MALFORMED, TOO_LARGE, WRONG_TYPE, AWAY)
_OF_USER: Final = (USER_ID, CLOUD)
_BOOLEAN: Final = {"type": "string", "enum": ["0", "1"]}

LIST_USERS: Final = Operation(
    "get",
    _USERS,
    TAG,
    "People",
    "Those whom all of the filters find, by name, with what they are at their docks now.",
    (Answer(200, "A page of them.", (UserList,)), MALFORMED, *_READ),
    parameters=(
        CLOUD,
        Parameter("search", "query", "A part of the login or the name.", {"type": "string"}),
        Parameter("team", "query", "A team's id, or `none`.", {"type": "string"}),
        Parameter(
            "role", "query", "Their role.", {"type": "string", "enum": [one.value for one in Role]}
        ),
        Parameter("active", "query", "0: those who were deactivated.", _BOOLEAN),
        Parameter("locked", "query", "1: those who are locked out now.", _BOOLEAN),
        Parameter(
            "limit",
            "query",
            "How many at most.",
            {"type": "integer", "minimum": 1, "maximum": 500, "default": 100},
        ),
        Parameter(
            "skip",
            "query",
            "How many of the first to leave out.",
            {"type": "integer", "minimum": 0, "maximum": 1_000_000, "default": 0},
        ),
    ),
    security=SESSION,
    right=Right.KEEP_USERS,
)
ADD_USER: Final = Operation(
    "post",
    _USERS,
    TAG,
    "Add a person",
    "Without a password one is made, and told in the answer, once.",
    (Answer(200, "They are added.", (UserMade,)), *_WRITE),
    body=NewUserForm,
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.KEEP_USERS,
)
SHOW_USER: Final = Operation(
    "get",
    _USER,
    TAG,
    "A person",
    "As the list has them.",
    (Answer(200, "The person.", (UserAnswer,)), NO_SUCH_USER, *_READ),
    parameters=_OF_USER,
    security=SESSION,
    right=Right.KEEP_USERS,
)
CHANGE_USER: Final = Operation(
    "patch",
    _USER,
    TAG,
    "Change a person",
    "It holds at once, also while they work: the call and the chats they are in stay theirs. One "
    "who is deactivated is signed out everywhere.",
    (Answer(200, "As they are now.", (UserAnswer,)), NO_SUCH_USER, _GUARDED, *_WRITE),
    body=UserPatch,
    parameters=_OF_USER,
    security=SESSION,
    right=Right.KEEP_USERS,
)
RESET_PASSWORD: Final = Operation(
    "post",
    f"{_USER}/password",
    TAG,
    "Reset a person's password",
    "They are signed out everywhere, and a lock is taken off. One's own is changed under "
    "`/manage/api/account/password`.",
    (Answer(200, "It is set.", (PasswordTold,)), NO_SUCH_USER, _GUARDED, *_WRITE),
    body=PasswordReset,
    parameters=_OF_USER,
    security=SESSION,
    right=Right.KEEP_USERS,
)
USER_SESSIONS: Final = Operation(
    "get",
    f"{_USER}/sessions",
    TAG,
    "Where a person is signed in",
    "Every browser, the newest first.",
    (Answer(200, "The sessions.", (SessionList,)), NO_SUCH_USER, *_READ),
    parameters=_OF_USER,
    security=SESSION,
    right=Right.KEEP_USERS,
)
END_USER_SESSIONS: Final = Operation(
    "delete",
    f"{_USER}/sessions",
    TAG,
    "Sign a person out everywhere",
    "What is open is closed at once. One's own present session goes on.",
    (Answer(200, "They have ended.", (SessionsEnded,)), NO_SUCH_USER, *_READ),
    parameters=_OF_USER,
    security=SESSION,
    right=Right.KEEP_USERS,
)
END_USER_SESSION: Final = Operation(
    "delete",
    f"{_USER}/sessions/{{session_id}}",
    TAG,
    "Sign one browser of a person out",
    "What is open in it is closed at once.",
    (Answer(200, "It has ended.", (SessionsEnded,)), NO_SUCH_USER, NO_SUCH_SESSION, *_READ),
    parameters=(*_OF_USER, SESSION_ID),
    security=SESSION,
    right=Right.KEEP_USERS,
)
RESET_SECOND_FACTOR: Final = Operation(
    "delete",
    f"{_USER}/second-factor",
    TAG,
    "Take a person's second factor away",
    "For one who has lost theirs. Where the space asks for one they are led to set up another.",
    (Answer(200, "It is off.", (UserAnswer,)), NO_SUCH_USER, _GUARDED, *_READ),
    parameters=_OF_USER,
    security=SESSION,
    right=Right.KEEP_USERS,
)
UNLOCK_USER: Final = Operation(
    "post",
    f"{_USER}/unlock",
    TAG,
    "Unlock a person",
    "After too many wrong passwords or codes; a lock ends by itself after five minutes.",
    (Answer(200, "They may try again.", (UserAnswer,)), NO_SUCH_USER, *_READ),
    parameters=_OF_USER,
    security=SESSION,
    right=Right.KEEP_USERS,
)
IMPORT_USERS: Final = Operation(
    "post",
    f"{_USERS}/import",
    TAG,
    "Add people from a table",
    "A CSV file in UTF-8 whose first line names its columns: `login` and, as they are wanted, "
    "`name`, `role`, `teams` (by name, parted by semicolons), `password` (empty: one is made), "
    "`skills` (`german=7; sales=3`). At most 500 rows. Where one row is wrong nobody is added, "
    "unless `partial=1`.",
    (
        Answer(200, "What was added, or would be; and what is wrong.", (ImportAnswer,)),
        Answer(400, "It cannot be read as a table; the message names the line."),
        NOT_SIGNED_IN,
        ADMINS_ONLY,
        Answer(413, "The file has more than 1 MiB."),
        Answer(415, "It is not sent as text/csv."),
        AWAY,
    ),
    upload=("text/csv",),
    parameters=(
        CLOUD,
        Parameter("dry_run", "query", "1: tell, and change nothing.", _BOOLEAN),
        Parameter("partial", "query", "1: add those whose rows are right.", _BOOLEAN),
        Parameter(
            "password_due",
            "query",
            "0: they need not take another password when they first sign in.",
            _BOOLEAN,
        ),
    ),
    security=SESSION,
    right=Right.KEEP_USERS,
)

USERS_OPERATIONS: Final = (
    LIST_USERS,
    ADD_USER,
    IMPORT_USERS,
    SHOW_USER,
    CHANGE_USER,
    RESET_PASSWORD,
    USER_SESSIONS,
    END_USER_SESSIONS,
    END_USER_SESSION,
    RESET_SECOND_FACTOR,
    UNLOCK_USER,
)
