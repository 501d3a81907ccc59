"""Secrets: API tokens and session cookies. Only their SHA-256 is ever kept.

A plain hash is enough: the secrets are random (122 and 256 bits), so there is no word list to
try against them, and a check must cost next to nothing.
"""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Iterable
from typing import Final

SESSION_SECONDS: Final = 12 * 3600.0
"""A session ends this long after it was last used."""
SESSION_RENEWAL: Final = 600.0
"""A session's end is moved on at most this often, in seconds, to spare the store."""
MOST_GRACE: Final = 86_400
MOST_TOKENS: Final = 100
"""Of a space; all of them are compared at each check."""
SHOWN_CHARACTERS: Final = 4
"""Of a token's beginning, to tell it from others: 106 random bits are left."""


def new_token() -> str:
    """An API token: random, shaped as a UUID (RFC 9562, version 4)."""
    return str(uuid.uuid4())


def new_session_secret() -> str:
    """A session cookie's value: 256 random bits, in letters a cookie may hold."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def matching(given: bytes, kept: Iterable[bytes]) -> int | None:
    """The place of the hash that equals ``given``; None where there is none.

    Takes as long whether and wherever it is found."""
    found: int | None = None
    for place, one in enumerate(kept):
        if hmac.compare_digest(given, one):
            found = place
    return found


def usable(expires_at: float | None, now: float) -> bool:
    """Whether a token or session still holds at ``now``."""
    return expires_at is None or now < expires_at


def grace_end(now: float, grace_seconds: float) -> float | None:
    """When a replaced token stops working; None: at once."""
    return now + grace_seconds if grace_seconds > 0 else None


def session_end(now: float) -> float:
    return now + SESSION_SECONDS


def renewal_due(expires_at: float, now: float) -> bool:
    """Whether a session in use should have its end moved on."""
    return session_end(now) - expires_at >= SESSION_RENEWAL
