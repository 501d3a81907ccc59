"""Common random numbers: the n-th dial of a campaign and the n-th connection have the same luck
under every policy, so that policies are compared and not their luck."""

from dataclasses import dataclass

import numpy as np

from dockline.simulation.laws import endings, quantile
from dockline.simulation.world import Campaign, Talk

CHUNK = 4096


@dataclass(frozen=True, slots=True)
class Dial:
    """u: a person answers if it is under the answer rate. rings: seconds to the person's answer.
    kind, ends: what happens otherwise, and after how many seconds. amd: under the share of errors,
    a person is taken for a machine."""

    u: float
    rings: float
    kind: str
    ends: float
    amd: float


class Dials:
    """The luck of one campaign's dials."""

    def __init__(self, campaign: Campaign, seed: int, which: int) -> None:
        self._campaign = campaign
        self._random = np.random.default_rng([seed, 1, which])
        self._ready: list[Dial] = []
        self._next = 0

    def draw(self) -> Dial:
        if self._next == len(self._ready):
            self._ready = self._more()
            self._next = 0
        self._next += 1
        return self._ready[self._next - 1]

    def _more(self) -> list[Dial]:
        ring, other = self._campaign.ring, self._campaign.other
        u, kind, amd, fail = self._random.random((4, CHUNK))
        person, machine = self._random.standard_normal((2, CHUNK))
        rings = ring.delay + ring.median * np.exp(ring.sigma * person)
        picks = other.machine_median * np.exp(other.machine_sigma * machine)
        is_machine = (kind < other.machine) & (picks < ring.limit)
        is_failed = (kind >= other.machine) & (kind < other.machine + other.failed)
        failed_at = other.failed_from + (other.failed_to - other.failed_from) * fail
        ends = np.where(
            is_machine, picks + other.amd_seconds, np.where(is_failed, failed_at, ring.limit)
        )
        kinds = np.where(is_machine, "machine", np.where(is_failed, "failed", "no answer"))
        if ring.measured:
            rings = quantile(ring.measured, self._random.random(CHUNK))
        if other.measured:
            kinds, ends = endings(self._campaign, kind, fail)
        return [
            Dial(*row)
            for row in zip(
                u.tolist(),
                rings.tolist(),
                kinds.tolist(),
                ends.tolist(),
                amd.tolist(),
                strict=True,
            )
        ]


class Connections:
    """The luck of the connections: talk and wrap-up, in seconds."""

    def __init__(self, talk: Talk, seed: int) -> None:
        self._talk = talk
        self._random = np.random.default_rng([seed, 2])
        self._ready: list[tuple[float, float]] = []
        self._next = 0

    def draw(self) -> tuple[float, float]:
        if self._next == len(self._ready):
            self._ready = self._more()
            self._next = 0
        self._next += 1
        return self._ready[self._next - 1]

    def _more(self) -> list[tuple[float, float]]:
        law = self._talk
        if law.measured:
            picks = self._random.integers(len(law.measured), size=CHUNK)
            return [law.measured[place] for place in picks.tolist()]
        kind = self._random.random(CHUNK)
        length, after = self._random.standard_normal((2, CHUNK))
        short = law.short_median * np.exp(law.short_sigma * length)
        long = law.long_mean * np.exp(law.long_sigma * length - law.long_sigma**2 / 2)
        wrap_up = law.wrap_up_mean * np.exp(law.wrap_up_sigma * after - law.wrap_up_sigma**2 / 2)
        talks = np.where(kind < law.short, short, long)
        return list(zip(talks.tolist(), wrap_up.tolist(), strict=True))
