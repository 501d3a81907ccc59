"""What is kept of second factors (`dockline.ports.store` has the rules of writing and reading)."""

from typing import Protocol

from msgspec import Struct

from dockline.domain.ids import AgentId, SpaceId


class SecondFactor(Struct, frozen=True):
    """Somebody's authenticator app."""

    user_id: AgentId
    space_id: SpaceId
    secret: str
    """Base32 (RFC 4648), shared with the app."""
    since: float | None = None
    """When its first code was given; None: it was not, and it counts for nothing yet."""
    last_step: int = 0
    """The time step of the last code that was taken; none before it is taken any more."""


class PutSecondFactor(Struct, frozen=True):
    factor: SecondFactor


class PutRecoveryCodes(Struct, frozen=True):
    """In the place of all that the user had."""

    user_id: AgentId
    code_hashes: tuple[bytes, ...]


class DropSecondFactor(Struct, frozen=True):
    """With its recovery codes."""

    user_id: AgentId


class SpendStep(Struct, frozen=True):
    """A conflict where the code of this step, or of a later one, was taken already."""

    user_id: AgentId
    step: int


class SpendRecoveryCode(Struct, frozen=True):
    """A conflict where the user has no such code (any more)."""

    user_id: AgentId
    code_hash: bytes


PeopleWrite = PutSecondFactor | PutRecoveryCodes | DropSecondFactor | SpendStep | SpendRecoveryCode


class PeopleStore(Protocol):
    async def second_factor(self, user_id: AgentId) -> SecondFactor | None: ...

    async def recovery_codes_left(self, user_id: AgentId) -> int: ...
