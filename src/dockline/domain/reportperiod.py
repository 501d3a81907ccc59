"""The time of a report: whole days where the space is, cut into hours or days."""

from bisect import bisect_right
from datetime import date, datetime, time, timedelta
from functools import reduce
from itertools import pairwise
from math import gcd
from typing import Final, Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from dockline.domain.days import day_bounds
from dockline.domain.errors import Refusal

Bucket = Literal["hour", "day"]

NAMES: Final = ("today", "yesterday", "7d", "30d", "custom")
"""The last days end with today."""
MOST_DAYS: Final = 92
MOST_DAYS_BY_HOUR: Final = 8
_HOURLY_DAYS: Final = 2
"""Up to so many days are told by hour, where nobody says."""
_HOUR: Final = 3600


class PeriodWrong(Refusal):
    """There is no such period."""

    code = "invalid-field"


class Period(Struct, frozen=True):
    """Whole days, cut into buckets without a gap."""

    bucket: Bucket
    edges: tuple[float, ...]
    """Where the buckets begin, and where the last one ends; whole seconds since 1970 (UTC)."""

    @property
    def since(self) -> float:
        return self.edges[0]

    @property
    def until(self) -> float:
        """Not in it any more."""
        return self.edges[-1]

    @property
    def buckets(self) -> list[tuple[float, float]]:
        return list(pairwise(self.edges))

    @property
    def step(self) -> float:
        """The longest time that all buckets are whole multiples of: an hour where the clocks are
        changed on one of the days."""
        return float(reduce(gcd, (int(ends - begins) for begins, ends in self.buckets)))

    @property
    def runs(self) -> list[tuple[float, float, float]]:
        """The period cut where the length of its buckets changes: when each part begins and ends,
        and how long its buckets are, in seconds."""
        found: list[tuple[float, float, float]] = []
        for begins, ends in self.buckets:
            if found and found[-1][2] == ends - begins:
                found[-1] = (found[-1][0], ends, ends - begins)
            else:
                found.append((begins, ends, ends - begins))
        return found

    def place(self, at: float) -> int:
        """The number of the bucket that ``at`` lies in; -1 before all of them."""
        return bisect_right(self.edges, at) - 1


def days_of(
    name: str, first: str, last: str, now: float, time_zone: str, *, most: int = MOST_DAYS
) -> tuple[date, date]:
    """The first and the last day; of ``custom`` as they are given (``2026-01-31``). Raises
    PeriodWrong, naming the field."""
    today = datetime.fromtimestamp(now, ZoneInfo(time_zone)).date()
    match name:
        case "today":
            return today, today
        case "yesterday":
            return today - timedelta(days=1), today - timedelta(days=1)
        case "7d":
            return today - timedelta(days=6), today
        case "30d":
            return today - timedelta(days=29), today
        case "custom":
            return _given(first, last, most)
    raise PeriodWrong(f"period: must be one of {', '.join(NAMES)}.")


def _given(first: str, last: str, most: int) -> tuple[date, date]:
    begins, ends = day_told("from", first), day_told("to", last)
    if ends < begins:
        raise PeriodWrong("to: must not be before from.")
    if (ends - begins).days >= most:
        raise PeriodWrong(f"to: must be at most {most} days after from, that day included.")
    return begins, ends


def day_told(field: str, text: str) -> date:
    """Raises PeriodWrong."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007
    except ValueError:
        day = date.min
    # Before and after that no time zone can be worked out.
    if not date(1971, 1, 1) <= day <= date(2200, 1, 1):
        raise PeriodWrong(f"{field}: must be a day, as 2026-01-31.")
    return day


def period_of(first: date, last: date, time_zone: str, bucket: str = "") -> Period:
    """``bucket``: empty: by hour up to two days, else by day. Raises PeriodWrong."""
    days = (last - first).days + 1
    if bucket not in ("", "hour", "day"):
        raise PeriodWrong("bucket: must be hour or day.")
    if bucket == "hour" and days > MOST_DAYS_BY_HOUR:
        raise PeriodWrong(f"bucket: by hour {MOST_DAYS_BY_HOUR} days at most.")
    hourly = bucket == "hour" or (not bucket and days <= _HOURLY_DAYS)
    midnights = [midnight(first + timedelta(days=n), time_zone) for n in range(days + 1)]
    if not hourly:
        return Period("day", tuple(midnights))
    edges = [
        float(at)
        for begins, ends in pairwise(midnights)
        for at in range(int(begins), int(ends), _HOUR)
    ]
    return Period("hour", (*edges, midnights[-1]))


def midnight(day: date, time_zone: str) -> float:
    """When the day begins there, in seconds since 1970 (UTC)."""
    noon = datetime.combine(day, time(12), ZoneInfo(time_zone)).timestamp()
    return day_bounds(noon, time_zone)[0]
