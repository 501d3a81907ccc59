"""The load generator: keep-alive connections on raw transports, requests made beforehand.

The same for every server that is measured, and run in a process of its own, on a core of its own
where there is one.
"""

import asyncio
import json
from collections.abc import Callable
from time import perf_counter
from typing import Any, Final, cast

_PATIENCE: Final = 10.0
"""Seconds until an answer that has not come fails the benchmark."""


class Connection(asyncio.Protocol):
    """One keep-alive connection with one request under way at a time."""

    def __init__(self, answered: "Callable[[Connection, bytes], None]") -> None:
        self.answered = answered
        self.sent_at = 0.0
        self.tag: Any = None
        """Whatever the one who asks wants to find again at the answer."""
        self._parts: list[bytes] = []
        self._missing = 0
        """Bytes of the answer still to come; 0 while its head is not there."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass

    def ask(self, request: bytes) -> None:
        self.sent_at = perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        if self._missing:
            self._parts.append(data)
            self._missing -= len(data)
            if self._missing > 0:
                return
            data = b"".join(self._parts)
        else:
            if self._parts:
                data = b"".join((*self._parts, data))
            head_end = data.find(b"\r\n\r\n")
            at = data.find(b"content-length: ", 0, head_end)
            if head_end < 0 or at < 0:
                self._parts = [data]
                return
            size = head_end + 4 + int(data[at + 16 : data.find(b"\r", at)])
            if len(data) < size:
                self._parts, self._missing = [data], size - len(data)
                return
        self._parts, self._missing = [], 0
        self.answered(self, data)

    def close(self) -> None:
        self._transport.close()


async def connected(
    port: int, count: int, answered: Callable[[Connection, bytes], None]
) -> list[Connection]:
    loop = asyncio.get_running_loop()
    made = []
    for _ in range(count):
        _, connection = await loop.create_connection(
            lambda: Connection(answered), "127.0.0.1", port
        )
        made.append(connection)
    return made


def post(path: str, body: dict[str, Any]) -> bytes:
    """A request, ready to be written."""
    text = json.dumps(body, separators=(",", ":")).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        f"content-length: {len(text)}\r\n\r\n"
    )
    return head.encode() + text


def succeeded(answer: bytes) -> bool:
    return b'"success":true' in answer and answer.startswith(b"HTTP/1.1 200")


class Failed(Exception):
    """An answer was not a success; the message has it."""


class Run:
    """What came of one side of a round. Only answers that succeeded are counted."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0
        self.failed = 0
        self.first_failure = b""
        self.size = 0
        """Bytes of the last answer that succeeded, head included."""
        self.first_answer = self.last_answer = b""

    @property
    def rate(self) -> float:
        return self.count / self.seconds

    def note(self, answer: bytes) -> None:
        if succeeded(answer):
            self.count += 1
            self.size = len(answer)
            self.first_answer = self.first_answer or answer
            self.last_answer = answer
        else:
            self.failed += 1
            self.first_failure = self.first_failure or answer

    def require(self) -> "Run":
        """Raises Failed unless all went well."""
        if self.failed or not self.count:
            told = self.first_failure[-300:].decode(errors="replace")
            raise Failed(f"{self.failed} of {self.failed + self.count} failed, first: {told}")
        return self


async def as_fast_as_it_goes(
    port: int, request: Callable[[], bytes], seconds: float, connections: int
) -> Run:
    """Each connection sends the next request when it has its answer."""
    run = Run()
    finished = asyncio.Event()
    under_way = connections
    until = perf_counter() + seconds

    def answered(connection: Connection, answer: bytes) -> None:
        nonlocal under_way
        run.note(answer)
        if perf_counter() < until:
            connection.ask(request())
            return
        under_way -= 1
        if not under_way:
            finished.set()

    made = await connected(port, connections, answered)
    began = perf_counter()
    until = began + seconds
    for connection in made:
        connection.ask(request())
    async with asyncio.timeout(seconds + _PATIENCE):
        await finished.wait()
    run.seconds = perf_counter() - began
    for connection in made:
        connection.close()
    return run.require()


async def at_a_pace(
    port: int,
    request: Callable[[], bytes],
    rate: float,
    seconds: float,
    connections: int = 32,
    asked: Callable[[bytes, float], None] = lambda request, at: None,
) -> list[float]:
    """Milliseconds from each request to its answer, at ``rate`` requests a second.

    ``asked`` is told of each request and when it was sent. Raises Failed."""
    run = Run()
    times: list[float] = []
    idle: asyncio.Queue[Connection] = asyncio.Queue()

    def answered(connection: Connection, answer: bytes) -> None:
        times.append((perf_counter() - connection.sent_at) * 1000)
        run.note(answer)
        idle.put_nowait(connection)

    made = await connected(port, connections, answered)
    for connection in made:
        idle.put_nowait(connection)
    began = perf_counter()
    for n in range(max(1, round(rate * seconds))):
        await asyncio.sleep(max(0.0, began + n / rate - perf_counter()))
        connection = await asyncio.wait_for(idle.get(), _PATIENCE)
        text = request()
        asked(text, perf_counter())
        connection.ask(text)
    for _ in made:
        await asyncio.wait_for(idle.get(), _PATIENCE)
    for connection in made:
        connection.close()
    run.require()
    return times
