"""Every route there is, as data: `openapi` writes the document from it, `docs_page` the page."""

from typing import Final

from msgspec import Struct, structs

from dockline.api.call_sessions_operations import CALL_SESSION_OPERATIONS
from dockline.api.campaign_operations import CAMPAIGN_OPERATIONS
from dockline.api.campaign_wire import AddBody, Added, AddedMultiple, AddMultipleBody
from dockline.api.chat_operations import CHAT_OPERATIONS
from dockline.api.dock_wire import History, Known, Script, SignedIn, SignInForm, Targets, Today
from dockline.api.health import Healthy, Ready
from dockline.api.live_operations import LIVE_OPERATIONS
from dockline.api.manage.operations import MANAGE_OPERATIONS
from dockline.api.operation import (
    AWAY,
    KEY,
    MALFORMED,
    NOT_PERMITTED,
    NOT_SIGNED_IN,
    TOO_LARGE,
    TOO_MANY,
    UNAUTHORIZED,
    WRONG_TYPE,
    Answer,
    Operation,
    Parameter,
)
from dockline.api.problems import Failure
from dockline.api.sign_on_operations import SIGN_IN_OPERATIONS
from dockline.api.voice_wire import (
    CallMade,
    MakeCallBody,
    ResetBody,
    TeamCallBody,
    TeamCallQueued,
    TokenReset,
)
from dockline.domain.scope import USES


class Done(Struct, frozen=True):
    """It is done."""

    success: bool


_PUSH_ANSWERS: Final = (
    MALFORMED,
    UNAUTHORIZED,
    Answer(404, "There is no such team."),
    Answer(
        409,
        "The campaign is mapped to another team, or the Idempotency-Key was used with another "
        "request.",
    ),
    TOO_LARGE,
    WRONG_TYPE,
    TOO_MANY,
    AWAY,
)

_WRITTEN: Final[tuple[Operation, ...]] = (
    Operation(
        "post",
        "/apiv1/make_call",
        "Voice API",
        "Click to call",
        "Sends a call event to the agent's dock and dials the number at the same moment.",
        (
            Answer(
                200,
                "The call was made, or (`success` is false) why not: `not-logged-in`, "
                "`agent-busy`, `number-not-allowed`, `voice-unavailable`.",
                (CallMade, Failure),
            ),
            MALFORMED,
            Answer(401, "The token is wrong, or the space's click-to-call policy wants one."),
            Answer(409, "The Idempotency-Key was used with another request."),
            TOO_LARGE,
            WRONG_TYPE,
            TOO_MANY,
            AWAY,
        ),
        MakeCallBody,
        (KEY,),
        ("", "bearer", "apiKey"),
    ),
    Operation(
        "post",
        "/apiv1/team/make_call",
        "Voice API",
        "Have a team call",
        "Puts a call to the number into the team's queue. The next agent who is free is rung, "
        "sees the attributes, and is connected to the number when they answer.",
        (
            Answer(
                200,
                "The call is kept and waits for an agent, or (`success` is false) why not: "
                "`number-not-allowed`, `queue-full`, `voice-unavailable`.",
                (TeamCallQueued, Failure),
            ),
            MALFORMED,
            Answer(401, "The token is missing or wrong, or another space's."),
            Answer(404, "There is no such team."),
            Answer(409, "The Idempotency-Key was used with another request."),
            TOO_LARGE,
            WRONG_TYPE,
            TOO_MANY,
            AWAY,
        ),
        TeamCallBody,
        (KEY,),
        ("bearer", "apiKey"),
    ),
    Operation(
        "post",
        "/router/api/v2/campaign/add",
        "Voice API",
        "Push a lead",
        "Adds a lead to a dial list, or updates the one with the same number: `data` is merged "
        "key by key, what else is named is replaced, attempts are kept. Answered when the lead "
        "is durable.",
        (
            Answer(200, "The lead is stored; `warnings` tells what was odd.", (Added,)),
            *_PUSH_ANSWERS,
        ),
        AddBody,
        (KEY,),
    ),
    Operation(
        "post",
        "/router/api/v2/campaign/add_multiple",
        "Voice API",
        "Push many leads",
        "As for one lead. A lead that is wrong is told in `errors` and fails no other; all "
        "others are durable together when the answer comes.",
        (
            Answer(200, "What became of each lead, in their order.", (AddedMultiple,)),
            *_PUSH_ANSWERS,
        ),
        AddMultipleBody,
        (KEY,),
    ),
    Operation(
        "post",
        "/router/api/v2/token/reset",
        "Voice API",
        "Reset the token",
        "Answers with a new token. The old one stops at once, or `grace_seconds` from now.",
        (
            Answer(200, "The new token; it is shown this once.", (TokenReset,)),
            MALFORMED,
            UNAUTHORIZED,
            Answer(409, "The Idempotency-Key was used with another request."),
            TOO_LARGE,
            WRONG_TYPE,
            TOO_MANY,
            AWAY,
        ),
        ResetBody,
        (KEY,),
    ),
    *LIVE_OPERATIONS,
    *CALL_SESSION_OPERATIONS,
    *CAMPAIGN_OPERATIONS,
    *CHAT_OPERATIONS,
    Operation(
        "post",
        "/dock/sign-in",
        "Dock",
        "Sign in",
        "Sets the session's cookie (HttpOnly, SameSite=Strict).",
        (
            Answer(200, "Signed in.", (SignedIn,)),
            MALFORMED,
            Answer(401, "Login or password is wrong."),
            Answer(403, "The page that asks is not ours."),
            Answer(413, "The body has more than 16 KiB."),
            WRONG_TYPE,
            Answer(429, "Too many tries; Retry-After says when to come again."),
            AWAY,
        ),
        SignInForm,
    ),
    *SIGN_IN_OPERATIONS,
    Operation(
        "post",
        "/dock/sign-out",
        "Dock",
        "Sign out",
        "Ends the session; the agent is offline at once.",
        (
            Answer(200, "Signed out, or was not signed in.", (Done,)),
            Answer(403, "The page that asks is not ours."),
            AWAY,
        ),
        security=("", "session"),
    ),
    Operation(
        "get",
        "/dock/session",
        "Dock",
        "Who is signed in",
        "The session's user and space.",
        (Answer(200, "Signed in.", (SignedIn,)), NOT_SIGNED_IN, NOT_PERMITTED, AWAY),
        security=("session",),
    ),
    Operation(
        "get",
        "/dock/history",
        "Dock",
        "Past calls",
        "The agent's own calls, newest first; with a number, everybody's calls with it.",
        (
            Answer(200, "Calls.", (History,)),
            Answer(400, "`number` is no telephone number, or `limit` is wrong."),
            NOT_SIGNED_IN,
            NOT_PERMITTED,
            AWAY,
        ),
        parameters=(
            Parameter("number", "query", "A telephone number.", {"type": "string"}),
            Parameter(
                "limit",
                "query",
                "How many at most.",
                {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
            ),
        ),
        security=("session",),
    ),
    Operation(
        "get",
        "/dock/today",
        "Dock",
        "Today's figures",
        "The agent's own, since midnight in the space's time zone.",
        (Answer(200, "Figures.", (Today,)), NOT_SIGNED_IN, NOT_PERMITTED, AWAY),
        security=("session",),
    ),
    Operation(
        "get",
        "/dock/known",
        "Dock",
        "What is known of a number",
        "Leads with it, of campaigns of the agent's teams, and everybody's last calls with it.",
        (
            Answer(200, "Leads and calls.", (Known,)),
            Answer(400, "`number` is missing, or is no telephone number."),
            NOT_SIGNED_IN,
            NOT_PERMITTED,
            AWAY,
        ),
        parameters=(Parameter("number", "query", "A telephone number.", {"type": "string"}),),
        security=("session",),
    ),
    Operation(
        "get",
        "/dock/script",
        "Dock",
        "A campaign's script",
        "What an agent says to the leads of a campaign of their team.",
        (
            Answer(200, "The script.", (Script,)),
            NOT_SIGNED_IN,
            NOT_PERMITTED,
            Answer(404, "There is no such campaign, or it is of another team."),
            AWAY,
        ),
        parameters=(Parameter("campaign_id", "query", "The campaign.", {"type": "string"}),),
        security=("session",),
    ),
    Operation(
        "get",
        "/dock/targets",
        "Dock",
        "Who can take a call over",
        "The other agents of the space who are signed in.",
        (Answer(200, "Agents.", (Targets,)), NOT_SIGNED_IN, NOT_PERMITTED, AWAY),
        security=("session",),
    ),
    Operation(
        "get",
        "/dock/socket",
        "Dock",
        "The dock's socket",
        "A WebSocket (RFC 6455) of JSON text frames; a plain request is answered as shown.",
        (Answer(426, "Not asked for as a WebSocket."),),
        security=("session",),
    ),
    Operation(
        "get",
        "/board/socket",
        "Board",
        "The board's socket",
        "For supervisors who listen to calls; a WebSocket (RFC 6455) of JSON text frames. "
        "A plain request is answered as shown.",
        (Answer(426, "Not asked for as a WebSocket."),),
        security=("session",),
    ),
    Operation(
        "get",
        "/sip",
        "Dock",
        "The phone's socket",
        "SIP over WebSocket (RFC 7118); a plain request is answered as shown.",
        (Answer(426, "Not asked for as a WebSocket."),),
        security=("session",),
    ),
    Operation(
        "get",
        "/healthz",
        "Operation",
        "Alive",
        "This process answers.",
        (Answer(200, "It does.", (Healthy,)),),
    ),
    Operation(
        "get",
        "/readyz",
        "Operation",
        "Ready",
        "Whether the database and the voice engine are there.",
        (Answer(200, "They are.", (Ready,)), Answer(503, "The body says which is not.", (Ready,))),
    ),
    Operation(
        "get",
        "/metrics",
        "Operation",
        "Metrics",
        "For Prometheus.",
        (
            Answer(200, "The text format.", (), "text/plain"),
            Answer(403, "Not read from this network."),
        ),
    ),
    Operation(
        "get",
        "/openapi.json",
        "Operation",
        "This document",
        "OpenAPI 3.1.",
        (Answer(200, "The document.", (), "application/json"),),
    ),
    Operation(
        "get",
        "/docs",
        "Operation",
        "The API as a page",
        "With samples for this server.",
        (Answer(200, "The page.", (), "text/html"),),
    ),
    Operation(
        "get",
        "/widget",
        "Operation",
        "The chat widget on a sample page",
        "With the one tag that puts it on any page.",
        (Answer(200, "The page.", (), "text/html"),),
        parameters=(
            Parameter("cloud", "query", "Another space than the only one.", {"type": "string"}),
            Parameter("team", "query", "The team to chat with.", {"type": "string"}),
        ),
    ),
    *MANAGE_OPERATIONS,
)


def _with_scope(operation: Operation) -> Operation:
    """What a token needs is told from the table that it is held against."""
    use = USES.get(operation.path)
    if use is None or use.scope is None:
        return operation
    lacks = Answer(403, f"The token lacks the scope `{use.scope}` (`scope-missing`).")
    # In the order of their numbers, those of one number together.
    at = sum(answer.status <= lacks.status for answer in operation.answers)
    return structs.replace(
        operation,
        about=f"{operation.about} Scope of the token: `{use.scope}`.",
        answers=(*operation.answers[:at], lacks, *operation.answers[at:]),
    )


OPERATIONS: Final[tuple[Operation, ...]] = tuple(_with_scope(one) for one in _WRITTEN)
