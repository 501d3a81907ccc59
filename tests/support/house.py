"""A whole server with the real engine, its agents' docks, and a telephone at each end."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from dockline.adapters.asterisk.engine import AsteriskEngine
from dockline.adapters.asterisk.settings import AsteriskSettings, PhoneProfile, Trunk
from dockline.adapters.system_clock import SystemClock
from dockline.domain.facts import CallPhase, LegState
from dockline.domain.ids import SpaceId
from dockline.domain.space import Role, SpaceSettings
from dockline.node import Node
from dockline.ports.clock import Clock
from dockline.ports.store import CallRecord
from dockline.settings import Settings
from tests.support.dock import Dock
from tests.support.engines import open_folder
from tests.support.ua import Telephone
from tests.support.until import until

LEAP = SpaceId("leap")
PASSWORD = "a long password"


class House:
    """A node, its engine, and the docks of two agents."""

    def __init__(self, folder: Path, settings: AsteriskSettings, clock: Clock) -> None:
        self.folder = folder
        self._settings = settings
        self._clock = clock
        self.docks: list[Dock] = []
        self._build()

    def _build(self) -> None:
        self.engine = AsteriskEngine(self._settings, self._clock)
        self.node = Node(
            Settings(port=0, data=self.folder),
            engine=self.engine,
            clock=self._clock,
            # As weak as argon2 goes: what tests hash is no secret.
            hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
        )

    async def restart(self) -> None:
        """Another server over the same data; the engine and its calls go on meanwhile.

        The docks have lost their sockets, and come back by ``dock.open``."""
        for dock in self.docks:
            await dock.lose()
        await self.node.stop(leave_engine=True)
        self._build()
        await self.node.start()
        for dock in self.docks:
            dock.move(self.node.url)

    async def dock(self, login: str = "rishi", *, telephone: bool = True) -> Dock:
        """Without a telephone it only says that it has one."""
        sip_port = self.engine.sip_port if telephone else None
        dock = Dock(self.node.url, f"{login}@leap", PASSWORD, sip_port)
        self.docks.append(dock)
        await dock.sign_in()
        await dock.open()
        return dock

    async def record(self, call_id: str) -> CallRecord:
        async def ended() -> CallRecord | None:
            found = await self.node.store.call(LEAP, call_id)  # type: ignore[arg-type]
            return found if found is not None and found.ended_at is not None else None

        record: CallRecord = await until(ended, within=15, pause=0.02)
        return record

    async def nothing_left(self) -> None:
        """No leg and no room stays behind in the engine."""

        async def empty() -> bool:
            held = await self.engine.inventory()
            return not held.legs and not held.rooms

        await until(empty, within=10, pause=0.05)


@contextlib.asynccontextmanager
async def open_house(
    trunk: Trunk,
    *,
    phone_profile: PhoneProfile = "plain",
    keep_running: bool = False,
    clock: Clock | None = None,
    **space: Any,
) -> AsyncIterator[House]:
    """``space``: settings of its one space."""
    with open_folder() as folder:
        settings = AsteriskSettings(
            folder=folder / "engine",
            recordings=folder / "recordings",
            messages=folder / "messages",
            sip_address="127.0.0.1",
            phone_profile=phone_profile,
            trunk=trunk,
            keep_running=keep_running,
        )
        house = House(folder, settings, clock or SystemClock())
        await house.node.start()
        accounts = house.node.accounts
        await accounts.create_space("leap", "novanet", SpaceSettings(**space))
        await accounts.create_team(LEAP, "Support team", "442079460001")
        for login in ("rishi", "siddhant"):
            await accounts.create_user(
                LEAP, login, login.title(), PASSWORD, Role.AGENT, ["Support team"]
            )
        try:
            yield house
        finally:
            for dock in house.docks:
                await dock.close()
            await house.node.stop()


@contextlib.asynccontextmanager
async def both_ends(**house: Any) -> AsyncIterator[tuple[Telephone, House]]:
    """A house (see `open_house`) whose whole carrier is one telephone: all dialling rings it."""
    customer = await Telephone.open(("127.0.0.1", 0))
    try:
        async with open_house(Trunk(host="127.0.0.1", port=customer.port), **house) as opened:
            customer.answer_to(("127.0.0.1", opened.engine.sip_port()))
            yield customer, opened
    finally:
        await customer.close()


async def talking(dock: Dock, number: str = "442079460100", **custom: Any) -> str:
    told = await dock.make_call(number, **custom)
    assert told == {"success": True, "message": "Call initiated", "callId": told["callId"]}
    await dock.until(
        lambda: (
            dock.view.call is not None
            and dock.call.phase is CallPhase.TALKING
            and dock.call.agent_leg is LegState.UP
        )
    )
    return str(told["callId"])
