"""make_call: requests a second against the bare server and against FastAPI."""

from pathlib import Path

from bench.children import Child, Cores
from bench.docks import calls_as_fast_as_they_go, docks_open
from bench.figures import Rates
from bench.load import as_fast_as_it_goes
from bench.server import Orders
from bench.sizes import Sizes
from bench.space import prepare

NUMBER = "442079460100"


async def make_call(folder: Path, sizes: Sizes, cores: Cores) -> list[Rates]:
    """Every call is made, answered, and ended by the far end; its agent's dock is told all of it
    over a real socket, and its record is on the disk before it is dialled."""
    prepared = await prepare(folder / "calls", sizes.docks)
    orders = Orders(data=str(prepared.data), talk_seconds=sizes.talk_seconds, fastapi=True)
    ours: list[float] = []
    bare: list[float] = []
    fastapi: list[float] = []
    alone: list[float] = []
    streams: list[float] = []
    made = 0
    async with (
        Child("bench.server", orders, cpu=cores.server) as server,
        Child("bench.bare", {}, cpu=cores.server) as reference,
        Child("bench.streams", {}, cpu=cores.server) as streaming,
        docks_open(prepared, server.told["port"], number=NUMBER) as docks,
    ):
        ports = (server.told["port"], server.told["fastapi_port"])
        bodies = list(docks.requests.values())
        size = 0
        for port in ports:  # warmed up, and the size of the answer is found
            warm = await calls_as_fast_as_they_go(docks, port, sizes.warm_up, sizes.connections)
            size = size or warm.size
        path = f"POST /{size} ".encode()
        asked = [path + body.partition(b" ")[2].partition(b" ")[2] for body in bodies]
        turn = iter(range(10**12))

        def next_bare() -> bytes:
            return asked[next(turn) % len(asked)]

        for _ in range(sizes.rounds):
            run = await as_fast_as_it_goes(
                reference.told["port"], next_bare, sizes.seconds, sizes.connections
            )
            bare.append(run.rate)
            run = await as_fast_as_it_goes(
                server.told["plain_port"], next_bare, sizes.seconds, sizes.connections
            )
            alone.append(run.rate)
            run = await as_fast_as_it_goes(
                streaming.told["port"], next_bare, sizes.seconds, sizes.connections
            )
            streams.append(run.rate)
            for port, rates in zip(ports, (ours, fastapi), strict=True):
                run = await calls_as_fast_as_they_go(docks, port, sizes.seconds, sizes.connections)
                rates.append(run.rate)
                made += run.count
        waits = docks.waits
    told = f"{sizes.connections} connections, {sizes.docks} docks"
    counted = f"{made} calls made by both faces, every answer a success; {waits} waits for an agent"
    return [
        Rates(
            name=f"make_call ({told})",
            reference="bare asyncio HTTP server, same answer size",
            ours=tuple(ours),
            theirs=tuple(bare),
            aim=0.5,
            note=counted,
        ),
        Rates(
            name=f"make_call ({told})",
            reference="asyncio.start_server with streams, same answer size",
            ours=tuple(ours),
            theirs=tuple(streams),
            aim=0.5,
        ),
        Rates(
            name=f"make_call ({told})",
            reference="same handler in FastAPI with pydantic",
            ours=tuple(ours),
            theirs=tuple(fastapi),
        ),
        Rates(
            name="uvicorn alone, no handler: what the aim leaves room for",
            reference="bare asyncio HTTP server, same answer size",
            ours=tuple(alone),
            theirs=tuple(bare),
        ),
    ]
