"""Recordings of the scripted engine's legs: no sound, but their names and lengths."""

from collections.abc import Callable

from dockline.domain.ids import LegId
from dockline.domain.orders import StartRecording, Tags
from dockline.domain.signals import RecordingEnded, Signal
from dockline.ports.clock import Clock


class ScriptedRecordings:
    """Every recording that goes on."""

    def __init__(self, clock: Clock, tell: Callable[[Signal], None]) -> None:
        self._clock = clock
        self._tell = tell
        self._going: dict[str, tuple[LegId, Tags, float]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._going)

    def start(self, order: StartRecording) -> None:
        self._going[order.name] = (order.leg_id, order.tags, self._clock.now())

    def stop(self, name: str, *, ok: bool = True) -> None:
        """One that does not go on is fine."""
        going = self._going.pop(name, None)
        if going is not None:
            _, tags, began = going
            self._tell(RecordingEnded(name, tags, self._clock.now() - began, ok))

    def stop_of(self, leg_id: LegId, *, ok: bool) -> None:
        """All of one leg's."""
        for name, (recorded, _, _) in tuple(self._going.items()):
            if recorded == leg_id:
                self.stop(name, ok=ok)
