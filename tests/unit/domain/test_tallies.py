"""Counting over a sliding hour."""

import pytest
from hypothesis import given, strategies as st

from dockline.domain.tallies import HOUR, HourTally


def test_what_is_older_than_an_hour_is_forgotten() -> None:
    tally = HourTally()
    tally.add(3, 0.0)
    tally.add(4, 1800.0)
    assert tally.count(1800.0) == 7
    assert tally.count(HOUR - 1) == 7
    assert tally.count(HOUR + 60.0) == 4
    assert tally.count(1800.0 + HOUR + 60.0) == 0


@given(st.lists(st.tuples(st.floats(0, 900), st.integers(0, 50)), max_size=60))
def test_it_counts_at_least_the_hour_and_at_most_a_minute_more(
    steps: list[tuple[float, int]],
) -> None:
    tally, now, seen = HourTally(), 1_000_000.0, []
    for wait, amount in steps:
        now += wait
        tally.add(amount, now)
        seen.append((now, amount))
        counted = tally.count(now)
        assert counted >= sum(n for at, n in seen if at > now - HOUR)
        assert counted <= sum(n for at, n in seen if at > now - HOUR - 60.0)


def test_it_takes_little_memory_however_much_happens() -> None:
    tally = HourTally()
    for second in range(20_000):
        tally.add(1, float(second))
    assert tally.count(19_999.0) == pytest.approx(HOUR, abs=60)
    assert len(tally._steps) <= 62
