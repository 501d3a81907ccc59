"""The machine's time."""

import asyncio
import time

_LONGEST_SLEEP = 30.0
"""Seconds; then the wall clock is looked at again, which a suspended machine has moved on."""


class SystemClock:
    """Wall time carried by the monotonic clock, so that it never runs backwards.

    A step of the wall clock forwards (the machine was suspended, or its clock was set right) is
    followed; a step backwards is not, until the next start.
    """

    def __init__(self) -> None:
        self._offset = time.time() - time.monotonic()

    def now(self) -> float:
        offset = time.time() - time.monotonic()
        # Reading two clocks in turn jitters by microseconds: only a real step counts.
        if offset > self._offset + 0.05:
            self._offset = offset
        return time.monotonic() + self._offset

    async def sleep_until(self, when: float) -> None:
        # Not an event: what is waited for is the wall clock, which may step.
        while (left := when - self.now()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(min(left, _LONGEST_SLEEP))
