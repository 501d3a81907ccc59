"""Calling hours: when people may be rung, by the clock on their own wall.

A number may lie in several time zones (`dockline.domain.zones`). Nobody can tell which, so all of
them must be open. Within a time in which no clock is changed the answer repeats each week, which
makes the next opening a matter of arithmetic; at each change of a clock it is worked out anew.

The default follows 47 CFR 64.1200(c)(1) (and 16 CFR 310.4(c)): no call before 8 a.m. or after
9 p.m., local time at the called party's location. Stricter places set their own, such as
10:00-13:00 and 14:00-20:00 from Monday to Friday in France (décret 2022-1313).
"""

from bisect import bisect_right
from datetime import UTC, datetime
from functools import lru_cache
from math import floor
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

Clock = Annotated[str, Meta(pattern=r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
"""``HH:MM``; 24:00 is the midnight that ends the day."""

DAY: Final = 86_400
WEEK: Final = 7 * DAY
_HORIZON: Final = 400 * DAY
"""A year and a bit: hours that two zones never share in it are never shared."""
_MONDAY: Final = 4 * DAY
"""The first Monday after the epoch, which was a Thursday."""
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Opening(Struct, frozen=True):
    """From ``opens`` on, until just before ``closes``, of the same day."""

    opens: Clock = "08:00"
    closes: Clock = "21:00"

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"closes: {self.closes} is not later than opens, {self.opens}")


_ALL_DAYS: Final = tuple((Opening(),) for _ in WEEKDAYS)


class CallingHours(Struct, frozen=True):
    days: tuple[tuple[Opening, ...], ...] = _ALL_DAYS
    """Seven, Monday first; a day without openings is closed."""

    def __post_init__(self) -> None:
        if len(self.days) != len(WEEKDAYS):
            raise ValueError("days: seven of them, Monday first")


def is_open(hours: CallingHours, zones: tuple[str, ...], at: float) -> bool:
    """Whether the clock of every zone is within the hours. Raises ValueError for a zone that is
    not in the IANA database."""
    offsets, _ = _era(zones, at)
    return all(_open(_week_of(hours), offset, at) for offset in offsets)


def opens_at(hours: CallingHours, zones: tuple[str, ...], at: float) -> float | None:
    """The first moment, ``at`` or later, at which every zone is open, in Unix seconds; None: not
    within 400 days. Raises ValueError for an unknown zone."""
    week = _week_of(hours)
    end = at + _HORIZON
    while at < end:
        offsets, change = _era(zones, at)
        for moment in _moments(week, offsets, at):
            if moment >= change:
                break
            if all(_open(week, offset, moment) for offset in offsets):
                return moment
        at = change
    return None


def local_time(zone: str, at: float) -> datetime:
    """The clock on the wall there. Raises ValueError for an unknown zone."""
    return datetime.fromtimestamp(at, UTC).astimezone(_zone(zone))


def openings_on(hours: CallingHours, weekday: int) -> str:
    """``from 08:00 to 21:00``, or ``not at all``. ``weekday``: 0 is Monday."""
    spans = [f"from {opening.opens} to {opening.closes}" for opening in hours.days[weekday]]
    return " and ".join(spans) or "not at all"


def unix_time(wall: datetime, zone: str) -> float:
    """Unix seconds of a time without a zone, as the clocks there show it.

    Of two such times, when the clocks go back, the earlier; a time that the clocks skip is as much
    later (RFC 5545, 3.3.5). Raises ValueError for an unknown zone or a time that has one."""
    if wall.tzinfo is not None:
        raise ValueError("a time without an offset is needed")
    return wall.replace(tzinfo=_zone(zone), fold=0).timestamp()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # ZoneInfoNotFoundError is a KeyError; names such as "Europe" are folders (OSError).
        raise ValueError(f"“{name}” is no time zone of the IANA database") from None


def _seconds(clock: str) -> int:
    return int(clock[:2]) * 3600 + int(clock[3:]) * 60


@lru_cache(maxsize=1024)
def _week_of(hours: CallingHours) -> tuple[tuple[int, int], ...]:
    """Spans of the week, in seconds after Monday's midnight."""
    return tuple(
        (day * DAY + _seconds(opening.opens), day * DAY + _seconds(opening.closes))
        for day, openings in enumerate(hours.days)
        for opening in openings
    )


def _open(week: tuple[tuple[int, int], ...], offset: int, at: float) -> bool:
    second = (floor(at) + offset - _MONDAY) % WEEK
    return any(begin <= second < end for begin, end in week)


def _moments(week: tuple[tuple[int, int], ...], offsets: frozenset[int], at: float) -> list[float]:
    """``at`` and every opening of the seven days after it, in order."""
    moments = {
        begin - offset + _MONDAY + WEEK * -((begin - offset + _MONDAY - floor(at)) // WEEK)
        for begin, _ in week
        for offset in offsets
    }
    return [at, *sorted(moment for moment in moments if moment > at)]


def _offset(zone: str, at: float) -> int:
    """Seconds that the clocks there are ahead of UTC."""
    offset = local_time(zone, floor(at)).utcoffset()
    assert offset is not None
    return round(offset.total_seconds())


def _era(zones: tuple[str, ...], at: float) -> tuple[frozenset[int], float]:
    """How far the clocks there are ahead of UTC, and until when that is sure."""
    begins, offsets = _eras(zones, datetime.fromtimestamp(floor(at), UTC).year)
    index = bisect_right(begins, at)
    return offsets[index - 1], begins[index]


@lru_cache(maxsize=4096)
def _eras(zones: tuple[str, ...], year: int) -> tuple[tuple[int, ...], tuple[frozenset[int], ...]]:
    """When each time of a year begins in which no clock is changed, with the beginning of the next
    year at the end; and the offsets in it."""
    bounds = {_begin(year), *(change for zone in zones for change in _changes(zone, year))}
    begins = sorted(bounds)
    offsets = tuple(frozenset(_offset(zone, begin) for zone in zones) for begin in begins)
    return (*begins, _begin(year + 1)), offsets


def _begin(year: int) -> int:
    return round(datetime(year, 1, 1, tzinfo=UTC).timestamp())


@lru_cache(maxsize=4096)
def _changes(zone: str, year: int) -> tuple[int, ...]:
    """Every change of the clocks of a year (of UTC), to the second. Days are looked at one by
    one, then halved: no zone changed its clocks twice in a day and meant it."""
    found = []
    for low in range(_begin(year), _begin(year + 1), DAY):
        before, high = _offset(zone, low - 1), low + DAY - 1
        if _offset(zone, high) != before:
            early = low - 1
            while high - early > 1:
                middle = (early + high) // 2
                early, high = (middle, high) if _offset(zone, middle) == before else (early, middle)
            found.append(high)
    return tuple(found)
