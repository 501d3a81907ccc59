"""The audit log."""

from typing import Any

from msgspec import Struct


class AuditRow(Struct, frozen=True):
    """One entry."""

    entry_id: int
    seq: int | None
    """Its number in the space's chain; null: it is older than the chain."""
    at: float
    """Seconds since 1970."""
    actor: str
    """A login, `token:<name>`, `address:<ip>`, `cli` or `system`."""
    action: str
    detail: dict[str, Any]
    hash: str | None
    """SHA-256, in hex."""
    erased_at: float | None = None
    """When the detail, or something in it, was erased on request."""


class AuditRows(Struct, frozen=True):
    """Newest first."""

    success: bool
    entries: list[AuditRow]
    next_before: int | None
    """Ask with `before` for what is older; null: there is nothing."""


class AuditFault(Struct, frozen=True):
    """The first entry that is not as it was written."""

    seq: int
    entry_id: int | None
    why: str


class AuditChain(Struct, frozen=True):
    """How far the chain has been looked at."""

    success: bool
    verified_to: int
    """Everything is as it was written up to this number; ask with `after` for what follows."""
    newest: int
    done: bool
    fault: AuditFault | None
    before_chain: int
    """Entries older than the chain, which it does not protect; told with the first of the
    answers."""
    erased: int
    """Entries among those looked at whose detail was erased on request."""
