"""Bodies and answers about one's own account."""

from typing import Annotated

from msgspec import Meta, Struct

Password = Annotated[str, Meta(min_length=1, max_length=1024)]


class PasswordChange(Struct, frozen=True, forbid_unknown_fields=True):
    current_password: Password
    password: Password
    """8 characters or more, not the login, and none that others would guess first."""


class AccountChanged(Struct, frozen=True):
    success: bool
    due: str
    """What must be done next before anything else works: ``password``, ``second-factor``; empty:
    nothing."""


class SessionRow(Struct, frozen=True):
    """A browser that is signed in."""

    session_id: str
    current: bool
    """The one that asks."""
    address: str
    """The network address it was begun from; empty: not known."""
    browser: str
    """``Firefox on Windows``; empty: not known."""
    created_at: float
    """Seconds since 1970, UTC, as all times here."""
    seen_at: float
    """When it was last used, to about ten minutes; 0: not known."""
    expires_at: float
    """When it ends where it is not used."""


class SessionList(Struct, frozen=True):
    success: bool
    sessions: list[SessionRow]
    """The newest first."""


class SessionsEnded(Struct, frozen=True):
    success: bool
    ended: int
    """How many there were."""


class PasswordAgain(Struct, frozen=True, forbid_unknown_fields=True):
    password: Password
    """One's own, to show that it is still oneself who sits there."""


class SecondFactorState(Struct, frozen=True):
    success: bool
    on: bool
    required: bool
    """The space asks for one: it cannot be switched off."""
    recovery_codes_left: int
    since: float | None
    """Since when it is on."""


class SecondFactorSetUp(Struct, frozen=True):
    """What an authenticator app needs. It is told once."""

    success: bool
    secret: str
    """Base32, to be typed where no picture can be read."""
    address: str
    """``otpauth://totp/...``"""
    picture: str
    """The address as a QR code, an SVG as a ``data:`` address."""


class SecondFactorCode(Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, Meta(min_length=6, max_length=12)]
    """The six digits that the app shows now."""


class RecoveryCodes(Struct, frozen=True):
    """Each lets one in once in the place of the app's code. They are told once."""

    success: bool
    codes: list[str]
    due: str
    """As after a change of the password."""
