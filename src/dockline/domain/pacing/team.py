"""The agents whom one or several campaigns share."""

import numpy as np

from dockline.domain.pacing.answering import HORIZONS, Floats
from dockline.domain.pacing.handling import Handling
from dockline.domain.pacing.outlook import Law
from dockline.domain.pacing.since import Since

HORIZON: Floats = np.array(HORIZONS)
LEAVING_PRIOR = (0.5, 4 * 3600.0)  # departures, in so many seconds of an agent, before any was seen


class Team:
    """Agents by id: idle, talking, wrapping up, or not here.

    came -> idle -> talking -> wrapping -> idle ...; pausing or leaving is `left` in any state, and
    an agent who leaves while busy is no longer counted on. `leaving`: P(an agent who is here has
    left by then), for each horizon.
    """

    def __init__(self, wait_seconds: float = 2.0) -> None:
        self.handling = Handling(wait_seconds)
        self.idle: set[int] = set()
        self.here: set[int] = set()  # all of them, whatever they do
        self.talking = Since()
        self.wrapping = Since()
        self._talked: dict[int, float] = {}
        self._departures, self._present_seconds = LEAVING_PRIOR
        self._at: float | None = None
        self.leaving: Floats = np.zeros(len(HORIZON))
        self._busy: Law | None = None  # while nobody came to be busy or free ...
        self._busy_by = (0.0, 0)  # ... at that time, by what was known of calls

    @property
    def present(self) -> int:
        return len(self.idle) + len(self.talking) + len(self.wrapping)

    def came(self, agent: int) -> None:
        """Came, or ended a pause, and can take a call now."""
        self.here.add(agent)
        if agent not in self.talking and agent not in self.wrapping:
            self.idle.add(agent)

    def connected(self, agent: int, now: float) -> None:
        """Has a customer since `now`."""
        self._busy = None
        self.here.add(agent)
        self.idle.discard(agent)
        self.wrapping.take(agent)
        if agent not in self.talking:
            self.talking.add(agent, now)

    def wrap_up_began(self, agent: int, now: float) -> None:
        self._busy = None
        start = self.talking.take(agent)
        if start is not None:
            self._talked[agent] = now - start
            self.wrapping.add(agent, now)

    def freed(self, agent: int, now: float) -> None:
        """Wrap-up is over: can take a call now."""
        self._busy = None
        start = self.wrapping.take(agent)
        if start is not None:
            talk = self._talked.pop(agent, None)
            if talk is not None:
                self.handling.handled(talk, talk + now - start)
        else:
            start = self.talking.take(agent)
            if start is not None:
                self.handling.handled(now - start, now - start)
        self.here.add(agent)
        self.idle.add(agent)

    def left(self, agent: int) -> None:
        """Left or paused. A call in hand may go on, but its end frees nobody."""
        if agent in self.idle or agent in self.talking or agent in self.wrapping:
            self._departures += 1
        self._busy = None
        self.here.discard(agent)
        self.idle.discard(agent)
        self.talking.take(agent)
        self.wrapping.take(agent)
        self._talked.pop(agent, None)

    def advance(self, now: float) -> None:
        """Time has passed."""
        if self._at is not None:
            self._present_seconds += (now - self._at) * self.present
        self._at = now
        self.leaving = 1.0 - np.exp(-HORIZON * (self._departures / self._present_seconds))
        self.handling.advance(now, self.talking.starts, self.wrapping.starts)

    def keep_up(self, now: float) -> None:
        """The same, where nobody has said so yet: many campaigns may ask of one team."""
        if self._at != now:
            self.advance(now)

    def busy(self, now: float) -> tuple[Law, int]:
        """The law of how many are not free within the horizon and the wait, and how many are busy
        now. Whoever asks may not change it: all campaigns are told the same."""
        from dockline.domain.pacing.kernel import law_of

        by = (now, self.handling.fits)
        if self._busy is None or self._busy_by != by:
            self._busy, self._busy_by = law_of(self.busy_chances(now)), by
        return self._busy, len(self.talking) + len(self.wrapping)

    def busy_chances(self, now: float) -> Floats:
        """P(not free within the horizon and the wait), a row for each busy agent."""
        from dockline.domain.pacing.kernel import still_busy

        return still_busy(
            self.handling.talking,
            self.talking.starts,
            self.handling.wrapping,
            self.wrapping.starts,
            now,
            1.0 - self.leaving,
        )
