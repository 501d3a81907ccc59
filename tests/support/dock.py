"""A dock without a browser: signs in over HTTP, keeps its socket, applies facts, telephones."""

import asyncio
import itertools
import json
from collections.abc import Callable
from typing import Any

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect

from dockline.api.dock_wire import (
    Ask,
    Beat,
    BeatBack,
    Done,
    FactFrame,
    FromDockMessage,
    Hello,
    PhoneFrame,
    PhoneState,
    Refused,
    Replaced,
    Resumed,
    ToDockMessage,
    Welcome,
)
from dockline.domain.commands import DockOrder
from dockline.domain.facts import CallView, DockView
from dockline.domain.ids import PageId, new_id
from dockline.domain.views import apply
from dockline.ports.engine import Phone
from tests.support.ua import Telephone

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(ToDockMessage).decode


class AskRefused(Exception):
    def __init__(self, refused: Refused) -> None:
        super().__init__(f"{refused.code}: {refused.message}")
        self.code = refused.code


class Dock:
    """``view`` is always what the facts made of the last snapshot."""

    def __init__(
        self, url: str, username: str, password: str, sip_port: Callable[[], int] | None
    ) -> None:
        self.url = url
        self.username = username
        self._password = password
        self._sip_port = sip_port
        self.http = httpx.AsyncClient(base_url=url)
        self.page_id = PageId(new_id())
        self.epoch, self.seq = "", 0
        self.view: DockView
        self.phone: Phone | None = None
        self.telephone: Telephone | None = None
        self.log: list[ToDockMessage] = []
        self.resumed = False
        self._refs = itertools.count(1)
        self._answers: dict[int, asyncio.Future[None]] = {}
        self._changed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._socket: ClientConnection | None = None
        self.closed_with: int | None = None

    async def sign_in(self) -> None:
        form = {"login": self.username, "password": self._password}
        answer = await self.http.post("/dock/sign-in", json=form)
        assert answer.status_code == 200, answer.text

    async def open(self, *, leg_up: bool = False) -> None:
        """Open the socket, and have the telephone registered."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        self._socket = await connect(
            self.url.replace("http", "ws", 1) + "/dock/socket",
            additional_headers={"Cookie": cookies, "Origin": self.url},
        )
        has = self.phone.phone_id if self.phone is not None else None
        hello = Hello(self.page_id, self.epoch, self.seq, has, leg_up)
        await self._socket.send(_encode(hello).decode())
        first = _decode(await self._socket.recv())
        assert isinstance(first, Welcome | Resumed), first
        self.resumed = isinstance(first, Resumed)
        if isinstance(first, Welcome):
            self.view, self.epoch, self.seq = first.view, first.epoch, first.seq
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._beat())]
        await self._take_phone(first.phone)

    async def _take_phone(self, phone: Phone | None) -> None:
        if phone is not None:
            self.phone = phone
            if self._sip_port is not None:
                if self.telephone is not None:
                    await self.telephone.close()
                server = ("127.0.0.1", self._sip_port())
                self.telephone = await Telephone.open(server, phone.username, phone.password)
                assert await self.telephone.register() == 200
        if self.phone is not None:
            await self._send(PhoneState(self.phone.phone_id, True))
            await self.until(lambda: self.view.me.phone)

    async def reload(self) -> None:
        """As a page does: everything is gone, then comes anew."""
        await self.lose()
        if self.telephone is not None:
            await self.telephone.close()
        self.telephone, self.phone = None, None
        self.page_id, self.epoch, self.seq = PageId(new_id()), "", 0
        await self.open()

    async def lose(self) -> None:
        """The socket is gone without a word."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._socket is not None:
            self._socket.transport.abort()

    def move(self, url: str) -> None:
        """The server is at another address now; the session is the same."""
        self.url = url
        self.http.base_url = httpx.URL(url)

    async def close(self) -> None:
        await self.lose()
        if self.telephone is not None:
            await self.telephone.close()
        await self.http.aclose()

    async def _send(self, message: FromDockMessage) -> None:
        assert self._socket is not None
        await self._socket.send(_encode(message).decode())

    async def _beat(self) -> None:
        while True:
            await self._send(Beat(0.0))
            await asyncio.sleep(1)

    async def _read(self) -> None:
        assert self._socket is not None
        async for raw in self._socket:
            message = _decode(raw)
            self.log.append(message)
            match message:
                case FactFrame():
                    assert message.seq > self.seq
                    self.seq = message.seq
                    self.view = apply(self.view, message.fact)
                case Done():
                    self._answers.pop(message.ref).set_result(None)
                case Refused():
                    self._answers.pop(message.ref).set_exception(AskRefused(message))
                case PhoneFrame():
                    task = asyncio.create_task(self._take_phone(message.phone))
                    self._tasks.append(task)
                case BeatBack() | Replaced() | _:
                    pass
            self._changed.set()
        self.closed_with = self._socket.close_code
        self._changed.set()

    async def ask(self, order: DockOrder) -> None:
        """Returns when it is done. Raises AskRefused."""
        ref = next(self._refs)
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._answers[ref] = answer
        await self._send(Ask(ref, order))
        async with asyncio.timeout(10):
            await answer

    async def until(self, holds: Any, within: float = 15.0) -> Any:
        """Wait for a fact that makes this hold."""
        async with asyncio.timeout(within):
            while not (found := holds()):
                self._changed.clear()
                await self._changed.wait()
        return found

    @property
    def call(self) -> CallView:
        assert self.view.call is not None
        return self.view.call

    async def make_call(self, number: str, **custom: Any) -> dict[str, Any]:
        """As a CRM does."""
        body = {"username": self.username, "number": number, "custom": custom}
        answer = await self.http.post("/apiv1/make_call", json=body)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = json.loads(answer.text)
        return told
