"""``dockline`` as a process of its own."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

READY_SECONDS = 30.0


class Process:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        assert process.stdout is not None
        assert process.stderr is not None
        self.stdout = process.stdout
        self.stderr = process.stderr

    async def line(self) -> str:
        async with asyncio.timeout(READY_SECONDS):
            return (await self.stdout.readline()).decode()

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Exit status, and what else it said."""
        self.process.send_signal(how)
        return await self.end()

    async def end(self) -> tuple[int, str, str]:
        async with asyncio.timeout(READY_SECONDS):
            out, err = await self.process.communicate()
        return self.process.returncode or 0, out.decode(), err.decode()


@asynccontextmanager
async def dockline(
    *words: str, engine: str = "memory", **environment: str
) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-W",
        "error",
        "-m",
        "dockline",
        *words,
        env=dict(os.environ) | {"DOCKLINE_ENGINE__KIND": engine} | environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Process(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@asynccontextmanager
async def demo(
    data: Path, *words: str, engine: str = "memory"
) -> AsyncIterator[tuple[Process, dict[str, Any]]]:
    """The demo, and the line it told."""
    words = ("demo", "--json", "--data", str(data), *words)
    async with dockline(*words, engine=engine) as process:
        yield process, json.loads(await process.line())


async def ready(server: Process) -> str:
    """The address of a `serve` that logs to standard error."""
    async with asyncio.timeout(READY_SECONDS):
        while line := await server.stderr.readline():
            told = json.loads(line)
            if told["event"] == "ready":
                return str(told["url"])
    raise AssertionError("it ended before it was ready")
