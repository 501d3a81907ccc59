"""Who listens to whom in the scripted engine, and who would hear whom."""

from collections.abc import Iterable

from dockline.adapters.memory.script import ScriptedLeg
from dockline.domain.ids import LegId
from dockline.domain.orders import StartSpy


class Spies:
    """Every leg that is listened to by a supervisor."""

    def __init__(self) -> None:
        self.going: dict[str, StartSpy] = {}
        """By name."""

    def start(self, order: StartSpy) -> None:
        self.going[order.name] = order

    def stop(self, name: str) -> None:
        self.going.pop(name, None)

    def stop_of(self, leg_id: LegId) -> None:
        for name, spy in tuple(self.going.items()):
            if spy.leg_id == leg_id:
                del self.going[name]

    def heard_by(self, leg: ScriptedLeg, legs: Iterable[ScriptedLeg]) -> set[LegId]:
        """Whom the leg hears: those in its room, those it listens to, those who whisper to it."""
        rooms: dict[object, list[ScriptedLeg]] = {}
        named: dict[LegId, ScriptedLeg] = {}
        for other in legs:
            named[other.leg_id] = other
            if other.room_id is not None:
                rooms.setdefault(other.room_id, []).append(other)
        heard = list(rooms.get(leg.room_id, []))
        for spy in self.going.values():
            if spy.room_id == leg.room_id and spy.leg_id in named:
                spied = named[spy.leg_id]
                heard += [spied, *rooms.get(spied.room_id, [])]
            if spy.whisper and spy.leg_id == leg.leg_id:
                heard += rooms.get(spy.room_id, [])
        return {other.leg_id for other in heard if other is not leg and not other.muted}
