"""The events that a subscription has put out of its hand, for their first one fails: all of them
have rows, and here is no more than where they stand. Without this a thousand that are refused for
themselves would keep all the others from being told."""

import heapq
from bisect import insort
from collections.abc import Iterator
from typing import Final

from dockline.ports.event_store import EventStore, WebhookId
from dockline.services.webhooks.window import Item, Window, item_of

Place = tuple[bool, int]
"""Replayed or not, and its number: the order within a line."""
MOST_ASIDE: Final = 50_000
"""Events. Beyond that the window fills, and the log keeps the rest."""
_AT_ONCE: Final = 50
"""Lines that are taken up again in one turn."""


class Aside:
    """Lines by subject. The first of a line may be in the window again; what comes after it waits
    here until that is settled."""

    def __init__(self, store: EventStore, webhook_id: WebhookId) -> None:
        self._store = store
        self._webhook_id = webhook_id
        self._lines: dict[str, list[Place]] = {}
        self._keys: set[tuple[int, bool]] = set()
        self._due: dict[str, float] = {}
        """When the first of a line is to be tried again ..."""
        self._waiting: set[str] = set()
        """... but of those whose first one is in the window."""
        self._heap: list[tuple[float, str]] = []

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, subject: str) -> bool:
        return subject in self._lines

    def knows(self, key: tuple[int, bool]) -> bool:
        return key in self._keys

    @property
    def next_due(self) -> float | None:
        while self._heap and self._due.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def add(self, item: Item, window: Window) -> None:
        """At its place in its line. It has a row."""
        line, place = self._lines.setdefault(item.subject, []), (item.replayed, item.logged.seq)
        insort(line, place)
        self._keys.add(item.key)
        if item.subject in window.subjects:
            self._waiting.add(item.subject)
        elif line[0] == place:
            self._is_due(item.subject, item.next_at)

    def put_away(self, window: Window, now: float, count: int) -> None:
        """Lines with so many events in all, or a few more, whose first one failed and is not due:
        those that wait for longest."""
        lines = [line for line in window.failing() if line[0].next_at > now + 1.0]
        lines.sort(key=lambda line: -line[0].next_at)
        for line in lines:
            if count <= 0 or len(self) >= MOST_ASIDE:
                return
            count -= len(line)
            for item in line:
                window.remove(item)
            for item in line:
                self.add(item, window)

    async def take_up(self, window: Window, now: float, room: int) -> None:
        """The first of each line that is due, as far as there is room. Raises StoreUnavailable."""
        for subject in self._waiting - window.subjects:
            self._is_due(subject, now)
        for subject in self._due_now(now, min(room, _AT_ONCE)):
            replayed, seq = self._lines[subject][0]
            found = await self._store.deliveries(
                self._webhook_id, dead=False, after=seq - 1, limit=2
            )
            self._first_goes(subject)
            for item in map(item_of, found):
                if item.key == (seq, replayed):
                    window.add(item)

    def _due_now(self, now: float, most: int) -> Iterator[str]:
        for _ in range(most):
            due = self.next_due
            if due is None or due > now:
                return
            yield self._heap[0][1]

    def _first_goes(self, subject: str) -> None:
        line = self._lines[subject]
        replayed, seq = line.pop(0)
        self._keys.discard((seq, replayed))
        del self._due[subject]
        if line:
            self._waiting.add(subject)
        else:
            del self._lines[subject]

    def _is_due(self, subject: str, at: float) -> None:
        self._waiting.discard(subject)
        self._due[subject] = at
        heapq.heappush(self._heap, (at, subject))
