"""The pages that are connected by a socket: one for each person, of two the newer wins."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from prometheus_client import Gauge

from dockline.domain.ids import AgentId, PageId, SpaceId
from dockline.domain.space import User

_GOING_AWAY, _SAME_PAGE = 1001, 4000


class OpenPage(Protocol):
    """A socket, as far as it is looked after here."""

    user: User
    page_id: PageId

    def end(self, code: int, reason: str) -> None: ...

    def replace(self) -> None: ...


P = TypeVar("P", bound=OpenPage)


class OpenPages(Generic[P]):
    def __init__(self, counted: Gauge) -> None:
        """``counted``: how many there are, for the metrics."""
        self._counted = counted
        self._here: dict[tuple[SpaceId, AgentId], P] = {}
        self._all: set[P] = set()
        self._empty = asyncio.Event()
        self._empty.set()

    def of(self, user: User) -> P | None:
        return self._here.get((user.space_id, user.user_id))

    def all(self) -> list[P]:
        return list(self._all)

    def enter(self, page: P) -> P | None:
        """A page said hello; the one that was here before is closed, and returned where it is
        another page and not the same one on a new socket."""
        before = self.of(page.user)
        self._here[page.user.space_id, page.user.user_id] = page
        self._all.add(page)
        self._empty.clear()
        self._counted.set(len(self._all))
        if before is None:
            return None
        if before.page_id == page.page_id:
            before.end(_SAME_PAGE, "The same page is here again.")
            return None
        before.replace()
        return before

    @contextmanager
    def leaving(self, page: P) -> Iterator[P | None]:
        """A socket has ended: do within what its end brings about. Gives who is here in its stead:
        nobody, the same page on a new socket, or another page."""
        key = (page.user.space_id, page.user.user_id)
        self._all.discard(page)
        if self._here.get(key) is page:
            del self._here[key]
        try:
            yield self._here.get(key)
        finally:
            self._counted.set(len(self._all))
            if not self._all:
                self._empty.set()

    async def stop(self, within: float) -> None:
        """Close them all; each page tries to come back, and finds the next server."""
        for page in self._all:
            page.end(_GOING_AWAY, "The server is stopping.")
        try:
            async with asyncio.timeout(within):
                await self._empty.wait()
        except TimeoutError:
            pass  # uvicorn cuts off whoever is left
