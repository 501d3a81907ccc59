"""What API tokens may be used for: scopes, and the addresses that each of them opens."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from msgspec import Struct

from dockline.domain.errors import Refusal


class TokenScope(StrEnum):
    VOICE = "voice"
    """Make agents' phones dial, and put calls into a team's queue."""
    CAMPAIGN = "campaign"
    """Push leads, run campaigns, keep the do-not-call lists."""
    LIVE = "live"
    """Read what is true this second."""
    CHAT = "chat"
    """Begin chats for visitors, and write in them."""
    ANALYTICS = "analytics"
    """Read call records, recordings and agents' timelines."""


EVERY_SCOPE: Final = tuple(TokenScope)


class Use(Struct, frozen=True):
    """One thing that a token is used for."""

    name: str
    """As people are told what a token was last used for."""
    scope: TokenScope | None
    """None: every token will do."""


USES: Final[dict[str, Use]] = {
    "/apiv1/make_call": Use("make_call", TokenScope.VOICE),
    "/apiv1/team/make_call": Use("team/make_call", TokenScope.VOICE),
    "/router/api/v2/campaign/add": Use("add", TokenScope.CAMPAIGN),
    "/router/api/v2/campaign/add_multiple": Use("add_multiple", TokenScope.CAMPAIGN),
    "/router/api/v2/campaign/list": Use("campaign/list", TokenScope.CAMPAIGN),
    "/router/api/v2/campaign/get": Use("campaign/get", TokenScope.CAMPAIGN),
    "/router/api/v2/campaign/settings": Use("campaign/settings", TokenScope.CAMPAIGN),
    "/router/api/v2/campaign/control": Use("campaign/control", TokenScope.CAMPAIGN),
    "/router/api/v2/lead/{lead_id}/why": Use("why", TokenScope.CAMPAIGN),
    "/router/api/v2/do_not_call/add": Use("do_not_call/add", TokenScope.CAMPAIGN),
    "/router/api/v2/do_not_call/remove": Use("do_not_call/remove", TokenScope.CAMPAIGN),
    "/router/api/v2/do_not_call/check": Use("do_not_call/check", TokenScope.CAMPAIGN),
    "/router/api/v2/do_not_call/list": Use("do_not_call/list", TokenScope.CAMPAIGN),
    "/router/api/v2/token/reset": Use("reset", None),
    "/pulse-api/live": Use("live", TokenScope.LIVE),
    "/pulse-api/stream": Use("stream", TokenScope.LIVE),
    "/pulse-api/timeline": Use("timeline", TokenScope.ANALYTICS),
    "/manage/api/analytics/sessions": Use("sessions", TokenScope.ANALYTICS),
    "/chat/api/v2/initiate": Use("chat/initiate", TokenScope.CHAT),
    "/chat/api/v2/message": Use("chat/message", TokenScope.CHAT),
}
"""By address, as the table of operations has it. An address that takes a token and is not here
lets none in."""


class ScopeMissing(Refusal):
    """The token may not be used for this."""

    code = "scope-missing"

    def __init__(self, scope: TokenScope) -> None:
        super().__init__(f"The token lacks the scope “{scope}”. An admin can add it.")


def require_scope(scopes: Iterable[TokenScope], use: Use) -> None:
    """Raises ScopeMissing."""
    if use.scope is not None and use.scope not in scopes:
        raise ScopeMissing(use.scope)
