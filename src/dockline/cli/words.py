"""Times in words, as people say them where the space is."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def when(at: float, now: float, zone: str) -> str:
    """``tomorrow at 08:00 (in 10 h 20 min)``. ``zone``: an IANA name."""
    there = datetime.fromtimestamp(at, ZoneInfo(zone))
    today = datetime.fromtimestamp(now, ZoneInfo(zone)).date()
    return f"{_day(there.date(), today)} at {there:%H:%M} ({distance(at - now)})"


def _day(day: date, today: date) -> str:
    if day == today:
        return "today"
    if day == today + timedelta(days=1):
        return "tomorrow"
    if day == today - timedelta(days=1):
        return "yesterday"
    if today < day < today + timedelta(days=7):
        return f"on {day:%A}"
    return f"on {day:%Y-%m-%d}"


def distance(seconds: float) -> str:
    """``in 10 h 20 min``, ``3 d ago``, ``now``."""
    whole = round(abs(seconds))
    if whole >= _DAY:
        days, rest = divmod(whole, _DAY)
        told = f"{days} d {rest // _HOUR} h" if rest >= _HOUR else f"{days} d"
    elif whole >= _HOUR:
        hours, rest = divmod(whole, _HOUR)
        told = f"{hours} h {rest // _MINUTE} min" if rest >= _MINUTE else f"{hours} h"
    elif whole >= _MINUTE:
        told = f"{whole // _MINUTE} min"
    elif whole:
        told = f"{whole} s"
    else:
        return "now"
    return f"in {told}" if seconds > 0 else f"{told} ago"
