"""Periods of reports: whole days where the space is, whatever its clocks do."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from dockline.domain.reportperiod import (
    PeriodWrong,
    day_told,
    days_of,
    period_of,
)

NOW = datetime(2026, 3, 10, 23, 30, tzinfo=UTC).timestamp()
"""In Berlin it is the 11th."""
BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("today", "2026-03-11", "2026-03-11"),
        ("yesterday", "2026-03-10", "2026-03-10"),
        ("7d", "2026-03-05", "2026-03-11"),
        ("30d", "2026-02-10", "2026-03-11"),
    ],
)
def test_days_by_name(name: str, first: str, last: str) -> None:
    assert days_of(name, "", "", NOW, BERLIN) == (
        date.fromisoformat(first),
        date.fromisoformat(last),
    )


def test_days_as_given() -> None:
    found = days_of("custom", "2026-01-01", "2026-01-31", NOW, BERLIN)
    assert found == (date(2026, 1, 1), date(2026, 1, 31))
    assert days_of("custom", "2026-01-01", "2026-04-02", NOW, BERLIN)[1] == date(2026, 4, 2)


@pytest.mark.parametrize(
    ("name", "first", "last", "told"),
    [
        ("fortnight", "", "", "period: must be one of"),
        ("custom", "", "2026-01-31", "from: must be a day"),
        ("custom", "2026-01-01", "31.1.2026", "to: must be a day"),
        ("custom", "2026-1-1", "9999-12-31", "to: must be a day"),
        ("custom", "0001-01-01", "2026-01-31", "from: must be a day"),
        ("custom", "2026-01-02", "2026-01-01", "to: must not be before"),
        ("custom", "2026-01-01", "2026-04-03", "to: must be at most 92 days"),
    ],
)
def test_days_that_are_none(name: str, first: str, last: str, told: str) -> None:
    with pytest.raises(PeriodWrong, match=told):
        days_of(name, first, last, NOW, BERLIN)


def test_a_day_by_hour_and_by_day() -> None:
    day = date(2026, 3, 11)
    hourly = period_of(day, day, BERLIN)
    assert (hourly.bucket, len(hourly.buckets), hourly.step) == ("hour", 24, 3600.0)
    assert hourly.since == datetime(2026, 3, 10, 23, tzinfo=UTC).timestamp()
    daily = period_of(day, day, BERLIN, "day")
    assert (daily.bucket, daily.buckets, daily.step) == (
        "day",
        [(hourly.since, hourly.until)],
        86_400.0,
    )
    assert period_of(day, date(2026, 3, 13), BERLIN).bucket == "day"
    assert len(period_of(day, date(2026, 3, 18), BERLIN, "hour").buckets) == 8 * 24
    with pytest.raises(PeriodWrong, match=r"^bucket: by hour 8 days at most"):
        period_of(day, date(2026, 3, 19), BERLIN, "hour")
    with pytest.raises(PeriodWrong, match=r"^bucket: must be hour or day"):
        period_of(day, day, BERLIN, "week")


def test_days_on_which_the_clocks_change() -> None:
    spring = date(2026, 3, 29)
    assert len(period_of(spring, spring, BERLIN).buckets) == 23
    around = period_of(date(2026, 3, 28), date(2026, 3, 30), BERLIN)
    assert [ends - begins for begins, ends in around.buckets] == [86_400, 82_800, 86_400]
    assert around.step == 3600.0
    # Half an hour there.
    howe = period_of(date(2026, 4, 4), date(2026, 4, 6), "Australia/Lord_Howe")
    assert howe.step == 1800.0


def test_a_period_is_cut_where_its_buckets_become_longer_or_shorter() -> None:
    whole = period_of(date(2026, 5, 1), date(2026, 7, 31), BERLIN)
    assert whole.runs == [(whole.since, whole.until, 86_400.0)]
    around = period_of(date(2026, 3, 27), date(2026, 3, 31), BERLIN)
    first, shorter, last = around.runs
    assert [run[2] for run in around.runs] == [86_400.0, 82_800.0, 86_400.0]
    assert (first[0], first[1], shorter[1], last[1]) == (
        around.since,
        shorter[0],
        last[0],
        around.until,
    )
    hours = period_of(date(2026, 3, 28), date(2026, 3, 30), BERLIN, "hour")
    assert hours.runs == [(hours.since, hours.until, 3600.0)]


def test_where_a_moment_lies() -> None:
    period = period_of(date(2026, 3, 28), date(2026, 3, 30), BERLIN)
    assert period.place(period.since - 1) == -1
    for n, (begins, ends) in enumerate(period.buckets):
        assert period.place(begins) == period.place(ends - 0.001) == n


@given(
    st.dates(date(1995, 1, 1), date(2035, 1, 1)),
    st.integers(0, 7),
    st.sampled_from(
        ["UTC", BERLIN, "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Asia/Gaza"]
    ),
    st.sampled_from(["hour", "day"]),
)
def test_buckets_have_no_gap_and_no_slot_lies_in_two(
    first: date, more: int, zone: str, bucket: str
) -> None:
    period = period_of(first, date.fromordinal(first.toordinal() + more), zone, bucket)
    for (begins, ends), (after, _) in pairwise([*period.buckets, (period.until, 0.0)]):
        assert begins < ends == after
        assert (begins - period.since) % period.step == 0


def test_days_told() -> None:
    assert day_told("day", "2026-01-31") == date(2026, 1, 31)
    with pytest.raises(PeriodWrong, match=r"^day: must be a day"):
        day_told("day", "tomorrow")
