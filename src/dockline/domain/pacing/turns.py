"""Whose turn it is to dial, among campaigns that share agents."""

import math
from collections.abc import Sequence

from dockline.domain.pacing.decision import OWN_REASONS, Decision
from dockline.domain.pacing.pacing import Pacing
from dockline.domain.pacing.settings import Mode
from dockline.domain.pacing.team import Team

TURN = 180.0  # seconds


def in_turn(
    pacings: Sequence[Pacing], dialled: Sequence[int], able: Sequence[bool], now: float
) -> list[int]:
    """Places in the order to ask them: those that owe first, so that they earn it back; then the
    one whose turn it is; then those that dialled least. able: it has leads to dial.

    A turn lasts three minutes, or until there are no leads, and goes on to the one that dialled
    least. Nearly all calls that ring are then of one campaign. Calls of several that ring together
    would each have to be safe for the window with the least to spend: what the others have earned
    could not be used. Where not all of them are predictive that is of no use. Teams that only have
    some agents in common take no turns with one another: the others' agents would sit idle
    meanwhile."""
    here = {pacing.team: frozenset(pacing.team.here) for pacing in pacings}
    holders, sharing = set[int](), dict[frozenset[int], list[int]]()
    for place, pacing in enumerate(pacings):
        sharing.setdefault(here[pacing.team], []).append(place)
    for places in sharing.values():
        holder = _holder(pacings, places, dialled, able, now)
        for place in places:
            pacings[place].out_of_turn = holder is not None and place != holder
        if holder is not None:
            holders.add(holder)
    return sorted(
        range(len(pacings)),
        key=lambda place: (not pacings[place].owes, place not in holders, dialled[place]),
    )


class Round:
    """Campaigns that share agents, each asked once. What holds one of them holds those after it as
    well, or they would take what it may not have yet; where other teams' agents are what holds it,
    these teams may still dial for the agents whom nobody else has."""

    def __init__(self) -> None:
        self._held: set[Team] = set()
        self._alone: set[Team] = set()

    def held(self, pacing: Pacing) -> bool:
        """It may not dial, but may have to cancel calls."""
        return pacing.team in self._held

    def alone(self, pacing: Pacing) -> bool:
        """It may dial for agents alone whom no other team has (`Bounds.alone`)."""
        return pacing.team in self._alone

    def decided(self, pacing: Pacing, decision: Decision, dialled: int) -> None:
        """``dialled``: of the calls it was to dial; none, where no lead is for those who are
        free."""
        if dialled or not (decision.dial or decision.reason in OWN_REASONS):
            self._held.add(pacing.team)
            self._alone.update(decision.teams)


def _holder(
    pacings: Sequence[Pacing],
    places: Sequence[int],
    dialled: Sequence[int],
    able: Sequence[bool],
    now: float,
) -> int | None:
    """Of campaigns for the same agents, at these places; None where they take no turns."""
    if any(pacings[place].settings.mode is not Mode.PREDICTIVE for place in places):
        return None
    holder = max(places, key=lambda place: pacings[place].turn_since)
    if able[holder] and now - pacings[holder].turn_since < TURN:
        return holder
    for place in places:
        pacings[place].turn_since = -math.inf
    holder = min(places, key=lambda place: (not able[place], dialled[place]))
    pacings[holder].turn_since = now
    return holder
