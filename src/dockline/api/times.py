"""Times as they go over the wire."""

from datetime import UTC, datetime
from typing import overload

from dockline.api import problems


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


def time_told(field: str, text: str) -> float:
    """Unix seconds of a field's RFC 3339 text. Raises Problem (400)."""
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is not None:
            return at.timestamp()
    except (ValueError, OverflowError):
        pass
    raise problems.invalid(f"{field}: must be a time with an offset, as 2026-01-15T09:30:00+00:00.")
