"""``/pulse-api/stream``: from an agent's click in their dock to every board, while the floor is
busy; and what the floor costs the processor, with and without those who watch."""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Final, cast

from bench.children import Child, Cores
from bench.docks import Docks, docks_open
from bench.figures import Rates, Times
from bench.load import Failed
from bench.server import Orders
from bench.sizes import Sizes
from bench.space import CLOUD_ID, prepare
from dockline.domain.commands import Pause

_PROBE: Final = b'"pause_reason":"Probe '
_PATIENCE: Final = 10.0
_SETTLED: Final = 1.0
"""Seconds after the readers have come, before anything is measured."""
_BARE_EVENT: Final = 900
"""Bytes that the reference sends to each reader."""


class Probes:
    """When each was sent, and when each reader had it."""

    def __init__(self, readers: int) -> None:
        self.sent: dict[int, float] = {}
        self.times: list[float] = []
        self._readers = readers
        self._missing = 0
        self.all_there = asyncio.Event()

    def send(self, number: int) -> None:
        self.sent[number] = perf_counter()
        self._missing += self._readers
        self.all_there.clear()

    def seen(self, number: int, at: float) -> None:
        self.times.append((at - self.sent[number]) * 1000)
        self._missing -= 1
        if not self._missing:
            self.all_there.set()


class Reader(asyncio.Protocol):
    """One board: finds the probes in what comes, each once."""

    def __init__(self, head: bytes, probes: Probes) -> None:
        self._head = head
        self._probes = probes
        self._seen: set[int] = set()
        self._rest = b""
        self.there = asyncio.Event()
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        self._transport.write(self._head)

    def data_received(self, data: bytes) -> None:
        now = perf_counter()
        self.there.set()
        data = self._rest + data
        at = data.find(_PROBE)
        while at >= 0:
            end = data.find(b'"', at + len(_PROBE))
            if end < 0:
                break
            number = int(data[at + len(_PROBE) : end])
            if number not in self._seen and number in self._probes.sent:
                self._seen.add(number)
                self._probes.seen(number, now)
            at = data.find(_PROBE, end)
        # A probe may be cut in two.
        self._rest = data[at:] if at >= 0 else data[-len(_PROBE) :]

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = True
        self.there.set()

    def close(self) -> None:
        self._transport.abort()


@asynccontextmanager
async def reading(port: int, head: bytes, count: int, *, told: bool) -> AsyncIterator[Probes]:
    """So many readers; ``told``: each gets something when it has come."""
    loop, probes = asyncio.get_running_loop(), Probes(count)
    readers = [Reader(head, probes) for _ in range(count)]
    try:
        for one in readers:
            await loop.create_connection(lambda one=one: one, "127.0.0.1", port)  # type: ignore[misc]
        async with asyncio.timeout(_PATIENCE):
            for one in readers:
                if told:
                    await one.there.wait()
        await asyncio.sleep(_SETTLED)
        yield probes
        if any(one.lost for one in readers):
            raise Failed("a reader was cut off")
    finally:
        for one in readers:
            one.close()


async def stream(folder: Path, sizes: Sizes, cores: Cores) -> list[Rates | Times]:
    agents, docks = sizes.live_agents, min(sizes.live_docks, sizes.live_agents)
    prepared = await prepare(folder / "stream", agents)
    changes = sizes.live_facts
    busy = Orders(data=str(prepared.data), on_floor=agents, changes=changes, still=docks)
    still = Orders(data=str(prepared.data), on_floor=agents)
    head = (
        f"GET /pulse-api/stream?cloud_id={CLOUD_ID} HTTP/1.1\r\nhost: 127.0.0.1\r\n"
        f"authorization: Bearer {prepared.token}\r\n\r\n"
    ).encode()
    boards = sizes.live_boards
    idle: list[float] = []
    alone: list[float] = []
    watched: list[float] = []
    ours: list[tuple[float, ...]] = []
    bare: list[tuple[float, ...]] = []
    numbers = itertools.count()
    async with Child("bench.server", still, cpu=cores.server) as server:
        for _ in range(sizes.time_rounds):
            idle.append(await _busy(server, sizes.live_seconds))
    async with (
        Child("bench.server", busy, cpu=cores.server) as server,
        Child("bench.bare", {}, cpu=cores.server) as reference,
    ):
        port, bare_port = server.told["port"], reference.told["port"]
        for _ in range(sizes.time_rounds):
            alone.append(await _busy(server, sizes.live_seconds))
            async with reading(bare_port, b"DOCK / HTTP/1.1\r\n\r\n", boards, told=False) as probes:
                bare.append(await _bare_probes(bare_port, probes, numbers, sizes))
            async with (
                docks_open(prepared, port, number="442079460100", count=docks) as open_docks,
                reading(port, head, boards, told=True) as probes,
            ):
                ours.append(await _probes(open_docks, probes, numbers, sizes))
                watched.append(await _busy(server, sizes.live_seconds))
    told = f"{agents} agents, {changes:.0f} facts/s"
    return [
        Times(
            name=f"stream: an agent's click to each of {boards} boards, {docks} docks, {told}",
            reference=f"bare asyncio server that writes {_BARE_EVENT} bytes to {boards} sockets",
            ours=tuple(ours),
            theirs=tuple(bare),
            aim=(99, 50.0),
        ),
        Rates(
            name=f"processor: {told}, nobody watches",
            reference="the same floor, without changes",
            ours=tuple(alone),
            theirs=tuple(idle),
            unit="% of a core",
        ),
        Rates(
            name=f"processor: {told}, {boards} boards and {docks} docks",
            reference="the same, nobody watches",
            ours=tuple(watched),
            theirs=tuple(alone),
            unit="% of a core",
        ),
    ]


async def _probes(
    docks: Docks, probes: Probes, numbers: Iterator[int], sizes: Sizes
) -> tuple[float, ...]:
    """Each from another dock, evenly."""
    began, count = perf_counter(), max(1, round(sizes.live_probes * sizes.live_seconds))
    for n in range(count):
        await asyncio.sleep(max(0.0, began + n / sizes.live_probes - perf_counter()))
        number = next(numbers)
        probes.send(number)
        docks.ask(n, Pause(f"Probe {number}"))
    async with asyncio.timeout(_PATIENCE):
        await probes.all_there.wait()
    return tuple(probes.times)


async def _bare_probes(
    port: int, probes: Probes, numbers: Iterator[int], sizes: Sizes
) -> tuple[float, ...]:
    """A request, of which every reader is told."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    began, count = perf_counter(), max(1, round(sizes.live_probes * sizes.live_seconds))
    for n in range(count):
        await asyncio.sleep(max(0.0, began + n / sizes.live_probes - perf_counter()))
        number = next(numbers)
        probes.send(number)
        event = _PROBE + f'{number}"'.encode()
        text = event.ljust(_BARE_EVENT, b" ")
        writer.write(b"TELL / HTTP/1.1\r\ncontent-length: %d\r\n\r\n" % len(text) + text)
    async with asyncio.timeout(_PATIENCE):
        await probes.all_there.wait()
    writer.close()
    return tuple(probes.times)


async def _busy(child: Child, seconds: float) -> float:
    """The share of a core that a process takes, in percent; no less than can be told."""
    before, began = _processor(child.pid), perf_counter()
    await asyncio.sleep(seconds)
    taken = max(1 / os.sysconf("SC_CLK_TCK"), _processor(child.pid) - before)
    return 100 * taken / (perf_counter() - began)


def _processor(pid: int) -> float:
    """Seconds of processor time so far (proc(5): utime and stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
