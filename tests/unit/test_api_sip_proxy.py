"""/sip: the docks' phones reach the engine through us."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from dockline.adapters.memory.engine import MemoryEngine
from tests.support.face import Server, serving

SIP = Subprotocol("sip")
OPTIONS = "OPTIONS sip:engine SIP/2.0\r\nVia: SIP/2.0/WSS page.invalid\r\n"
REGISTER = "REGISTER sip:engine SIP/2.0\r\nVia: SIP/2.0/WSS page.invalid\r\n\r\n"


class FarSide:
    """An engine's WebSocket that answers each message, and may hang up."""

    def __init__(self) -> None:
        self.here: list[ServerConnection] = []
        self.heard: list[str | bytes] = []
        self.gone = asyncio.Event()

    async def __call__(self, connection: ServerConnection) -> None:
        self.here.append(connection)
        async for message in connection:
            self.heard.append(message)
            answer = "SIP/2.0 200 OK\r\n\r\n"
            await connection.send(answer if isinstance(message, str) else answer.encode())
        self.gone.set()


@pytest.fixture
async def far_side(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FarSide]:
    side = FarSide()
    async with serve(side, "127.0.0.1", 0, subprotocols=[SIP]) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        monkeypatch.setattr(MemoryEngine, "phone_socket", lambda _: f"ws://127.0.0.1:{port}/ws")
        yield side


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


async def test_messages_go_both_ways(server: Server, far_side: FarSide) -> None:
    async with server.socket(await server.sign_in(), "/sip", subprotocols=[SIP]) as phone:
        assert phone.subprotocol == "sip"
        for message in (REGISTER, REGISTER.encode()):
            await phone.send(message)
            answer = await phone.recv()
            assert type(answer) is type(message)
        assert far_side.heard == [REGISTER, REGISTER.encode()]
        assert far_side.here[0].subprotocol == "sip"


async def test_a_phone_that_asks_whether_we_are_there_is_answered(
    server: Server, far_side: FarSide
) -> None:
    async with server.socket(await server.sign_in(), "/sip", subprotocols=[SIP]) as phone:
        for ping in ("\r\n\r\n", b"\r\n\r\n"):
            await phone.send(ping)
            assert await phone.recv() == "\r\n"
        await phone.send(REGISTER)
        await phone.recv()
        assert far_side.heard == [REGISTER], "it is ours to answer"


async def test_the_far_side_is_closed_with_the_phone(server: Server, far_side: FarSide) -> None:
    async with server.socket(await server.sign_in(), "/sip", subprotocols=[SIP]) as phone:
        await phone.send(REGISTER)
        await phone.recv()
    async with asyncio.timeout(10):
        await far_side.gone.wait()


async def test_the_phone_is_closed_with_the_far_side(server: Server, far_side: FarSide) -> None:
    async with server.socket(await server.sign_in(), "/sip", subprotocols=[SIP]) as phone:
        await phone.send(REGISTER)
        await phone.recv()
        await far_side.here[0].close()
        with pytest.raises(ConnectionClosed):
            await phone.recv()
        assert phone.close_code == 1013


async def test_without_a_session(server: Server, far_side: FarSide) -> None:
    async with server.socket("dockline=made-up", "/sip", subprotocols=[SIP]) as phone:
        with pytest.raises(ConnectionClosed):
            await phone.recv()
        assert phone.close_code == 4401
    assert far_side.here == []


async def test_without_the_subprotocol(server: Server, far_side: FarSide) -> None:
    cookie = await server.sign_in()
    with pytest.raises(InvalidStatus):
        async with server.socket(cookie, "/sip"):
            pass


async def test_the_engine_is_away(server: Server) -> None:
    async with server.socket(await server.sign_in(), "/sip", subprotocols=[SIP]) as phone:
        with pytest.raises(ConnectionClosed):
            await phone.recv()
        assert phone.close_code == 1013


async def test_a_message_that_is_too_large_ends_it(server: Server, far_side: FarSide) -> None:
    async with server.socket(await server.sign_in(), "/sip", subprotocols=[SIP]) as phone:
        await phone.send("x" * 70_000)
        with pytest.raises(ConnectionClosed):
            await phone.recv()
    assert far_side.heard == []


@pytest.mark.parametrize(
    "message",
    [
        "INVITE sip:442079460100@engine SIP/2.0\r\n\r\n",
        b"INVITE sip:442079460100@engine SIP/2.0\r\n\r\n",
        "\r\n\r\nINVITE sip:442079460100@engine SIP/2.0\r\n\r\n",
        f"{REGISTER}INVITE sip:442079460100@engine SIP/2.0\r\n\r\n",
        "invite sip:442079460100@engine SIP/2.0\r\n\r\n",
        "REFER sip:442079460100@engine SIP/2.0\r\n\r\n",
        # The engine passes over line ends before a message, and over a body to the next one.
        "\rINVITE sip:442079460100@engine SIP/2.0\r\n\r\n",
        f"{OPTIONS}Content-Length: 3\r\n\r\nabcINVITE sip:442079460@engine SIP/2.0\r\n\r\n",
        f"{OPTIONS}l: 3\r\nContent-Length: 34\r\n\r\nabcINVITE sip:1@engine SIP/2.0\r\n\r\n",
        f"{OPTIONS}a: b\n\r\nINVITE sip:442079460100@engine SIP/2.0\r\n\r\n",
    ],
)
async def test_a_phone_that_dials_is_cut_off(
    server: Server, far_side: FarSide, message: str | bytes
) -> None:
    async with server.socket(await server.sign_in(), "/sip", subprotocols=[SIP]) as phone:
        await phone.send(message)
        with pytest.raises(ConnectionClosed):
            await phone.recv()
        assert phone.close_code == 1008
    assert far_side.heard == []


async def test_an_answer_to_an_invite_passes(server: Server, far_side: FarSide) -> None:
    answer = "SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\nAllow: INVITE, REFER\r\n\r\n"
    async with server.socket(await server.sign_in(), "/sip", subprotocols=[SIP]) as phone:
        await phone.send(answer)
        await phone.recv()
    assert far_side.heard == [answer]


async def test_the_answer_to_a_ping_of_the_engines_passes(
    server: Server, far_side: FarSide
) -> None:
    async with server.socket(await server.sign_in(), "/sip", subprotocols=[SIP]) as phone:
        for pong in ("\r\n", b"\r\n"):
            await phone.send(pong)
            await phone.recv()
    assert far_side.heard == ["\r\n", b"\r\n"]


async def test_a_message_with_its_body_passes(server: Server, far_side: FarSide) -> None:
    tone = "INFO sip:engine SIP/2.0\r\nCSeq: 3 INFO\r\nContent-Length: 13\r\n\r\nSignal=1 Ünd"
    async with server.socket(await server.sign_in(), "/sip", subprotocols=[SIP]) as phone:
        for message in (tone, tone.encode()):
            await phone.send(message)
            await phone.recv()
    assert far_side.heard == [tone, tone.encode()]


async def test_of_one_users_sockets_the_newest_four_stay(server: Server, far_side: FarSide) -> None:
    rishi, siddhant = await server.sign_in(), await server.sign_in("siddhant")
    async with contextlib.AsyncExitStack() as stack:

        async def another(cookie: str) -> ClientConnection:
            phone = await stack.enter_async_context(
                server.socket(cookie, "/sip", subprotocols=[SIP])
            )
            await phone.send(REGISTER)
            await phone.recv()
            return phone

        others = await another(siddhant)
        phones = [await another(rishi) for _ in range(6)]
        for phone in phones[:2]:
            with pytest.raises(ConnectionClosed):
                await phone.recv()
            assert phone.close_code == 1013
        for phone in (*phones[2:], others):
            await phone.send(REGISTER)
            await phone.recv()
