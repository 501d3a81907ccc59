"""/sip: the docks' phones reach the engine through us."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from dockline.adapters.memory.engine import MemoryEngine
from tests.support.face import Server, serving

SIP = Subprotocol("sip")
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
