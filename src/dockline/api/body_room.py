"""How much of request bodies is held at one time: who has not shown yet who they are may send one,
too, and many that never end would fill the memory."""

from collections import Counter
from collections.abc import Callable
from typing import Final

from starlette.types import Scope

from dockline.api import problems
from dockline.services.sign_in import network_of

FREE: Final = 64 * 1024
"""Bytes of a body that count for nothing: as much is held of each connection in any case."""
MOST_OF_ONE: Final = 256 * 2**20
"""Bytes of the bodies of one network address ..."""
MOST_OF_ALL: Final = 512 * 2**20
"""... and of all of them, that are on their way."""
ROOM: Final = "body_room"
"""The name of the server's in a request's state."""
_AGAIN: Final = 5.0
"""Seconds until there may be room."""


class BodyRoom:
    """One for a server; requests have it in their state."""

    def __init__(self, address: Callable[[Scope], str]) -> None:
        """``address``: who asks."""
        self._address = address
        self._held: Counter[str] = Counter()

    @property
    def held(self) -> int:
        """Bytes."""
        return self._held.total()

    def of(self, scope: Scope) -> "BodyHeld":
        """For the body of one request."""
        return BodyHeld(self, self._held, network_of(self._address(scope)))


class BodyHeld:
    """What is held of one body; to be given back."""

    def __init__(self, room: BodyRoom, held: Counter[str], network: str) -> None:
        self._room = room
        self._held = held
        self._network = network
        self._size = 0

    def grow(self, size: int) -> None:
        """``size``: bytes of it so far. Raises Problem (429)."""
        more = max(0, size - FREE) - self._size
        if more <= 0:
            return
        if self._held[self._network] + more > MOST_OF_ONE or self._room.held + more > MOST_OF_ALL:
            told = "Too many large bodies are on their way. Send one after the other."
            raise problems.too_many(_AGAIN, told, "too-many-bodies")
        self._held[self._network] += more
        self._size += more

    def give_back(self) -> None:
        self._held[self._network] -= self._size
        if self._held[self._network] <= 0:
            del self._held[self._network]
        self._size = 0
