"""API tokens, as the admin pages see them."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from dockline.domain.scope import TokenScope

Scopes = Annotated[
    list[TokenScope],
    Meta(max_length=20, description="What the token may be used for; at least one."),
]
TokenName = Annotated[
    str,
    Meta(max_length=200, description="What is called by it; at most 80 characters."),
]


class TokenRow(Struct, frozen=True):
    token_id: str
    name: str
    begins: str
    """Its first characters; empty: not known."""
    scopes: list[TokenScope]
    created_at: str
    created_by: str
    """A login, `cli`, or `token:<name>` where it was reset over the API; empty: not known."""
    last_used_at: str | None
    last_used_for: str
    """Such as `add_multiple`."""
    ends_at: str | None
    """It was reset, and works until then."""


class TokensAnswer(Struct, frozen=True):
    success: bool
    tokens: list[TokenRow]
    """By name, the newest of a name first."""


class NewToken(Struct, frozen=True):
    """POST /manage/api/tokens"""

    name: TokenName
    scopes: Scopes


class TokenMade(Struct, frozen=True):
    success: bool
    auth_token: str
    """Shown this once."""
    token: TokenRow


class TokenPatch(Struct, frozen=True):
    """PATCH /manage/api/tokens/{token_id}; what is left out stays."""

    name: TokenName | UnsetType = UNSET
    scopes: Scopes | UnsetType = UNSET


class TokenAnswer(Struct, frozen=True):
    success: bool
    token: TokenRow


class TokenRevoked(Struct, frozen=True):
    success: bool


class TokenRenewal(Struct, frozen=True):
    """POST /manage/api/tokens/{token_id}/reset"""

    grace_seconds: Annotated[
        int,
        Meta(ge=0, le=86_400, description="How long the old token goes on working."),
    ] = 0


class UsageAnswer(Struct, frozen=True):
    success: bool
    since: str
    """The beginning of the last hour, or the server's start where that was later."""
    whole_hour: bool
    leads_stored: int
    """Added or updated."""
    leads_refused: int
    click_to_call: int
    """Calls that were made."""
    wrong_token: int
    """Requests with a wrong token, or without one that was wanted."""
