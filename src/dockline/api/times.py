"""Times as they go over the wire."""

from datetime import datetime

from dockline.api import problems
from dockline.domain.moments import moment as moment


def time_told(field: str, text: str) -> float:
    """Unix seconds of a field's RFC 3339 text. Raises Problem (400)."""
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is not None:
            return at.timestamp()
    except (ValueError, OverflowError):
        pass
    raise problems.invalid(f"{field}: must be a time with an offset, as 2026-01-15T09:30:00+00:00.")
