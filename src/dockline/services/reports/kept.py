"""Reports are worked out by a few at a time, and told again for a little while: whoever asks for
the same gets the same."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Final

from dockline.ports.clock import Clock

KEPT_SECONDS: Final = 15.0
_MOST_KEPT: Final = 64
_AT_ONCE: Final = 2


class KeptReports:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._kept: dict[Hashable, tuple[float, asyncio.Task[Any]]] = {}

    async def told(self, key: Hashable, made: Callable[[], Awaitable[Any]]) -> Any:
        """What ``made`` gives, or gave a moment ago for the same key. Raises whatever it raises."""
        now = self._clock.now()
        kept = self._kept.get(key)
        if kept is None or now - kept[0] >= KEPT_SECONDS or _failed(kept[1]):
            self._forget(now)
            kept = self._kept[key] = (now, asyncio.ensure_future(self._make(made)))
        # One who gives up takes nothing from the others who wait for it.
        return await asyncio.shield(kept[1])

    async def _make(self, made: Callable[[], Awaitable[Any]]) -> Any:
        async with self._turns:
            return await made()

    def _forget(self, now: float) -> None:
        old = [key for key, (at, _) in self._kept.items() if now - at >= KEPT_SECONDS]
        if len(self._kept) - len(old) >= _MOST_KEPT:
            old = list(self._kept)
        for key in old:
            del self._kept[key]


def _failed(task: "asyncio.Task[Any]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
