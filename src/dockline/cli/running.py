"""Running until told to stop, and progress bars for the long steps."""

import asyncio
import gc
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import uvloop
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from dockline.cli import joinery

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run it on a loop of its own, to its end."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def settle_memory() -> None:
    """Have the collector of cycles leave alone what was made at the start, and look less often.

    For the process of a server, once it is ready. Measured with calls made as fast as they go:
    0.83 of the CPU a call (0.72 to 0.88); what it costs in memory was not measured."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


class Stopped(Exception):
    """The stop signal came before the work was done."""


class StopSignal:
    """SIGTERM and SIGINT, waited for. A second one has its usual effect."""

    def __init__(self) -> None:
        self._came = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(number, self._hear)

    async def wait(self) -> None:
        await self._came.wait()

    async def unless_stopped(self, work: Coroutine[Any, Any, T]) -> T:
        """Its result; where the signal comes first it is cancelled. Raises Stopped."""
        task = asyncio.create_task(work)
        stop = asyncio.create_task(self.wait())
        await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if task.done():
            return task.result()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise Stopped

    def _hear(self) -> None:
        self._came.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            self._loop.remove_signal_handler(number)


@contextmanager
def progress(console: Console) -> Iterator[joinery.Progress]:
    """A bar for each step; without a terminal, a line for each."""
    if not console.is_terminal:
        yield _Lines(console)
        return
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    ) as bars:
        yield _Bars(bars)


class _Bars:
    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._steps: dict[str, Any] = {}

    def __call__(self, step: str, fraction: float | None) -> None:
        if step not in self._steps:
            for done in self._steps.values():
                self._bars.update(done, total=1.0, completed=1.0)
            self._steps[step] = self._bars.add_task(step, total=None)
        if fraction is not None:
            self._bars.update(self._steps[step], total=1.0, completed=fraction)


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._told = ""

    def __call__(self, step: str, fraction: float | None) -> None:
        if step != self._told:
            self._told = step
            self._console.print(step, highlight=False)
