"""Waiting for what others bring about, with an end to it."""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any


async def until(look: Callable[[], Any], within: float = 10.0, pause: float = 0.0) -> Any:
    """Look until there is something to see, and return it. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while True:
            seen = look()
            found = await seen if inspect.isawaitable(seen) else seen
            if found:
                return found
            await asyncio.sleep(pause)  # lets everything else run; what counts is the look


async def queued(lock: asyncio.Lock, many: int) -> None:
    """Wait until so many tasks wait for it."""
    await until(lambda: len(lock._waiters or ()) == many)
