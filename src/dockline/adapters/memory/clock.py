"""A clock that stands still until it is told to move."""

import asyncio
import heapq
import itertools


class MemoryClock:
    """Manual time, for tests and simulations.

    Sleepers are woken by `advance` in the order of their times; they run when the loop next
    turns."""

    def __init__(self, now: float = 1_750_000_000.0) -> None:
        self._now = now
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._came = asyncio.Event()

    def now(self) -> float:
        return self._now

    @property
    def next_wake(self) -> float | None:
        """When the first sleeper wants to be woken; None where nobody sleeps."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None

    async def sleep_until(self, when: float) -> None:
        if when <= self._now:
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (when, next(self._order), woken))
        self._came.set()
        await woken

    async def slept_on(self) -> None:
        """Return once somebody sleeps."""
        while self.next_wake is None:
            self._came.clear()
            await self._came.wait()

    def advance(self, seconds: float) -> None:
        """Move on, and wake those whose time has come."""
        if seconds < 0:
            raise ValueError("time does not run backwards")
        self._now += seconds
        while self._sleepers and self._sleepers[0][0] <= self._now:
            _, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)
