"""The docks that are connected, and what they share."""

import asyncio
from typing import TYPE_CHECKING

from dockline.api.metrics import Metrics
from dockline.api.phones import Phones
from dockline.api.watch import Watch
from dockline.domain.chatcommands import SendChat
from dockline.domain.commands import DockOrder
from dockline.domain.ids import AgentId, SpaceId
from dockline.domain.space import User
from dockline.ports.clock import Clock
from dockline.ports.feed import Feed
from dockline.services.accounts import Accounts
from dockline.services.chats import Chats
from dockline.services.dialer import Dialers
from dockline.services.floors import Floors

if TYPE_CHECKING:
    from dockline.api.dock_socket import DockSocket

_GOING_AWAY, _NOT_SIGNED_IN, _SAME_PAGE = 1001, 4401, 4000


class Docks:
    """One dock an agent: of two pages the newer wins."""

    def __init__(
        self,
        floors: Floors,
        dialers: Dialers,
        chats: Chats,
        accounts: Accounts,
        feed: Feed,
        clock: Clock,
        phones: Phones,
        metrics: Metrics,
    ) -> None:
        self.floors = floors
        self.dialers = dialers
        self.chats = chats
        self.accounts = accounts
        self.feed = feed
        self.clock = clock
        self.phones = phones
        self.watch = Watch(feed, metrics)
        self._metrics = metrics
        self._here: dict[tuple[SpaceId, AgentId], DockSocket] = {}
        self._all: set[DockSocket] = set()
        self._empty = asyncio.Event()
        self._empty.set()

    async def ask(self, space_id: SpaceId, agent_id: AgentId, order: DockOrder) -> None:
        """Carry out what a dock asks for. Raises its Refusal, or StoreUnavailable."""
        if isinstance(order, SendChat):
            await self.chats.agent_says(space_id, agent_id, order)
        else:
            await self.dialers.ask(space_id, agent_id, order)

    def enter(self, socket: "DockSocket") -> None:
        """A page said hello; the one that was here before is closed."""
        key = (socket.user.space_id, socket.user.user_id)
        before = self._here.get(key)
        self._here[key] = socket
        self._all.add(socket)
        self._empty.clear()
        self._metrics.sockets.set(len(self._all))
        if before is None:
            return
        if before.page_id == socket.page_id:
            before.end(_SAME_PAGE, "The same page is here again.")
        else:
            before.replace()

    async def leave(self, socket: "DockSocket") -> None:
        """A socket has ended. Its page may be here again already, on another one."""
        if socket not in self._all:
            return
        self._all.discard(socket)
        user = socket.user
        key = (user.space_id, user.user_id)
        here = self._here.get(key)
        try:
            if here is socket:
                del self._here[key]
            elif here is not None and here.page_id == socket.page_id:
                return
            settings = socket.space.settings
            self.phones.leave(socket.page_id, settings.rejoin_seconds + settings.dock_grace_seconds)
            await self.floors.dock_lost(user.space_id, user.user_id, socket.page_id)
        finally:
            self._metrics.sockets.set(len(self._all))
            if not self._all:
                self._empty.set()

    async def sign_out(self, user: User) -> None:
        """Offline at once; the phone's credentials die."""
        await self.floors.sign_out(user.space_id, user.user_id)
        here = self._here.get((user.space_id, user.user_id))
        if here is not None:
            here.end(_NOT_SIGNED_IN, "Signed out.")
        await self.phones.drop_all_of(user.user_id)

    async def stop(self, within: float) -> None:
        """Close them all; each page tries to come back, and finds the next server."""
        for socket in self._all:
            socket.end(_GOING_AWAY, "The server is stopping.")
        try:
            async with asyncio.timeout(within):
                await self._empty.wait()
        except TimeoutError:
            pass  # uvicorn cuts off whoever is left
        await self.phones.stop()
        self.watch.stop()
