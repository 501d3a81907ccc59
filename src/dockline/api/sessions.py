"""Signed-in browsers: the cookie, and whose it is."""

from starlette.types import Scope

from dockline.api.bodies import header
from dockline.api.peers import Origins, Peers
from dockline.domain.browsers import browser_words
from dockline.domain.space import User
from dockline.domain.token import SESSION_SECONDS
from dockline.services.accounts import Accounts
from dockline.services.browser_sessions import Held, Wanderer

COOKIE = "dockline"
SECURE_COOKIE = "__Host-dockline"
"""The prefix has browsers refuse one that was not set over TLS, by us, for this host (RFC 6265bis,
section 4.1.3.2)."""


class Sessions:
    def __init__(self, accounts: Accounts, peers: Peers, origins: Origins) -> None:
        self._accounts = accounts
        self._peers = peers
        self._origins = origins

    def origin_allowed(self, scope: Scope) -> bool:
        """Whether the page that asks is ours (or none asks). SameSite keeps the cookie from other
        sites; this keeps other ports and schemes of our own host out, too: over plain HTTP
        anybody on the way may have written the page."""
        return self._origins.allows(scope, secure=self._peers.secure(scope))

    def cookie(self, scope: Scope) -> str | None:
        return cookie_named(scope, self._name(scope))

    async def user(self, scope: Scope) -> User | None:
        """Whose session the request's cookie is; None, too, where something is due in it first.
        Raises StoreUnavailable."""
        cookie = self.cookie(scope)
        return await self._accounts.session(cookie) if cookie else None

    async def held(self, scope: Scope) -> Held | None:
        """The session, also where something is due in it. Raises StoreUnavailable."""
        cookie = self.cookie(scope)
        return await self._accounts.sessions.held(cookie) if cookie else None

    def whence(self, scope: Scope) -> Wanderer:
        """Where whoever asks comes from."""
        agent = (header(scope, b"user-agent") or b"").decode("latin-1")
        return Wanderer(self._peers.address(scope), browser_words(agent))

    def set_cookie(self, scope: Scope, value: str) -> tuple[bytes, bytes]:
        return self._header(scope, value, int(SESSION_SECONDS))

    def clear_cookie(self, scope: Scope) -> tuple[bytes, bytes]:
        return self._header(scope, "", 0)

    def _name(self, scope: Scope) -> str:
        return SECURE_COOKIE if self._peers.secure(scope) else COOKIE

    def _header(self, scope: Scope, value: str, seconds: int) -> tuple[bytes, bytes]:
        parts = [f"{self._name(scope)}={value}", "Path=/", f"Max-Age={seconds}", "HttpOnly"]
        parts.append("SameSite=Strict")
        if self._peers.secure(scope):
            parts.append("Secure")
        return b"set-cookie", "; ".join(parts).encode("latin-1")


def cookie_named(scope: Scope, name: str) -> str | None:
    """Its value as it stands, where the request brings it; the last of several.

    Cookies of others on this host may say what they like, and are not looked into: Python's own
    reader gives up all of them for one that is odd, and takes seconds where one is in quotes and
    full of backslashes."""
    text = header(scope, b"cookie")
    if text is None:
        return None
    found = None
    for pair in text.split(b";"):
        key, equals, value = pair.partition(b"=")
        if equals and key.strip() == name.encode():
            found = value.strip().decode("latin-1")
    return found
