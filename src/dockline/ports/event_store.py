"""The log of events, and who is told of them (`dockline.ports.store` has the rules of writing and
reading)."""

from math import inf
from typing import Any, NewType, Protocol

from msgspec import Struct

from dockline.domain.ids import SpaceId

WebhookId = NewType("WebhookId", str)


class Event(Struct, frozen=True):
    """What is told of something that happened, before it has its number."""

    event_id: str
    """One that is in the log already is not put in again."""
    space_id: SpaceId
    type: str
    """Of the catalogue (`dockline.services.events`)."""
    at: float
    subject: str
    """What it is about: what is told of one subject is told in its order."""
    body: dict[str, Any]
    """``data``, and ``custom`` where it has one."""
    number: str = ""
    """The customer's, where it is about one."""
    external_id: str = ""
    """The customer's own id of it."""


class LoggedEvent(Struct, frozen=True):
    seq: int
    """Rises by one in its space, from 1."""
    event: Event
    """``external_id`` of a chat is what it was begun with."""


class Webhook(Struct, frozen=True):
    """A subscription."""

    webhook_id: WebhookId
    space_id: SpaceId
    name: str
    url: str
    types: tuple[str, ...]
    """Empty: all."""
    active: bool
    secret: str
    created_at: float
    ended: str = ""
    """Why it is not active, where that was not our doing: ``gone``."""
    old_secret: str = ""
    """Signs as well, until ``old_secret_until``."""
    old_secret_until: float | None = None


class Progress(Struct, frozen=True):
    """How far a subscription has come (migration 0009)."""

    done_to: int = 0
    begun_to: int = 0
    replay_done_to: int = 0
    replay_begun_to: int = 0
    replay_until: int = 0
    succeeded_at: float | None = None
    failing_since: float | None = None
    """Since when nothing was taken, while something was tried."""
    last_status: int | None = None
    last_error: str = ""


class Delivery(Struct, frozen=True):
    """An event that is still to be told to one subscription, or that nobody took."""

    webhook_id: WebhookId
    seq: int
    replayed: bool
    space_id: SpaceId
    dead: bool
    attempts: int
    """Made, or begun."""
    first_at: float
    """When it was first tried, or last given another day."""
    next_at: float
    last_at: float | None = None
    last_status: int | None = None
    """None: there was no answer."""
    last_answer: str = ""
    """How the answer began, or why there was none."""


class DeliveredEvent(Struct, frozen=True):
    delivery: Delivery
    logged: LoggedEvent


class AppendEvent(Struct, frozen=True):
    """It gets the next number of its space. Nothing where its ``event_id`` is there."""

    event: Event


class PutWebhook(Struct, frozen=True):
    """Insert, or replace the row of the same webhook_id."""

    webhook: Webhook


class DropWebhook(Struct, frozen=True):
    """With its progress. Its deliveries go by `DropDeliveries`: there may be a million."""

    webhook_id: WebhookId


class DropDeliveries(Struct, frozen=True):
    """Those of a webhook that is dropped; the oldest, by at most so many."""

    webhook_id: WebhookId
    most: int


class PutProgress(Struct, frozen=True):
    webhook_id: WebhookId
    progress: Progress


class PutDelivery(Struct, frozen=True):
    """Insert, or replace the row of the same webhook, event and way (replayed or not)."""

    delivery: Delivery


class DropDelivery(Struct, frozen=True):
    webhook_id: WebhookId
    seq: int
    replayed: bool


class ReviveDeliveries(Struct, frozen=True):
    """Dead letters are to be told once more, from ``at`` on."""

    webhook_id: WebhookId
    at: float
    seq: int | None = None
    """None: all of them, ..."""
    most: int = 2**60
    """... or the oldest, by at most so many."""


class DropDeadLetters(Struct, frozen=True):
    webhook_id: WebhookId
    seq: int | None = None
    """None: all of them, ..."""
    most: int = 2**60
    """... or the oldest, by at most so many ..."""
    before: float = inf
    """... of those that were first tried before this."""


class ForgetEvents(Struct, frozen=True):
    """Take those from before ``until`` out of the log, but for what is still to be told to
    somebody, or is a dead letter."""

    space_id: SpaceId
    until: float
    after: int = 0
    """Of events those with higher numbers than this ..."""
    most: int = 2**60
    """... by at most so much: others are not kept waiting for long by a few."""


EventWrite = (
    AppendEvent
    | PutWebhook
    | DropWebhook
    | DropDeliveries
    | PutProgress
    | PutDelivery
    | DropDelivery
    | ReviveDeliveries
    | DropDeadLetters
    | ForgetEvents
)


class EventStore(Protocol):
    async def webhooks(self) -> list[Webhook]:
        """Of every space; the oldest first."""

    async def webhook_progress(self, webhook_id: WebhookId) -> Progress:
        """All zero where none was put."""

    async def events(
        self, space_id: SpaceId, *, after: int, until: int | None = None, limit: int
    ) -> list[LoggedEvent]:
        """In their order, from the number after ``after`` on; to ``until``, itself among them."""

    async def event_range(self, space_id: SpaceId) -> tuple[int, int]:
        """The numbers of the first that is kept and of the last that was given; the first is one
        more than the last where none is kept."""

    async def deliveries(
        self, webhook_id: WebhookId, *, dead: bool, after: int = 0, limit: int
    ) -> list[DeliveredEvent]:
        """Those that wait, or the dead letters, by number, from the one after ``after`` on."""

    async def count_deliveries(self, webhook_id: WebhookId) -> tuple[int, int]:
        """How many wait, and how many are dead letters."""

    async def delivered_to(self) -> list[WebhookId]:
        """Of whom there are deliveries, those that are dropped among them."""
