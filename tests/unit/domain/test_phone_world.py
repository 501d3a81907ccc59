"""Held against the library, over the numbering plans of the whole world."""

import random
from collections.abc import Iterator
from typing import Final

import phonenumbers
import pytest
from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    SUPPORTED_REGIONS,
    NumberParseException,
    PhoneMetadata,
    PhoneNumberFormat,
    PhoneNumberType,
)

from dockline.domain.errors import Refusal
from dockline.domain.numbering import country
from dockline.domain.phone import EmergencyNumber, NumberKind, digits_of, parse

KINDS: Final = {
    PhoneNumberType.FIXED_LINE: NumberKind.FIXED_LINE,
    PhoneNumberType.MOBILE: NumberKind.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: NumberKind.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.TOLL_FREE: NumberKind.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE: NumberKind.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST: NumberKind.SHARED_COST,
    PhoneNumberType.VOIP: NumberKind.VOIP,
    PhoneNumberType.PERSONAL_NUMBER: NumberKind.PERSONAL,
    PhoneNumberType.PAGER: NumberKind.PAGER,
    PhoneNumberType.UAN: NumberKind.UAN,
    PhoneNumberType.VOICEMAIL: NumberKind.VOICEMAIL,
}
DESCRIPTIONS: Final = (
    "general_desc",
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "personal_number",
    "voip",
    "pager",
    "uan",
    "voicemail",
)
PLANS: Final = [
    (str(code), region)
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items()
    for region in regions
]


def digits_like(code: str, metadata: PhoneMetadata, chance: random.Random) -> Iterator[str]:
    """Numbers of a plan: its examples, these changed, shortened and lengthened, and any digits."""
    for name in DESCRIPTIONS:
        desc = getattr(metadata, name)
        if desc is None or not desc.example_number:
            continue
        example: str = desc.example_number
        yield code + example
        yield code + example[:-1]
        yield code + example + "5"
        yield code + (metadata.national_prefix or "") + example
        for changed in range(1, min(5, len(example))):
            tail = "".join(chance.choices("0123456789", k=changed))
            yield code + example[:-changed] + tail
        place = chance.randrange(len(example))
        yield code + example[:place] + chance.choice("0123456789") + example[place + 1 :]
    assert metadata.general_desc is not None
    for length in metadata.general_desc.possible_length:
        for _ in range(4 if length > 0 else 0):
            yield code + "".join(chance.choices("0123456789", k=length))


@pytest.fixture(scope="module")
def world() -> list[str]:
    chance = random.Random(20250607)
    found: dict[str, None] = {}
    for code, region in PLANS:
        metadata = PhoneMetadata.metadata_for_region_or_calling_code(int(code), region)
        assert metadata is not None
        found.update(dict.fromkeys(digits_like(code, metadata, chance)))
    return list(found)


def by_library(digits: str) -> tuple[str, str | None, NumberKind] | None:
    try:
        parsed = phonenumbers.parse(f"+{digits}")
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    e164 = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)[1:]
    kind = KINDS[phonenumbers.number_type(parsed)]
    # The one place where we differ: Ofcom's capped special services are not premium rate.
    if e164.startswith(("4484", "4487")) and kind is NumberKind.PREMIUM_RATE:
        kind = NumberKind.SHARED_COST
    return e164, phonenumbers.region_code_for_number(parsed), kind


def by_us(digits: str) -> tuple[str, str | None, NumberKind] | None:
    try:
        number = parse(digits)
    except Refusal:
        return None
    return number.digits, number.region, number.kind


def test_every_number_is_what_the_library_says_it_is(world: list[str]) -> None:
    expected = {digits: by_library(digits) for digits in world}
    assert {digits: by_us(digits) for digits in world} == expected
    valid = [found for found in expected.values() if found is not None]
    assert len(valid) > 5_000
    assert len(expected) - len(valid) > 3_000
    # These two share all of their numbers with a neighbour that the library names first, or all
    # but a few, as the edition of its plans has it.
    regions = {region for _, region, _ in valid}
    shared = {"EH", "MF"}
    assert regions | shared == {*SUPPORTED_REGIONS, "001"}


def test_digits_alone_are_those_of_the_number(world: list[str]) -> None:
    def alone(digits: str) -> str | None:
        try:
            return digits_of(digits)
        except Refusal:
            return None

    found = {digits: by_us(digits) for digits in world}
    expected = {digits: one[0] if one is not None else None for digits, one in found.items()}
    assert {digits: alone(digits) for digits in world} == expected


def test_national_numbers_are_read_as_the_library_reads_them(world: list[str]) -> None:
    compared = 0
    for digits in world[::2]:
        found = by_us(digits)
        if found is None or found[1] in (None, "001"):
            continue
        e164, region, _ = found
        assert region is not None
        parsed = phonenumbers.parse(f"+{e164}")
        written = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
        again = phonenumbers.parse(written, region)
        if phonenumbers.is_valid_number(again):
            expected = phonenumbers.format_number(again, PhoneNumberFormat.E164)[1:]
            assert parse(written, region).digits == expected, (written, region)
            compared += 1
    assert compared > 2_000


@pytest.mark.parametrize("region", sorted(SUPPORTED_REGIONS))
def test_no_emergency_number_of_any_country_passes(region: str) -> None:
    home = country(region)
    for length in (2, 3, 4):
        for n in range(10**length):
            digits = str(n).zfill(length)
            if home.is_emergency(digits):
                for written, default in ((digits, region), (home.country_code + digits, "")):
                    with pytest.raises(EmergencyNumber):
                        parse(written, default)
