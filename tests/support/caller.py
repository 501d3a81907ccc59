"""Somebody who calls the demo, by its own command."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CALLER = "447700900123"
SHOWN = "+44 7700 900123"


@contextmanager
def calling(demo: dict[str, Any], *more: str, caller: str = CALLER) -> Iterator[None]:
    """Rings the demo's number until the block is left, or an agent hangs up."""
    command = [sys.executable, "-m", "dockline", "call-in", "--data", str(Path(demo["data"]))]
    command += ["--caller", caller, *more]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
