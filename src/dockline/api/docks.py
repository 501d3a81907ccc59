"""The docks that are connected, and what they share."""

import asyncio
from typing import TYPE_CHECKING

from dockline.api.metrics import Metrics
from dockline.api.open_pages import OpenPages
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
from dockline.services.following import Following

if TYPE_CHECKING:
    from dockline.api.dock_socket import DockSocket

_NOT_SIGNED_IN = 4401
_AT_ONCE = 20
"""So many pages are looked at before others have their turn."""


class Docks:
    """One dock an agent: of two pages the newer wins. Made while an event loop runs."""

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
        self._pages: OpenPages[DockSocket] = OpenPages(metrics.sockets)
        self._following = Following(accounts.book, self._look_at_settings)
        self._following.start()

    async def ask(self, space_id: SpaceId, agent_id: AgentId, order: DockOrder) -> None:
        """Carry out what a dock asks for. Raises its Refusal, or StoreUnavailable."""
        if isinstance(order, SendChat):
            await self.chats.agent_says(space_id, agent_id, order)
        else:
            await self.dialers.ask(space_id, agent_id, order)

    def enter(self, socket: "DockSocket") -> None:
        self._pages.enter(socket)

    async def leave(self, socket: "DockSocket") -> None:
        """A socket has ended. Its page may be here again already, on another one."""
        user, settings = socket.user, socket.space.settings
        with self._pages.leaving(socket) as here:
            if here is not None and here.page_id == socket.page_id:
                return
            self.phones.leave(socket.page_id, settings.rejoin_seconds + settings.dock_grace_seconds)
            await self.floors.dock_lost(user.space_id, user.user_id, socket.page_id)

    async def look_at(self, user: User) -> None:
        """A session of theirs may have ended, or their rights are others: their dock is closed
        where it is not for them any more."""
        here = self._pages.of(user)
        if here is not None and not await here.signed_in():
            await self.sign_out(user)

    async def session_over(self, user: User) -> None:
        """They have signed out of a session. Their dock may be open by another, elsewhere, and
        then goes on; where none is connected nobody knows by which it was, and they are out."""
        here = self._pages.of(user)
        if here is None or not await here.signed_in():
            await self.sign_out(user)

    async def sign_out(self, user: User) -> None:
        """Offline at once; the phone's credentials die."""
        await self.floors.sign_out(user.space_id, user.user_id)
        here = self._pages.of(user)
        if here is not None:
            here.end(_NOT_SIGNED_IN, "Signed out.")
        await self.phones.drop_all_of(user.user_id)

    async def _look_at_settings(self) -> None:
        for looked_at, page in enumerate(self._pages.all(), 1):
            page.look_at_settings()
            if looked_at % _AT_ONCE == 0:
                await asyncio.sleep(0)

    async def stop(self, within: float) -> None:
        await self._following.stop()
        await self._pages.stop(within)
        self.watch.stop()
