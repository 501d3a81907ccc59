"""The world's numbering plans, from the library's metadata, compiled to regular expressions.

One expression a calling code answers at once whether a number is valid, of which region it is and
of what kind, and is compiled when it is first needed. It says what `phonenumbers` says
(`is_valid_number`, `region_code_for_number`, `number_type`), in the same order of trials.
"""

import re
from functools import cache, cached_property
from typing import Final, NamedTuple

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS, PhoneMetadata
from phonenumbers.phonemetadata import PhoneNumberDesc

from dockline.domain.numberkind import NumberKind

_IN_ORDER: Final = (
    (NumberKind.PREMIUM_RATE, "premium_rate"),
    (NumberKind.TOLL_FREE, "toll_free"),
    (NumberKind.SHARED_COST, "shared_cost"),
    (NumberKind.VOIP, "voip"),
    (NumberKind.PERSONAL, "personal_number"),
    (NumberKind.PAGER, "pager"),
    (NumberKind.UAN, "uan"),
    (NumberKind.VOICEMAIL, "voicemail"),
)
"""Kinds are tried in this order, then fixed lines and mobiles."""


class Found(NamedTuple):
    region: str
    kind: NumberKind


class Plan:
    """The numbers of one calling code."""

    def __init__(self, country_code: str) -> None:
        self.country_code = country_code
        self.regions = COUNTRY_CODE_TO_REGION_CODE[int(country_code)]
        self._found: list[Found | None] = [None]
        blocks = [self._region_block(region) for region in self.regions]
        self._pattern = re.compile("|".join(blocks))
        main = _metadata(country_code, self.regions[0])
        self.lengths: frozenset[int] = frozenset(
            length
            for region in self.regions
            for length in _lengths(_metadata(country_code, region).general_desc)
        )
        """Of national numbers."""
        self._prefix = _compiled(main.national_prefix_for_parsing)

    def find(self, digits: str, start: int) -> Found | None:
        """What the national number ``digits[start:]`` is; None: not a number of this plan."""
        match = self._pattern.fullmatch(digits, start)
        return None if match is None else self._found[match.lastindex or 0]

    def holds(self, digits: str, start: int) -> bool:
        """Whether `find` finds it: in half the time, for it tries the commonest kinds first."""
        match = self._valid.fullmatch(digits, start)
        return match is not None and match.lastindex is None

    def prefixed(self, digits: str, start: int) -> bool:
        """Whether the national number begins like one with a trunk prefix."""
        return self._prefix is not None and self._prefix.match(digits, start) is not None

    @cached_property
    def _valid(self) -> re.Pattern[str]:
        """A group in it matches what is no number."""
        return re.compile("|".join(self._valid_block(region) for region in self.regions))

    def _valid_block(self, region: str) -> str:
        metadata = _metadata(self.country_code, region)
        lines = [metadata.fixed_line]
        if not metadata.same_mobile_and_fixed_line_pattern:
            lines.insert(0, metadata.mobile)
        descs = [*lines, *(getattr(metadata, name) for _, name in _IN_ORDER)]
        kinds = "|".join(
            _ahead(desc) for desc in descs if desc is not None and desc.national_number_pattern
        )
        block = rf"{_ahead(metadata.general_desc)}(?:{kinds})\d*"
        lead = metadata.leading_digits
        if lead is None or len(self.regions) == 1:
            return block
        return rf"(?={lead})(?:{block}|(\d*))"

    def _region_block(self, region: str) -> str:
        metadata = _metadata(self.country_code, region)
        kinds = [
            self._alternative(region, kind, getattr(metadata, name)) for kind, name in _IN_ORDER
        ]
        fixed, mobile = metadata.fixed_line, metadata.mobile
        if metadata.same_mobile_and_fixed_line_pattern:
            kinds.append(self._alternative(region, NumberKind.FIXED_LINE_OR_MOBILE, fixed))
        else:
            both = (fixed, mobile)
            kinds.append(self._alternative(region, NumberKind.FIXED_LINE_OR_MOBILE, *both))
            kinds.append(self._alternative(region, NumberKind.FIXED_LINE, fixed))
            kinds.append(self._alternative(region, NumberKind.MOBILE, mobile))
        block = f"{_ahead(metadata.general_desc)}(?:{'|'.join(kind for kind in kinds if kind)})"
        # A region known by its leading digits owns them: no later region is asked.
        lead = metadata.leading_digits
        if lead is None or len(self.regions) == 1:
            return block
        self._found.append(None)
        return rf"(?={lead})(?:{block}|(\d*))"

    def _alternative(self, region: str, kind: NumberKind, *descs: PhoneNumberDesc | None) -> str:
        """A group that matches what is as all of the descriptions say; nothing if one is not."""
        if any(desc is None or desc.national_number_pattern is None for desc in descs):
            return ""
        self._found.append(Found(region, kind))
        return "".join(_ahead(desc) for desc in descs) + r"(\d*)"


def _ahead(desc: PhoneNumberDesc | None) -> str:
    """All that follows has a length and the pattern of the description."""
    if desc is None:
        raise LookupError("a numbering plan without a general description")
    lengths = "|".join(rf"\d{{{length}}}" for length in _lengths(desc))
    by_length = rf"(?=(?:{lengths})\Z)" if lengths else ""
    return rf"{by_length}(?=(?:{desc.national_number_pattern})\Z)"


def _lengths(desc: PhoneNumberDesc | None) -> tuple[int, ...]:
    return tuple(n for n in desc.possible_length if n > 0) if desc is not None else ()


def _metadata(country_code: str, region: str) -> PhoneMetadata:
    found = PhoneMetadata.metadata_for_region_or_calling_code(int(country_code), region)
    if found is None:
        raise LookupError(f"no numbering plan for {region}")
    return found


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


@cache
def plan(country_code: str) -> Plan:
    return Plan(country_code)


_CODES: Final = frozenset(str(code) for code in COUNTRY_CODE_TO_REGION_CODE)
_CODE_OF: Final = {
    f"{code}{n:0{3 - len(code)}}"[:3]: code for code in _CODES for n in range(10 ** (3 - len(code)))
}
"""By the first three digits of a number."""


def is_country_code(digits: str) -> bool:
    """Whether these digits are a calling code (``44``)."""
    return digits in _CODES


def country_code_of(digits: str) -> str | None:
    """The calling code that digits of E.164 begin with; no code begins another (E.164, 6.1)."""
    known = _CODE_OF.get(digits[:3])
    if known is not None or len(digits) > 2:
        return known
    return next((code for n in (1, 2) if (code := digits[:n]) in _CODES), None)


class Country:
    """How one region's people write national numbers."""

    def __init__(self, region: str) -> None:
        metadata = PhoneMetadata.metadata_for_region(region)
        if metadata is None:
            raise LookupError(f"no numbering plan for {region}")
        self.region = region
        self.country_code = str(metadata.country_code)
        self.trunk_prefix = metadata.national_prefix or ""
        self.parse_prefix = _compiled(metadata.national_prefix_for_parsing)
        self.international_prefix = _compiled(metadata.international_prefix)
        short = PhoneMetadata.short_metadata_for_region(region)
        emergency = short.emergency if short is not None else None
        self._emergency = _compiled(emergency.national_number_pattern if emergency else None)

    def is_emergency(self, digits: str) -> bool:
        return self._emergency is not None and self._emergency.fullmatch(digits) is not None


@cache
def country(region: str) -> Country:
    """Raises LookupError for a region without a numbering plan."""
    return Country(region)


def is_country(region: str) -> bool:
    """Whether it is the ISO 3166 code of a region with a numbering plan (``GB``)."""
    return region in SUPPORTED_REGIONS


@cache
def is_emergency_somewhere(digits: str) -> bool:
    return len(digits) <= 6 and any(country(r).is_emergency(digits) for r in SUPPORTED_REGIONS)
