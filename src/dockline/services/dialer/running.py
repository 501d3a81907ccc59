"""The campaigns of a space that are under way, and what the trunk bears."""

from collections import deque
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from dockline.domain.campaign import Campaign, DialList, Mode, RunState
from dockline.domain.ids import TeamId
from dockline.ports.clock import Clock
from dockline.ports.engine import TrunkLimits
from dockline.services.dialer.hopper import Hopper
from dockline.services.dialer.pace import Pace

_LEFT: Final = 0.8
"""Of what the trunk bears: the rest is left to people who dial by hand."""


class Running(Struct):
    """One campaign."""

    campaign: Campaign
    lists: list[DialList]
    hopper: Hopper
    pace: Pace | None = None
    """Where the dialer dials, and not an agent from a card."""
    behind: bool = False
    """Not all that goes by its settings has followed their last change: the store went away."""
    last_card: int = 0
    """Which card its last one was, of all that were shown: the campaign whose turn is longest ago
    comes first, so that nobody catches up on what it had no leads for."""

    shown: int = 0
    """How often one of its caller IDs was chosen. Its own: of campaigns that take turns with one
    another each would always come upon the same."""

    @property
    def open(self) -> bool:
        """New leads are taken up."""
        return self.campaign.settings.state is RunState.RUNNING

    @property
    def previews(self) -> bool:
        return self.campaign.settings.mode is Mode.PREVIEW

    @property
    def dials(self) -> bool:
        return self.open and not self.previews

    @property
    def rests(self) -> bool:
        """There are no leads to dial now."""
        return self.hopper.exhausted and not len(self.hopper)

    def source(self, list_id: str) -> str:
        return next((one.name for one in self.lists if one.list_id == list_id), "")


class Trunk:
    """Lines and starts that the dialers of all spaces share."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.limits: TrunkLimits | None = None
        self._started: deque[float] = deque()
        """When calls were started, in the last second."""
        self._ringing: list[Callable[[], int]] = []

    def shared_by(self, ringing: Callable[[], int]) -> None:
        """``ringing``: how many calls of one more dialer ring now."""
        self._ringing.append(ringing)

    def starts(self) -> int:
        """Calls that may be started now."""
        if self.limits is None:
            return 0
        since = self._clock.now() - 1.0
        while self._started and self._started[0] <= since:
            self._started.popleft()
        most = max(1, int(self.limits.calls_per_second * _LEFT))
        return max(0, most - len(self._started))

    def started(self, calls: int) -> None:
        self._started.extend([self._clock.now()] * calls)

    def lines(self) -> int:
        """Lines that are left beside the calls that ring."""
        if self.limits is None:
            return 0
        ringing = sum(each() for each in self._ringing)
        return max(0, int(self.limits.calls_in_setup * _LEFT) - ringing)


def sharing(teams: dict[TeamId, set[TeamId]], of: TeamId) -> frozenset[TeamId]:
    """The teams that have agents in common with this one, directly or over others. ``teams``: of
    each, those that an agent of it is in as well."""
    found, open_ = {of}, [of]
    while open_:
        for other in teams.get(open_.pop(), set()) - found:
            found.add(other)
            open_.append(other)
    return frozenset(found)
