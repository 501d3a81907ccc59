"""What the commands need of the composition root, which stands above them."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dockline.ports.clock import Clock
from dockline.ports.rows import RowStore, ShapeOf
from dockline.services.accounts import Accounts
from dockline.services.attempt_history import AttemptHistory
from dockline.services.campaigns import Campaigns
from dockline.services.care.erasing import Erasing
from dockline.services.care.retention import RetentionKeeper
from dockline.services.do_not_call import DoNotCallLists
from dockline.services.intake import Intake
from dockline.services.lead_lists import LeadLists
from dockline.services.lead_why import LeadWhy
from dockline.services.timeline import Timeline
from dockline.settings import Settings

Progress = Callable[[str, float | None], None]
"""Told the step under way and how much of it is done, 0 to 1; None where that is not known."""


class CannotStart(Exception):
    """The message says why, and what to do."""


class PortTaken(CannotStart):
    """Somebody else listens on the port."""

    def __init__(self, message: str, port: int) -> None:
        super().__init__(message)
        self.port = port


class RunningNode(Protocol):
    """A server that is up."""

    @property
    def url(self) -> str: ...

    @property
    def accounts(self) -> Accounts: ...

    @property
    def campaigns(self) -> Campaigns: ...

    @property
    def carrier_numbers(self) -> dict[str, str]:
        """Numbers of the test carrier and what each does; empty without one."""

    async def replaced(self) -> None:
        """Waits until another server has taken its place; for ever where none does."""

    async def stop(self, *, leave_engine: bool = False) -> None: ...


@dataclass(frozen=True, slots=True)
class CallerAsked:
    """Somebody who is to call the running demo."""

    dialled: str
    caller: str
    """Digits; empty: withheld."""
    name: str
    presses: str
    """Keys, 5 s after the answer."""
    stays: float
    """Seconds from the answer, or the last key."""


class CallUnderWay(Protocol):
    """A call from outside."""

    async def is_answered(self) -> bool:
        """Waits; False where it ends without an answer."""

    async def ends(self) -> int:
        """The final SIP status, waiting for it; 200 for a call that was answered."""

    async def hang_up(self) -> None: ...


@dataclass(frozen=True, slots=True)
class LeadDesk:
    """What the commands about campaigns and leads work with."""

    accounts: Accounts
    clock: Clock
    intake: Intake
    lists: LeadLists
    campaigns: Campaigns
    do_not_call: DoNotCallLists
    why: LeadWhy
    history: AttemptHistory
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class CareDesk:
    """What the commands about what is kept of people work with."""

    accounts: Accounts
    retention: RetentionKeeper
    erasing: Erasing


@dataclass(frozen=True, slots=True)
class BackupDesk:
    """What a backup is taken of, or restored to."""

    rows: RowStore
    database: str
    """As people are told of it."""
    data: Path
    folders: Mapping[str, Path]
    """Folders of files in it, by their names."""
    clock: Clock


class Joinery(Protocol):
    """Joins the parts for one command."""

    def install_engine(self, settings: Settings, tell: Progress) -> str:
        """Have a voice engine here; says which. Raises CannotStart."""

    def engine_found(self, settings: Settings) -> str | None:
        """The installed engine that would be used; None: there is none."""

    def accounts(
        self, settings: Settings, *, new: bool = False
    ) -> AbstractAsyncContextManager[Accounts]:
        """The accounts in the data folder, a running server or not. ``new``: made where there is
        none. Raises CannotStart."""

    def leads(self, settings: Settings) -> AbstractAsyncContextManager[LeadDesk]:
        """The leads of that server, running or not. Raises CannotStart."""

    def care(self, settings: Settings) -> AbstractAsyncContextManager[CareDesk]:
        """What is kept of people there, a running server or not. Raises CannotStart."""

    def backups(self, settings: Settings) -> BackupDesk:
        """Touches nothing yet. Raises CannotStart."""

    def alone(self, settings: Settings) -> AbstractContextManager[None]:
        """The data folder, made where there is none, with no server on it. Raises CannotStart."""

    @property
    def shape_of(self) -> ShapeOf: ...

    def caller(
        self, settings: Settings, asked: CallerAsked
    ) -> AbstractAsyncContextManager[CallUnderWay]:
        """Have somebody at the demo's test carrier call in. Raises CannotStart."""

    def start(self, settings: Settings, *, carrier: bool = False) -> Awaitable[RunningNode]:
        """Start a server, with the test carrier on its trunk if wanted.

        Raises CannotStart, PortTaken."""
