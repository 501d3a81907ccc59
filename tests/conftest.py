"""The order of the whole run."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones come first: at the end one worker would be alone with them."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
