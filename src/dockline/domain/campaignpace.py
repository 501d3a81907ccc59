"""How long a campaign has left, as it went today."""

from datetime import datetime
from typing import Final

from dockline.domain.callinghours import CallingHours, local_time

_FEWEST: Final = 5
"""Leads that must have come to an end today before anything is said of the pace."""
_SHORTEST: Final = 600.0
"""Seconds for which it must have been dialled."""


def days_left(
    left: int, finished: int, began_at: float | None, now: float, hours: CallingHours, zone: str
) -> float | None:
    """Days of calling that are left; None where too little happened today to tell.

    ``left``: leads that are not finished; ``finished``: those that came to their end today;
    ``began_at``: when the first one was dialled today. A day of calling has the seconds that the
    calling hours have today in ``zone``, or, where there are none, those of their longest day."""
    if left == 0:
        return 0.0
    if began_at is None or finished < _FEWEST or now - began_at < _SHORTEST:
        return None
    today = local_time(zone, now)
    seconds = open_seconds(hours, today)
    return left / (finished / (now - began_at) * seconds) if seconds else None


def open_seconds(hours: CallingHours, day: datetime) -> float:
    """How long calls may be made on that day of the week."""
    each = [
        sum(_minutes(one.closes) - _minutes(one.opens) for one in openings) * 60.0
        for openings in hours.days
    ]
    return each[day.weekday()] or max(each)


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
