"""Work in a thread that nobody runs away from: Ctrl+C waits until it has let go of its files."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from dockline.services.backup.form import Tell

T = TypeVar("T")


class Stopped(Exception):
    """Nobody waits for the work any more."""


class Ear:
    """Passes on what is told; once ``stopped``, whoever tells anything gets `Stopped`."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self.stopped = False

    def __call__(self, step: str, share: float | None) -> None:
        if self.stopped:
            raise Stopped
        self._tell(step, share)


async def in_thread(work: Callable[..., T], *given: Any) -> T:
    """Its result. Where the caller is cancelled, every `Ear` among what is given is stopped, and
    the cancelling goes on when the work is over."""
    doing = asyncio.ensure_future(asyncio.to_thread(work, *given))
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        for one in given:
            if isinstance(one, Ear):
                one.stopped = True
        await asyncio.wait({doing})
        if not doing.cancelled():
            doing.exception()
        raise
