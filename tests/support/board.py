"""A supervisor's board without a browser: its socket, and the telephone of the page."""

import asyncio
import itertools
from collections.abc import Callable

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect

from dockline.api.board_wire import (
    BoardAsk,
    BoardHello,
    BoardOrders,
    BoardWelcome,
    FromBoardMessage,
    Listen,
    MonitorFrame,
    ToBoardMessage,
)
from dockline.api.dock_wire import Beat, Done, PhoneState, Refused
from dockline.domain.ids import AgentId, PageId, new_id
from dockline.domain.monitor import MonitorMode, MonitorView
from tests.support.dock import AskRefused
from tests.support.ua import Telephone

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(ToBoardMessage).decode


class Board:
    """``monitor`` and ``why`` are what the last frame said."""

    telephone: Telephone
    welcome: BoardWelcome
    _socket: ClientConnection

    def __init__(self, url: str, username: str, password: str, sip_port: int) -> None:
        self.url = url
        self._form = {"login": username, "password": password}
        self._sip_port = sip_port
        self.monitor: MonitorView | None = None
        self.why = ""
        self._refs = itertools.count(1)
        self._answers: dict[int, asyncio.Future[None]] = {}
        self._changed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Sign in, say hello, and have the telephone registered."""
        async with httpx.AsyncClient(base_url=self.url) as http:
            answer = await http.post("/dock/sign-in", json=self._form)
            assert answer.status_code == 200, answer.text
            cookies = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
        self._socket = await connect(
            self.url.replace("http", "ws", 1) + "/board/socket",
            additional_headers={"Cookie": cookies, "Origin": self.url},
        )
        await self._send(BoardHello(PageId(new_id())))
        first = _decode(await self._socket.recv())
        assert isinstance(first, BoardWelcome), first
        assert first.phone is not None
        self.welcome = first
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._beat())]
        server = ("127.0.0.1", self._sip_port)
        self.telephone = await Telephone.open(server, first.phone.username, first.phone.password)
        assert await self.telephone.register() == 200
        await self._send(PhoneState(first.phone.phone_id, True))

    async def close(self) -> None:
        """The page is gone without a word, its telephone with it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._socket.transport.abort()
        await self.telephone.close()

    async def _send(self, message: FromBoardMessage) -> None:
        await self._socket.send(_encode(message).decode())

    async def _beat(self) -> None:
        while True:
            await self._send(Beat(0.0))
            await asyncio.sleep(1)

    async def _read(self) -> None:
        async for raw in self._socket:
            match _decode(raw):
                case MonitorFrame(monitor, why):
                    self.monitor, self.why = monitor, why
                case Done(ref):
                    self._answers.pop(ref).set_result(None)
                case Refused() as refused:
                    self._answers.pop(refused.ref).set_exception(AskRefused(refused))
                case _:
                    pass
            self._changed.set()

    async def ask(self, order: BoardOrders) -> None:
        """Returns when it is done. Raises AskRefused."""
        ref = next(self._refs)
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._answers[ref] = answer
        await self._send(BoardAsk(ref, order))
        async with asyncio.timeout(10):
            await answer

    async def listens(self, agent_id: AgentId, mode: MonitorMode) -> None:
        """In the agent's call, with the telephone connected."""
        await self.ask(Listen(agent_id, mode))
        await self.until(lambda: self.monitor is not None and self.monitor.up)

    async def until(self, holds: Callable[[], bool], within: float = 15.0) -> None:
        """Wait for a frame that makes this hold."""
        async with asyncio.timeout(within):
            while not holds():
                self._changed.clear()
                await self._changed.wait()
