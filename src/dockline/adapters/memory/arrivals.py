"""Calls that come in to the scripted engine: they ring until taken, rejected, or given up."""

from collections.abc import Callable
from typing import Final

from dockline.adapters.memory.script import FarEnd, ScriptedLeg
from dockline.domain.ids import CallId, LegId, leg_id, new_id
from dockline.domain.orders import TakeLeg
from dockline.domain.signals import CallArrived, LegAnswered, LegEnded, Signal

TAKEN_WITHIN: Final = 10.0


class Arrivals:
    """Every call that rings us and is not taken yet."""

    def __init__(
        self,
        after: Callable[[float, Callable[[], None]], None],
        tell: Callable[[Signal], None],
        add: Callable[[ScriptedLeg], None],
        within: float,
    ) -> None:
        """``add``: to the engine's legs, one that is taken."""
        self._after = after
        self._tell = tell
        self._add = add
        self._within = within
        self._here: set[LegId] = set()
        self.turned_away: dict[LegId, int] = {}
        """SIP status of each call that was rejected, or taken by nobody (503)."""

    def came(self, dialled: str, caller: str, caller_name: str) -> CallArrived:
        call_id = CallId(new_id())
        arrived = CallArrived(call_id, leg_id(call_id, "customer", 1), dialled, caller, caller_name)
        self._here.add(arrived.leg_id)
        self._after(self._within, lambda: self.reject(arrived.leg_id, 503))
        self._tell(arrived)
        return arrived

    def take(self, order: TakeLeg) -> None:
        """It is answered at once; where it is gone, its end is told."""
        if order.leg_id not in self._here:
            self._tell(LegEnded(order.leg_id, order.tags))
            return
        self._here.discard(order.leg_id)
        leg = ScriptedLeg(order.leg_id, order.tags, FarEnd(), dialled=False)
        leg.state = "up"
        self._add(leg)
        self._tell(LegAnswered(leg.leg_id, leg.tags))

    def reject(self, leg_id: LegId, sip_status: int) -> None:
        if leg_id in self._here:
            self._here.discard(leg_id)
            self.turned_away[leg_id] = sip_status

    def give_up(self, leg_id: LegId) -> bool:
        """The caller hangs up; False where it is not here (any more)."""
        here = leg_id in self._here
        self._here.discard(leg_id)
        return here

    def clear(self) -> None:
        self._here.clear()
