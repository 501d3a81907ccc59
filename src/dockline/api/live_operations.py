"""Live figures, as the OpenAPI document tells of them."""

from typing import Final

from dockline.api.live_wire import LiveAnswer
from dockline.api.operation import (
    AWAY,
    MALFORMED,
    TOO_LARGE,
    TOO_MANY,
    UNAUTHORIZED,
    WRONG_TYPE,
    Answer,
    Operation,
    Parameter,
)
from dockline.api.timeline_wire import TimelineAnswer, TimelineBody
from dockline.api.voice_wire import LiveBody

_TEXT: Final = {"type": "string", "maxLength": 100}

LIVE_OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        "post",
        "/pulse-api/live",
        "Voice API",
        "Live numbers",
        "What agents, teams and campaigns do this second. Agents who are offline are left out.",
        (
            Answer(200, "Agents, teams, campaigns and lines.", (LiveAnswer,)),
            MALFORMED,
            UNAUTHORIZED,
            TOO_LARGE,
            WRONG_TYPE,
            TOO_MANY,
        ),
        LiveBody,
    ),
    Operation(
        "get",
        "/pulse-api/stream",
        "Voice API",
        "Live numbers, pushed",
        "The same objects as server-sent events: a `snapshot`, then a numbered `change` whenever "
        "something is new (an agent at most four times a second), and a `beat` every two seconds. "
        "A reader who comes back with `Last-Event-ID` goes on where they were. A supervisor's "
        "session sees the supervisor's teams.",
        (
            Answer(200, "Events, until one of the two ends it.", (), "text/event-stream"),
            Answer(400, "Neither `cloud_id` nor `space_id` was sent, or both, and they differ."),
            UNAUTHORIZED,
            Answer(403, "The role does not allow it, or the page that asks is not ours."),
            Answer(404, "There is no such team, or it is not for these eyes."),
            TOO_MANY,
            Answer(503, "Too many streams, or the database is away; Retry-After says when."),
        ),
        parameters=(
            Parameter("cloud_id", "query", "With a token: the space.", _TEXT),
            Parameter("space_id", "query", "Another name for `cloud_id`.", _TEXT),
            Parameter(
                "team_names",
                "query",
                "Only these teams; may be sent several times.",
                {
                    "type": "array",
                    # An address of more than 64 KiB is none for the HTTP server.
                    "items": {"type": "string", "maxLength": 100},
                    "maxItems": 50,
                },
            ),
            Parameter("Last-Event-ID", "header", "The last event's id.", {"type": "string"}),
        ),
        security=("bearer", "apiKey", "session"),
    ),
    Operation(
        "post",
        "/pulse-api/timeline",
        "Voice API",
        "Who was where, when",
        "The states of agents in a time of at most 31 days, agent by agent. Where `next` is not "
        "empty there is more: send it as `after`.",
        (
            Answer(200, "Segments of each agent.", (TimelineAnswer,)),
            MALFORMED,
            UNAUTHORIZED,
            TOO_LARGE,
            WRONG_TYPE,
            TOO_MANY,
            AWAY,
        ),
        TimelineBody,
    ),
)
