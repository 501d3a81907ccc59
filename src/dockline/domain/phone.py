"""Telephone numbers: what people and CRMs write, as the digits of E.164 without the plus.

The fast path is `dockline.domain.numbering`; what it does not recognise (a trunk prefix in the
middle, carrier codes, foreign exit codes) is given to the `phonenumbers` library before it is
refused.
"""

import re
from functools import lru_cache
from typing import Final

import phonenumbers
from msgspec import Struct
from phonenumbers import NumberParseException, PhoneNumberFormat

from dockline.domain.errors import NumberInvalid, NumberNotAllowed
from dockline.domain.numbering import (
    country,
    country_code_of,
    is_country,
    is_country_code,
    is_emergency_somewhere,
    plan,
)
from dockline.domain.numberkind import NumberKind

__all__ = [
    "EmergencyNumber",
    "Number",
    "NumberKind",
    "digits_of",
    "is_country",
    "is_country_code",
    "is_emergency",
    "parse",
    "pretty",
]

_LONGEST: Final = 15
"""Digits (E.164, 6.1)."""
_LONGEST_WRITTEN: Final = 80
"""Characters of what is looked at at all."""

# Hyphens and dashes, spaces of all widths, and the invisible marks that phones' address books put
# around numbers they show.
_SEPARATORS: Final = re.compile(
    "[-\\s.()\\[\\]/\u00a0\u00ad\u2000-\u200f\u2010-\u2015\u202a-\u202f\u2060-\u2069\u2212\u3000\ufeff]+"
)

_WHOLE_AS_FRACTION: Final = re.compile(r"\+?[0-9]{7,}\.00?")
"""What programs make of a column of numbers that has gaps: 4930123456.0. The dot parts nothing, and
with one digit more it would be somebody else's number."""

_SHORTENED: Final = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")
"""What spreadsheets make of a long number when they save it as they show it: 9.19654E+11."""

# Ofcom's numbering plan designates 084 and 087 as special services whose service charge is capped
# at pence (7 and 13 a minute), unlike 09; the library files all three under premium rate.
_UK_SHARED_COST: Final = re.compile(r"448[47]")

_EMERGENCY_EVERYWHERE: Final = frozenset({"112", "911", "999"})
"""Networks carry these to the emergency services in countries whose own number is another one."""


class EmergencyNumber(NumberNotAllowed):
    """Number not allowed. Emergency numbers are never dialled from here."""


class Number(Struct, frozen=True):
    """A number that is valid in its numbering plan."""

    digits: str
    """E.164 without the plus."""
    region: str
    """ISO 3166 code, or ``001`` for codes that belong to no country."""
    country_code: str
    """The calling code (``44``)."""
    kind: NumberKind

    @property
    def national(self) -> str:
        return self.digits[len(self.country_code) :]


def parse(number: str | int, default_country: str = "") -> Number:
    """The number that was meant.

    With a leading + or 00 it is international, and so it is where the space has no default
    country. Otherwise, in a country that writes a trunk prefix before national numbers: with it,
    national; else with the country's own calling code, as the wire has it. Then national, then
    international.

    Raises NumberInvalid with a sentence that says what was wrong, and EmergencyNumber (which is a
    NumberNotAllowed) for emergency numbers.
    """
    digits, plus = _digits(number)
    if plus:
        found = _international(digits)
    elif default_country and is_emergency(digits, default_country):
        raise EmergencyNumber
    elif digits.startswith("00"):
        found = _international(digits[2:])
    elif default_country:
        found = _with_default(digits, default_country)
    else:
        found = _international(digits)
    if found is None:
        raise _refusal(digits, plus, default_country)
    return found


def digits_of(number: str | int, default_country: str = "") -> str:
    """``parse(number, default_country).digits``: sooner, where it is written as it is kept."""
    if not default_country and isinstance(number, str) and number.isascii() and number.isdigit():
        code = country_code_of(number)
        if code is not None and len(number) <= _LONGEST:
            numbers, start = plan(code), len(code)
            if numbers.holds(number, start) and not numbers.prefixed(number, start):
                return number
    return parse(number, default_country).digits


def is_emergency(digits: str, region: str) -> bool:
    """Whether these digits, dialled in a region as they are, reach the emergency services."""
    if digits in _EMERGENCY_EVERYWHERE:
        return True
    return is_country(region) and country(region).is_emergency(digits)


@lru_cache(maxsize=4096)
def pretty(digits: str) -> str:
    """As people read it: ``+44 20 7946 0018``. ``digits`` are E.164 without the plus."""
    try:
        parsed = phonenumbers.parse(f"+{digits}")
    except NumberParseException:
        return f"+{digits}"
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def _digits(number: str | int) -> tuple[str, bool]:
    """The digits that were written, and whether a plus stood before them."""
    if isinstance(number, bool):
        raise NumberInvalid("The number must be text or a whole number.")
    if isinstance(number, int):
        if number < 0:
            raise NumberInvalid("The number is negative.")
        return str(number), False
    if len(number) > _LONGEST_WRITTEN:
        raise NumberInvalid("The number is too long to be a telephone number.")
    if number.isascii() and number.isdigit():
        return number, False
    number = number.strip()
    if _WHOLE_AS_FRACTION.fullmatch(number):
        number = number.partition(".")[0]
    if _SHORTENED.fullmatch(number):
        raise NumberInvalid(
            f"“{number}” is a number that a spreadsheet has shortened: its last digits are lost. "
            "Have the column shown as text there, and save the table again."
        )
    bare = _SEPARATORS.sub("", number)
    plus = bare.startswith("+")
    digits = bare[1:] if plus else bare
    if not digits:
        raise NumberInvalid("The number is empty.")
    for character in digits:
        if character not in "0123456789":
            raise NumberInvalid(
                f"The number contains “{character}”, which is no part of a telephone number."
            )
    return digits, plus


def _international(digits: str) -> Number | None:
    code = country_code_of(digits)
    if code is None or len(digits) > _LONGEST + 5:
        return None
    numbers = plan(code)
    start = len(code)
    found = numbers.find(digits, start)
    if found is None or numbers.prefixed(digits, start):
        return _by_library(f"+{digits}", None)
    return Number(digits, found.region, code, _kind(digits, found.kind))


def _with_default(digits: str, region: str) -> Number | None:
    home = country(region)
    trunk = home.trunk_prefix
    own = digits.startswith(home.country_code)
    if trunk and own and not digits.startswith(trunk):
        found = _valid_as_written(digits)
        if found is not None:
            return found
    return _national(digits, region) or _international(digits)


def _valid_as_written(digits: str) -> Number | None:
    """The international number these digits are, with nothing added or taken away."""
    code = country_code_of(digits)
    found = plan(code).find(digits, len(code)) if code is not None else None
    if code is None or found is None:
        return None
    return Number(digits, found.region, code, _kind(digits, found.kind))


def _national(digits: str, region: str) -> Number | None:
    home = country(region)
    unprefixed = home.parse_prefix is None or home.parse_prefix.match(digits) is None
    foreign = home.international_prefix is not None and home.international_prefix.match(digits)
    if unprefixed and not foreign:
        found = _valid_as_written(home.country_code + digits)
        if found is not None:
            return found
    return _by_library(digits, region)


def _by_library(written: str, region: str | None) -> Number | None:
    try:
        parsed = phonenumbers.parse(written, region)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    digits = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)[1:]
    return _valid_as_written(digits)


def _kind(digits: str, kind: NumberKind) -> NumberKind:
    if kind is NumberKind.PREMIUM_RATE and _UK_SHARED_COST.match(digits):
        return NumberKind.SHARED_COST
    return kind


def _refusal(digits: str, plus: bool, default_country: str) -> NumberInvalid | EmergencyNumber:
    """Why these digits are no number."""
    if is_emergency_somewhere(digits):
        return EmergencyNumber()
    international = plus or digits.startswith("00")
    digits = digits if plus else digits.removeprefix("00")
    code = country_code_of(digits)
    if code is not None:
        national = digits[len(code) :]
        if any(is_emergency(national, region) for region in plan(code).regions):
            return EmergencyNumber()
    if len(digits) > _LONGEST:
        return NumberInvalid(f"The number has {len(digits)} digits; the longest have {_LONGEST}.")
    if default_country and not international:
        return NumberInvalid(
            f"{digits} is neither a telephone number of {default_country} nor an international one."
        )
    if digits.startswith("0") and not international:
        return NumberInvalid(
            f"{digits} begins with 0, and no default country is set: write the number with its"
            " country code, as in 442079460018."
        )
    if code is None:
        return NumberInvalid(f"+{digits} begins with no country's calling code.")
    return NumberInvalid(_against_plan(digits, code))


def _against_plan(digits: str, code: str) -> str:
    numbers = plan(code)
    length = len(digits) - len(code)
    where = numbers.regions[0] if numbers.regions[0] != "001" else "international"
    plus = f"+{code} {digits[len(code) :]}".rstrip()
    if length < min(numbers.lengths):
        return f"{plus} is too short for a telephone number of {where} (+{code})."
    if length > max(numbers.lengths):
        return f"{plus} is too long for a telephone number of {where} (+{code})."
    return f"{plus} is not in use in the numbering plan of {where} (+{code})."
