"""The composition root: the one place where the parts of a server are joined."""

import asyncio
import fcntl
import os
import socket
from contextlib import AsyncExitStack
from typing import IO

import structlog
from argon2 import PasswordHasher

from dockline.adapters.asterisk.carrier import (
    CARRIER_NUMBERS,
    Carrier,
    CarrierFailed,
    CarrierSettings,
)
from dockline.adapters.asterisk.engine import AsteriskEngine
from dockline.adapters.asterisk.install import find
from dockline.adapters.asterisk.settings import SettingRejected, Trunk
from dockline.adapters.memory.engine import MemoryEngine
from dockline.adapters.memory.feed import MemoryFeed
from dockline.adapters.system_clock import SystemClock
from dockline.adapters.web_poster import WebPoster
from dockline.api.app import Face
from dockline.api.metrics import Metrics
from dockline.api.parts import Parts
from dockline.api.server import PortBusy, Server, bind
from dockline.cli.joinery import CannotStart, PortTaken
from dockline.domain.facts import AgentView
from dockline.engine_settings import asterisk_settings
from dockline.messages import Messages
from dockline.ports.clock import Clock
from dockline.ports.engine import Engine, EngineUnavailable
from dockline.ports.identity import IdentityProviders
from dockline.ports.poster import Poster
from dockline.ports.store import Store, StoreUnavailable
from dockline.services.accounts import Accounts
from dockline.services.campaigns import Campaigns
from dockline.services.care.erasing import Erasing
from dockline.services.care.files import KeptFiles
from dockline.services.care.holds import LegalHolds
from dockline.services.care.retention import RetentionKeeper
from dockline.services.chat_files import ChatFiles
from dockline.services.chat_hooks import ChatHooks
from dockline.services.chats import Chats
from dockline.services.chats_elsewhere import ChatsElsewhere
from dockline.services.dialer import Dialers
from dockline.services.do_not_call import DoNotCallLists
from dockline.services.engine_room import EngineRoom
from dockline.services.events.log import EventLog
from dockline.services.floors import Floors
from dockline.services.intake import Intake
from dockline.services.lead_why import LeadWhy
from dockline.services.live import Live
from dockline.services.recordings import Recordings, link_key
from dockline.services.records import Records
from dockline.services.seating import Seating
from dockline.services.single_sign_on import SingleSignOns
from dockline.services.timeline import StateKeeper, Timeline
from dockline.services.usage import Usage
from dockline.services.webhooks.deliveries import Deliveries
from dockline.services.webhooks.keeping import WebhookKeeping
from dockline.settings import Layout, Settings
from dockline.stores import build_serving, build_store, database_name, timed

_log = structlog.get_logger("dockline.node")
_LOCAL = ("127.0.0.1", "::1", "0.0.0.0", "::", "localhost")


class Node:
    """One server: store, engine, floors and face, from start to stop.

    ``carrier``: the demo's test carrier is started, and is where the trunk leads.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        carrier: bool = False,
        store: Store | None = None,
        engine: Engine | None = None,
        clock: Clock | None = None,
        hasher: PasswordHasher | None = None,
        poster: Poster | None = None,
        providers: IdentityProviders | None = None,
    ) -> None:
        """``store``, ``engine``, ``clock``, ``hasher``, ``poster`` and ``providers`` take the place
        of the usual ones."""
        self._providers = providers or _providers()
        self._poster = poster or WebPoster()
        self.settings = settings
        self.layout = Layout(settings.data.absolute())
        self.clock = clock or SystemClock()
        self.metrics = Metrics()
        kept = timed(store or build_store(settings, self.layout, self.clock), self.metrics)
        self.events = EventLog(kept, self.clock, settings.events_keep_hours)
        self.store = self.events.store
        self.accounts = Accounts(self.store, self.clock, hasher)
        self.usage = Usage(self.clock)
        self.intake = Intake(self.store, self.accounts, self.clock)
        self.messages = Messages(self.layout.messages)
        self.feed = MemoryFeed()
        self._given_engine = engine
        self._with_carrier = carrier
        self._carrier: Carrier | None = None
        self._serving = None if store is not None else build_serving(settings)
        self._sockets: list[socket.socket] = []
        self._ways_down = AsyncExitStack()
        self._leave_engine = False

    async def start(self) -> None:
        """Returns when requests are answered.

        Raises PortTaken, CannotStart. What was started is stopped again then."""
        try:
            self._sockets = bind(self.settings.host, self.settings.port)
            self._ways_down.callback(_close_all, self._sockets)
            await self._start()
        except BaseException as error:
            await self._ways_down.aclose()
            wanted = _told(error, self.settings)
            if wanted is None:
                raise
            raise wanted from error

    async def stop(self, *, leave_engine: bool = False) -> None:
        """In order; ``leave_engine``: its calls go on, and the next server finds them."""
        self._leave_engine = leave_engine
        await self._ways_down.aclose()
        _log.info("stopped")

    async def replaced(self) -> None:
        """Waits until another server has taken the database, which was away for a moment; for ever
        where none does. This one is to be stopped then."""
        await (self._serving.lost if self._serving is not None else asyncio.Event()).wait()

    async def _start(self) -> None:
        down = self._ways_down
        self.layout.make()
        down.callback(take_lock(self.layout).close)
        held = None if self.settings.database_url else self.layout.not_ours()
        if held is not None:
            raise CannotStart(f"{held} may not be written. Give it to the user of the server.")
        if self._serving is not None:
            # Before its tables are brought up to date, which another one may be at work with.
            down.push_async_callback(self._serving.close)
            await self._serving.take()
        await self.store.open()
        down.push_async_callback(self.store.close)
        await self.accounts.load()
        await self.accounts.start()
        down.push_async_callback(self.accounts.stop)
        self.engine = self._given_engine or await self._build_engine()
        await self.events.start(self.accounts)
        self.floors = Floors(
            self.store, self.engine, self.feed, self.clock, self.accounts, self.events
        )
        self.dialers = Dialers(
            self.store, self.engine, self.feed, self.clock, self.accounts, self.floors
        )
        deliveries = Deliveries(self.store, self.clock, self.accounts, self.events, self._poster)
        self.webhooks = WebhookKeeping(self.accounts.book, deliveries)
        await self.webhooks.start()
        down.push_async_callback(self.webhooks.stop)
        self.events.keep_short()
        down.push_async_callback(self.events.stop)
        await self.dialers.prepare()
        down.push_async_callback(self._stop_engine)
        await self.floors.start()
        seating = Seating(self.accounts, self.floors)
        down.push_async_callback(seating.stop)
        seating.start()
        down.push_async_callback(self.dialers.stop)
        await self.dialers.start()
        self.live = Live(
            self.store,
            self.engine,
            self.feed,
            self.clock,
            self.accounts,
            self.floors,
            self.dialers,
        )
        down.push_async_callback(self.live.stop)
        await self.live.start()
        states = StateKeeper(self.store, self.feed, self.clock, self.accounts, self.floors)
        down.push_async_callback(states.stop)
        await states.start()
        self._watch_floors()
        self.campaigns = Campaigns(
            self.store, self.accounts, self.clock, self.intake.catalog, self.messages.names
        )
        self.chat_hooks = ChatHooks(
            self.store, self.feed, self.clock, self.accounts, self.floors, self._poster
        )
        self.chats = Chats(
            self.store,
            self.clock,
            self.accounts,
            self.floors,
            ChatFiles(self.layout.attachments),
        )
        self.chats_elsewhere = ChatsElsewhere(
            self.chats, self.accounts, self.floors, self.chat_hooks
        )
        await self.chats_elsewhere.start()
        await self.chat_hooks.start()
        down.push_async_callback(self.chat_hooks.stop)
        self.engine_room = EngineRoom(self.engine, self.floors, self.accounts, self.clock)
        down.push_async_callback(self.engine_room.stop)
        files, key = kept_files(self.settings, self.layout), link_key(self.layout.link_key)
        retention = RetentionKeeper(self.store, self.accounts, self.clock, files)
        await retention.start()
        down.push_async_callback(retention.stop)
        face = Face(
            Parts(
                settings=self.settings,
                clock=self.clock,
                store=self.store,
                engine=self.engine,
                feed=self.feed,
                accounts=self.accounts,
                records=Records(self.store, self.clock),
                recordings=Recordings(self.layout.recordings, key),
                floors=self.floors,
                dialers=self.dialers,
                intake=self.intake,
                campaigns=self.campaigns,
                webhooks=self.webhooks,
                do_not_call=DoNotCallLists(self.store, self.accounts, self.clock),
                chats=self.chats,
                chats_elsewhere=self.chats_elsewhere,
                lead_why=LeadWhy(self.store, self.accounts, self.clock),
                live=self.live,
                states=states,
                timeline=Timeline(self.store),
                single_sign_ons=SingleSignOns(self.accounts, self._providers),
                providers=self._providers,
                engine_room=self.engine_room,
                retention=retention,
                holds=LegalHolds(self.store, self.accounts),
                erasing=Erasing(
                    self.store,
                    self.accounts,
                    files,
                    key,
                    self.floors.under_way,
                    deliveries.still,
                ),
                metrics=self.metrics,
                usage=self.usage,
            )
        )
        down.push_async_callback(face.stop)
        server = Server(face, self.settings, self._sockets, face.hot)
        await server.start()
        down.push_async_callback(server.stop)
        down.push_async_callback(face.end_streams)
        _log.info("ready", url=self.url)

    @property
    def port(self) -> int:
        return int(self._sockets[0].getsockname()[1])

    @property
    def url(self) -> str:
        host = self.settings.host
        shown = "localhost" if host in _LOCAL else f"[{host}]" if ":" in host else host
        return f"{self.settings.scheme}://{shown}:{self.port}"

    @property
    def carrier_numbers(self) -> dict[str, str]:
        return CARRIER_NUMBERS if self._carrier is not None else {}

    async def _build_engine(self) -> Engine:
        if self.settings.engine.kind == "memory":
            return MemoryEngine(self.clock)
        trunk = await self._start_carrier() if self._with_carrier else None
        told = asterisk_settings(self.settings, self.layout, trunk)
        return AsteriskEngine(told, self.clock)

    async def _start_carrier(self) -> Trunk:
        engine = self.settings.engine
        installation = await asyncio.to_thread(find, engine.place, system=engine.use_system)
        if installation is None:
            raise EngineUnavailable("no Asterisk is installed; run: dockline engine install")
        settings = CarrierSettings(folder=self.layout.carrier, run_user=engine.run_user)
        self._carrier = Carrier(settings, installation)
        self._ways_down.push_async_callback(self._carrier.stop)
        await self._carrier.start()
        return self._carrier.trunk

    async def _stop_engine(self) -> None:
        leave = self._leave_engine and isinstance(self.engine, AsteriskEngine)
        await self.floors.stop(end_calls=not leave)
        if leave and isinstance(self.engine, AsteriskEngine):
            await self.engine.let_go()
        else:
            await self.engine.stop()

    def _watch_floors(self) -> None:
        def agents() -> list[AgentView]:
            spaces = self.accounts.spaces()
            return [agent for space in spaces for agent in self.floors.agents(space.space_id)]

        def open_calls() -> int:
            spaces = self.accounts.spaces()
            return sum(len(self.floors.open_calls(space.space_id)) for space in spaces)

        self.metrics.watch(agents, open_calls, lambda: self.floors.engine_up)


def _providers() -> IdentityProviders:
    # Only here: commands that serve nobody do not wait for the libraries to be read.
    from dockline.adapters.oidc import OpenIdConnect

    return OpenIdConnect()


def kept_files(settings: Settings, layout: Layout) -> KeptFiles:
    """Files of people in the data folder, and logs that may name one."""
    logs = [layout.engine, layout.carrier, layout.log]
    if settings.log_file is not None:
        logs.append(settings.log_file)
    return KeptFiles(layout.recordings, layout.attachments, tuple(logs))


def take_lock(layout: Layout) -> IO[str]:
    """One server a data folder. Raises CannotStart."""
    lock = layout.lock.open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise CannotStart(
            f"Another Dockline uses the data folder {layout.data}. Stop it, or name another "
            "folder with --data."
        ) from None
    os.set_inheritable(lock.fileno(), False)
    return lock


def _close_all(sockets: list[socket.socket]) -> None:
    for one in sockets:
        one.close()


def _told(error: BaseException, settings: Settings) -> CannotStart | None:
    """What is said of an error that a start may well meet."""
    match error:
        case PortBusy():
            return PortTaken(
                f"Port {error.port} is in use. Choose another with --port.", error.port
            )
        case EngineUnavailable() | CarrierFailed() | SettingRejected():
            return CannotStart(f"The voice engine does not start: {error}")
        case StoreUnavailable():
            return CannotStart(f"{database_name(settings)} cannot be used: {error}")
        case PermissionError():
            return CannotStart(f"{error.filename} may not be written. Choose another --data.")
    return None
