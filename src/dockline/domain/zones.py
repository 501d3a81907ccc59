"""The time zones a telephone number may be in, after the library's own prefixes."""

from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, timezone

_UNKNOWN = "Etc/Unknown"


@lru_cache(maxsize=65_536)
def zones_of(digits: str) -> tuple[str, ...]:
    """IANA names, most numbers having one; empty where nobody can tell.

    ``digits``: E.164 without the plus. A mobile number may have been carried anywhere within its
    country, so that several zones are the honest answer there; a dialer asks all of them."""
    try:
        number = phonenumbers.parse(f"+{digits}")
    except NumberParseException:
        return ()
    return tuple(zone for zone in timezone.time_zones_for_number(number) if zone != _UNKNOWN)
