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


def json_text(value: object) -> str:
    """Raises TypeError for what JSON cannot say."""
    return _encode(value).decode()
