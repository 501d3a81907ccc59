"""One statement and its values."""

from typing import Any, Final, NamedTuple

import msgspec

Row = tuple[Any, ...]

_encode: Final = msgspec.json.Encoder().encode


class Statement(NamedTuple):
    sql: str
    values: Row
    conflict: str = ""
    """Where set: changing no row at all is a StoreConflict of this field."""
    lead_id: str = ""
    """The one lead whose row it changes, where it does."""
    chain: bool = False
    """It goes on with its space's audit log: its values are those of the entry, and its number and
    hash are added where it is written."""


def json_text(value: object) -> str:
    """Raises TypeError for what JSON cannot say."""
    return _encode(value).decode()
