"""Calling hours where the called person is, to the second, clocks going forward and back."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, strategies as st

from dockline.domain.callinghours import (
    CallingHours,
    Opening,
    is_open,
    local_time,
    openings_on,
    opens_at,
    unix_time,
)
from dockline.domain.zones import zones_of
from tests.support.leads import TOLL_FREE

DEFAULT = CallingHours()
FRANCE = CallingHours(((Opening("10:00", "13:00"), Opening("14:00", "20:00")),) * 5 + ((),) * 2)
NIGHTS = CallingHours(((Opening("00:30", "03:30"), Opening("23:00", "24:00")),) * 7)
NEVER = CallingHours(((),) * 7)
SUNDAY_HOUR = CallingHours(((),) * 6 + ((Opening("02:00", "03:00"),),))
ROUND_THE_CLOCK = CallingHours(((Opening("00:00", "24:00"),),) * 7)
ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/Santiago",
    "Asia/Beirut",
)


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def wall_says(hours: CallingHours, zone: str, moment: float) -> bool:
    """By the calendar alone: the same question, asked another way."""
    wall = datetime.fromtimestamp(moment, ZoneInfo(zone))
    clock = f"{wall:%H:%M}"
    return any(each.opens <= clock < each.closes for each in hours.days[wall.weekday()])


@pytest.mark.parametrize(
    ("now", "hours", "zones", "opens"),
    [
        # 47 CFR 64.1200(c)(1): from 8 a.m. until 9 p.m.
        ("2025-06-16T11:59:59", DEFAULT, ("America/New_York",), "2025-06-16T12:00"),
        ("2025-06-16T12:00", DEFAULT, ("America/New_York",), "2025-06-16T12:00"),
        ("2025-06-17T00:59:59", DEFAULT, ("America/New_York",), "2025-06-17T00:59:59"),
        ("2025-06-17T01:00", DEFAULT, ("America/New_York",), "2025-06-17T12:00"),
        # Both must be open: from 8 in Los Angeles until 9 p.m. in New York.
        (
            "2025-06-16T12:00",
            DEFAULT,
            ("America/New_York", "America/Los_Angeles"),
            "2025-06-16T15:00",
        ),
        # A French lunch and a French weekend.
        ("2025-06-20T11:00", FRANCE, ("Europe/Paris",), "2025-06-20T12:00"),
        ("2025-06-20T18:00", FRANCE, ("Europe/Paris",), "2025-06-23T08:00"),
        # The clocks go forward overnight: 8 a.m. comes an hour earlier.
        ("2025-03-29T21:00", DEFAULT, ("Europe/London",), "2025-03-30T07:00"),
        ("2025-10-25T20:00", DEFAULT, ("Europe/London",), "2025-10-26T08:00"),
        # New York's 2 o'clock on 9 March 2025 never comes; the hour is open a week later.
        ("2025-03-03T12:00", SUNDAY_HOUR, ("America/New_York",), "2025-03-16T06:00"),
        # London's 01:30 comes twice on 26 October 2025, and both are within the hours.
        ("2025-10-26T01:30", NIGHTS, ("Europe/London",), "2025-10-26T01:30"),
        # Kolkata's evening is the morning of Los Angeles; within stricter hours they never meet.
        ("2025-06-16T12:00", DEFAULT, ("Asia/Kolkata", "America/Los_Angeles"), "2025-06-16T15:00"),
        ("2025-06-16T12:00", FRANCE, ("Asia/Kolkata", "America/Los_Angeles"), None),
        ("2025-06-16T12:00", NEVER, ("UTC",), None),
        # Apia had no 30 December 2011: Thursday was followed by Saturday.
        ("2011-12-30T07:00", FRANCE, ("Pacific/Apia",), "2012-01-01T20:00"),
    ],
)
def test_openings(now: str, hours: CallingHours, zones: tuple[str, ...], opens: str | None) -> None:
    assert opens_at(hours, zones, at(now)) == (None if opens is None else at(opens))


def test_all_zones_that_a_toll_free_number_may_be_in() -> None:
    zones = zones_of(TOLL_FREE)
    assert "Pacific/Guam" in zones
    assert "America/New_York" in zones
    opens = opens_at(DEFAULT, zones, at("2025-06-16T12:00"))
    assert opens is not None
    assert all(wall_says(DEFAULT, zone, opens) for zone in zones)


@given(
    st.sampled_from([DEFAULT, FRANCE, NIGHTS, SUNDAY_HOUR]),
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=2, unique=True),
    st.integers(1_262_300_000, 2_208_900_000),
)
@example(NIGHTS, ["Europe/London"], 1_761_440_400 - 90_000)
@example(NIGHTS, ["America/New_York", "Europe/London"], 1_741_503_600 - 40_000)
def test_the_told_opening_is_the_first(hours: CallingHours, zones: list[str], now: int) -> None:
    opens = opens_at(hours, tuple(zones), now)
    assert is_open(hours, tuple(zones), now) == all(wall_says(hours, zone, now) for zone in zones)
    end = now + 8 * 86_400 if opens is None else opens
    if opens is not None:
        assert all(wall_says(hours, zone, opens) for zone in zones)
        assert opens == now or not all(wall_says(hours, zone, opens - 1) for zone in zones)
    # Walls show quarters of an hour at the finest where hours begin at halves of one.
    for quarter in range(-(-now // 900) * 900, min(int(end), now + 8 * 86_400), 900):
        assert not all(wall_says(hours, zone, quarter) for zone in zones)


@given(st.sampled_from(ZONES), st.integers(1_262_300_000, 2_208_900_000))
def test_round_the_clock_is_always_open(zone: str, now: int) -> None:
    assert opens_at(ROUND_THE_CLOCK, (zone,), now) == now


def test_fractions_of_a_second() -> None:
    opening = at("2025-06-16T08:00")
    assert not is_open(DEFAULT, ("UTC",), opening - 1e-3)
    assert opens_at(DEFAULT, ("UTC",), opening - 1e-3) == opening
    assert opens_at(DEFAULT, ("UTC",), opening + 0.5) == opening + 0.5


@pytest.mark.parametrize(
    ("wall", "zone", "moment"),
    [
        ("2025-06-16T09:30", "America/New_York", "2025-06-16T13:30"),
        # Twice there: the first.
        ("2025-10-26T01:30", "Europe/London", "2025-10-26T00:30"),
        # Never there: as much later (RFC 5545, 3.3.5).
        ("2025-03-30T01:30", "Europe/London", "2025-03-30T01:30"),
    ],
)
def test_walls_and_moments(wall: str, zone: str, moment: str) -> None:
    assert unix_time(datetime.fromisoformat(wall), zone) == at(moment)


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "Europe", "", "../etc/passwd", "\0"])
def test_unknown_zones_are_named(zone: str) -> None:
    for ask in (
        lambda: is_open(DEFAULT, (zone,), 0),
        lambda: opens_at(DEFAULT, (zone,), 0),
        lambda: local_time(zone, 0),
        lambda: unix_time(datetime(2025, 1, 1), zone),  # noqa: DTZ001 (a time on a wall)
    ):
        with pytest.raises(ValueError, match="is no time zone of the IANA database"):
            ask()


def test_hours_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="closes: 09:00 is not later than opens, 09:00"):
        Opening("09:00", "09:00")
    with pytest.raises(ValueError, match="days: seven"):
        CallingHours(((),))
    with pytest.raises(ValueError, match="an offset"):
        unix_time(datetime(2025, 1, 1, tzinfo=UTC), "UTC")


def test_hours_in_words() -> None:
    assert openings_on(FRANCE, 0) == "from 10:00 to 13:00 and from 14:00 to 20:00"
    assert openings_on(FRANCE, 6) == "not at all"
