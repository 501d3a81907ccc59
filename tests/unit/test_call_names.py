"""What call records call the customer, by what a CRM or a table's columns say."""

from typing import Any

import pytest

from dockline.api.call_rows import name_in


@pytest.mark.parametrize(
    ("custom", "name"),
    [
        ({"name": " sumeet ", "company": "novanet"}, "sumeet"),
        ({"First Name": "Ada", "Last Name": "King", "Company": "novanet"}, "Ada King"),
        ({"FirstName": "Ada", "LastName": ""}, "Ada"),
        ({"Name": "Ada King", "firstname": "Ada"}, "Ada King"),
        ({"full_name": "Ada King"}, "Ada King"),
        ({"customerName": "Ada King", "contact": "Bob"}, "Ada King"),
        ({"contact": "+44 20 7946 0110"}, ""),
        ({"name": 7, "company": "novanet"}, ""),
        ({"name": "x" * 500}, "x" * 120),
        ({f"field {n}": "text" for n in range(5_000)} | {"name": "too late"}, ""),
        ({}, ""),
    ],
)
def test_the_customer_is_named(custom: dict[str, Any], name: str) -> None:
    assert name_in(custom) == name
