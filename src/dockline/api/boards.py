"""The boards of supervisors that are connected, and what they share."""

from typing import TYPE_CHECKING

from dockline.api.metrics import Metrics
from dockline.api.open_pages import OpenPages
from dockline.api.phones import Phones
from dockline.domain.ids import TeamId
from dockline.domain.space import Role, User
from dockline.ports.clock import Clock
from dockline.ports.feed import Feed
from dockline.services.accounts import Accounts
from dockline.services.campaigns import Campaigns
from dockline.services.following import Following
from dockline.services.monitors import Monitors

if TYPE_CHECKING:
    from dockline.api.board_socket import BoardSocket

_NOT_SIGNED_IN = 4401
_TRY_LATER = 1013


class Boards:
    """One board a supervisor. A second page takes the place of the first, which is closed and is
    out of the call it listened to; the second listens when it is told to. Made while an event loop
    runs."""

    def __init__(
        self,
        monitors: Monitors,
        campaigns: Campaigns,
        accounts: Accounts,
        feed: Feed,
        clock: Clock,
        phones: Phones,
        metrics: Metrics,
    ) -> None:
        self.monitors = monitors
        self.campaigns = campaigns
        self.accounts = accounts
        self.feed = feed
        self.clock = clock
        self.phones = phones
        self._pages: OpenPages[BoardSocket] = OpenPages(metrics.board_sockets)
        self._following = Following(accounts.book, self._look_at_sights)
        self._following.start()

    async def enter(self, socket: "BoardSocket") -> None:
        if self._pages.enter(socket) is not None:
            await self.monitors.stop(socket.user, "replaced")

    def is_here(self, socket: "BoardSocket") -> bool:
        """Whether it is its person's board still; one that was replaced may yet be heard."""
        return self._pages.of(socket.user) is socket

    async def leave(self, socket: "BoardSocket") -> None:
        """A socket has ended: so has the listening, unless its page is here again already."""
        with self._pages.leaving(socket) as here:
            if here is not None and here.page_id == socket.page_id:
                return
            self.phones.leave(socket.page_id, socket.space.settings.dock_grace_seconds)
            if here is None:
                await self.monitors.stop(socket.user, "left")

    async def look_at(self, user: User) -> None:
        """A session of theirs has ended, or their rights are others: their board is closed where
        it is not for them any more, and comes back by itself where it is to show something else."""
        here = self._pages.of(user)
        if here is None:
            return
        if not await here.signed_in():
            here.end(_NOT_SIGNED_IN, "Signed out.")
            return
        await self._look_at_sight(here)

    async def _look_at_sights(self) -> None:
        for here in self._pages.all():
            await self._look_at_sight(here)

    async def _look_at_sight(self, here: "BoardSocket") -> None:
        now = self.accounts.user(here.user.user_id)
        if now is not None and _sight(now) != _sight(here.user):
            await self.monitors.review(now)
            here.end(_TRY_LATER, "Your rights have changed.")

    async def stop(self, within: float) -> None:
        await self._following.stop()
        await self._pages.stop(within)
        self.monitors.close()


def _sight(user: User) -> tuple[Role, frozenset[TeamId], bool]:
    """What decides what somebody is shown."""
    return user.role, frozenset(user.teams), user.operator
