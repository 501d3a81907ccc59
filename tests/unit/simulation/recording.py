"""Writes what a dialer saw as a campaign's history, as a dialer of one campaign."""

import csv
from pathlib import Path

from dockline.domain.pacing import Bounds
from dockline.simulation.dialers import Dialer, Orders, Sight
from dockline.simulation.history import COLUMNS

OUTCOMES = {"failed": "busy", "no answer": "no_answer"}


class Recording:
    """Passes everything on, and remembers."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer
        self.eager = dialer.eager
        self._rows: dict[int, dict[str, object]] = {}
        self._call_of: dict[int, int] = {}  # agent -> call

    def write(self, path: Path, began: float) -> None:
        """Attempts that are over, wrap-up included; `began`: the run's start, as Unix seconds."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            for row in self._rows.values():
                if "ended_at" in row and ("agent" in row) == ("freed_at" in row):
                    writer.writerow(
                        {
                            key: f"{began + value:.3f}" if isinstance(value, float) else value
                            for key, value in row.items()
                        }
                    )

    def came(self, agent: int, now: float) -> None:
        self._dialer.came(agent, now)

    def left(self, agent: int, now: float) -> None:
        self._dialer.left(agent, now)

    def dialled(self, campaign: int, call: int, now: float) -> None:
        self._rows[call] = {"dialled_at": now}
        self._dialer.dialled(campaign, call, now)

    def answered(self, campaign: int, call: int, now: float) -> None:
        self._rows[call]["answered_at"] = now
        self._dialer.answered(campaign, call, now)

    def connected(self, campaign: int, call: int, agent: int, now: float, free_at: float) -> None:
        self._rows[call] |= {"outcome": "answered", "agent": f"agent {agent}"}
        self._call_of[agent] = call
        self._dialer.connected(campaign, call, agent, now, free_at)

    def wrap_up_began(self, agent: int, now: float) -> None:
        self._rows[self._call_of[agent]]["ended_at"] = now
        self._dialer.wrap_up_began(agent, now)

    def freed(self, agent: int, now: float) -> None:
        self._rows[self._call_of[agent]]["freed_at"] = now
        self._dialer.freed(agent, now)

    def ended(self, campaign: int, call: int, now: float, kind: str) -> None:
        self._rows[call] |= {"outcome": OUTCOMES.get(kind, kind), "ended_at": now}
        self._dialer.ended(campaign, call, now, kind)

    def window(self, now: float, ends_at: float) -> None:
        self._dialer.window(now, ends_at)

    def restarted(self, now: float) -> None:
        self._dialer.restarted(now)

    def decide(self, now: float, sight: Sight, bounds: list[Bounds]) -> Orders:
        return self._dialer.decide(now, sight, bounds)
