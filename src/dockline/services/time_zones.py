"""Which names of time zones are taken: those of the IANA database, which browsers know as well."""

from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_FILES_BESIDE: Final = ("localtime", "posixrules", "Factory")
_FOLDERS_BESIDE: Final = ("posix/", "right/")
"""Which a computer may have beside the zones, and a browser does not know."""


@lru_cache(maxsize=1024)
def is_time_zone(name: str) -> bool:
    if name in _FILES_BESIDE or name.startswith(_FOLDERS_BESIDE):
        return False
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True
