"""Routes of webhooks."""

from typing import Final

from msgspec import Struct

from dockline.api.manage.me_operations import CLOUD, SESSION, TAG
from dockline.api.manage.webhooks_wire import (
    DeadLettersAnswer,
    DeliveriesAnswer,
    LettersDone,
    LettersWish,
    NewSecret,
    NewWebhook,
    ReplayAnswer,
    ReplayWish,
    Tested,
    TypesAnswer,
    WebhookAnswer,
    WebhookChange,
    WebhookGone,
    WebhookMade,
    WebhooksAnswer,
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

_PATH: Final = "/manage/api/webhooks"
_ONE: Final = f"{_PATH}/{{webhook_id}}"
_ID: Final = Parameter("webhook_id", "path", "The webhook's.", {"type": "string"}, required=True)
_NONE: Final = Answer(404, "There is no such webhook.")
MOST_ROWS: Final = 200


def _operation(
    method: str,
    path: str,
    summary: str,
    about: str,
    answer: Answer,
    *more: Answer,
    body: type[Struct] | None = None,
    query: tuple[Parameter, ...] = (),
) -> Operation:
    """What all of them have in common, added."""
    named = "{" in path
    asked: tuple[Answer, ...] = () if body is None else (MALFORMED, TOO_LARGE, WRONG_TYPE)
    if body is None and query:
        asked = (Answer(400, "A parameter is wrong; the message begins with its name."),)
    unknown = (_NONE,) if named else ()
    return Operation(
        method,
        path,
        TAG,
        summary,
        about,
        (answer, *more, *asked, *unknown, NOT_SIGNED_IN, NOT_PERMITTED, AWAY),
        body=body,
        parameters=(*((_ID,) if named else ()), *query, CLOUD),
        security=SESSION,
        right=Right.CHANGE_SETTINGS,
    )


LIST_WEBHOOKS: Final = _operation(
    "get",
    _PATH,
    "List webhooks",
    "Every subscription of the space with how it is doing.",
    Answer(200, "The webhooks.", (WebhooksAnswer,)),
)
MAKE_WEBHOOK: Final = _operation(
    "post",
    _PATH,
    "Make a webhook",
    "It is active from the next event on. The secret that signs is in the answer, and never again.",
    Answer(201, "It is made.", (WebhookMade,)),
    body=NewWebhook,
)
EVENT_TYPES: Final = _operation(
    "get",
    f"{_PATH}/types",
    "Types of events",
    "The catalogue: every type with its JSON Schema and a sample.",
    Answer(200, "The types, in groups.", (TypesAnswer,)),
)
SHOW_WEBHOOK: Final = _operation(
    "get",
    _ONE,
    "Show a webhook",
    "As in the list, for one.",
    Answer(200, "The webhook.", (WebhookAnswer,)),
)
CHANGE_WEBHOOK: Final = _operation(
    "patch",
    _ONE,
    "Change a webhook",
    "What is left out stays. One that is switched off is told nothing; switched on again, it is "
    "told of what happens from then on, and of what was still to be sent.",
    Answer(200, "The webhook as it is now.", (WebhookAnswer,)),
    body=WebhookChange,
)
DROP_WEBHOOK: Final = _operation(
    "delete",
    _ONE,
    "Delete a webhook",
    "With what was still to be sent, and its dead letters.",
    Answer(200, "It is gone.", (WebhookGone,)),
)
TEST_WEBHOOK: Final = _operation(
    "post",
    f"{_ONE}/test",
    "Test a webhook",
    "Sends `test.ping` now, once, and tells what was answered. It works while the webhook is off.",
    Answer(200, "What was answered.", (Tested,)),
)
NEW_SECRET: Final = _operation(
    "post",
    f"{_ONE}/secret",
    "Change the secret",
    "The new secret is in the answer, and never again. For `overlap_hours` every delivery is "
    "signed with both.",
    Answer(200, "The new secret.", (WebhookMade,)),
    body=NewSecret,
)
LIST_DELIVERIES: Final = _operation(
    "get",
    f"{_ONE}/deliveries",
    "Recent deliveries",
    "What waits to be sent again, and the last attempts.",
    Answer(200, "Deliveries.", (DeliveriesAnswer,)),
    query=(
        Parameter(
            "state",
            "query",
            "Only these.",
            {"type": "string", "enum": ["delivered", "failed", "waiting"]},
        ),
        Parameter(
            "limit",
            "query",
            "How many at most.",
            {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": 50},
        ),
    ),
)
LIST_LETTERS: Final = _operation(
    "get",
    f"{_ONE}/dead-letters",
    "Dead letters",
    "Events that nobody took for a day. They are kept for 30 days.",
    Answer(200, "Dead letters, by number.", (DeadLettersAnswer,)),
    query=(
        Parameter(
            "after",
            "query",
            "`next_after` of the page before.",
            {"type": "integer", "minimum": 0, "maximum": 10**15 - 1, "default": 0},
        ),
        Parameter(
            "limit",
            "query",
            "How many at most.",
            {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": 50},
        ),
    ),
)
_NO_LETTER: Final = Answer(404, "There is no such dead letter.")
RETRY_LETTERS: Final = _operation(
    "post",
    f"{_ONE}/dead-letters/retry",
    "Send dead letters once more",
    "One, or all of them; each has another day.",
    Answer(200, "How many.", (LettersDone,)),
    _NO_LETTER,
    body=LettersWish,
)
DROP_LETTERS: Final = _operation(
    "post",
    f"{_ONE}/dead-letters/drop",
    "Drop dead letters",
    "One, or all of them.",
    Answer(200, "How many.", (LettersDone,)),
    _NO_LETTER,
    body=LettersWish,
)
REPLAY: Final = _operation(
    "post",
    f"{_ONE}/replay",
    "Replay events",
    "Sends again what the log has from `from_seq` to what was sent last; each delivery says "
    "`Dockline-Replayed: true`. It takes the place of a replay that is under way.",
    Answer(200, "From where to where.", (ReplayAnswer,)),
    Answer(409, "The webhook is switched off."),
    body=ReplayWish,
)

WEBHOOKS_OPERATIONS: Final = (
    LIST_WEBHOOKS,
    MAKE_WEBHOOK,
    EVENT_TYPES,
    SHOW_WEBHOOK,
    CHANGE_WEBHOOK,
    DROP_WEBHOOK,
    TEST_WEBHOOK,
    NEW_SECRET,
    LIST_DELIVERIES,
    LIST_LETTERS,
    RETRY_LETTERS,
    DROP_LETTERS,
    REPLAY,
)
