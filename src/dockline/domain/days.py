"""Days as people count them: from midnight to midnight where the space is."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def day_bounds(now: float, time_zone: str) -> tuple[float, float]:
    """Begin and end of the day that ``now`` lies in, as seconds since 1970 (UTC).

    A day has 23 or 25 hours where the clocks change. ``time_zone`` is a name of the IANA
    database (``Europe/London``)."""
    zone = ZoneInfo(time_zone)
    # fold: the first midnight, where there are two.
    today = datetime.fromtimestamp(now, zone)
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    # Arithmetic of the same zone counts days, not hours: the next midnight whatever the offset.
    next_midnight = (midnight + timedelta(days=1)).replace(fold=0)
    return midnight.timestamp(), next_midnight.timestamp()
