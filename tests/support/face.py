"""A whole server on the loopback, with the adapters that keep everything in memory, and docks
that speak to it over real sockets."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import httpx
import msgspec
from argon2 import PasswordHasher
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from dockline.adapters.memory.engine import MemoryEngine
from dockline.adapters.memory.store import MemoryStore
from dockline.api import board_wire as b, dock_wire as w
from dockline.domain.commands import DockOrder
from dockline.domain.facts import AnyFact, DockView
from dockline.domain.ids import PageId, PhoneId, SpaceId, new_id
from dockline.domain.monitor import MonitorView
from dockline.domain.space import Role, SpaceSettings, User
from dockline.node import Node
from dockline.ports.clock import Clock
from dockline.ports.identity import IdentityProviders
from dockline.ports.poster import Poster
from dockline.settings import EngineSettings, Settings
from tests.support.until import until

LEAP = SpaceId("leap")
PASSWORD = "a password for tests"
_decoder: msgspec.json.Decoder[w.ToDockMessage] = msgspec.json.Decoder(w.ToDockMessage)
M = TypeVar("M")


class Server:
    """A running node, and what tests ask of it."""

    def __init__(self, node: Node, store: MemoryStore, token: str, users: dict[str, User]) -> None:
        self.node = node
        self.store = store
        self.token = token
        self.users = users
        self.http = httpx.AsyncClient(base_url=node.url, timeout=10.0, trust_env=False)

    @property
    def engine(self) -> MemoryEngine:
        return cast(MemoryEngine, self.node.engine)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.node.port}"

    async def settings(self, **changes: Any) -> None:
        """Change the space's settings."""
        space = self.node.accounts.space(LEAP)
        assert space is not None
        await self.node.accounts.update_settings(
            LEAP, msgspec.structs.replace(space.settings, **changes)
        )

    async def make_call(self, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
        return await self.http.post(
            "/apiv1/make_call",
            json={"username": "rishi@leap", "number": "442079460110"} | body,
            headers=headers,
        )

    async def sign_in(self, login: str = "rishi") -> str:
        """The session's cookie, as a header's value."""
        answer = await self.http.post(
            "/dock/sign-in", json={"login": f"{login}@leap", "password": PASSWORD}
        )
        assert answer.status_code == 200, answer.text
        cookie = answer.headers["set-cookie"].partition(";")[0]
        self.http.cookies.clear()
        return str(cookie)

    @contextlib.asynccontextmanager
    async def dock(
        self, login: str = "rishi", *, cookie: str | None = None, phone: bool = True, **hello: Any
    ) -> AsyncIterator["Dock"]:
        """A dock that has said hello, whose phone is registered."""
        async with self.socket(cookie or await self.sign_in(login)) as socket:
            dock = Dock(socket)
            await dock.hello(**hello)
            try:
                if phone:
                    await dock.register()
                yield dock
            finally:
                await dock.stop()

    @contextlib.asynccontextmanager
    async def board(
        self, login: str, *, cookie: str | None = None, phone: bool = True, **hello: Any
    ) -> AsyncIterator["Board"]:
        """A supervisor's board that has said hello, whose phone is registered."""
        async with self.socket(cookie or await self.sign_in(login), "/board/socket") as socket:
            board = Board(socket)
            await board.hello(**hello)
            try:
                if phone:
                    await board.register()
                yield board
            finally:
                await board.stop()

    def socket(self, cookie: str, path: str = "/dock/socket", **more: Any) -> connect:
        return connect(
            f"ws://{self.address}{path}",
            additional_headers={"Cookie": cookie},
            open_timeout=10,
            proxy=None,
            **more,
        )


class Dock:
    """One page, as far as its socket goes."""

    decoder: msgspec.json.Decoder[Any] = _decoder

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.page_id = PageId(new_id())
        self.inbox: list[Any] = []
        self.facts: list[AnyFact] = []
        self.last_seq = 0
        self.welcome: w.Welcome | None = None
        self.phone_id: PhoneId | None = None
        self._refs = 0
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def view(self) -> DockView:
        assert self.welcome is not None
        return self.welcome.view

    @property
    def settings(self) -> w.DockSettings:
        """As they were told last."""
        told = [one.settings for one in self.inbox if isinstance(one, w.SettingsFrame)]
        if not told and self.welcome is not None:
            told = [self.welcome.settings]
        return told[-1]

    async def hello(self, **fields: Any) -> w.Welcome | w.Resumed:
        """Say hello; from then on messages are read and the heart beats."""
        self.page_id = fields.setdefault("page_id", self.page_id)
        await self.say(w.Hello(**fields))
        first = _decoder.decode(await self.socket.recv())
        assert isinstance(first, w.Welcome | w.Resumed), first
        self.last_seq = first.seq
        if isinstance(first, w.Welcome):
            self.welcome = first
        self.phone_id = first.phone.phone_id if first.phone else fields.get("phone_id")
        self.begin()
        return first

    def begin(self) -> None:
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._beat())]

    async def register(self) -> None:
        assert self.phone_id is not None
        await self.say(w.PhoneState(self.phone_id, registered=True))
        await self.fact("agent_link_changed", phone=True)

    async def ask(self, order: DockOrder) -> w.Done | w.Refused:
        return await self.answer_to(lambda ref: w.Ask(ref, order))

    async def answer_to(self, asked: Callable[[int], Any]) -> w.Done | w.Refused:
        self._refs += 1
        ref = self._refs
        await self.say(asked(ref))
        found = await until(
            lambda: next(
                (m for m in self.inbox if isinstance(m, w.Done | w.Refused) and m.ref == ref), None
            )
        )
        return cast(w.Done | w.Refused, found)

    async def say(self, message: Any) -> None:
        await self.socket.send(msgspec.json.encode(message).decode())

    async def message(self, kind: type[M]) -> M:
        found = await until(lambda: next((m for m in self.inbox if isinstance(m, kind)), None))
        return cast(M, found)

    async def fact(self, tag: str, **fields: Any) -> Any:
        """The first fact of this kind with these fields, come already or still to come."""

        def look() -> AnyFact | None:
            for fact in self.facts:
                if fact.__struct_config__.tag == tag and all(
                    getattr(fact, name) == value for name, value in fields.items()
                ):
                    return fact
            return None

        return await until(look)

    async def closed(self) -> int:
        """The code it was closed with."""
        async with asyncio.timeout(10):
            await self.socket.wait_closed()
        return self.socket.close_code or 0

    def stop_beating(self) -> None:
        self._tasks[1].cancel()

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _read(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for text in self.socket:
                message = self.decoder.decode(text)
                if isinstance(message, w.FactFrame):
                    assert message.seq > self.last_seq, "facts come in order, each once"
                    self.last_seq = message.seq
                    self.facts.append(message.fact)
                self.inbox.append(message)

    async def _beat(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self.say(w.Beat(0.0))
                await asyncio.sleep(1.0)  # the heart's own rate


class Board(Dock):
    """One page of a supervisor's board."""

    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(b.ToBoardMessage)
    greeted: b.BoardWelcome

    async def hello(self, **fields: Any) -> Any:
        self.page_id = fields.setdefault("page_id", self.page_id)
        await self.say(b.BoardHello(**fields))
        self.greeted = self.decoder.decode(await self.socket.recv())
        assert isinstance(self.greeted, b.BoardWelcome), self.greeted
        phone = self.greeted.phone
        self.phone_id = phone.phone_id if phone else fields.get("phone_id")
        self.begin()
        return self.greeted

    async def register(self) -> None:
        assert self.phone_id is not None
        await self.say(w.PhoneState(self.phone_id, registered=True))

    async def order(self, order: b.BoardOrders) -> w.Done | w.Refused:
        return await self.answer_to(lambda ref: b.BoardAsk(ref, order))

    @property
    def frames(self) -> list[b.MonitorFrame]:
        return [one for one in self.inbox if isinstance(one, b.MonitorFrame)]

    async def out(self) -> str:
        """Why they listen no more."""
        last = await until(lambda: self.frames and not self.frames[-1].monitor and self.frames[-1])
        return str(last.why)

    async def up(self) -> MonitorView:
        """Once their phone is connected."""

        def look() -> MonitorView | None:
            view = self.frames[-1].monitor if self.frames else None
            return view if view is not None and view.up else None

        return cast(MonitorView, await until(look))


@contextlib.asynccontextmanager
async def serving(
    data: Path,
    *,
    clock: Clock | None = None,
    poster: Poster | None = None,
    providers: IdentityProviders | None = None,
    **settings: Any,
) -> AsyncIterator[Server]:
    """A server with the space leap, its team, and the agents rishi and siddhant."""
    store = MemoryStore(clock)
    node = Node(
        Settings(
            host="127.0.0.1",
            port=0,
            data=data,
            store="memory",
            engine=EngineSettings(kind="memory"),
            **settings,
        ),
        store=store,
        clock=clock,
        # As weak as argon2 goes: what tests hash is no secret.
        hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
        poster=poster,
        providers=providers,
    )
    await node.start()
    server = None
    try:
        server = await _furnished(node, store)
        yield server
    finally:
        if server is not None:
            await server.http.aclose()
        await node.stop()


async def _furnished(node: Node, store: MemoryStore) -> Server:
    accounts = node.accounts
    await accounts.create_space(LEAP, "Leap", SpaceSettings(caller_id="442079460018"))
    await accounts.create_team(LEAP, "Support team")
    users = {
        login: await accounts.create_user(
            LEAP, login, login.title(), PASSWORD, Role.AGENT, ["Support team"]
        )
        for login in ("rishi", "siddhant")
    }
    return Server(node, store, await accounts.tokens.replace(LEAP, "api"), users)
