"""A world from a real campaign's history: what its people, agents and lines were like, for policies
to be tried on. What is drawn is what was seen: no law is assumed."""

import bisect
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.pacing.answering import LEAST_RING
from dockline.simulation.history import Attempt, HistoryWrong
from dockline.simulation.world import Agents, Campaign, Ending, Other, Ring, Steps, Talk, World

FEWEST = 50  # attempts, and ten conversations: less says nothing
REST = 3600.0  # seconds without a call that are cut out: nights
STEP = 600.0  # seconds of a step of the answer rate, at the least
STEP_CALLS = 200  # attempts of a step, at the least
AWAY = 900.0  # seconds without a call after which an agent was away
QUANTILES = 101
TALKS = 1000  # kept
FAILED = (
    AttemptOutcome.BUSY,
    AttemptOutcome.REJECTED,
    AttemptOutcome.INVALID_NUMBER,
    AttemptOutcome.CARRIER_FAILURE,
)


def replayed(attempts: list[Attempt], name: str) -> World:
    """Raises HistoryWrong if there is too little to learn from."""
    talked = [each for each in attempts if each.by_person and each.freed_at is not None]
    if len(attempts) < FEWEST or len(talked) < 10:
        raise HistoryWrong(
            f"{name}: {len(attempts)} attempts and {len(talked)} conversations: "
            f"at least {FEWEST} and 10 are needed"
        )
    clock = _clock(attempts)
    last = max(max(each.ended_at, each.freed_at or 0.0) for each in attempts)
    hours = max(clock(last) / 3600, 0.1)
    shifts = _shifts(talked, clock)
    return World(
        name=name,
        about=f"Replayed: {len(attempts)} attempts, {len(talked)} conversations.",
        hours=hours,
        window_hours=hours,
        agents=len(shifts),
        talk=Talk(measured=_talks(talked)),
        timetable=Agents(shifts=shifts),
        campaigns=[_campaign(attempts, clock)],
    )


def _clock(attempts: list[Attempt]) -> Callable[[float], float]:
    """Seconds since the first attempt, with nights cut out."""
    starts, cut = [attempts[0].dialled_at], [attempts[0].dialled_at]
    until = starts[0]
    for each in attempts:
        if each.dialled_at - until > REST:
            cut.append(cut[-1] + each.dialled_at - until - 60.0)
            starts.append(each.dialled_at - 60.0)
        until = max(until, each.ended_at, each.freed_at or 0.0)

    def clock(at: float) -> float:
        return max(0.0, at - cut[bisect.bisect_right(starts, at) - 1])

    return clock


# Calls


def _campaign(attempts: list[Attempt], clock: Callable[[float], float]) -> Campaign:
    weights = _weights(attempts)
    people = [(each.rang, w) for each, w in zip(attempts, weights, strict=True) if each.by_person]
    limit = _limit(attempts)
    return Campaign(
        name="replayed",
        rate=_rate(attempts, weights, clock),
        ring=Ring(limit=limit, measured=_quantiles(people)),
        other=Other(measured=_endings(attempts, weights)),
    )


def _weights(attempts: list[Attempt]) -> list[float]:
    """How much each attempt counts. Of a call that was cancelled while it rang only that is known:
    it would have ended as one of those that rang longer, so they share its weight (Efron 1967:
    redistribution to the right)."""
    order = sorted(range(len(attempts)), key=lambda place: attempts[place].rang)
    weights = [0.0] * len(attempts)
    grown = 1.0  # what each attempt that rang so long weighs by now
    left = len(attempts)
    closed = sum(not each.open for each in attempts)
    for place in order:
        left -= 1
        closed -= not attempts[place].open
        if attempts[place].open and closed:
            grown += grown / left
        else:  # what rang longer than all that ended by itself is taken to ring out
            weights[place] = grown
    return weights


def _limit(attempts: list[Attempt]) -> float:
    """How long calls were let ring."""
    rung_out = [each.rang for each in attempts if each.outcome is AttemptOutcome.NO_ANSWER]
    answered = [each.rang for each in attempts if each.by_person]
    limit = float(np.median(rung_out)) if rung_out else 0.0
    return min(max(limit, float(np.quantile(answered, 0.99)), LEAST_RING), 120.0)


def _rate(attempts: list[Attempt], weights: list[float], clock: Callable[[float], float]) -> Steps:
    """The share of attempts a person answered, step by step. A cancelled call counts as answered
    with the chance that those which rang longer still had."""
    order = sorted(range(len(attempts)), key=lambda place: attempts[place].rang)
    rings = [attempts[place].rang for place in order]
    answered = np.cumsum(
        [weights[place] * attempts[place].by_person for place in order][::-1], dtype=float
    )[::-1]
    every = np.cumsum([weights[place] for place in order][::-1], dtype=float)[::-1]
    steps: Steps = []
    start, count, people = 0.0, 0, 0.0
    for each in attempts:
        at = clock(each.dialled_at)
        if count >= STEP_CALLS and at - start >= STEP:
            steps.append((start / 60, people / count))
            start, count, people = at, 0, 0.0
        count += 1
        if each.open:
            place = bisect.bisect_right(rings, each.rang)
            if place < len(rings) and every[place] > 0:
                people += float(answered[place] / every[place])
        else:
            people += each.by_person
    if count >= STEP_CALLS or not steps:
        steps.append((start / 60, people / count))
    return steps


def _endings(attempts: list[Attempt], weights: list[float]) -> list[Ending]:
    """How the calls ended that no person answered."""
    kinds: dict[str, list[tuple[float, float]]] = {"machine": [], "failed": [], "no answer": []}
    for each, weight in zip(attempts, weights, strict=True):
        if each.by_person or not weight:
            continue
        if each.outcome is AttemptOutcome.MACHINE:
            kinds["machine"].append((each.rang, weight))
        elif each.outcome in FAILED:
            kinds["failed"].append((each.rang, weight))
        else:
            kinds["no answer"].append((each.rang, weight))
    total = sum(weight for calls in kinds.values() for _, weight in calls)
    return [
        Ending(kind, sum(weight for _, weight in calls) / total, _quantiles(calls))
        for kind, calls in kinds.items()
        if calls
    ]


def _quantiles(values: list[tuple[float, float]]) -> list[float]:
    """Of (value, weight) pairs, from the least to the most."""
    ordered = sorted(values)
    sizes = np.cumsum([weight for _, weight in ordered])
    middle = (sizes - np.array([weight for _, weight in ordered]) / 2) / sizes[-1]
    found = np.interp(np.linspace(0, 1, QUANTILES), middle, [value for value, _ in ordered])
    return [round(value, 3) for value in found.tolist()]


# Agents


def _talks(talked: list[Attempt]) -> list[tuple[float, float]]:
    """Talk and wrap-up, evenly picked over the history."""
    picked = np.unique(np.linspace(0, len(talked) - 1, TALKS).round().astype(int))
    pairs = []
    for place in picked.tolist():
        each = talked[place]
        assert each.answered_at is not None
        assert each.freed_at is not None
        pairs.append(
            (round(each.ended_at - each.answered_at, 2), round(each.freed_at - each.ended_at, 2))
        )
    return pairs


def _shifts(
    talked: list[Attempt], clock: Callable[[float], float]
) -> list[list[tuple[float, float]]]:
    """When each agent was here, in minutes: from before the first call of a row to the end of the
    last. They waited before the first as long as they usually did between two."""
    busy: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for each in talked:
        assert each.answered_at is not None
        assert each.freed_at is not None
        busy[each.agent or ""].append((clock(each.answered_at), clock(each.freed_at)))
    for stays in busy.values():
        stays.sort()
    waits = [
        after[0] - before[1]
        for stays in busy.values()
        for before, after in pairwise(stays)
        if 0 <= after[0] - before[1] <= AWAY
    ]
    usual = min(float(np.mean(waits)), AWAY / 3) if waits else 30.0
    return [_rows(stays, usual) for _, stays in sorted(busy.items(), key=lambda each: each[1])]


def _rows(stays: list[tuple[float, float]], usual: float) -> list[tuple[float, float]]:
    rows: list[tuple[float, float]] = []
    for start, end in stays:
        if rows and start - rows[-1][1] <= AWAY:
            rows[-1] = (rows[-1][0], max(rows[-1][1], end))
        else:
            earliest = rows[-1][1] if rows else 0.0
            rows.append((max(start - usual, earliest), end))
    # They wait for the next call when the last is over, until they go
    return [(round(start / 60, 3), round((end + usual) / 60, 3)) for start, end in rows]
