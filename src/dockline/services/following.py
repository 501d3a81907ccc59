"""Whoever has to know when spaces, teams or users are others."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

from dockline.services.account_book import AccountBook

_log = structlog.get_logger(__name__)


class Following:
    """Acts after each change; once for those that come while it acts."""

    def __init__(self, book: AccountBook, act: Callable[[], Awaitable[None]]) -> None:
        self._book = book
        self._act = act
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._book.on_change.append(self._changed.set)
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is None:
            return
        self._book.on_change.remove(self._changed.set)
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._task = None

    async def _run(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self._act()
            except Exception:
                _log.exception("what was changed has not reached everybody")
