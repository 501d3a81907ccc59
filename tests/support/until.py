"""Waiting for what others bring about, with an end to it."""

import asyncio
import inspect
import itertools
from collections.abc import Callable
from typing import Any

SOON = 200  # looks: what is brought about in this process is there by then


async def until(look: Callable[[], Any], within: float = 10.0, pause: float = 0.0) -> Any:
    """Look until there is something to see, and return it. Without a pause as often as everything
    else has run, and each millisecond where that takes long: another process brings it about, and
    needs the processor. Raises TimeoutError."""
    async with asyncio.timeout(within):
        for looks in itertools.count():
            seen = look()
            found = await seen if inspect.isawaitable(seen) else seen
            if found:
                return found
            await asyncio.sleep(pause or (0.001 if looks >= SOON else 0.0))


async def queued(lock: asyncio.Lock, many: int) -> None:
    """Wait until so many tasks wait for it."""
    await until(lambda: len(lock._waiters or ()) == many)
