"""Time zones after the number."""

import pytest

from dockline.domain.zones import zones_of


@pytest.mark.parametrize(
    ("digits", "zones"),
    [
        ("919654301006", {"Asia/Calcutta"}),
        ("12125550100", {"America/New_York"}),
        ("13105550100", {"America/Los_Angeles"}),
        ("61291234567", {"Australia/Sydney"}),
        ("61891234567", {"Australia/Adelaide", "Australia/Perth"}),
        ("999", set()),
        ("", set()),
    ],
)
def test_zones(digits: str, zones: set[str]) -> None:
    assert set(zones_of(digits)) == zones


def test_a_number_without_a_place_may_be_in_several() -> None:
    assert {"America/New_York", "America/Los_Angeles"} <= set(zones_of("18005550100"))
