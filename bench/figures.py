"""What is measured: rates against a reference's rate, and times beside a reference's times."""

import math
from collections.abc import Sequence
from statistics import median
from typing import Any

from msgspec import Struct


class Rates(Struct, frozen=True, kw_only=True):
    """Requests a second in interleaved rounds (reference, ours, reference, ours, ...)."""

    name: str
    reference: str
    """What it is compared with, in words."""
    ours: tuple[float, ...]
    theirs: tuple[float, ...]
    aim: float | None = None
    """Least ratio wanted."""
    note: str = ""
    unit: str = "requests/s"

    @property
    def ratios(self) -> list[float]:
        """Ours to theirs, round by round."""
        return [a / b for a, b in zip(self.ours, self.theirs, strict=True)]

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def met(self) -> bool | None:
        return None if self.aim is None else self.ratio >= self.aim

    def told(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": self.unit,
            "reference": self.reference,
            "ours": round(median(self.ours), 1),
            "theirs": round(median(self.theirs), 1),
            "ratio": round(self.ratio, 4),
            "ratio_min": round(min(self.ratios), 4),
            "ratio_max": round(max(self.ratios), 4),
            "rounds": len(self.ours),
            "aim": self.aim,
            "met": self.met,
            "note": self.note,
        }


class Times(Struct, frozen=True, kw_only=True):
    """Milliseconds, of interleaved rounds, beside those of a reference."""

    name: str
    reference: str
    ours: tuple[tuple[float, ...], ...]
    """One tuple a round."""
    theirs: tuple[tuple[float, ...], ...]
    aim: tuple[int, float] | None = None
    """A percentile, and the most milliseconds it may have."""
    note: str = ""

    @property
    def all_ours(self) -> list[float]:
        return [one for some in self.ours for one in some]

    @property
    def all_theirs(self) -> list[float]:
        return [one for some in self.theirs for one in some]

    @property
    def ratios(self) -> list[float]:
        """Of the medians, round by round."""
        return [median(a) / median(b) for a, b in zip(self.ours, self.theirs, strict=True)]

    @property
    def met(self) -> bool | None:
        if self.aim is None:
            return None
        return percentile(self.all_ours, self.aim[0]) < self.aim[1]

    def told(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": "ms",
            "reference": self.reference,
            "ours": _percentiles(self.all_ours),
            "theirs": _percentiles(self.all_theirs),
            "ratio": round(median(self.ratios), 3),
            "ratio_min": round(min(self.ratios), 3),
            "ratio_max": round(max(self.ratios), 3),
            "rounds": len(self.ours),
            "aim": None if self.aim is None else {f"p{self.aim[0]}": self.aim[1]},
            "met": self.met,
            "note": self.note,
        }


Measure = Rates | Times


def percentile(values: Sequence[float], rank: int) -> float:
    """The smallest value that at least ``rank`` percent of them do not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * rank / 100) - 1)]


def _percentiles(values: list[float]) -> dict[str, float]:
    ranks = {f"p{rank}": round(percentile(values, rank), 2) for rank in (50, 95, 99)}
    return {**ranks, "max": round(max(values), 2), "count": len(values)}
