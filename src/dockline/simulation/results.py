"""What came of a run."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WindowResult:
    """One window: answered people, those of them abandoned, and the share of the agents' time,
    while present and while there are leads, that went into talk and wrap-up."""

    answers: int
    abandons: int
    utilisation: float

    @property
    def share(self) -> float:
        return self.abandons / self.answers if self.answers else 0.0


@dataclass(slots=True)
class Account:
    """What one window of one campaign adds up to."""

    answers: int = 0
    abandons: int = 0


@dataclass(slots=True)
class Outcome:
    """windows: a list for each window, a result for each campaign. decision_seconds: processor
    time of each decision. trace: (seconds, utilisation, abandoned share so far), once a minute."""

    windows: list[list[WindowResult]] = field(default_factory=list)
    dials: int = 0
    cancelled: int = 0
    decision_seconds: list[float] = field(default_factory=list)
    trace: list[tuple[float, float, float]] = field(default_factory=list)

    @property
    def utilisation(self) -> float:
        return sum(each[0].utilisation for each in self.windows) / max(1, len(self.windows))
