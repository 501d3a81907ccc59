"""Routes of API tokens. None takes an Idempotency-Key: the answer that is kept for repetition is
sealed with the request, and these requests hold nothing that cannot be guessed."""

from typing import Final

from dockline.api.manage.me_operations import CLOUD, SESSION, TAG
from dockline.api.manage.tokens_wire import (
    NewToken,
    TokenAnswer,
    TokenMade,
    TokenPatch,
    TokenRenewal,
    TokenRevoked,
    TokensAnswer,
    UsageAnswer,
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
    Parameter,
)
from dockline.domain.access import Right

_TOKEN_ID: Final = Parameter(
    "token_id", "path", "Of the list of tokens.", {"type": "string"}, required=True
)
_NONE: Final = Answer(404, "There is no such token.")
_ENDING: Final = Answer(409, "The token was reset and ends soon (`token-ending`).")
_WRITE: Final = (TOO_LARGE, WRONG_TYPE, AWAY)

LIST_TOKENS: Final = Operation(
    "get",
    "/manage/api/tokens",
    TAG,
    "Tokens",
    "Those that work now: names, scopes, and when each was last used. Not the tokens themselves.",
    (Answer(200, "Tokens.", (TokensAnswer,)), NOT_SIGNED_IN, NOT_PERMITTED, AWAY),
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.KEEP_TOKENS,
)
MAKE_TOKEN: Final = Operation(
    "post",
    "/manage/api/tokens",
    TAG,
    "Make a token",
    "The answer shows it; it is kept as a hash only.",
    (
        Answer(200, "The token; it is shown this once.", (TokenMade,)),
        MALFORMED,
        NOT_SIGNED_IN,
        NOT_PERMITTED,
        Answer(409, "The space has 100 tokens (`too-many-tokens`)."),
        *_WRITE,
    ),
    NewToken,
    (CLOUD,),
    SESSION,
    Right.KEEP_TOKENS,
)
CHANGE_TOKEN: Final = Operation(
    "patch",
    "/manage/api/tokens/{token_id}",
    TAG,
    "Rename a token, or change its scopes",
    "It holds at once. What is left out stays.",
    (
        Answer(200, "The token as it is now.", (TokenAnswer,)),
        MALFORMED,
        NOT_SIGNED_IN,
        NOT_PERMITTED,
        _NONE,
        _ENDING,
        *_WRITE,
    ),
    TokenPatch,
    (_TOKEN_ID, CLOUD),
    SESSION,
    Right.KEEP_TOKENS,
)
REVOKE_TOKEN: Final = Operation(
    "delete",
    "/manage/api/tokens/{token_id}",
    TAG,
    "Revoke a token",
    "It stops at once.",
    (
        Answer(200, "It is revoked.", (TokenRevoked,)),
        NOT_SIGNED_IN,
        NOT_PERMITTED,
        _NONE,
        AWAY,
    ),
    parameters=(_TOKEN_ID, CLOUD),
    security=SESSION,
    right=Right.KEEP_TOKENS,
)
RESET_TOKEN: Final = Operation(
    "post",
    "/manage/api/tokens/{token_id}/reset",
    TAG,
    "Reset a token",
    "A new one of the same name and scopes takes its place. The old one stops at once, or "
    "`grace_seconds` from now.",
    (
        Answer(200, "The new token; it is shown this once.", (TokenMade,)),
        MALFORMED,
        NOT_SIGNED_IN,
        NOT_PERMITTED,
        _NONE,
        _ENDING,
        *_WRITE,
    ),
    TokenRenewal,
    (_TOKEN_ID, CLOUD),
    SESSION,
    Right.KEEP_TOKENS,
)
SHOW_USAGE: Final = Operation(
    "get",
    "/manage/api/usage",
    TAG,
    "How the API was used in the last hour",
    "As this server has counted since it started.",
    (Answer(200, "Figures.", (UsageAnswer,)), NOT_SIGNED_IN, NOT_PERMITTED, AWAY),
    parameters=(CLOUD,),
    security=SESSION,
    right=Right.KEEP_TOKENS,
)

TOKEN_OPERATIONS: Final = (
    LIST_TOKENS,
    MAKE_TOKEN,
    CHANGE_TOKEN,
    REVOKE_TOKEN,
    RESET_TOKEN,
    SHOW_USAGE,
)
