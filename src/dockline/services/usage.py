"""How the API was used in the last hour, for each space: in this server's memory."""

from collections import defaultdict

from msgspec import Struct

from dockline.domain.ids import SpaceId
from dockline.domain.tallies import HOUR, HourTally
from dockline.ports.clock import Clock


class LastHour(Struct, frozen=True):
    since: float
    """The hour's beginning, or the server's start where that was later."""
    whole: bool
    """Whether it is a whole hour."""
    leads_stored: int
    """Added or updated."""
    leads_refused: int
    click_to_call: int
    """Calls that were made."""
    wrong_token: int
    """Requests with a wrong token, or without one that was wanted."""


class _Tallies:
    def __init__(self) -> None:
        self.stored = HourTally()
        self.refused = HourTally()
        self.calls = HourTally()
        self.wrong = HourTally()


class Usage:
    """Note only spaces that are there: names that were guessed would fill the memory."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = clock.now()
        self._spaces: defaultdict[SpaceId, _Tallies] = defaultdict(_Tallies)

    def leads(self, space_id: SpaceId, stored: int, refused: int) -> None:
        now, tallies = self._clock.now(), self._spaces[space_id]
        if stored:
            tallies.stored.add(stored, now)
        if refused:
            tallies.refused.add(refused, now)

    def click_to_call(self, space_id: SpaceId) -> None:
        self._spaces[space_id].calls.add(1, self._clock.now())

    def wrong_token(self, space_id: SpaceId) -> None:
        self._spaces[space_id].wrong.add(1, self._clock.now())

    def last_hour(self, space_id: SpaceId) -> LastHour:
        now, tallies = self._clock.now(), self._spaces[space_id]
        return LastHour(
            since=max(self._began, now - HOUR),
            whole=now - self._began >= HOUR,
            leads_stored=tallies.stored.count(now),
            leads_refused=tallies.refused.count(now),
            click_to_call=tallies.calls.count(now),
            wrong_token=tallies.wrong.count(now),
        )
