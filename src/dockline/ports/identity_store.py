"""Who people are elsewhere: accounts of a provider (OpenID Connect) that lead to users of ours."""

from typing import Protocol

from msgspec import Struct

from dockline.domain.ids import AgentId, SpaceId


class Identity(Struct, frozen=True):
    """An account of a provider, in one space."""

    space_id: SpaceId
    issuer: str
    subject: str
    """What the provider calls the account; it never becomes somebody else's."""
    user_id: AgentId
    bound_at: float


class PutIdentity(Struct, frozen=True):
    """Insert, or have the account lead to another user."""

    identity: Identity


class DropIdentitiesOf(Struct, frozen=True):
    """All of one user's."""

    user_id: AgentId


class PutProviderSecret(Struct, frozen=True):
    """What a space proves to its provider that it is itself with. Apart from its settings, so that
    nothing that shows those shows it."""

    space_id: SpaceId
    secret: str
    """Empty: none."""


IdentityWrite = PutIdentity | DropIdentitiesOf | PutProviderSecret


class IdentityStore(Protocol):
    async def identity(self, space_id: SpaceId, issuer: str, subject: str) -> Identity | None: ...

    async def identities_of(self, user_id: AgentId) -> list[Identity]:
        """By issuer and subject."""

    async def provider_secret(self, space_id: SpaceId) -> str:
        """Empty: there is none."""
