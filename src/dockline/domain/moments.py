"""Times as they are told to others."""

from datetime import UTC, datetime
from typing import overload


@overload
def moment(at: float) -> str: ...
@overload
def moment(at: None) -> None: ...
@overload
def moment(at: float | None) -> str | None: ...
def moment(at: float | None) -> str | None:
    """RFC 3339, in UTC, to the millisecond; None stays None. ``at``: Unix seconds."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
