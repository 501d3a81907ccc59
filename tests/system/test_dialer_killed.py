"""A server that is killed while its dialer's leads are spoken to and rung, and the next one."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from dockline.adapters.sqlite.store import SqliteStore
from dockline.adapters.system_clock import SystemClock
from dockline.domain.campaign import Mode
from dockline.domain.ids import LeadId
from dockline.domain.leadlife import Life
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.space import Role, SpaceSettings
from dockline.services.accounts import Accounts
from dockline.settings import Layout
from tests.support.desk_agent import Agent, hear_each_other
from tests.support.dock import Dock
from tests.support.engines import open_folder
from tests.support.exchange import Exchange
from tests.support.house import LEAP, PASSWORD
from tests.support.house_process import Orders, Ready
from tests.support.office import Office
from tests.support.ua import Telephone

pytestmark = pytest.mark.engine
TEAM = "Support team"


class Servers:
    """One after the other, over the same data and the same engine."""

    def __init__(self, data: Path, exchange: Exchange) -> None:
        self._layout = Layout(data)
        self._exchange = exchange
        self._process: asyncio.subprocess.Process | None = None
        self._engine_pid = 0
        self.ready: Ready

    async def furnish(self) -> Office:
        """A space with two agents; what its CRM needs to know, but for the server's address."""
        self._layout.make()
        store = SqliteStore(self._layout.database)
        await store.open()
        accounts = Accounts(store, SystemClock())
        await accounts.create_space(LEAP, "Leap", SpaceSettings(caller_id="442079460018"))
        await accounts.create_team(LEAP, TEAM)
        for login in ("rishi", "siddhant"):
            await accounts.create_user(LEAP, login, login.title(), PASSWORD, Role.AGENT, [TEAM])
        token = await accounts.tokens.replace(LEAP, "crm")
        await store.close()
        return Office("", token, "Spring", TEAM)

    async def start(self) -> None:
        orders = Orders(data=str(self._layout.data), trunk_port=self._exchange.port)
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.support.house_process"),
            msgspec.json.encode(orders).decode(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._process.stdout is not None
        async with asyncio.timeout(30):
            line = await self._process.stdout.readline()
        assert line, "the server did not start"
        self.ready = msgspec.json.decode(line, type=Ready)
        self._engine_pid = self.ready.engine_pid
        self._exchange.answer_to(("127.0.0.1", self.ready.sip_port))

    async def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        async with asyncio.timeout(30):
            await self._process.wait()
        self._engine_pid = 0

    async def lives(self, lead_ids: list[LeadId]) -> list[Life]:
        """As they lie in the database."""
        store = SqliteStore(self._layout.database)
        await store.open()
        try:
            found = await store.lives(LEAP, lead_ids)
        finally:
            await store.close()
        return [found[lead_id] for lead_id in lead_ids]

    def clear_away(self) -> None:
        """The engine outlives a server that was killed; not this test, however it ends."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        if self._engine_pid:
            os.kill(self._engine_pid, signal.SIGKILL)


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Servers, Exchange, AsyncExitStack]]:
    """And where to put what is to be closed."""
    with open_folder() as folder:
        async with AsyncExitStack() as down:
            exchange = await Exchange.open()
            down.push_async_callback(exchange.close)
            servers = Servers(folder / "data", exchange)
            down.callback(servers.clear_away)
            yield servers, exchange, down


async def test_a_conversation_outlives_its_server_and_nobody_is_called_again() -> None:
    async with opened() as (servers, exchange, down):
        office = await servers.furnish()
        down.push_async_callback(office.leave)
        await servers.start()
        office.move(servers.ready.url)

        async def customer(number: str, tone_hz: float, *, answers: bool = True) -> Telephone:
            telephone = await exchange.telephone(number)
            telephone.audio.tone_hz, telephone.auto_answer = tone_hz, answers
            return telephone

        async def agent(login: str, tone_hz: float) -> Agent:
            dock = Dock(
                servers.ready.url, f"{login}@leap", PASSWORD, lambda: servers.ready.sip_port
            )
            down.push_async_callback(dock.close)
            await dock.sign_in()
            await dock.open()
            agent = Agent(dock)
            agent.phone.audio.tone_hz = tone_hz
            return agent

        alex = await customer("442071000200", 1100.0)
        kim = await customer("442071001200", 1300.0, answers=False)
        lee = await customer("442071002200", 1500.0)
        spoken_to = await office.begin(alex.number, mode=Mode.PROGRESSIVE)
        rishi = await agent("rishi", 600.0)
        assert [await rishi.talks()] == spoken_to
        await hear_each_other(rishi, alex)
        siddhant = await agent("siddhant", 800.0)
        rung = await office.push(kim.number)
        await kim.rings()

        await servers.kill()
        for telephone in (rishi.phone, alex):
            telephone.audio.forget()
        await hear_each_other(rishi, alex)
        assert not kim.calls, "it still rings"
        for one in (rishi, siddhant):
            await one.dock.lose()

        engine = servers.ready.engine_pid
        await servers.start()
        assert servers.ready.engine_pid == engine
        office.move(servers.ready.url)
        for one in (rishi, siddhant):
            one.dock.move(servers.ready.url)
            await one.dock.open(leg_up=True)
        assert [await rishi.talks()] == spoken_to
        await hear_each_other(rishi, alex)

        other = await office.push(lee.number)
        assert [await siddhant.talks()] == other
        await hear_each_other(siddhant, lee)
        await rishi.hangs_up()
        await alex.is_left()
        await rishi.says("sold")
        assert exchange.dialled == [alex.number, kim.number, lee.number]
        assert len(rishi.phone.invites) == 1
        await kim.is_left(within=30.0)  # it may ring its 15 seconds
        for one in (rishi, siddhant):
            await one.dock.close()
        await servers.stop()

        talked, rang = await servers.lives(spoken_to + rung)
        assert talked.state == "done"
        assert [(one.outcome, one.disposition) for one in talked.attempts] == [
            (AttemptOutcome.ANSWERED, "sold")
        ]
        assert rang.state == "retry"
        assert [one.outcome for one in rang.attempts] == [AttemptOutcome.INTERRUPTED]
