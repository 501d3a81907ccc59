"""Call records and recordings, as the OpenAPI document tells of them."""

from typing import Final

from dockline.api.call_sessions_wire import SessionPage, SessionsBody
from dockline.api.operation import (
    AWAY,
    MALFORMED,
    TOO_LARGE,
    TOO_MANY,
    WRONG_TYPE,
    Answer,
    Operation,
    Parameter,
)

_TEXT: Final = {"type": "string", "maxLength": 100}

CALL_SESSION_OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        "post",
        "/manage/api/analytics/sessions",
        "Voice API",
        "Call records",
        "Calls of the token's space that began in a time, the newest first, those that go on "
        "among them; with `filters.type` `chat` its chats. Times are RFC 3339, in and out. Links "
        "to recordings are signed, and good for an hour.",
        (
            Answer(200, "A page of records, and how many there are in all.", (SessionPage,)),
            MALFORMED,
            Answer(401, "The token is missing or wrong."),
            TOO_LARGE,
            WRONG_TYPE,
            TOO_MANY,
            AWAY,
        ),
        SessionsBody,
        security=("bearer", "apiKey"),
    ),
    Operation(
        "get",
        "/recordings/{name}",
        "Voice API",
        "A recording",
        "By the link of its call's record, as it is; no token is needed. `Range` is heeded, so "
        "that players can seek.",
        (
            Answer(200, "The sound.", (), "audio/wav"),
            Answer(206, "The part that `Range` asks for.", (), "audio/wav"),
            Answer(403, "The link was not made here, or was changed."),
            Answer(404, "The recording is not there any more."),
            Answer(410, "The link has expired; the call's record has a new one."),
            Answer(416, "The recording has no such part."),
        ),
        parameters=(
            Parameter("name", "path", "Its file name.", _TEXT, required=True),
            Parameter("expires", "query", "Unix seconds.", _TEXT, required=True),
            Parameter("signature", "query", "Of name and expiry.", _TEXT, required=True),
            Parameter("Range", "header", "RFC 9110, section 14.2; one part.", {"type": "string"}),
        ),
        security=(),
    ),
)
