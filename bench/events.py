"""From a POST to the call event at the dock's socket, in milliseconds."""

import asyncio
from pathlib import Path
from time import perf_counter
from typing import cast

from tests.support.until import until

from bench.calls import NUMBER
from bench.children import Child, Cores
from bench.docks import Dock, Docks, docks_open
from bench.figures import Times
from bench.load import at_a_pace
from bench.server import Orders
from bench.sizes import Sizes
from bench.space import prepare

_EVENT_BYTES = 700
"""About what a call event has."""


async def call_event(folder: Path, sizes: Sizes, cores: Cores) -> list[Times]:
    """At a realistic rate over many docks. The reference tells one socket, and knows nothing."""
    prepared = await prepare(folder / "events", sizes.event_docks)
    orders = Orders(data=str(prepared.data), talk_seconds=sizes.talk_seconds)
    ours: list[tuple[float, ...]] = []
    theirs: list[tuple[float, ...]] = []
    async with (
        Child("bench.server", orders, cpu=cores.server) as server,
        Child("bench.bare", {}, cpu=cores.server) as reference,
        docks_open(prepared, server.told["port"], number=NUMBER) as docks,
    ):
        port = server.told["port"]
        await events_of(docks, port, sizes.event_rate, sizes.warm_up)
        for _ in range(sizes.time_rounds):
            seconds = sizes.event_seconds
            bare_port = reference.told["port"]
            theirs.append(await _bare_events(bare_port, sizes.event_rate, seconds))
            ours.append(await events_of(docks, port, sizes.event_rate, seconds))
    count = sum(len(times) for times in ours)
    return [
        Times(
            name=f"make_call: POST to call event at the dock's socket ({sizes.event_rate:.0f}/s "
            f"over {sizes.event_docks} docks)",
            reference="bare asyncio server that writes to a second socket",
            ours=tuple(ours),
            theirs=tuple(theirs),
            aim=(99, 10.0),
            note=f"{count} calls, every answer a success",
        )
    ]


async def events_of(docks: Docks, port: int, rate: float, seconds: float) -> tuple[float, ...]:
    """Milliseconds from each POST to its event."""
    asked: dict[str, float] = {}
    times: list[float] = []
    by_request = {request: login for login, request in docks.requests.items()}

    def shown(dock: Dock, at: float) -> None:
        times.append((at - asked.pop(dock.member.login)) * 1000)

    docks.on_shown = shown
    sent = await at_a_pace(
        port,
        lambda: docks.requests[docks.free.popleft().member.login],
        rate,
        seconds,
        asked=lambda request, at: asked.__setitem__(by_request[request], at),
    )
    await docks.all_free()
    if len(times) != len(sent):
        raise ConnectionError(f"{len(sent)} calls, but {len(times)} events")
    return tuple(times)


class _Listener(asyncio.Protocol):
    def __init__(self) -> None:
        self.arrived: list[float] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(b"DOCK\r\n\r\n")

    def data_received(self, data: bytes) -> None:
        self.arrived.append(perf_counter())

    def close(self) -> None:
        self._transport.close()


async def _bare_events(port: int, rate: float, seconds: float) -> tuple[float, ...]:
    request = f"POST /250/{_EVENT_BYTES} HTTP/1.1\r\ncontent-length: 0\r\n\r\n".encode()
    _, listener = await asyncio.get_running_loop().create_connection(_Listener, "127.0.0.1", port)
    sent: list[float] = []
    # One after the other: an event is then that of the request that was sent last.
    await at_a_pace(port, lambda: request, rate, seconds, 1, asked=lambda _, at: sent.append(at))
    await until(lambda: len(listener.arrived) == len(sent))
    listener.close()
    pairs = zip(sent, listener.arrived, strict=True)
    return tuple((arrived - asked) * 1000 for asked, arrived in pairs)
