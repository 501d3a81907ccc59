"""What the scripted engine tells, and what it keeps for later while it cannot be reached."""

import asyncio
from collections import deque
from collections.abc import Callable

from dockline.domain.signals import DigitPressed, LegRinging, Signal


class Outbox:
    """Signals on their way to whoever listens."""

    def __init__(self) -> None:
        self._listen: Callable[[Signal], None] | None = None
        self._queue: deque[Signal] = deque()
        self._unheard: deque[Signal] = deque()
        self.reachable = False

    def open(self, listen: Callable[[Signal], None]) -> None:
        self._listen = listen
        self.reachable = True

    def emit(self, signal: Signal) -> None:
        # Never from within `submit`: whoever orders is not ready to listen just then.
        if not self._queue:
            asyncio.get_running_loop().call_soon(self.flush)
        self._queue.append(signal)

    def tell(self, signal: Signal) -> None:
        """A signal of a leg; what happens while it cannot be reached is told on return.

        Digits of the gap are lost, as they are on the real engine."""
        if self.reachable:
            self.emit(signal)
        elif not isinstance(signal, DigitPressed | LegRinging):
            self._unheard.append(signal)

    def catch_up(self) -> None:
        """It can be reached again: what was missed goes out."""
        self.reachable = True
        for signal in self._unheard:
            self.emit(signal)
        self._unheard.clear()

    def forget(self) -> None:
        """What was missed never will be told."""
        self._unheard.clear()

    def flush(self) -> None:
        assert self._listen is not None
        while self._queue:
            signal = self._queue.popleft()
            self._listen(signal)
