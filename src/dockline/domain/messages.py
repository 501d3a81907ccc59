"""Recordings that the dialer plays, by name."""

import re
from typing import Final

LONGEST_NAME: Final = 64
_NAME: Final = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_NAME}}}")
NAME_TOLD: Final = f"1 to {LONGEST_NAME} letters, digits, dashes and underscores"


def is_message_name(name: str) -> bool:
    """Names become names of files, so nothing else is taken."""
    return _NAME.fullmatch(name) is not None
