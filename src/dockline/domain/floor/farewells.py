"""The last words to callers whose call is over, or goes on without them.

Their leg belongs to no call any more. It hears what is said, and is hung up.
"""

from dockline.domain.floor.state import Farewell, Floor
from dockline.domain.ids import LegId
from dockline.domain.orders import HangUp, Play, StopWaiting

LONGEST = 60.0
"""Seconds after which a leg is hung up, whatever is played to it."""


def begin(floor: Floor, play: Play, now: float, *, up: bool, plays: int) -> None:
    """``plays``: what was said to the leg before and has not ended yet."""
    farewell = floor.farewells[play.leg_id] = Farewell(play=None if up else play, plays=plays + 1)
    if up:
        floor.order(StopWaiting(leg_id=play.leg_id), play)
    else:
        farewell.plays = 1
    floor.wake(now + LONGEST, "farewell", play.leg_id)


def up(floor: Floor, leg_id: LegId) -> None:
    """The leg is answered only now."""
    farewell = floor.farewells[leg_id]
    if farewell.play is not None:
        floor.order(farewell.play)
        farewell.play = None


def played(floor: Floor, leg_id: LegId) -> None:
    farewell = floor.farewells[leg_id]
    farewell.plays -= 1
    if farewell.plays <= 0:
        floor.order(HangUp(leg_id=leg_id))


def over(floor: Floor, leg_id: LegId, _now: float) -> None:
    """The alarm: it was not told to have ended."""
    if leg_id in floor.farewells:
        floor.order(HangUp(leg_id=leg_id))
