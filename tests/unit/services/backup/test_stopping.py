"""Ctrl+C in the middle of it."""

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from dockline.adapters.relational.shape import shape_of
from dockline.services.backup import make, restore
from dockline.services.backup.threads import Ear, Stopped, in_thread
from tests.support.backups import FILES, House, silent


class Halt:
    """Whoever tells this step waits there, until it is let go."""

    def __init__(self, step: str) -> None:
        self._step = step
        self._reached, self._let_go = threading.Event(), threading.Event()

    def __call__(self, step: str, share: float | None) -> None:
        if step == self._step and share:
            self._reached.set()
            assert self._let_go.wait(30)

    async def stop(self, work: Coroutine[Any, Any, Any]) -> None:
        """Cancel it there, and see it end."""
        task = asyncio.create_task(work)
        assert await asyncio.to_thread(self._reached.wait, 30)
        task.cancel()
        # It has heard of it when others of the loop have had their turn.
        await asyncio.to_thread(lambda: None)
        assert not task.done(), "it runs away from a thread that is at work"
        self._let_go.set()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_backup_that_is_stopped_leaves_no_file(house: House, file: Path) -> None:
    house.put(FILES)
    halt = Halt("Files")
    await halt.stop(make(file, house.rows, house.folders, 1000.0, halt, recordings=True))
    assert not [one for one in file.parent.iterdir() if one.is_file()]


async def test_a_restore_that_is_stopped_leaves_nothing(whole: Path, empty: House) -> None:
    halt = Halt("Checking")
    await halt.stop(restore(whole, empty.rows, empty.folder, empty.folders, shape_of, halt))
    assert empty.is_untouched()


async def test_work_hears_that_nobody_waits_for_it_any_more() -> None:
    halt, ear = Halt("Step"), Ear(silent)
    after: list[bool] = []

    def work(heard: Ear) -> None:
        halt("Step", 1.0)
        try:
            heard("Step", 1.0)
        except Stopped:
            after.append(True)
            raise

    await halt.stop(in_thread(work, ear))
    assert after == [True]
