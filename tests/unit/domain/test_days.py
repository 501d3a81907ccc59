"""Days where the space is."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from dockline.domain.days import day_bounds


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("now", "zone", "begins", "ends"),
    [
        ("2025-06-15T12:00", "UTC", "2025-06-15T00:00", "2025-06-16T00:00"),
        ("2025-06-15T20:00", "Asia/Kolkata", "2025-06-15T18:30", "2025-06-16T18:30"),
        ("2025-06-15T18:29", "Asia/Kolkata", "2025-06-14T18:30", "2025-06-15T18:30"),
        ("2025-03-30T12:00", "Europe/London", "2025-03-30T00:00", "2025-03-30T23:00"),
        ("2025-10-26T12:00", "Europe/London", "2025-10-25T23:00", "2025-10-27T00:00"),
        ("2025-10-26T01:30", "Europe/London", "2025-10-25T23:00", "2025-10-27T00:00"),
        # The clocks go back to midnight at one: there are two of it.
        ("2025-11-02T04:30", "America/Havana", "2025-11-02T04:00", "2025-11-03T05:00"),
        ("2025-11-02T05:30", "America/Havana", "2025-11-02T04:00", "2025-11-03T05:00"),
        ("2025-11-02T03:30", "America/Havana", "2025-11-01T04:00", "2025-11-02T04:00"),
    ],
)
def test_days(now: str, zone: str, begins: str, ends: str) -> None:
    assert day_bounds(at(now), zone) == (at(begins), at(ends))


@given(
    st.floats(0, 4e9, allow_nan=False),
    st.sampled_from(
        ["UTC", "America/New_York", "America/Havana", "Pacific/Apia", "Australia/Lord_Howe"]
    ),
)
def test_every_moment_lies_in_its_day(now: float, zone: str) -> None:
    begins, ends = day_bounds(now, zone)
    assert begins <= now < ends
    assert day_bounds(begins, zone)[0] == begins
