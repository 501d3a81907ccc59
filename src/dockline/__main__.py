"""``dockline`` and ``python -m dockline``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dockline.adapters.asterisk.install import InstallFailed, find, install
from dockline.adapters.asterisk.tree import Installation
from dockline.adapters.system_clock import SystemClock
from dockline.cli.app import build
from dockline.cli.joinery import CannotStart, LeadDesk, Progress
from dockline.messages import Messages
from dockline.node import Node, build_store, database_name
from dockline.ports.clock import Clock
from dockline.ports.store import Store, StoreUnavailable
from dockline.services.accounts import Accounts
from dockline.services.attempt_history import AttemptHistory
from dockline.services.campaigns import Campaigns
from dockline.services.do_not_call import DoNotCallLists
from dockline.services.intake import Intake
from dockline.services.lead_lists import LeadLists
from dockline.services.lead_why import LeadWhy
from dockline.services.timeline import Timeline
from dockline.settings import Layout, Settings


class Joints:
    """What the commands need (`dockline.cli.joinery.Joinery`)."""

    def install_engine(self, settings: Settings, tell: Progress) -> str:
        engine = settings.engine
        more = {"suites": engine.suites} if engine.suites else {}
        try:
            found = install(engine.place, system=engine.use_system, progress=tell, **more)
        except InstallFailed as failed:
            raise CannotStart(str(failed)) from failed
        return _named(found)

    def engine_found(self, settings: Settings) -> str | None:
        found = find(settings.engine.place, system=settings.engine.use_system)
        return _named(found) if found is not None else None

    @asynccontextmanager
    async def accounts(self, settings: Settings) -> AsyncIterator[Accounts]:
        async with self.leads(settings) as desk:
            yield desk.accounts

    @asynccontextmanager
    async def leads(self, settings: Settings) -> AsyncIterator[LeadDesk]:
        if settings.store == "memory" and not settings.database_url:
            raise CannotStart("The store is in memory: there is nothing to write to.")
        layout = Layout(settings.data.absolute())
        layout.make()
        clock = SystemClock()
        store = build_store(settings, layout, clock)
        try:
            await store.open()
        except StoreUnavailable as why:
            raise CannotStart(f"{database_name(settings)} cannot be used: {why}") from why
        accounts = Accounts(store, clock)
        try:
            await accounts.load()
            yield lead_desk(store, accounts, clock, Messages(layout.messages))
        finally:
            await accounts.stop()
            await store.close()

    async def start(self, settings: Settings, *, carrier: bool = False) -> Node:
        node = Node(settings, carrier=carrier)
        await node.start()
        return node


def lead_desk(store: Store, accounts: Accounts, clock: Clock, messages: Messages) -> LeadDesk:
    intake = Intake(store, accounts, clock)
    return LeadDesk(
        accounts=accounts,
        clock=clock,
        intake=intake,
        lists=LeadLists(store),
        campaigns=Campaigns(store, accounts, clock, intake.catalog, messages.names),
        do_not_call=DoNotCallLists(store, accounts, clock),
        why=LeadWhy(store, accounts, clock),
        history=AttemptHistory(store),
        timeline=Timeline(store),
    )


def _named(found: Installation) -> str:
    return f"Asterisk {found.version} ({found.source}), {found.modules}"


def main() -> None:
    build(Joints())()


if __name__ == "__main__":
    main()
