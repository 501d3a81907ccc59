"""What is told of a route, and the answers that many of them share."""

from typing import Any, Final

from msgspec import Struct

from dockline.api.problems import Failure
from dockline.domain.access import Right


class Answer(Struct, frozen=True):
    status: int
    when: str
    kinds: tuple[type[Struct], ...] = (Failure,)
    """Bodies it may have; none: not JSON."""
    media: str = "application/json"


class Parameter(Struct, frozen=True):
    name: str
    where: str
    """``query``, ``header`` or ``path``."""
    about: str
    schema: dict[str, Any]
    required: bool = False


class Operation(Struct, frozen=True):
    method: str
    path: str
    tag: str
    summary: str
    about: str
    answers: tuple[Answer, ...]
    body: type[Struct] | None = None
    parameters: tuple[Parameter, ...] = ()
    security: tuple[str, ...] | None = None
    """Names of schemes of which one is needed; an empty name: none will do, too."""
    right: Right | None = None
    """What one who is signed in must be allowed to do; None: it is not asked."""
    upload: tuple[str, ...] = ()
    """Media types of a body that is a file, taken as it is."""


KEY: Final = Parameter(
    "Idempotency-Key",
    "header",
    "Makes the request safe to send again: for 24 hours the same key with the same body is "
    "answered with the first answer and `Idempotent-Replayed: true`. Errors, and answers whose "
    "`success` is false, are not kept.",
    {"type": "string", "minLength": 1, "maxLength": 255},
)

MALFORMED: Final = Answer(
    400, "Not JSON (the message tells the position), or a field is wrong (it begins with its name)."
)
UNAUTHORIZED: Final = Answer(401, "Cloud and token do not match; one message for every mismatch.")
TOO_LARGE: Final = Answer(413, "The body has more than 16 MiB, or too many values.")
WRONG_TYPE: Final = Answer(415, "The body is not sent as application/json, or it is packed.")
TOO_MANY: Final = Answer(429, "Too many requests; Retry-After says when to come again.")
NOT_SIGNED_IN: Final = Answer(401, "Not signed in.")
NOT_PERMITTED: Final = Answer(403, "The role does not allow it, or another site's page asks.")
AWAY: Final = Answer(503, "The database is away; Retry-After says when to come again.")
