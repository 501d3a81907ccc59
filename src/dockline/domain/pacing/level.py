"""How much more, or less, is answered now than the ring's history says: theta.

Several memories follow the level, from a few answers to a few hundred. Each foretells the next
answers; those that foretold well weigh more (fixed-share expert weights, Herbster and Warmuth
1998). A long memory wins while nothing changes, a short one within seconds of a burst, so nobody
has to choose between noise and lag.
"""

import math

MEMORIES = (8.0, 25.0, 80.0, 250.0)  # expected answers
BELIEFS = (0.05, 0.25, 0.35, 0.35)  # their weights before anything was seen
SHRINK = 8.0  # answers' worth of belief that the level is 1
SHARE = 0.01  # of the weight, given back to the beliefs for each expected answer
PESSIMISM = (13.5, 8.0)  # seen and expected before the first call: it rather dials too little


class Level:
    """`theta` multiplies the answer hazard."""

    def __init__(self) -> None:
        self._seen = [PESSIMISM[0]] * len(MEMORIES)
        self._expected = [PESSIMISM[1]] * len(MEMORIES)
        self._weights = list(BELIEFS)
        self.theta = self._mix()

    def happened(self, answers: float, expected: float) -> None:
        """So many answers came where the history, theta apart, foretold so many."""
        logs = []
        for which in range(len(MEMORIES)):
            theta = self._theta(which)
            logs.append(answers * math.log(theta) - theta * expected)
        top = max(logs)
        raw = [
            weight * math.exp(log - top) for weight, log in zip(self._weights, logs, strict=True)
        ]
        total = sum(raw)
        share = 1.0 - (1.0 - SHARE) ** expected
        self._weights = [
            (1.0 - share) * each / total + share * belief
            for each, belief in zip(raw, BELIEFS, strict=True)
        ]
        for which, memory in enumerate(MEMORIES):
            keep = math.exp(-expected / memory)
            self._seen[which] = self._seen[which] * keep + answers
            self._expected[which] = self._expected[which] * keep + expected
        self.theta = self._mix()

    def scale(self, factor: float) -> None:
        """The history now foretells `factor` times less: the level makes up for it."""
        factor = min(max(factor, 0.2), 5.0)
        self._seen = [max(0.0, (SHRINK + seen) * factor - SHRINK) for seen in self._seen]
        self.theta = self._mix()

    def _theta(self, which: int) -> float:
        return (SHRINK + self._seen[which]) / (SHRINK + self._expected[which])

    def _mix(self) -> float:
        return sum(weight * self._theta(which) for which, weight in enumerate(self._weights))
