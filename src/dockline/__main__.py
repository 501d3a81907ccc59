"""``dockline`` and ``python -m dockline``."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager

from dockline.adapters.asterisk import process
from dockline.adapters.asterisk.ari import AriFailure
from dockline.adapters.asterisk.callers import CallIn, callers
from dockline.adapters.asterisk.carrier import (
    CarrierSettings,
    line_of,
    record_file as carrier_record,
)
from dockline.adapters.asterisk.home import record_file as engine_record
from dockline.adapters.asterisk.install import InstallFailed, find, install
from dockline.adapters.asterisk.tree import Installation
from dockline.adapters.relational.shape import shape_of
from dockline.adapters.system_clock import SystemClock
from dockline.cli.app import build
from dockline.cli.joinery import (
    BackupDesk,
    CallerAsked,
    CallUnderWay,
    CannotStart,
    CareDesk,
    LeadDesk,
    Progress,
)
from dockline.messages import Messages
from dockline.node import Node, kept_files, take_lock
from dockline.ports.clock import Clock
from dockline.ports.rows import ShapeOf
from dockline.ports.store import Store, StoreUnavailable
from dockline.services.accounts import Accounts
from dockline.services.attempt_history import AttemptHistory
from dockline.services.campaigns import Campaigns
from dockline.services.care.erasing import Erasing
from dockline.services.care.retention import RetentionKeeper
from dockline.services.do_not_call import DoNotCallLists
from dockline.services.events.log import EventLog
from dockline.services.intake import Intake
from dockline.services.lead_lists import LeadLists
from dockline.services.lead_why import LeadWhy
from dockline.services.recordings import link_key
from dockline.services.timeline import Timeline
from dockline.settings import Layout, Settings
from dockline.stores import build_rows, build_store, database_name


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
    async def accounts(self, settings: Settings, *, new: bool = False) -> AsyncIterator[Accounts]:
        async with self._desk(settings, new=new) as desk:
            yield desk.accounts

    def leads(self, settings: Settings) -> AbstractAsyncContextManager[LeadDesk]:
        return self._desk(settings)

    @asynccontextmanager
    async def _desk(self, settings: Settings, *, new: bool = False) -> AsyncIterator[LeadDesk]:
        if settings.store == "memory" and not settings.database_url:
            raise CannotStart("The store is in memory: there is nothing to write to.")
        layout = Layout(settings.data.absolute())
        if not (new or settings.database_url or layout.database.exists()):
            raise CannotStart(
                f"{database_name(settings)} cannot be used: there is no file "
                f"{layout.database.name}. Name the data folder with --data; a new one begins with "
                "dockline space create."
            )
        layout.make()
        clock = SystemClock()
        store = build_store(settings, layout, clock, beside=True)
        try:
            await store.open()
        except StoreUnavailable as why:
            raise CannotStart(f"{database_name(settings)} cannot be used: {why}") from why
        events = EventLog(store, clock)
        accounts = Accounts(events.store, clock)
        try:
            await accounts.load()
            await events.start(accounts)
            yield lead_desk(events.store, accounts, clock, Messages(layout.messages))
        finally:
            await accounts.stop()
            await store.close()

    @asynccontextmanager
    async def care(self, settings: Settings) -> AsyncIterator[CareDesk]:
        layout = Layout(settings.data.absolute())
        if settings.database_url and not layout.link_key.exists():
            # The rows would forget their files, and those would stay where the server has them.
            raise CannotStart(
                f"No server has run with the data folder {layout.data}: recordings, what was sent "
                "in chats and the key of fingerprints are in the server's own. Run this on the "
                "server's machine, and name its folder with --data."
            )
        async with self.leads(settings) as desk:
            layout.make()
            accounts, store = desk.accounts, desk.accounts.book.store
            files = kept_files(settings, layout)
            yield CareDesk(
                accounts=accounts,
                retention=RetentionKeeper(store, accounts, desk.clock, files),
                erasing=Erasing(store, accounts, files, link_key(layout.link_key)),
            )

    def backups(self, settings: Settings) -> BackupDesk:
        layout = Layout(settings.data.absolute())
        return BackupDesk(
            rows=build_rows(settings, layout),
            database=database_name(settings),
            data=layout.data,
            folders={
                "recordings": layout.recordings,
                "messages": layout.messages,
                "attachments": layout.attachments,
            },
            clock=SystemClock(),
        )

    @contextmanager
    def alone(self, settings: Settings) -> Iterator[None]:
        layout = Layout(settings.data.absolute())
        layout.make()
        with take_lock(layout):
            yield

    @property
    def shape_of(self) -> ShapeOf:
        return shape_of

    @asynccontextmanager
    async def caller(self, settings: Settings, asked: CallerAsked) -> AsyncIterator[CallUnderWay]:
        layout = Layout(settings.data.absolute())
        carrier = process.read_record(carrier_record(layout.carrier))
        engine = process.read_record(engine_record(layout.engine))
        if carrier is None or engine is None:
            raise CannotStart(
                f"No demo with a voice engine runs on {layout.data}. Start it: dockline demo"
            )
        wanted = CallIn(
            dialled=asked.dialled,
            caller=asked.caller,
            caller_name=asked.name,
            echoes=True,
            digits=asked.presses,
            digits_after=5.0,
            stays=asked.stays,
        )
        usual = CarrierSettings(folder=layout.carrier)
        line = line_of(usual)
        try:
            async with callers(carrier, line, usual.address, engine.ports.sip) as people:
                yield await people.call(wanted)
        except (AriFailure, TimeoutError) as failed:
            raise CannotStart(
                f"The test carrier does not call: {failed or 'no answer'}"
            ) from failed

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
