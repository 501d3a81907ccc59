"""The audit log, as the services need it kept: entries are added, and never changed or taken out.

Whoever commits an entry gives it no number and no hash: the store gives it both within the same
transaction (`dockline.domain.auditlog`), in the order in which they are written.
"""

from typing import Any, Protocol

from msgspec import Struct

from dockline.domain.auditlog import AuditHead, AuditLine
from dockline.domain.ids import SpaceId


class AuditEntry(Struct, frozen=True):
    at: float
    space_id: SpaceId
    actor: str
    """A login, ``token:<name>``, ``address:<ip>`` or ``cli``."""
    action: str
    """``call.requested``, ``token.reset``, ``sign-in.failed``, ..."""
    detail: dict[str, Any]


class AppendAudit(Struct, frozen=True):
    entry: AuditEntry


class EraseAuditDetails(Struct, frozen=True):
    """Put ``detail`` in the place of an entry's, and mark it as erased: the only change there is.

    The chain goes by the hash of what stood there, and holds."""

    space_id: SpaceId
    entry_id: int
    detail: dict[str, Any]
    """What is left."""
    at: float


AuditWrite = AppendAudit | EraseAuditDetails


class AuditFilter(Struct, frozen=True):
    actor: str = ""
    """A part of it, without regard to the case of A to Z."""
    action: str = ""
    """What it begins with: ``campaign.`` finds all of campaigns."""
    since: float | None = None
    until: float | None = None
    """Before."""
    text: str = ""
    """A part of a name, a text or a number in the detail, without regard to the case of A to Z."""


class AuditStore(Protocol):
    async def audit(self, space_id: SpaceId, *, limit: int) -> list[AuditEntry]:
        """Newest first."""

    async def audit_lines(
        self, space_id: SpaceId, which: AuditFilter, *, limit: int, before: int | None = None
    ) -> list[AuditLine]:
        """Newest first; ``before``: an ``entry_id``."""

    async def audit_onward(
        self, space_id: SpaceId, which: AuditFilter, *, limit: int, after: int = 0
    ) -> list[AuditLine]:
        """The oldest first; ``after``: an ``entry_id``."""

    async def audit_line(self, space_id: SpaceId, seq: int) -> AuditLine | None:
        """By its number in the chain."""

    async def audit_heads(self) -> list[AuditHead]:
        """Of every space that has a chain, sorted."""
