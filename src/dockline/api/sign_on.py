"""``/sign-in/oidc/...``: to the space's provider and back.

Each space has a way back of its own: a provider sends nobody to an address it was not told of, so
what it says reaches no other space, whose provider may be somebody else's (RFC 9700, section 4.4).

What the browser must bring back stands in a cookie of its own, for ten minutes. The session's
cookie is SameSite=Strict, and a browser that was sent here by another site would not send it on
with a redirection: so a small page of ours goes on by itself.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

import msgspec
from msgspec import Struct
from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope

from dockline.api.peers import Peers
from dockline.api.problems import Headers
from dockline.api.replies import Handler, Reply, json_reply
from dockline.api.sessions import Sessions, cookie_named
from dockline.api.sign_on_page import failed_page, onward_page
from dockline.api.sign_on_wire import Provider, SignInWays
from dockline.domain.errors import Refusal
from dockline.ports.clock import Clock
from dockline.ports.identity import Attempt
from dockline.ports.store import StoreUnavailable
from dockline.services.accounts import Accounts
from dockline.services.sign_in import SignInLocked
from dockline.services.single_sign_on import (
    ProviderTrouble,
    SignOnOff,
    SignOnRefused,
    SingleSignOns,
)

_COOKIE: Final = "dockline-sign-on"
_SECONDS: Final = 600
_OURS: Final = re.compile(r"/(?:dock|board|admin)(?:/[A-Za-z0-9/_-]{0,200})?")
"""Pages to come back to."""
_USUAL: Final = "/dock"


def callback(cloud_id: str) -> str:
    """Where a space's provider sends the browser back to."""
    return f"/sign-in/oidc/{quote(cloud_id, safe='')}/callback"


class _Kept(Struct, frozen=True):
    """What the browser keeps meanwhile."""

    cloud_id: str
    state: str
    nonce: str
    verifier: str
    to: str
    at: float

    @property
    def attempt(self) -> Attempt:
        return Attempt(self.state, self.nonce, self.verifier)


class NotThisBrowsers(SignOnRefused):
    """This sign-in was not begun here, or it took more than 10 minutes. Begin again."""

    code = "sign-on-begin-again"


class SignOn:
    def __init__(
        self,
        sign_ons: SingleSignOns,
        accounts: Accounts,
        sessions: Sessions,
        peers: Peers,
        clock: Clock,
        server: Callable[[Scope], str],
        page_headers: Headers,
    ) -> None:
        self._sign_ons = sign_ons
        self._accounts = accounts
        self._sessions = sessions
        self._peers = peers
        self._clock = clock
        self._server = server
        self._page_headers = page_headers

    def routes(self) -> dict[str, dict[str, Handler]]:
        return {
            "/dock/sign-in-ways": {"GET": self.ways},
            "/sign-in/oidc/{cloud_id}": {"GET": self.begin},
            "/sign-in/oidc/{cloud_id}/callback": {"GET": self.back},
        }

    async def ways(self, scope: Scope, receive: Receive) -> Reply:
        cloud_id = QueryParams(scope["query_string"]).get("cloud_id", "")
        if not cloud_id:
            spaces = self._accounts.spaces()
            cloud_id = spaces[0].space_id if len(spaces) == 1 else ""
        ways = self._sign_ons.ways(cloud_id)
        address = f"/sign-in/oidc/{cloud_id}"
        provider = Provider(ways.provider, address) if ways.provider else None
        return json_reply(SignInWays(True, ways.password, provider))

    async def begin(self, scope: Scope, receive: Receive) -> Reply:
        cloud_id = str(scope["path_params"]["cloud_id"])
        to = _ours(QueryParams(scope["query_string"]).get("to", _USUAL))
        try:
            address, attempt = await self._sign_ons.begin(
                cloud_id, self._redirect_uri(scope, cloud_id), self._peers.address(scope)
            )
        except (SignOnRefused, StoreUnavailable) as why:
            return self._failed(scope, why, cloud_id, to)
        kept = _Kept(
            cloud_id, attempt.state, attempt.nonce, attempt.verifier, to, self._clock.now()
        )
        headers = (
            (b"location", address.encode("ascii", "replace")),
            self._cookie(scope, _packed(kept), _SECONDS),
            *self._page_headers,
        )
        return Reply(302, b"", headers, text=True)

    async def back(self, scope: Scope, receive: Receive) -> Reply:
        kept = self._kept(scope)
        cloud_id, to = (kept.cloud_id, _ours(kept.to)) if kept is not None else ("", _USUAL)
        try:
            cookie = await self._finish(scope, kept)
        except (SignOnRefused, SignInLocked, StoreUnavailable) as why:
            return self._failed(scope, why, cloud_id, to)
        session = self._sessions.set_cookie(scope, cookie)
        headers = (session, self._cookie(scope, "", 0), *self._page_headers)
        return Reply(200, onward_page(to).encode(), headers, text=True)

    async def _finish(self, scope: Scope, kept: _Kept | None) -> str:
        """The session's cookie. Raises SignOnRefused, SignInLocked, StoreUnavailable."""
        query = QueryParams(scope["query_string"])
        state = query.get("state", "")
        if (
            kept is None
            or kept.cloud_id != scope["path_params"]["cloud_id"]
            or not hmac.compare_digest(state.encode(), kept.state.encode())
            or not -_SECONDS < self._clock.now() - kept.at < _SECONDS
        ):
            raise NotThisBrowsers
        address = self._peers.address(scope)
        error, code = query.get("error"), query.get("code")
        if error is not None or not code:
            told = f"{error or 'no code'} {query.get('error_description', '')}".strip()
            await self._sign_ons.refused_there(kept.cloud_id, told, address)
            raise ProviderTrouble
        cookie, _ = await self._sign_ons.finish(
            kept.cloud_id,
            self._redirect_uri(scope, kept.cloud_id),
            kept.attempt,
            code,
            self._sessions.whence(scope),
        )
        return cookie

    def _failed(
        self, scope: Scope, why: Refusal | StoreUnavailable, cloud_id: str, to: str
    ) -> Reply:
        message = "The database is away. Try again soon."
        if isinstance(why, Refusal):
            message = why.message
        known = cloud_id if self._accounts.space(cloud_id) is not None else ""
        page = failed_page(message, known, to)
        headers = (self._cookie(scope, "", 0), *self._page_headers)
        return Reply(_status(why), page.encode(), headers, text=True)

    def _redirect_uri(self, scope: Scope, cloud_id: str) -> str:
        return f"{self._server(scope)}{callback(cloud_id)}"

    def _kept(self, scope: Scope) -> _Kept | None:
        text = cookie_named(scope, self._name(scope)) or ""
        try:
            return msgspec.json.decode(urlsafe_b64decode(text), type=_Kept)
        except (ValueError, msgspec.DecodeError, RecursionError):
            return None

    def _name(self, scope: Scope) -> str:
        return f"__Host-{_COOKIE}" if self._peers.secure(scope) else _COOKIE

    def _cookie(self, scope: Scope, value: str, seconds: int) -> tuple[bytes, bytes]:
        # Lax: the provider sends the browser here from its own site.
        parts = [f"{self._name(scope)}={value}", "Path=/", f"Max-Age={seconds}", "HttpOnly"]
        parts += ["SameSite=Lax", *(["Secure"] if self._peers.secure(scope) else [])]
        return b"set-cookie", "; ".join(parts).encode("latin-1")


def _ours(asked: str) -> str:
    """A page of ours, whatever was asked for."""
    return asked if _OURS.fullmatch(asked) else _USUAL


def _packed(kept: _Kept) -> str:
    return urlsafe_b64encode(msgspec.json.encode(kept)).decode()


def _status(why: Refusal | StoreUnavailable) -> int:
    match why:
        case StoreUnavailable():
            return 503
        case SignInLocked():
            return 429
        case SignOnOff():
            return 404
        case NotThisBrowsers():
            return 400
        case ProviderTrouble():
            return 502
    return 403
