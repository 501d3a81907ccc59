"""Recordings played to the legs of the scripted engine, one after the other."""

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from dockline.adapters.memory.farends import Later
from dockline.adapters.memory.script import ScriptedLeg
from dockline.domain.ids import LegId
from dockline.domain.messages import is_message_name
from dockline.domain.orders import Phrase, Play, Say
from dockline.domain.signals import PlayEnded, Signal

_LEAST: Final = {Phrase.PLACE: 1, Phrase.WAIT: 0}
"""The least number that can be said of each."""
_MOST: Final = 999


class Playing:
    """What plays to whom."""

    def __init__(self, later: Later, tell: Callable[[Signal], None]) -> None:
        self._later = later
        self._tell = tell
        self.seconds = 2.0
        """How long every recording is."""
        self.missing: set[str] = set()
        """Names of recordings that there are not; there is every other."""
        self.played: list[tuple[LegId, str]] = []
        """Every recording begun, in order."""
        self.said: list[tuple[LegId, Say]] = []
        """Every phrase begun, in order."""

    def order(self, leg: ScriptedLeg, order: Play) -> None:
        """Play it, once what plays already has ended."""
        there = not order.message or is_message_name(order.message)
        there = there and order.message not in self.missing
        if not there and order.instead:
            order, there = replace(order, message="", say=(*order.instead, *order.say)), True
        if not (leg.steerable and there and all(map(_sayable, order.say))):
            self._tell(PlayEnded(leg.leg_id, order.tags, ok=False))
            return
        leg.plays.append(order)
        if len(leg.plays) == 1:
            self._begin(leg)

    def end(self, leg: ScriptedLeg, *, ok: bool) -> None:
        """What plays to the leg ends now, and what is to follow begins."""
        order = leg.plays.popleft()
        self._tell(PlayEnded(leg.leg_id, order.tags, ok=ok))
        if leg.plays:
            self._begin(leg)

    def break_off(self, leg: ScriptedLeg) -> None:
        """It ends, and what is to follow does not begin."""
        while leg.plays:
            self._tell(PlayEnded(leg.leg_id, leg.plays.popleft().tags, ok=False))

    def _begin(self, leg: ScriptedLeg) -> None:
        order = leg.plays[0]
        self.played.append((leg.leg_id, order.message))
        self.said.extend((leg.leg_id, say) for say in order.say)

        def ended(leg: ScriptedLeg) -> None:
            if leg.plays and leg.plays[0] is order:
                self.end(leg, ok=True)

        self._later(self.seconds, leg, ended)


def _sayable(say: Say) -> bool:
    return say.phrase not in _LEAST or _LEAST[say.phrase] <= say.number <= _MOST
