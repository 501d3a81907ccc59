"""The events that a subscription has in hand: each subject's in a line of its own."""

from collections import deque
from collections.abc import Iterator, KeysView

from msgspec import Struct

from dockline.ports.event_store import DeliveredEvent, Delivery, LoggedEvent, Webhook


class Item(Struct, eq=False):
    """One event on its way to one subscription."""

    logged: LoggedEvent
    replayed: bool
    first_at: float
    next_at: float
    attempts: int = 0
    """Made, or begun by a server that did not live to say what came of it."""
    last_at: float | None = None
    last_status: int | None = None
    last_answer: str = ""
    kept: bool = False
    """It has a row in the store, or a commit that gives it one is on its way."""
    changed: bool = False
    """Since that row was written."""

    @property
    def key(self) -> tuple[int, bool]:
        return self.logged.seq, self.replayed

    @property
    def subject(self) -> str:
        return self.logged.event.subject

    @property
    def failed(self) -> bool:
        """It was tried by us, and not taken."""
        return self.last_at is not None

    def row(self, webhook: Webhook, *, dead: bool = False) -> Delivery:
        return Delivery(
            webhook_id=webhook.webhook_id,
            seq=self.logged.seq,
            replayed=self.replayed,
            space_id=webhook.space_id,
            dead=dead,
            attempts=self.attempts,
            first_at=self.first_at,
            next_at=self.next_at,
            last_at=self.last_at,
            last_status=self.last_status,
            last_answer=self.last_answer,
        )


def item_of(found: DeliveredEvent) -> Item:
    """Of a row. Whether the last server sent it once more before it ended, nobody knows."""
    row = found.delivery
    return Item(
        logged=found.logged,
        replayed=row.replayed,
        first_at=row.first_at,
        next_at=row.next_at,
        attempts=max(row.attempts, 1),
        last_at=row.last_at,
        last_status=row.last_status,
        last_answer=row.last_answer,
        kept=True,
    )


class Window:
    """Of each subject only the first is under way: its events are told in their order."""

    def __init__(self) -> None:
        self._items: dict[tuple[int, bool], Item] = {}
        self._lines: dict[str, deque[Item]] = {}
        self.busy: set[str] = set()
        """Subjects of which something is being sent."""

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def __contains__(self, key: tuple[int, bool]) -> bool:
        return key in self._items

    def add(self, item: Item) -> None:
        """At its place in its line: by its number, and what is replayed after all else. Nothing
        gets before what is under way."""
        self._items[item.key] = item
        line = self._lines.setdefault(item.subject, deque())
        place, first = len(line), int(item.subject in self.busy)
        while place > first and _order(line[place - 1]) > _order(item):
            place -= 1
        line.insert(place, item)

    def remove(self, item: Item) -> None:
        self._items.pop(item.key, None)
        line = self._lines.get(item.subject)
        if line is not None:
            line.remove(item)
            if not line:
                del self._lines[item.subject]

    @property
    def subjects(self) -> KeysView[str]:
        """Of what is in hand."""
        return self._lines.keys()

    def failing(self) -> list[list[Item]]:
        """Lines whose first one failed and is not under way, and that have their rows."""
        return [
            list(line)
            for subject, line in self._lines.items()
            if line[0].failed
            and subject not in self.busy
            and all(item.kept and not item.changed for item in line)
        ]

    def heads(self) -> list[Item]:
        """The first of each line of which nothing is under way."""
        return [line[0] for subject, line in self._lines.items() if subject not in self.busy]

    def held(self) -> list[Item]:
        """Those that failed, and those that wait behind one that did."""
        return [item for line in self._lines.values() if line[0].failed for item in line]


def _order(item: Item) -> tuple[bool, int]:
    return item.replayed, item.logged.seq
