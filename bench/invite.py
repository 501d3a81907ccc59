"""From a POST to the INVITE at the carrier, through the real engine, in milliseconds."""

import asyncio
import base64
import itertools
import re
from contextlib import AsyncExitStack
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import msgspec
from tests.support.ua import Telephone
from websockets.asyncio.client import connect

from bench.children import Child, Cores
from bench.docks import Docks, docks_open
from bench.figures import Times
from bench.load import at_a_pace, post
from bench.server import Orders
from bench.sizes import Sizes
from bench.space import Prepared, prepare
from dockline.adapters.asterisk.ari import AriConnection, AriEvent
from dockline.adapters.asterisk.process import Record
from dockline.ports.engine import Phone

_FIRST: int = 442079460200
"""From the range kept free for drama (Ofcom); the last three digits are counted up."""
_RING_SECONDS = 0.1


class Listener(asyncio.DatagramProtocol):
    """The carrier's end of the trunk: says when each INVITE came, rings, then is busy."""

    def __init__(self) -> None:
        self.waited_for: dict[str, asyncio.Future[float]] = {}
        """By the number dialled."""
        self._seen: set[bytes] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        self.port: int = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, address: Any) -> None:
        at = perf_counter()
        method = data[: data.find(b" ")]
        if method == b"INVITE":
            lines = data.partition(b"\r\n\r\n")[0].split(b"\r\n")
            call_id = next(line for line in lines if line.lower().startswith(b"call-id:"))
            if call_id not in self._seen:
                self._seen.add(call_id)
                number = data[: data.find(b"@")].rpartition(b":")[2].decode()
                waiting = self.waited_for.pop(number, None)
                if waiting is not None:
                    waiting.set_result(at)
            self._answer(lines, b"180 Ringing", address)
            asyncio.get_running_loop().call_later(
                _RING_SECONDS, self._answer, lines, b"486 Busy Here", address
            )
        elif method not in (b"ACK", b"SIP/2.0"):
            lines = data.partition(b"\r\n\r\n")[0].split(b"\r\n")
            self._answer(lines, b"200 OK", address)

    def _answer(self, lines: list[bytes], status: bytes, address: Any) -> None:
        """Echo what RFC 3261, section 8.2.6 wants echoed."""
        kept = [line for line in lines[1:] if re.match(rb"(?i)(via|from|call-id|cseq)\s*:", line)]
        to = next(line for line in lines if re.match(rb"(?i)to\s*:", line))
        if b";tag=" not in to:
            to += b";tag=bench"
        text = b"\r\n".join([b"SIP/2.0 " + status, *kept, to, b"Content-Length: 0", b"", b""])
        self._transport.sendto(text, address)


async def to_the_carrier(folder: Path, sizes: Sizes, cores: Cores) -> list[Times]:
    """Real calls for agents with real telephones; the reference asks the same engine itself."""
    loop = asyncio.get_running_loop()
    prepared = await prepare(folder / "invite", sizes.invite_docks)
    transport, listener = await loop.create_datagram_endpoint(Listener, local_addr=("127.0.0.1", 0))
    orders = Orders(data=str(prepared.data), trunk_port=listener.port)
    ours: list[tuple[float, ...]] = []
    theirs: list[tuple[float, ...]] = []
    async with AsyncExitStack() as down:
        down.callback(transport.close)
        server = await down.enter_async_context(Child("bench.server", orders))
        sip = ("127.0.0.1", server.told["sip_port"])

        async def make_phone(phone: Phone) -> None:
            telephone = await Telephone.open(sip, phone.username, phone.password)
            down.push_async_callback(telephone.close)
            if await telephone.register() != 200:
                raise ConnectionError("a telephone was not registered")

        docks = await down.enter_async_context(
            docks_open(prepared, server.told["port"], number="", make_phone=make_phone)
        )
        ari = await _ari(prepared)
        down.push_async_callback(ari.close)
        numbers = map(str, itertools.cycle(range(_FIRST, _FIRST + 700)))
        calls = _Calls(listener, docks, server.told["port"], numbers)
        await calls.run(sizes.invite_rate, sizes.warm_up)
        for _ in range(sizes.time_rounds):
            theirs.append(await _originate(listener, ari, numbers, sizes))
            ours.append(await calls.run(sizes.invite_rate, sizes.invite_seconds))
    return [
        Times(
            name=f"make_call: POST to INVITE at the carrier ({sizes.invite_rate:.0f}/s over "
            f"{sizes.invite_docks} docks with telephones)",
            reference="raw ARI originate on the same engine",
            ours=tuple(ours),
            theirs=tuple(theirs),
            aim=(95, 50.0),
            note=f"{sum(len(times) for times in ours)} calls, every answer a success",
        )
    ]


async def _ari(prepared: Prepared) -> AriConnection:
    """A second application on the engine that the server runs, under the server's own key."""
    kept = (prepared.data / "engine" / "engine.json").read_bytes()
    record = msgspec.json.decode(kept, type=Record)
    key = base64.b64encode(f"dockline:{record.key}".encode()).decode()
    socket = await connect(
        f"ws://127.0.0.1:{record.ports.http}/ari/events?app=bench",
        additional_headers={"Authorization": f"Basic {key}"},
        compression=None,
        proxy=None,
    )
    return AriConnection(socket, "bench", _deaf, 10.0)


def _deaf(event: AriEvent) -> None:
    """What becomes of the calls is told by the carrier's end."""


class _Calls:
    def __init__(self, listener: Listener, docks: Docks, port: int, numbers: "map[str]") -> None:
        self._listener = listener
        self._docks = docks
        self._port = port
        self._numbers = numbers
        self._asked: dict[bytes, str] = {}

    async def run(self, rate: float, seconds: float) -> tuple[float, ...]:
        loop = asyncio.get_running_loop()
        arrivals: list[tuple[float, asyncio.Future[float]]] = []

        def asked(request: bytes, at: float) -> None:
            arrival: asyncio.Future[float] = loop.create_future()
            self._listener.waited_for[self._asked.pop(request)] = arrival
            arrivals.append((at, arrival))

        await at_a_pace(self._port, self._request, rate, seconds, asked=asked)
        times = await _between(arrivals)
        await self._docks.all_free()
        return times

    def _request(self) -> bytes:
        dock, number = self._docks.free.popleft(), next(self._numbers)
        body = {"username": dock.member.username, "number": number, "custom": {"name": "Alex"}}
        request = post("/apiv1/make_call", body)
        self._asked[request] = number
        return request


async def _originate(
    listener: Listener, ari: AriConnection, numbers: "map[str]", sizes: Sizes
) -> tuple[float, ...]:
    loop = asyncio.get_running_loop()
    arrivals: list[tuple[float, asyncio.Future[float]]] = []
    began = perf_counter()
    for n in range(max(1, round(sizes.invite_rate * sizes.invite_seconds))):
        await asyncio.sleep(max(0.0, began + n / sizes.invite_rate - perf_counter()))
        number = next(numbers)
        arrival: asyncio.Future[float] = loop.create_future()
        listener.waited_for[number] = arrival
        arrivals.append((perf_counter(), arrival))
        query = {"endpoint": f"PJSIP/{number}@trunk", "app": "bench"}
        await ari.request("POST", "channels", query)
    return await _between(arrivals)


async def _between(arrivals: list[tuple[float, "asyncio.Future[float]"]]) -> tuple[float, ...]:
    async with asyncio.timeout(10):
        return tuple([(await arrival - at) * 1000 for at, arrival in arrivals])
