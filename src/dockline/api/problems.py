"""Errors on their way out: what each means over HTTP, in this one place.

Every error body is ``{"success": false, "code": "<stable-kebab-code>", "message": "<sentence>"}``.
"""

import math
from typing import Final

from msgspec import Struct

from dockline.domain.access import NotPermitted
from dockline.domain.errors import (
    AgentBusy,
    NoSuchCall,
    NoSuchChat,
    NotLoggedIn,
    NumberInvalid,
    NumberNotAllowed,
    QueueFull,
    RateLimited,
    Refusal,
    VoiceUnavailable,
)
from dockline.domain.reportperiod import PeriodWrong
from dockline.domain.scope import ScopeMissing
from dockline.ports.engine import EngineUnavailable
from dockline.ports.store import StoreConflict, StoreUnavailable
from dockline.services.account_rules import AccountRefused, TokenRefused
from dockline.services.chat_files import FileRefused, NoSuchFile
from dockline.services.credentials import UnknownSession
from dockline.services.intake import TeamUnknown
from dockline.services.lead_input import LeadRefused
from dockline.services.lead_lists import NoSuchCampaign, NoSuchList
from dockline.services.lead_why import NoSuchLead
from dockline.services.people_rules import UnknownUser
from dockline.services.recordings import LinkExpired, LinkWrong, NoSuchRecording
from dockline.services.reports.scope import ScopeWrong
from dockline.services.second_factor import SecondFactorNeeded, SecondFactorWrong
from dockline.services.settings_patch import SettingRefused
from dockline.services.sign_in import PasswordsOff, SignInFailed, SignInLocked
from dockline.services.table_files import TableRefused
from dockline.services.teams import UnknownTeam
from dockline.services.tokens import NoSuchToken
from dockline.services.webhooks.keeping import NoSuchWebhook
from dockline.services.webhooks.letters import NoSuchLetter

Headers = tuple[tuple[bytes, bytes], ...]

RETRY_SECONDS: Final = 5
"""What Retry-After says where a part is away and nobody knows for how long."""
_COOKIE: Final = ((b"www-authenticate", b"Cookie"),)


class Failure(Struct, frozen=True):
    """The body of every error answer, and of a call that was not made."""

    success: bool
    code: str
    message: str


class Problem(Exception):
    """A request that is answered with an error; ``status`` is HTTP's."""

    def __init__(self, status: int, code: str, message: str, headers: Headers = ()) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers

    @property
    def body(self) -> Failure:
        return Failure(success=False, code=self.code, message=self.message)


def malformed(message: str) -> Problem:
    """400: the body is not JSON."""
    return Problem(400, "malformed-json", message)


def invalid(message: str, code: str = "invalid-field") -> Problem:
    """400: a field is missing or wrong; the message begins with its name."""
    return Problem(400, code, message)


def unauthorized() -> Problem:
    """401: one sentence for every mismatch of cloud and token, so that none tells which it was."""
    return Problem(
        401,
        "unauthorized",
        "Cloud and token do not match, or a token is missing.",
        ((b"www-authenticate", b"Bearer"),),
    )


def not_signed_in() -> Problem:
    """401 of the dock's own routes."""
    return Problem(401, "not-signed-in", "Sign in first.", _COOKIE)


def wrong_origin() -> Problem:
    """403 for another site's page."""
    return Problem(403, "wrong-origin", "This page may not ask for that here.")


def not_allowed(*methods: str) -> Problem:
    """405."""
    names = ", ".join(methods)
    return Problem(405, "method-not-allowed", f"Use {names} here.", ((b"allow", names.encode()),))


def not_found() -> Problem:
    return Problem(404, "not-found", "There is nothing at this address.")


def too_large(limit: int) -> Problem:
    return Problem(
        413,
        "body-too-large",
        f"The body may have at most {limit // 2**20} MiB.",
        ((b"connection", b"close"),),
    )


def too_many_values(limit: int, what: str) -> Problem:
    return Problem(413, "body-too-large", f"The body may have at most {limit:,} {what}.")


def wrong_type() -> Problem:
    return Problem(
        415,
        "unsupported-media-type",
        "Send JSON, with the header Content-Type: application/json.",
        ((b"accept", b"application/json"),),
    )


def wrong_coding(packed: str) -> Problem:
    """RFC 9110, 15.5.16."""
    return Problem(
        415,
        "unsupported-media-type",
        f"The body is packed (Content-Encoding: {packed[:20]}); send it as it is.",
        ((b"accept-encoding", b"identity"),),
    )


def too_many(retry_after: float, message: str, code: str = RateLimited.code) -> Problem:
    seconds = max(1, math.ceil(retry_after))
    return Problem(429, code, message, ((b"retry-after", b"%d" % seconds),))


def away(code: str, message: str) -> Problem:
    """503: a part we need is away; the same request may be sent again later."""
    return Problem(503, code, message, ((b"retry-after", b"%d" % RETRY_SECONDS),))


_SAID_WITH_200: Final = (NotLoggedIn, AgentBusy, NumberNotAllowed, VoiceUnavailable, QueueFull)
"""Refusals that api.md answers with 200 and ``"success": false``."""


_UNKNOWN: Final = (
    NoSuchCall,
    TeamUnknown,
    NoSuchCampaign,
    NoSuchList,
    NoSuchLead,
    NoSuchFile,
    NoSuchChat,
    NoSuchRecording,
    UnknownUser,
    UnknownTeam,
    UnknownSession,
    NoSuchToken,
    NoSuchWebhook,
    NoSuchLetter,
)


_WRONG_FIELDS: Final = (
    AccountRefused,
    SettingRefused,
    LeadRefused,
    TableRefused,
    PeriodWrong,
    ScopeWrong,
)
"""Their messages begin with the field's name."""


def from_refusal(refusal: Refusal) -> Problem:
    """What a refusal of the rules means over HTTP."""
    if isinstance(refusal, RateLimited | SignInLocked):
        return too_many(refusal.retry_after, refusal.message, refusal.code)
    if isinstance(refusal, NumberInvalid):
        return invalid(f"number: {refusal.message}", refusal.code)
    if isinstance(refusal, _WRONG_FIELDS):
        return invalid(refusal.message, refusal.code)
    if isinstance(refusal, FileRefused):
        return Problem(415, refusal.code, refusal.message)
    if isinstance(refusal, TokenRefused):
        return unauthorized()
    if isinstance(refusal, SignInFailed | SecondFactorNeeded | SecondFactorWrong):
        return Problem(401, refusal.code, refusal.message, _COOKIE)
    if isinstance(refusal, _UNKNOWN):
        return Problem(404, refusal.code, refusal.message)
    if isinstance(refusal, LinkExpired):
        return Problem(410, refusal.code, refusal.message)
    if isinstance(refusal, NotPermitted | LinkWrong | ScopeMissing | PasswordsOff):
        return Problem(403, refusal.code, refusal.message)
    if isinstance(refusal, _SAID_WITH_200):
        return Problem(200, refusal.code, refusal.message)
    return Problem(409, refusal.code, refusal.message)


def from_exception(error: Exception) -> Problem | None:
    """The answer to an error; None for one that nobody expected."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Refusal):
        return from_refusal(error)
    if isinstance(error, StoreUnavailable):
        return away("store-unavailable", "Changes cannot be saved now. Live calls go on.")
    if isinstance(error, StoreConflict):
        return Problem(409, "conflict", f"{error.field}: is taken.")
    if isinstance(error, EngineUnavailable):
        return away(VoiceUnavailable.code, str(VoiceUnavailable()))
    return None


def unexpected() -> Problem:
    """500: our own mistake; the log has the rest."""
    return Problem(500, "internal-error", "Something went wrong here. It was written to the log.")
