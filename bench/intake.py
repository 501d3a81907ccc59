"""Leads in: one by one, in bodies, and what they do to a click-to-call beside them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Final

from msgspec import Struct
from tests.support.postgres import postgres

from bench.calls import NUMBER
from bench.children import Child, Cores
from bench.docks import docks_open
from bench.events import events_of
from bench.fastapi_leads import Orders as UsualOrders
from bench.figures import Rates, Times
from bench.leads import Leads, envelope
from bench.load import Connection, Run, as_fast_as_it_goes, connected, succeeded
from bench.server import Orders
from bench.sizes import Sizes
from bench.space import Prepared, prepare
from bench.streams import Orders as PlainOrders
from bench.upserts import Orders as UpsertOrders

_BULK_CONNECTIONS: Final = 4
_CROWD: Final = 2
"""Connections that push bodies while calls are made."""


class _Place(Struct, frozen=True):
    """One of the databases, with a fresh one for each who asks."""

    name: str
    urls: list[str]
    """Of PostgreSQL; empty for SQLite."""

    def url(self, n: int) -> str:
        return self.urls[n] if self.urls else ""


@asynccontextmanager
async def _databases(count: int) -> AsyncIterator[list[_Place]]:
    """SQLite, and a PostgreSQL that is durable, as SQLite is."""
    with postgres() as server:
        urls = [await server.new_database() for _ in range(count)]
        yield [_Place("SQLite", []), _Place("PostgreSQL", urls)]


# --- one by one ---------------------------------------------------------------------------------


async def push_one_by_one(folder: Path, sizes: Sizes, cores: Cores) -> list[Rates]:
    """Every lead is a new one, checked, and on the disk before its answer."""
    measures: list[Rates] = []
    async with _databases(2) as places:
        for place in places:
            measures += await _one_by_one(folder / place.name, place, sizes, cores)
    return measures


async def _one_by_one(folder: Path, place: _Place, sizes: Sizes, cores: Cores) -> list[Rates]:
    prepared = await prepare(folder / "ours", 1, database_url=place.url(0))
    usual = UsualOrders(data=str(folder), token=prepared.token, database_url=place.url(1))
    rates: dict[str, list[float]] = {"ours": [], "bare": [], "plain": [], "usual": []}
    async with (
        Child("bench.server", _orders(prepared, place), cpu=cores.server) as server,
        Child("bench.bare", {}, cpu=cores.server) as bare,
        Child("bench.streams", PlainOrders(uvloop=False), cpu=cores.server) as plain,
        Child("bench.fastapi_leads", usual, cpu=cores.server) as other,
    ):
        leads = Leads(envelope(prepared))
        warm = await _pushed(server, leads.single, sizes.warm_up, sizes.connections)
        await _pushed(other, leads.single, sizes.warm_up, sizes.connections)
        path = f"POST /{warm.size} ".encode()

        def bare_request() -> bytes:
            return path + leads.single().split(b" ", 2)[2]

        for _ in range(sizes.rounds):
            for name, child, request in (
                ("bare", bare, bare_request),
                ("plain", plain, bare_request),
                ("ours", server, leads.single),
                ("usual", other, leads.single),
            ):
                run = await _pushed(child, request, sizes.push_seconds, sizes.connections)
                rates[name].append(run.rate)
    name = f"campaign/add on {place.name} ({sizes.connections} connections, durable)"
    ours = tuple(rates["ours"])
    return [
        Rates(
            name=name,
            reference="bare asyncio HTTP server, same answer size",
            ours=ours,
            theirs=tuple(rates["bare"]),
            aim=0.45 if place.name == "SQLite" else None,
        ),
        Rates(
            name=name,
            reference="asyncio.start_server on the standard event loop, same answer size",
            ours=ours,
            theirs=tuple(rates["plain"]),
        ),
        Rates(
            name=name,
            reference="FastAPI, pydantic, SQLAlchemy's async session; a commit a request",
            ours=ours,
            theirs=tuple(rates["usual"]),
        ),
    ]


async def _pushed(
    child: Child, request: Callable[[], bytes], seconds: float, connections: int
) -> Run:
    return await as_fast_as_it_goes(child.told["port"], request, seconds, connections)


def _orders(prepared: Prepared, place: _Place) -> Orders:
    return Orders(data=str(prepared.data), database_url=place.url(0))


# --- in bodies ----------------------------------------------------------------------------------


async def push_bodies(folder: Path, sizes: Sizes, cores: Cores) -> list[Rates]:
    """Over HTTP, against rows that are ready, straight into the same table of the same database.
    Every lead is a new one; both sides grow alike."""
    measures: list[Rates] = []
    async with _databases(2 * len(sizes.bulk_sizes)) as places:
        for place in places:
            for n, size in enumerate(sizes.bulk_sizes):
                own = _Place(place.name, place.urls[2 * n : 2 * n + 2])
                here = folder / f"{place.name}-{size}"
                measures.append(await _bodies(here, own, size, sizes, cores))
    return measures


async def _bodies(folder: Path, place: _Place, size: int, sizes: Sizes, cores: Cores) -> Rates:
    prepared = await prepare(folder / "ours", 1, database_url=place.url(0))
    ours: list[float] = []
    theirs: list[float] = []
    count = max(_BULK_CONNECTIONS, sizes.bulk_leads // size)
    async with Child("bench.server", _orders(prepared, place), cpu=cores.server) as server:
        leads = Leads(envelope(prepared))
        for n in range(sizes.rounds):
            upserts = UpsertOrders(
                data=str(folder / "theirs"),
                size=size,
                leads=count * size,
                first=1 + n * count * size,
                database_url=place.url(1),
            )
            async with Child("bench.upserts", upserts, cpu=cores.server) as reference:
                theirs.append(reference.told["rate"])
            bodies = [leads.body(size) for _ in range(count)]
            ours.append(size * count / await _all_answered(server.told["port"], bodies))
    return Rates(
        name=f"campaign/add_multiple of {size:,} on {place.name}, in leads",
        reference="the database's own upserts of ready rows, same table and indexes",
        ours=tuple(ours),
        theirs=tuple(theirs),
        aim=0.6,
        unit="leads/s",
        note=f"{_BULK_CONNECTIONS} connections; the reference is one, a transaction a body",
    )


async def _all_answered(port: int, bodies: list[bytes]) -> float:
    """Seconds until each was answered with a success."""
    waiting = iter(bodies)
    missing = len(bodies)
    run, finished = Run(), asyncio.Event()

    def answered(connection: Connection, answer: bytes) -> None:
        nonlocal missing
        run.note(answer)
        missing -= 1
        body = next(waiting, None)
        if body is not None:
            connection.ask(body)
        if not missing:
            finished.set()

    made = await connected(port, min(_BULK_CONNECTIONS, len(bodies)), answered)
    began = perf_counter()
    for connection in made:
        connection.ask(next(waiting))
    async with asyncio.timeout(60):
        await finished.wait()
    taken = perf_counter() - began
    for connection in made:
        connection.close()
    run.require()
    return taken


# --- a click-to-call beside them ----------------------------------------------------------------


async def call_event_in_a_crowd(folder: Path, sizes: Sizes, cores: Cores) -> list[Times]:
    """From a POST of make_call to its event at the dock's socket, while bodies of the largest size
    are pushed without a pause; beside it, the same without them."""
    async with _databases(1) as places:
        return [await _crowd(folder / place.name, place, sizes, cores) for place in places]


async def _crowd(folder: Path, place: _Place, sizes: Sizes, cores: Cores) -> Times:
    prepared = await prepare(folder, sizes.event_docks, database_url=place.url(0))
    size = max(sizes.bulk_sizes)
    ours: list[tuple[float, ...]] = []
    alone: list[tuple[float, ...]] = []
    pushed = 0
    # Every call finds a dock that is free, even where each takes a second.
    rate = min(sizes.event_rate, float(sizes.event_docks))
    async with AsyncExitStack() as down:
        server = await down.enter_async_context(
            Child("bench.server", _orders(prepared, place), cpu=cores.server)
        )
        port = server.told["port"]
        docks = await down.enter_async_context(docks_open(prepared, port, number=NUMBER))
        leads = Leads(envelope(prepared))
        await events_of(docks, port, rate, sizes.warm_up)
        for _ in range(sizes.time_rounds):
            alone.append(await events_of(docks, port, rate, sizes.event_seconds))
            crowd = _Crowd(port, [leads.body(size) for _ in range(12)])
            await crowd.start()
            ours.append(await events_of(docks, port, rate, sizes.event_seconds))
            pushed += await crowd.stop()
    return Times(
        name=f"make_call: POST to call event at the dock's socket, while bodies of {size:,} leads "
        f"are pushed ({place.name})",
        reference="the same, while none are pushed",
        ours=tuple(ours),
        theirs=tuple(alone),
        aim=(99, 50.0),
        note=f"{pushed * size:,} leads were pushed meanwhile",
    )


class _Crowd:
    """Pushes bodies without a pause, on some connections, until it is stopped."""

    def __init__(self, port: int, bodies: list[bytes]) -> None:
        self._port = port
        self._bodies = bodies
        self._count = 0
        self._failed = b""
        self._stopping = False
        self._under_way = 0
        self._idle = asyncio.Event()
        self._made: list[Connection] = []

    async def start(self) -> None:
        self._made = await connected(self._port, _CROWD, self._answered)
        for connection in self._made:
            self._under_way += 1
            self._push(connection)

    async def stop(self) -> int:
        """How many bodies were answered. Raises ConnectionError where one was refused."""
        self._stopping = True
        async with asyncio.timeout(60):
            await self._idle.wait()
        for connection in self._made:
            connection.close()
        if self._failed:
            raise ConnectionError(self._failed[-300:].decode(errors="replace"))
        return self._count

    def _push(self, connection: Connection) -> None:
        connection.ask(self._bodies[self._count % len(self._bodies)])

    def _answered(self, connection: Connection, answer: bytes) -> None:
        self._count += 1
        if not succeeded(answer):
            self._failed = self._failed or answer
        if not self._stopping:
            self._push(connection)
            return
        self._under_way -= 1
        if not self._under_way:
            self._idle.set()
