"""Routes of signing in with another provider's account."""

from typing import Final

from dockline.api.operation import AWAY, Answer, Operation, Parameter
from dockline.api.sign_on_wire import SignInWays

_HTML: Final = "text/html; charset=utf-8"
_TEXT: Final = {"type": "string"}
_TROUBLE: Final = (
    Answer(403, "The account may not sign in here.", (), _HTML),
    Answer(404, "The space has no provider.", (), _HTML),
    Answer(502, "The provider does not answer as it should.", (), _HTML),
    Answer(503, "The database is away.", (), _HTML),
)

SIGN_IN_OPERATIONS: Final = (
    Operation(
        "get",
        "/dock/sign-in-ways",
        "Dock",
        "How one may sign in",
        "Whether a password is taken, and the space's own provider, where it has one. Without a "
        "`cloud_id`: of the only space there is.",
        (Answer(200, "The ways.", (SignInWays,)), AWAY),
        parameters=(Parameter("cloud_id", "query", "The space.", _TEXT),),
    ),
    Operation(
        "get",
        "/sign-in/oidc/{cloud_id}",
        "Dock",
        "Sign in with the space's provider",
        "Sends the browser to the provider (OpenID Connect, authorization code with PKCE).",
        (Answer(302, "To the provider.", (), _HTML), *_TROUBLE),
        parameters=(
            Parameter("cloud_id", "path", "The space.", _TEXT, required=True),
            Parameter("to", "query", "The page to come back to: `/dock`, `/admin`, ...", _TEXT),
        ),
    ),
    Operation(
        "get",
        "/sign-in/oidc/{cloud_id}/callback",
        "Dock",
        "Come back from the provider",
        "Sets the session's cookie where all is right.",
        (
            Answer(200, "Signed in; the page goes on by itself.", (), _HTML),
            Answer(400, "It is not this browser's sign-in, or it took too long.", (), _HTML),
            Answer(429, "Too many codes from this address that were none.", (), _HTML),
            *_TROUBLE,
        ),
        parameters=(
            Parameter("cloud_id", "path", "The space.", _TEXT, required=True),
            *(
                Parameter(name, "query", about, _TEXT)
                for name, about in (
                    ("code", "The provider's code."),
                    ("state", "What the browser was sent with."),
                    ("error", "Why the provider refused."),
                    ("iss", "The provider (RFC 9207)."),
                )
            ),
        ),
    ),
)
