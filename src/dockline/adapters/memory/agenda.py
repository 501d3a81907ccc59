"""What is to be done when, by a clock: one sleeper for any number of appointments."""

import asyncio
import heapq
import itertools
from collections.abc import Callable

from dockline.ports.clock import Clock


class Agenda:
    """Appointments, kept in the order of their times, then of their making."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._wake = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self._keeper = asyncio.create_task(self._keep(), name="agenda")

    async def end(self) -> None:
        """Forget all that is left."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        """Never at once, even with 0: whoever asks goes on first."""
        when = self._clock.now() + seconds
        heapq.heappush(self._due, (when, next(self._numbers), act))
        if self._due[0][0] >= when:
            self._wake.set()

    async def _keep(self) -> None:
        while True:
            self._wake.clear()
            now = self._clock.now()
            while self._due and self._due[0][0] <= now:
                heapq.heappop(self._due)[2]()
            if not self._due:
                await self._wake.wait()
                continue
            sleeper = asyncio.ensure_future(self._clock.sleep_until(self._due[0][0]))
            woken = asyncio.ensure_future(self._woken())
            try:
                await asyncio.wait({sleeper, woken}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                sleeper.cancel()
                woken.cancel()

    async def _woken(self) -> None:
        await self._wake.wait()
