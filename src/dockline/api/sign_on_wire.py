"""The ways in."""

from msgspec import Struct


class Provider(Struct, frozen=True):
    label: str
    """To be put after "Sign in with"."""
    address: str
    """Where the button leads, on this server."""


class SignInWays(Struct, frozen=True):
    """How one may sign in."""

    success: bool
    password: bool
    provider: Provider | None = None
