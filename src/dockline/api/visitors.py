"""The visitors who are connected: what is told to them, and how many one address may have."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Final, Protocol, get_args

from dockline.api.peers import Origins
from dockline.domain.chatfacts import (
    ChatEnded,
    ChatFact,
    ChatOpened,
    ChatQueued,
    ChatReturned,
)
from dockline.domain.chatshown import ChatLine
from dockline.domain.facts import Stamped
from dockline.domain.ids import ChatId, SpaceId
from dockline.domain.rates import Windows
from dockline.domain.space import Space
from dockline.ports.clock import Clock
from dockline.ports.feed import Feed
from dockline.services.accounts import Accounts
from dockline.services.chats import Chats
from dockline.services.floors import Floors
from dockline.services.sign_in import network_of

_FACTS: Final = frozenset(get_args(ChatFact))
_OF_QUEUES: Final = (ChatQueued, ChatOpened, ChatReturned, ChatEnded)
_PLACES_SECONDS: Final = 0.5
"""Places in the line are told at most so often."""
MOST_SOCKETS: Final = 50
"""At a time, of one network address."""
HELLOS_A_MINUTE: Final = 300
"""Of one network address."""


class Listener(Protocol):
    """One visitor's socket. Nothing of it may block."""

    def heard(self, fact: ChatFact) -> None: ...

    def said(self, line: ChatLine) -> None:
        """A line of the visitor's own is durable."""

    def moved(self, place: int) -> None:
        """Its place in the line, from 1, may have changed."""

    def end(self, code: int, reason: str) -> None: ...


class Visitors:
    def __init__(
        self, chats: Chats, accounts: Accounts, floors: Floors, feed: Feed, clock: Clock
    ) -> None:
        self.chats = chats
        self.accounts = accounts
        self.floors = floors
        self.clock = clock
        self._feed = feed
        self._of_chat: dict[ChatId, list[Listener]] = {}
        self._space_of: dict[ChatId, SpaceId] = {}
        self._spaces: dict[SpaceId, Callable[[], None]] = {}
        self._all: set[Listener] = set()
        self._empty = asyncio.Event()
        self._empty.set()
        self._sockets: Counter[str] = Counter()
        self._hellos: Windows[str] = Windows(60.0)
        self._telling: asyncio.TimerHandle | None = None

    # --- who is here ----------------------------------------------------------------------------

    def enter(self, listener: Listener, address: str) -> bool:
        """Whether there is room for one more of that address."""
        network, now = network_of(address), self.clock.now()
        full = self._sockets[network] >= MOST_SOCKETS
        if full or self._hellos.free_at(network, HELLOS_A_MINUTE, now) is not None:
            return False
        self._hellos.note(network, now)
        self._sockets[network] += 1
        self._all.add(listener)
        self._empty.clear()
        return True

    def leave(self, listener: Listener, address: str) -> None:
        self._all.discard(listener)
        network = network_of(address)
        self._sockets[network] -= 1
        if self._sockets[network] <= 0:
            del self._sockets[network]
        if not self._all:
            self._empty.set()

    async def stop(self, within: float) -> None:
        for listener in list(self._all):
            listener.end(1001, "The server is stopping.")
        try:
            async with asyncio.timeout(within):
                await self._empty.wait()
        except TimeoutError:
            pass  # uvicorn cuts off whoever is left
        if self._telling is not None:
            self._telling.cancel()
        for way_out in self._spaces.values():
            way_out()
        self._spaces.clear()

    # --- what they hear -------------------------------------------------------------------------

    def watch(self, space_id: SpaceId, chat_id: ChatId, listener: Listener) -> Callable[[], None]:
        """Hear of a chat from now on. Returns the way out."""
        if space_id not in self._spaces:
            self._spaces[space_id] = self._feed.listen(space_id, None, self._heard)
        self._of_chat.setdefault(chat_id, []).append(listener)
        self._space_of[chat_id] = space_id

        def leave() -> None:
            listeners = self._of_chat.get(chat_id, [])
            if listener in listeners:
                listeners.remove(listener)
            if not listeners:
                self._of_chat.pop(chat_id, None)
                self._space_of.pop(chat_id, None)

        return leave

    def kept(self, chat_id: ChatId, line: ChatLine) -> None:
        """A visitor's line is durable: every page of theirs may show it."""
        for listener in list(self._of_chat.get(chat_id, ())):
            listener.said(line)

    def _heard(self, stamped: Stamped) -> None:
        fact = stamped.fact
        if type(fact) not in _FACTS or not self._of_chat:
            return
        if isinstance(fact, _OF_QUEUES) and self._telling is None:
            loop = asyncio.get_running_loop()
            self._telling = loop.call_later(_PLACES_SECONDS, self._tell_places)
        chat_id = getattr(fact, "chat_id", None)
        for listener in list(self._of_chat.get(chat_id, ())) if chat_id is not None else ():
            listener.heard(fact)  # type: ignore[arg-type]

    def _tell_places(self) -> None:
        self._telling = None
        for space_id in set(self._space_of.values()):
            for chat_id, place in self.floors.chat_places(space_id).items():
                for listener in list(self._of_chat.get(chat_id, ())):
                    listener.moved(place)


def origins_of(space: Space) -> Origins | None:
    """The sites that may embed the space's widget; None: any may."""
    return Origins(space.settings.chat.origins) if space.settings.chat.origins else None
