"""A Dockline of its own process, as an operator runs it."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Server:
    """``dockline <command>``; killed, started again and stopped by the test."""

    def __init__(self, *command: str, folder: Path, environment: dict[str, str]) -> None:
        self._command = [sys.executable, "-m", "dockline", *command]
        self._environment = {**os.environ, **environment}
        self._folder = folder
        self.log = folder / "server.txt"
        self.process: subprocess.Popen[str] | None = None
        self.first_line = ""

    def start(self, *, wait_for_line: bool = False, url: str = "", within: float = 60.0) -> None:
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if wait_for_line else log,
                stderr=log,
                text=True,
            )
        if wait_for_line:
            assert self.process.stdout is not None
            self.first_line = self.process.stdout.readline()
            if not self.first_line:
                self.stop()
                raise AssertionError(self.log.read_text()[-3000:])
        if url:
            look(lambda: self._ready(url), within)

    def _ready(self, url: str) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        try:
            return bool(get(f"{url}/readyz")["success"])
        except (urllib.error.URLError, ConnectionError, OSError):
            return False

    def kill(self) -> None:
        """SIGKILL: no time for anything."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> int:
        """SIGTERM, and its exit status."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return status


def look(at: Callable[[], Any], within: float = 10.0, pause: float = 0.05) -> Any:
    """Look until there is something to see, and return it. Raises TimeoutError."""
    until = time.monotonic() + within
    while not (seen := at()):
        if time.monotonic() > until:
            raise TimeoutError(f"nothing seen in {within} s")
        time.sleep(pause)  # what counts is the look
    return seen


def get(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=5) as answer:
        told: dict[str, Any] = json.load(answer)
    return told


def post(url: str, body: dict[str, Any]) -> dict[str, Any]:
    asked = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:
        told: dict[str, Any] = json.load(answer)
    return told
