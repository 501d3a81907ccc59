"""The commands over a store that is kept in memory from one command to the next."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from argon2 import PasswordHasher
from typer import Typer
from typer.testing import CliRunner

from dockline.__main__ import Joints, lead_desk
from dockline.adapters.memory.clock import MemoryClock
from dockline.adapters.memory.store import MemoryStore
from dockline.cli.app import build
from dockline.cli.joinery import LeadDesk
from dockline.domain.ids import AgentId, SpaceId, TeamId
from dockline.domain.space import Role
from dockline.messages import Messages
from dockline.services.accounts import Accounts
from dockline.settings import Layout, Settings

LEAP = SpaceId("leap")
T = TypeVar("T")


class InMemory(Joints):
    def __init__(self, folder: Path) -> None:
        self.clock = MemoryClock()
        self.store = MemoryStore(self.clock)
        self.folder = folder

    @asynccontextmanager
    async def accounts(self, settings: Settings, *, new: bool = False) -> AsyncIterator[Accounts]:
        async with self.leads(settings) as desk:
            yield desk.accounts

    @asynccontextmanager
    async def leads(self, settings: Settings) -> AsyncIterator[LeadDesk]:
        hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        accounts = Accounts(self.store, self.clock, hasher)
        await accounts.load()
        yield lead_desk(self.store, accounts, self.clock, Messages(Layout(self.folder).messages))
        await accounts.stop()


class Terminal:
    """A space with a team, an agent in it, and a shell to type commands into."""

    def __init__(self, folder: Path) -> None:
        self.joinery = InMemory(folder)
        self.store, self.clock = self.joinery.store, self.joinery.clock
        self.folder = folder
        self.app: Typer = build(self.joinery)
        self.team_id, self.agent_id = self.do(self._furnish())

    async def _furnish(self) -> tuple[TeamId, AgentId]:
        async with self.joinery.leads(Settings()) as desk:
            await desk.accounts.create_space(LEAP, "Leap")
            team = await desk.accounts.create_team(LEAP, "Support team", "+44 20 7946 0018")
            user = await desk.accounts.create_user(
                LEAP, "rishi", "Rishi", "a password for tests", Role.AGENT, ["Support team"]
            )
        return team.team_id, user.user_id

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """What is done to the store beside the commands."""
        return asyncio.run(work)

    def run(self, *words: str, given: str | None = None, width: int = 200) -> tuple[int, str, str]:
        """Exit status, standard output, standard error."""
        done = CliRunner().invoke(self.app, list(words), env={"COLUMNS": str(width)}, input=given)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr

    def says(self, *words: str, given: str | None = None) -> str:
        """What a command that succeeds tells."""
        code, told, error = self.run(*words, given=given)
        assert code == 0, error
        return told
