"""Providers of identities elsewhere, by OpenID Connect: people sign in there, and we are told who
they are."""

from typing import Any, Protocol

from msgspec import Struct


class ProviderFailed(Exception):
    """The provider is away, is none, or its answer cannot be believed. The message is one sentence
    for an admin; people who sign in are told less."""


class CodeRefused(ProviderFailed):
    """The provider did not give that code, or not for this sign-in (``invalid_grant``)."""


class Provider(Struct, frozen=True):
    """A provider as its discovery document tells of it."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    algorithms: tuple[str, ...]
    """Signatures of ID tokens that it makes and we believe."""
    secret_in_body: bool
    """It takes the client's secret in the body alone, not by HTTP's Basic authentication."""
    userinfo_endpoint: str
    """Empty: it has none."""


class Relation(Struct, frozen=True):
    """What we are to a provider."""

    issuer: str
    client_id: str
    client_secret: str
    """Empty: we are a public client, known by PKCE alone."""
    private: bool
    """Whether the provider may be at an address that is not public."""
    wanted: tuple[str, ...] = ()
    """Names of the claims that people are known by here."""


class Attempt(Struct, frozen=True):
    """One sign-in that is under way; all three are secrets of the browser that began it."""

    state: str
    nonce: str
    verifier: str
    """Of PKCE (RFC 7636)."""


class IdentityProviders(Protocol):
    async def look(self, issuer: str, *, private: bool, fresh: bool = False) -> Provider:
        """What the provider tells of itself; ``fresh``: not as it was told before.

        Raises ProviderFailed."""

    async def check_keys(self, issuer: str, *, private: bool) -> int:
        """How many keys it signs with. Raises ProviderFailed."""

    async def address(self, relation: Relation, redirect_uri: str, attempt: Attempt) -> str:
        """Where the browser is sent. Raises ProviderFailed."""

    async def claims(
        self, relation: Relation, redirect_uri: str, attempt: Attempt, code: str
    ) -> dict[str, Any]:
        """Who has signed in there: the claims of the ID token, whose signature, issuer, audience,
        time and nonce are right. Raises ProviderFailed, CodeRefused."""
