"""The processes of a benchmark: each says one line of JSON when it is ready, and ends when its
standard input does, so that none outlives the one who started it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import msgspec

ROOT: Final = Path(__file__).resolve().parents[1]
_STOP_SECONDS: Final = 20.0


class ChildFailed(Exception):
    """A process did not get ready; its last words are in the message."""


class Child:
    """``python -m <module> <JSON of its orders>``."""

    def __init__(self, module: str, orders: Any, *, cpu: int | None = None) -> None:
        """``cpu``: the core it is tied to."""
        self._command = [sys.executable, "-m", module, msgspec.json.encode(orders).decode()]
        self._cpu = cpu
        self._process: subprocess.Popen[bytes] | None = None
        self.told: dict[str, Any] = {}

    @property
    def pid(self) -> int:
        return self._process.pid if self._process is not None else 0

    async def __aenter__(self) -> "Child":
        self._process = await asyncio.to_thread(self._begin)
        if self._cpu is not None:
            os.sched_setaffinity(self._process.pid, {self._cpu})
        assert self._process.stdout is not None
        line = await asyncio.to_thread(self._process.stdout.readline)
        if not line:
            self._end()
            raise ChildFailed(f"{self._command[2]} ended with {self._process.returncode}")
        self.told = msgspec.json.decode(line)
        return self

    def _begin(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


async def until_told_to_stop() -> None:
    """In a child: until the one who started it closes the line, or is gone."""
    loop = asyncio.get_running_loop()
    closed = asyncio.Event()

    def look() -> None:
        if not os.read(0, 4096):
            loop.remove_reader(0)
            closed.set()

    loop.add_reader(0, look)
    await closed.wait()


def say_ready(**told: Any) -> None:
    """In a child: the one line."""
    print(msgspec.json.encode(told).decode(), flush=True)


class Cores:
    """Which core does what: the server's side gets one, the load's side another."""

    def __init__(self) -> None:
        free = sorted(os.sched_getaffinity(0))
        self.server: int | None = free[0] if len(free) > 1 else None
        self.load: int | None = free[1] if len(free) > 1 else None

    @contextmanager
    def taken(self) -> Iterator[None]:
        """This process, which makes the load, on the load's core meanwhile."""
        before = os.sched_getaffinity(0)
        if self.load is not None:
            os.sched_setaffinity(0, {self.load})
        try:
            yield
        finally:
            os.sched_setaffinity(0, before)

    def in_words(self) -> str:
        if self.server is None:
            return "server and load generator share one core"
        return f"servers on core {self.server}, load generator on core {self.load}"
