"""Where a telephone number stands in what people wrote, and the same text without it."""

import re
from typing import Any, Final

from dockline.domain.phone import Number

ERASED: Final = "[erased]"
_LEAST: Final = 6
"""Digits of a national number that are enough to know it by."""
_BETWEEN: Final = "[-\\s().\u00a0/]{0,3}"
"""What people write between two digits."""


class Traces:
    """One number, as it may be written: international or national, with or without spaces."""

    def __init__(self, number: Number) -> None:
        national = number.national if len(number.national) >= _LEAST else number.digits
        code = number.digits[: len(number.digits) - len(national)]
        self.digits = national
        """Stand in whatever is a trace of it, once spaces and signs are taken away."""
        before = rf"(?:(?:\+|00)?{_spread(code)}{_BETWEEN}(?:\(0\))?|0)?" if code else r"(?:\+|00)?"
        self._written = re.compile(
            rf"(?<![0-9])(?<![0-9]\.)[+(]{{0,2}}{before}{_BETWEEN}{_spread(national)}(?![0-9])"
        )

    def within(self, text: str) -> bool:
        return self._written.search(text) is not None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it begins and ends, each time."""
        return [found.span() for found in self._written.finditer(text)]

    def without(self, text: str) -> str:
        """The text with `ERASED` in its place."""
        return self._written.sub(ERASED, text)

    def out_of(self, value: Any) -> Any:
        """JSON, with the number out of its strings, its whole numbers and its names."""
        match value:
            case str():
                return self.without(value)
            case dict():
                return {self.without(str(key)): self.out_of(one) for key, one in value.items()}
            case list():
                return [self.out_of(one) for one in value]
            case int() if not isinstance(value, bool) and self.within(str(value)):
                return ERASED
            case _:
                return value


def _spread(digits: str) -> str:
    return _BETWEEN.join(digits)
