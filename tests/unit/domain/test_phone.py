"""What people and CRMs write, and what it means."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from dockline.domain.errors import NumberInvalid, NumberNotAllowed
from dockline.domain.phone import (
    EmergencyNumber,
    NumberKind,
    digits_of,
    is_country,
    is_country_code,
    parse,
    pretty,
)


@pytest.mark.parametrize(
    ("written", "digits", "region", "kind"),
    [
        ("448442430000", "448442430000", "GB", NumberKind.SHARED_COST),
        ("919654301006", "919654301006", "IN", NumberKind.MOBILE),
        (919812306590, "919812306590", "IN", NumberKind.MOBILE),
        ("+442079460018", "442079460018", "GB", NumberKind.FIXED_LINE),
        ("+1 646 810 7016", "16468107016", "US", NumberKind.FIXED_LINE_OR_MOBILE),
        ("+1-900-555-1234", "19005551234", "US", NumberKind.PREMIUM_RATE),
        ("+1 (876) 926-1234", "18769261234", "JM", NumberKind.FIXED_LINE),
        ("0044 20.7946.0018", "442079460018", "GB", NumberKind.FIXED_LINE),
        ("+44 (0)20 7946 0018", "442079460018", "GB", NumberKind.FIXED_LINE),
        ("+39 06 1234 5678", "390612345678", "IT", NumberKind.FIXED_LINE),
        ("+44\u00a020\u20117946\u20130018", "442079460018", "GB", NumberKind.FIXED_LINE),
        ("\u202a+44 20 7946 0018\u202c", "442079460018", "GB", NumberKind.FIXED_LINE),
        ("+800 1234 5678", "80012345678", "001", NumberKind.TOLL_FREE),
        ("+44 909 879 0000", "449098790000", "GB", NumberKind.PREMIUM_RATE),
        ("+44 871 234 5678", "448712345678", "GB", NumberKind.SHARED_COST),
    ],
)
def test_international_numbers(
    written: str | int, digits: str, region: str, kind: NumberKind
) -> None:
    number = parse(written)
    assert (number.digits, number.region, number.kind) == (digits, region, kind)
    assert number.digits == number.country_code + number.national


@pytest.mark.parametrize(
    ("written", "country", "digits"),
    [
        ("4930123456.0", "", "4930123456"),
        ("+4930123456.00", "", "4930123456"),
        (" 442079460018.0 ", "", "442079460018"),
        ("02079460018.0", "GB", "442079460018"),
        ("+49 30.12345.60", "", "49301234560"),
        ("+49301234.560", "", "49301234560"),
    ],
)
def test_a_number_that_a_program_wrote_as_a_fraction_gets_no_digit_more(
    written: str, country: str, digits: str
) -> None:
    assert digits_of(written, country) == digits


@pytest.mark.parametrize("last", range(0, 1000, 37))
def test_the_numbers_kept_for_drama_in_london_are_numbers(last: int) -> None:
    assert parse(f"+44 20 7946 0{last:03}").kind is NumberKind.FIXED_LINE


@pytest.mark.parametrize(
    ("written", "country", "digits"),
    [
        ("020 7946 0018", "GB", "442079460018"),
        ("20 7946 0018", "GB", "442079460018"),
        ("442079460018", "GB", "442079460018"),
        ("919654301006", "GB", "919654301006"),
        ("9654301006", "IN", "919654301006"),
        ("09654301006", "IN", "919654301006"),
        ("919654301006", "IN", "919654301006"),
        ("(646) 810-7016", "US", "16468107016"),
        ("1 646 810 7016", "US", "16468107016"),
        ("011 44 20 7946 0018", "US", "442079460018"),
        ("+44 20 7946 0018", "US", "442079460018"),
        ("00442079460018", "DE", "442079460018"),
        ("030 123456", "DE", "4930123456"),
        ("4930123456", "DE", "4930123456"),
        ("06 1234 5678", "IT", "390612345678"),
        ("8 (495) 123-45-67", "RU", "74951234567"),
        (2079460018, "GB", "442079460018"),
    ],
)
def test_numbers_where_a_default_country_is_set(
    written: str | int, country: str, digits: str
) -> None:
    assert parse(written, country).digits == digits


@pytest.mark.parametrize(
    ("written", "country", "says"),
    [
        ("9.19654E+11", "", "a spreadsheet has shortened"),
        ("4,4208e+11", "GB", "a spreadsheet has shortened"),
        ("", "", "is empty"),
        ("  -  ", "", "is empty"),
        ("+", "", "is empty"),
        ("+44 20 7946 001x", "", "contains “x”"),
        ("44+2079460018", "", "contains “\\+”"),
        ("+44 20 7946 0018 ext 7", "", "contains “e”"),
        ("٤٤٢٠٧٩٤٦٠٠١٨", "", "contains “٤”"),
        ("1" * 16, "", "has 16 digits"),
        ("4" * 81, "", "too long"),
        (-442079460018, "", "negative"),
        (True, "", "whole number"),
        ("020 7946 0018", "", "begins with 0"),
        ("+999 123 4567", "", "no country's calling code"),
        ("44207946", "", "too short for a telephone number of GB"),
        ("4420794600181", "", "too long for a telephone number of GB"),
        ("+44 7700 900 123", "", "not in use in the numbering plan of GB"),
        ("12345", "FR", "neither a telephone number of FR"),
        ("00", "GB", "begins with no country's"),
        ("0044 20", "FR", "too short for a telephone number of GB"),
        ("+44 20", "FR", "too short for a telephone number of GB"),
    ],
)
def test_what_is_no_number_is_told_why(written: str | int, country: str, says: str) -> None:
    with pytest.raises(NumberInvalid, match=says):
        parse(written, country)


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("999", "GB"),
        ("112", "GB"),
        ("911", "GB"),
        ("110", "DE"),
        ("000", "AU"),
        ("17", "FR"),
        ("9-1-1", "US"),
        (911, "US"),
        ("999", ""),
        ("112", ""),
        ("+112", ""),
        ("000", ""),
        ("+44 999", ""),
        ("0044112", "FR"),
        ("+1 110", ""),
    ],
)
def test_emergency_numbers_are_never_numbers_to_dial(written: str | int, country: str) -> None:
    with pytest.raises(EmergencyNumber) as refusal:
        parse(written, country)
    assert isinstance(refusal.value, NumberNotAllowed)
    assert refusal.value.code == "number-not-allowed"
    assert "Emergency" in refusal.value.message


@given(st.text(max_size=40), st.sampled_from(["", "GB", "US", "DE", "IT"]))
def test_any_text_is_a_number_or_is_refused(text: str, country: str) -> None:
    try:
        number = parse(text, country)
    except (NumberInvalid, EmergencyNumber):
        return
    assert parse("+" + number.digits) == number


@given(st.text(alphabet="0123456789", min_size=1, max_size=18), st.text(" -.()", max_size=3))
@settings(deadline=None)
def test_how_digits_are_set_apart_makes_no_difference(digits: str, apart: str) -> None:
    def outcome(written: str) -> str:
        try:
            return parse(written, "GB").digits
        except (NumberInvalid, EmergencyNumber) as refusal:
            return refusal.message

    assert outcome(apart.join(digits)) == outcome(digits)


@given(
    st.one_of(st.text(max_size=20), st.text("0123456789", max_size=18), st.integers(-1, 10**18)),
    st.sampled_from(["", "GB", "IN", "IT"]),
)
@settings(deadline=None)  # the first number of a plan waits for its compilation
def test_digits_alone_are_those_of_the_number(written: str | int, country: str) -> None:
    def outcome(read: Callable[[], str]) -> str:
        try:
            return read()
        except (NumberInvalid, EmergencyNumber) as refusal:
            return refusal.message

    alone = outcome(lambda: digits_of(written, country))
    assert alone == outcome(lambda: parse(written, country).digits)


def test_numbers_are_shown_as_people_read_them() -> None:
    assert pretty("442079460018") == "+44 20 7946 0018"
    assert pretty("919654301006") == "+91 96543 01006"
    assert pretty("999") == "+999"


def test_countries_and_calling_codes() -> None:
    assert is_country("GB")
    assert not is_country("gb")
    assert not is_country("")
    assert is_country_code("44")
    assert not any(is_country_code(code) for code in ("", "0", "999", "4420", "+44", "٤٤"))
