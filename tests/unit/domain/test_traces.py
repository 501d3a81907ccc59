"""A number in what people wrote."""

from typing import Any

import pytest

from dockline.domain.numberkind import NumberKind
from dockline.domain.phone import Number, parse
from dockline.domain.traces import ERASED, Traces

LONDON = Traces(parse("442079460101"))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("442079460101", ERASED),
        ("+442079460101", ERASED),
        ("+44 20 7946 0101", ERASED),
        ("+44 (0)20-7946-0101", ERASED),
        ("+44 (020) 7946 0101", ERASED),
        ("0044 20 7946 0101", ERASED),
        ("020 7946 0101", ERASED),
        ("(020) 7946.0101", ERASED),
        ("2079460101", ERASED),
        ("Rang from 020 7946 0101, twice", f"Rang from {ERASED}, twice"),
        ("crm 2079460101", f"crm {ERASED}"),
        ("tel:+442079460101;ext=2", f"tel:{ERASED};ext=2"),
        ("2079460101 and 02079460101", f"{ERASED} and {ERASED}"),
    ],
)
def test_it_is_found_however_it_is_written(text: str, left: str) -> None:
    assert LONDON.within(text)
    assert LONDON.without(text) == left


@pytest.mark.parametrize(
    "text",
    ["", "hello", "9442079460101", "4420794601012", "442079460102", "+4420794601"],
)
def test_what_is_another_is_left(text: str) -> None:
    assert not LONDON.within(text)
    assert LONDON.without(text) == text


def test_it_is_taken_out_of_json_and_the_rest_is_left() -> None:
    value: dict[str, Any] = {
        "phone": 442079460101,
        "020 7946 0101": [True, None, 1.5, 7, {"x": "+44 20 7946 0101"}],
    }
    assert LONDON.out_of(value) == {"phone": ERASED, ERASED: [True, None, 1.5, 7, {"x": ERASED}]}


def test_one_that_is_in_no_numbering_plan() -> None:
    odd = Traces(Number("12345", "001", "", NumberKind.FIXED_LINE))
    assert odd.without("from 12345 or +1 23 45") == f"from {ERASED} or {ERASED}"
    assert odd.without("123456") == "123456"


def test_where_it_stands() -> None:
    text = "PJSIP/442079460101@trunk"
    ((start, end),) = LONDON.spans(text)
    assert text[start:end] == "442079460101"
