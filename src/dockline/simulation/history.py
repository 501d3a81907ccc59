"""A real campaign's history: a CSV file with a line for each attempt."""

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dockline.domain.outcomes import AttemptOutcome

LATEST = 253_402_300_800.0  # the end of the year 9999, in Unix seconds
LONGEST = 86_400.0  # seconds that a call may take, and that a wrap-up may
COLUMNS = ("dialled_at", "answered_at", "ended_at", "outcome", "agent", "freed_at")


class HistoryWrong(Exception):
    """The history cannot be used."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Times in seconds. answered_at: None where nobody answered. agent, freed_at (the end of the
    wrap-up): None where nobody was connected."""

    dialled_at: float
    answered_at: float | None
    ended_at: float
    outcome: AttemptOutcome
    agent: str | None
    freed_at: float | None

    @property
    def by_person(self) -> bool:
        """A person answered."""
        return self.answered_at is not None and self.outcome is not AttemptOutcome.MACHINE

    @property
    def open(self) -> bool:
        """It was ended by us, or by an accident, before anybody could answer."""
        return not self.by_person and self.outcome in (
            AttemptOutcome.CANCELLED,
            AttemptOutcome.INTERRUPTED,
            AttemptOutcome.CUT_OFF,
            AttemptOutcome.ANSWERED,
            AttemptOutcome.ABANDONED,
        )

    @property
    def rang(self) -> float:
        """Seconds until it was answered, or over."""
        until = self.answered_at if self.by_person and self.answered_at else self.ended_at
        return until - self.dialled_at


def read(path: Path) -> list[Attempt]:
    """In the order of dialling, without what was under way as it was written down. Raises
    HistoryWrong, naming the line and the column."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            missing = [each for each in COLUMNS if each not in (rows.fieldnames or ())]
            if missing:
                raise HistoryWrong(f"{path}: no column {', '.join(missing)}")
            found = [
                _attempt(row, f"{path}, line {rows.line_num}")
                for row in rows
                if not _under_way(row)
            ]
    except OSError as why:
        raise HistoryWrong(f"{path}: {why.strerror}") from why
    except (UnicodeDecodeError, csv.Error) as why:
        raise HistoryWrong(f"{path}: not a CSV file in UTF-8") from why
    return sorted(found, key=lambda each: each.dialled_at)


def _under_way(row: dict[str, str | None]) -> bool:
    """`dockline leads history` of a campaign that dials has such rows at its end."""
    return not any((row[column] or "").strip() for column in ("outcome", "ended_at", "freed_at"))


def _attempt(row: dict[str, str | None], where: str) -> Attempt:
    def needed(column: str) -> float:
        value = optional(column)
        if value is None:
            raise HistoryWrong(f"{where}: {column} is empty")
        return value

    def optional(column: str) -> float | None:
        text = (row[column] or "").strip()
        if not text:
            return None
        try:
            at = _seconds(text)
        except (ValueError, OverflowError):
            raise HistoryWrong(
                f"{where}: {column}: Unix seconds, or a time as 2026-05-04T09:30:00+02:00"
            ) from None
        if not 0 <= at < LATEST:
            raise HistoryWrong(f"{where}: {column}: not in the years 1970 to 9999, in Unix seconds")
        return at

    try:
        outcome = AttemptOutcome((row["outcome"] or "").strip())
    except ValueError:
        raise HistoryWrong(f"{where}: outcome: one of {', '.join(AttemptOutcome)}") from None
    dialled, answered, ended = needed("dialled_at"), optional("answered_at"), needed("ended_at")
    if not dialled <= (answered if answered is not None else dialled) <= ended:
        raise HistoryWrong(f"{where}: dialled_at, answered_at and ended_at are not in order")
    if ended - dialled > LONGEST:
        raise HistoryWrong(f"{where}: ended_at is more than a day after dialled_at")
    freed = optional("freed_at")
    if freed is not None and freed < ended:
        raise HistoryWrong(f"{where}: freed_at is before ended_at")
    if freed is not None and freed - ended > LONGEST:
        raise HistoryWrong(f"{where}: freed_at is more than a day after ended_at")
    return Attempt(dialled, answered, ended, outcome, (row["agent"] or "").strip() or None, freed)


def _seconds(text: str) -> float:
    """Raises ValueError."""
    try:
        return float(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no offset")
    return moment.timestamp()
