"""One step of the filter over answer levels: time passes, and answers are seen. Compiled."""

import math

import numpy as np

from dockline.domain.pacing.answering import Floats
from dockline.domain.pacing.kernel.compiled import compiled_for

BELIEF = np.zeros((0, 0))


@compiled_for(BELIEF, np.zeros((0, 0, 0, 0)), 0, 0.0, np.zeros(0), np.zeros(0), 0.0, 0.0)
def believed(
    belief: Floats,
    changes: Floats,
    units: int,
    new: float,
    kinds: Floats,
    levels: Floats,
    answers: float,
    expected: float,
) -> Floats:
    """What is believed of a campaign's kind and level after so many units of time, in which so many
    answers came where level 1 foretold so many. belief, and what is returned: P(kind, level).
    changes: P(from this level to that one) in 1, 2, 4 ... units, for each kind; new: the chance to
    have come to be of another kind; kinds: how likely each is then."""
    doubling = 0
    while units and doubling < len(changes):
        if units & 1:
            later = np.zeros_like(belief)
            for kind in range(len(kinds)):
                for level in range(len(levels)):
                    later[kind] += belief[kind, level] * changes[doubling, kind, level]
            belief = later
        units >>= 1
        doubling += 1
    likely = answers * np.log(levels) - expected * levels  # Poisson
    likely = np.exp(likely - likely.max())
    seen, all_kinds = np.empty_like(belief), np.zeros(len(levels))
    for kind in range(len(kinds)):
        all_kinds += belief[kind]
    for kind in range(len(kinds)):
        seen[kind] = ((1.0 - new) * belief[kind] + new * kinds[kind] * all_kinds) * likely
    seen = np.maximum(seen, 1e-300)  # nothing is out of the question, or it would be for ever
    seen /= seen.sum()
    return seen


@compiled_for(BELIEF, np.zeros(0), 0.0)
def exceeded(belief: Floats, levels: Floats, unlikely: float) -> float:
    """The level that is exceeded with so small a probability. belief: P(kind, level); levels: each
    so many times the one before; what is believed of one is spread over the step around it."""
    at, above = len(levels) - 1, 0.0
    while at > 0 and above + belief[:, at].sum() < unlikely:
        above += belief[:, at].sum()
        at -= 1
    share = min((unlikely - above) / max(belief[:, at].sum(), 1e-300), 1.0)
    high: float = levels[at] * math.exp(math.log(levels[1] / levels[0]) * (0.5 - share))
    return high
