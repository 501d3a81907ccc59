"""A server that is killed again and again under load, with its engine, its agents and the CRM
around it, and a witness who looks into the database at every dial."""

import asyncio
import itertools
import random
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import asyncpg
import msgspec
from argon2 import PasswordHasher
from msgspec import Struct

from dockline.adapters.postgres.sql import numbered
from dockline.adapters.postgres.store import PostgresStore
from dockline.adapters.sqlite.connection import connect
from dockline.adapters.sqlite.store import SqliteStore
from dockline.adapters.system_clock import SystemClock
from dockline.domain.callinghours import CallingHours, Opening
from dockline.domain.campaign import (
    Campaign,
    CampaignSettings,
    DialerSettings,
    Mode,
    RunState,
)
from dockline.domain.ids import CallId, SpaceId
from dockline.domain.leadsettings import AttemptLimits, LeadSettings
from dockline.domain.orders import DialNumber
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.retryplan import RetryPlan, RetryRule
from dockline.domain.space import DialPolicy, Role, SpaceSettings
from dockline.ports.store import Store
from dockline.services.accounts import Accounts
from dockline.settings import Layout
from tests.support import node_process
from tests.support.agents import Agent
from tests.support.campaigns import campaign_of, put_campaign
from tests.support.crm import Crm, Shelf
from tests.support.engine_apart import EngineApart

LEAP: Final = SpaceId("leap")
_PASSWORD: Final = "a password for tests"
_MANY: Final = 10**9
_SOON: Final = RetryRule((1.0,), most=3)
LEADS: Final = LeadSettings(
    calling_hours=CallingHours(days=((Opening("00:00", "24:00"),),) * 7),
    limits=AttemptLimits(most_a_day=100, most_a_week=100, minimum_gap=0.5),
    # What a crash leaves behind is left to the default: 10 minutes.
    retry_plan=RetryPlan(
        {
            AttemptOutcome.BUSY: _SOON,
            AttemptOutcome.NO_ANSWER: _SOON,
            AttemptOutcome.CARRIER_FAILURE: _SOON,
            AttemptOutcome.CANCELLED: _SOON,
        }
    ),
    wrap_up_seconds=4.0,
)
"""Leads that are tried again soon, at any hour."""
_POWER: Final = DialerSettings(ratio=3.0, ring_seconds=15.0, cap=0.9)
_FAR_ENDS: Final = ("100", "101", "113", "119", "116", "118", "104", "106", "108")
"""Two of three answer, at once or after two or three seconds; some of them leave by themselves."""
_SLOW: Final = "110"
"""Answers after 8 s."""
_TEAMS: Final = {"Support": ("rishi", "mira", "kim", "omar", "ana"), "Sales": ("siddhant", "lena")}


class Dial(Struct, frozen=True):
    """A number that the engine was told to dial."""

    number: str
    call_id: CallId
    at: float
    """Unix seconds, when the order came."""
    written: float | None
    """``dialled_at`` of the attempt that the database had for it then."""


class Witness:
    """Looks into the database from outside, at what is committed."""

    def __init__(self, layout: Layout, url: str) -> None:
        self._layout = layout
        self._url = url
        self._one = asyncio.Lock()

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[None]:
        if self._url:
            self._postgres = await asyncpg.connect(self._url)
            yield
            await self._postgres.close()
        else:
            self._sqlite = connect(self._layout.database, busy_seconds=5.0, read_only=True)
            yield
            self._sqlite.close()

    async def rows(self, sql: str, *values: Any) -> list[Any]:
        if self._url:
            async with self._one:
                return list(await self._postgres.fetch(numbered(sql), *values))
        return self._sqlite.execute(sql, values).fetchall()


class Killed:
    """The scene. `life` starts the next server, and `kill` ends it."""

    def __init__(self, folder: Path, database_url: str, seed: int) -> None:
        self.chance = random.Random(seed)
        self.layout = Layout(folder / "data")
        self.layout.make()
        self._url = database_url
        self._socket = folder / "engine"
        self.log = folder / "log"
        self.url = ""
        self.witness = Witness(self.layout, database_url)
        self.engine = EngineApart(SystemClock(), self._dials)
        self.dials: list[Dial] = []
        self.agents: list[Agent] = []
        self.spring = Shelf("Spring", "Support", itertools.count(71000), (*_FAR_ENDS, _SLOW))
        self.summer = Shelf("Summer", "Sales", itertools.count(75000), _FAR_ENDS)
        self.autumn = Shelf("Autumn", "Support", itertools.count(81_000_000))
        self.campaigns: dict[str, Campaign] = {}
        self.crm: Crm
        self.process: asyncio.subprocess.Process
        self._came = asyncio.Event()
        self._around: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def set(self) -> AsyncIterator["Killed"]:
        await self._furnish()
        async with self.witness.looking(), self.engine.listening(self._socket):
            try:
                yield self
            finally:
                if self.process.returncode is None:
                    await self.kill(with_engine=False)
                for agent in self.agents:
                    await agent.dock.close()

    def store(self) -> Store:
        if self._url:
            return PostgresStore(self._url)
        return SqliteStore(self.layout.database)

    async def _furnish(self) -> None:
        store = self.store()
        await store.open()
        hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        accounts = Accounts(store, SystemClock(), hasher)
        policy = DialPolicy(
            calls_per_minute=_MANY, agent_calls_per_minute=_MANY, address_calls_per_minute=_MANY
        )
        settings = SpaceSettings(caller_id="442079460018", dial_policy=policy)
        await accounts.create_space(LEAP, "Leap", settings)
        for name, logins in _TEAMS.items():
            team = await accounts.create_team(LEAP, name)
            for login in logins:
                await accounts.create_user(
                    LEAP, login, login.title(), _PASSWORD, Role.AGENT, [name]
                )
                self.agents.append(Agent("", login, _PASSWORD, self.chance))
            for shelf in (self.spring, self.summer, self.autumn):
                if shelf.team_name == name:
                    own = CampaignSettings(leads=LEADS, dialer=_POWER, **_RUNS[shelf.campaign])
                    campaign = campaign_of(LEAP, team.team_id, shelf.campaign, own, time.time())
                    self.campaigns[shelf.campaign] = campaign
                    await put_campaign(store, campaign)
        token = await accounts.tokens.replace(LEAP, "crm")
        self.crm = Crm(token, (self.spring, self.summer), self.autumn, self.chance)
        await store.close()

    async def _dials(self, order: DialNumber) -> None:
        call_id = order.tags.call_id
        sql = "select dialled_at from attempts where call_id = ? and number = ?"
        rows = await self.witness.rows(sql, call_id, order.number)
        written = rows[0][0] if rows else None
        self.dials.append(Dial(order.number, call_id, time.time(), written))
        self._came.set()

    # --- the lives of the server --------------------------------------------------------------

    async def start(self) -> None:
        """The next server, which is not ready yet."""
        orders = node_process.Orders(
            data=str(self.layout.data), engine=str(self._socket), database_url=self._url
        )
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.support.node_process"),
                msgspec.json.encode(orders).decode(),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )

    async def work(self, *, bulk: tuple[int, ...]) -> None:
        """Once it is ready, agents come to work and leads are pushed."""
        assert self.process.stdout is not None
        async with asyncio.timeout(60):
            line = await self.process.stdout.readline()
        assert line, "the server did not start"
        self.url = url = msgspec.json.decode(line)["url"]
        self._around = [asyncio.create_task(one.work(url)) for one in self.agents]
        for sizes in (bulk[:1], bulk[:1], bulk):
            self._around.append(asyncio.create_task(self.crm.push_on(url, bulk=sizes)))

    async def moment(self, seconds: float) -> None:
        """Up to any time at all: no event is waited for, it is to be the middle of something."""
        await asyncio.sleep(seconds)

    async def waiting(self) -> int:
        """Leads of the campaigns that run that were never dialled, nor passed on by an agent."""
        sql = (
            "select count(*) from leads where campaign_id <> ? and state = 'new' and due_at is null"
        )
        return int((await self.witness.rows(sql, self.campaigns["Autumn"].campaign_id))[0][0])

    async def under_way(self) -> int:
        """Leads in somebody's hands."""
        sql = (
            "select count(*) from leads"
            " where state in ('scheduled', 'dialling', 'connected', 'wrap_up')"
        )
        return int((await self.witness.rows(sql))[0][0])

    async def pause(self) -> None:
        """Nothing new is dialled."""
        for campaign in ("Spring", "Summer"):
            await self.crm.tell(self.url, campaign, "pause")

    async def dialled(self, more: int) -> None:
        """So many more numbers have been dialled."""
        wanted = len(self.dials) + more
        async with asyncio.timeout(30):
            while len(self.dials) < wanted:
                self._came.clear()
                await self._came.wait()

    async def kill(self, *, with_engine: bool) -> None:
        """SIGKILL; everybody around it notices. ``with_engine``: that ends as well, and is started
        again, with nothing on it."""
        self.process.kill()
        await self.process.wait()
        await self._all_stop()
        self.crm.give_up_some()
        if with_engine:
            await self.engine.die()

    async def stop(self) -> None:
        """In order."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        async with asyncio.timeout(30):
            assert await self.process.wait() == 0
        await self._all_stop()

    async def _all_stop(self) -> None:
        """Raises what went wrong with any of them."""
        for one in self._around:
            one.cancel()
        ended = await asyncio.gather(*self._around, return_exceptions=True)
        for agent in self.agents:
            await agent.go()
        for error in ended:
            if isinstance(error, Exception):
                raise error


_RUNS: Final[dict[str, Any]] = {
    "Spring": {"mode": Mode.POWER},
    "Summer": {"mode": Mode.PREVIEW},
    "Autumn": {"mode": Mode.POWER, "state": RunState.PAUSED},
}
