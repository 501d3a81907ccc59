"""Lanes: orders of one call one after the other, orders of different calls at the same time."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

Work = Callable[[], Awaitable[object]]


class Lanes:
    """Runs work in order within a lane. While the gate is shut, work waits."""

    def __init__(self, failed: Callable[[Exception], None]) -> None:
        self._failed = failed
        self._queues: dict[str, deque[Work]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._gate = asyncio.Event()

    def open(self) -> None:
        self._gate.set()

    def shut(self) -> None:
        self._gate.clear()

    def put(self, lane: str, work: Work) -> None:
        queue = self._queues.get(lane)
        if queue is not None:
            queue.append(work)
            return
        self._queues[lane] = deque((work,))
        self._tasks[lane] = asyncio.create_task(self._run(lane), name=f"lane-{lane}")

    def clear(self) -> None:
        """Forget what has not been begun."""
        for queue in self._queues.values():
            queue.clear()

    async def stop(self) -> None:
        """Forget everything, what is under way included."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()
        self._queues.clear()

    async def _run(self, lane: str) -> None:
        queue = self._queues[lane]
        while queue:
            await self._gate.wait()
            if not queue:
                break
            work = queue.popleft()
            try:
                await work()
            except Exception as failure:
                self._failed(failure)
        del self._queues[lane]
        del self._tasks[lane]
