"""The order of the whole run, and no test that is timed."""

import pytest
from hypothesis import HealthCheck, settings

# Machines are shared: an example that takes long says nothing.
settings.register_profile(
    "untimed", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones come first: at the end one worker would be alone with them."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
