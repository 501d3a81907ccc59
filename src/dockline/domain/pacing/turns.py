"""Whose turn it is to dial, among campaigns that share agents."""

import math
from collections.abc import Sequence

from dockline.domain.pacing.pacing import Pacing
from dockline.domain.pacing.settings import Mode

TURN = 180.0  # seconds


def in_turn(
    pacings: Sequence[Pacing], dialled: Sequence[int], able: Sequence[bool], now: float
) -> list[int]:
    """Places in the order to ask them: those that owe first, so that they earn it back; then the
    one whose turn it is; then those that dialled least. able: it has leads to dial.

    A turn lasts three minutes, or until there are no leads, and goes on to the one that dialled
    least. Nearly all calls that ring are then of one campaign. Calls of several that ring together
    would each have to be safe for the window with the least to spend: what the others have earned
    could not be used. Where not all of them are predictive that is of no use, and where their teams
    only have some agents in common the others' agents would sit idle meanwhile: nobody has a turn
    then."""
    holder = _holder(pacings, dialled, able, now) if _take_turns(pacings) else None
    for place, pacing in enumerate(pacings):
        pacing.out_of_turn = holder is not None and place != holder
    return sorted(
        range(len(pacings)),
        key=lambda place: (not pacings[place].owes, place != holder, dialled[place]),
    )


def _take_turns(pacings: Sequence[Pacing]) -> bool:
    return bool(pacings) and all(
        pacing.settings.mode is Mode.PREDICTIVE and pacing.team is pacings[0].team
        for pacing in pacings
    )


def _holder(
    pacings: Sequence[Pacing], dialled: Sequence[int], able: Sequence[bool], now: float
) -> int:
    places = range(len(pacings))
    holder = max(places, key=lambda place: pacings[place].turn_since)
    if able[holder] and now - pacings[holder].turn_since < TURN:
        return holder
    for pacing in pacings:
        pacing.turn_since = -math.inf
    holder = min(places, key=lambda place: (not able[place], dialled[place]))
    pacings[holder].turn_since = now
    return holder
