"""Webhooks as the admin pages have them."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

Name = Annotated[str, Meta(max_length=80, description="As people read it.", examples=["CRM"])]
Url = Annotated[
    str,
    Meta(
        max_length=2_000,
        description="Where events are posted to: http or https.",
        examples=["https://crm.example/hooks/dockline"],
    ),
]
Types = Annotated[
    list[Annotated[str, Meta(max_length=60)]] | None,
    Meta(
        description="Types of events (`/manage/api/webhooks/types`); null or empty: all.",
        examples=[["call.ended", "lead.finished"]],
    ),
]


class NewWebhook(Struct, frozen=True):
    """POST /manage/api/webhooks"""

    name: Name
    url: Url
    types: Types = None


class WebhookChange(Struct, frozen=True):
    """PATCH /manage/api/webhooks/{id}: what is left out stays."""

    name: Name | UnsetType = UNSET
    url: Url | UnsetType = UNSET
    types: Types | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class NewSecret(Struct, frozen=True):
    """POST /manage/api/webhooks/{id}/secret"""

    overlap_hours: Annotated[
        float,
        Meta(ge=0, le=168, description="How long the secret before signs as well; 0: no more."),
    ] = 24.0


class ReplayWish(Struct, frozen=True):
    """POST /manage/api/webhooks/{id}/replay"""

    from_seq: Annotated[int, Meta(ge=1, le=2**53, description="The first event to be sent again.")]


class LettersWish(Struct, frozen=True):
    """POST /manage/api/webhooks/{id}/dead-letters/retry, /drop"""

    seq: Annotated[
        Annotated[int, Meta(ge=1, le=2**53)] | None,
        Meta(description="One event's number; null or absent: all dead letters."),
    ] = None


class WebhookRow(Struct, frozen=True):
    webhook_id: str
    name: str
    url: str
    types: list[str]
    """Empty: all."""
    active: bool
    health: str
    """``healthy``, ``retrying`` (something was not taken), ``failing`` (nothing was taken for more
    than 15 minutes), ``off``, ``gone`` (off, because the receiver answered 410)."""
    created_at: str
    succeeded_at: str | None
    """When something was last taken."""
    failing_since: str | None
    last_status: int | None
    """Of the last attempt, where it failed; null: there was no answer."""
    last_error: str
    waiting: int
    """Events that are sent again, and those that wait behind them."""
    dead_letters: int
    behind: int
    """Events in the log that it has not come to yet."""
    old_secret_until: str | None
    """Until then the secret before signs as well."""


class WebhooksAnswer(Struct, frozen=True):
    """The oldest first."""

    success: bool
    webhooks: list[WebhookRow]
    first_seq: int
    """The first event that is in the log; one more than ``last_seq`` where it is empty."""
    last_seq: int
    """The last event of the space."""
    keep_hours: float
    """How long events are kept for a replay."""


class WebhookAnswer(Struct, frozen=True):
    success: bool
    webhook: WebhookRow
    first_seq: int
    last_seq: int
    keep_hours: float


class WebhookMade(Struct, frozen=True):
    success: bool
    webhook: WebhookRow
    secret: str
    """Shown this once."""


class WebhookGone(Struct, frozen=True):
    success: bool


class Tested(Struct, frozen=True):
    """What came of it, now."""

    success: bool
    taken: bool
    """Whether it was answered with 200 to 299."""
    status: int | None
    """null: there was no answer."""
    seconds: float
    answer: str
    """How the answer began, or why there was none."""


class DeliveryRow(Struct, frozen=True):
    state: str
    """``delivered``, ``failed`` (an attempt in vain), ``waiting`` (it is sent again)."""
    seq: int
    event_id: str
    type: str
    at: str
    """When it happened."""
    attempt: int
    """Of ``waiting``: how many were made."""
    replayed: bool
    tried_at: str | None
    next_at: str | None
    """Of ``waiting``: when it is sent again."""
    seconds: float | None
    status: int | None
    answer: str


class DeliveriesAnswer(Struct, frozen=True):
    """What waits, by number; then the last 200 attempts since the server started, the newest
    first."""

    success: bool
    deliveries: list[DeliveryRow]


class DeadLetter(Struct, frozen=True):
    seq: int
    event_id: str
    type: str
    at: str
    attempts: int
    replayed: bool
    first_at: str
    last_at: str | None
    last_status: int | None
    last_answer: str
    body: dict[str, Any]
    """As it was sent."""


class DeadLettersAnswer(Struct, frozen=True):
    """By number."""

    success: bool
    total: int
    dead_letters: list[DeadLetter]
    next_after: int | None
    """To ask for the next page with; null: this was the last."""


class LettersDone(Struct, frozen=True):
    success: bool
    count: int


class ReplayAnswer(Struct, frozen=True):
    success: bool
    from_seq: int
    to_seq: int


class EventTypeRow(Struct, frozen=True):
    type: str
    about: str
    durable: bool
    """Kept in one commit with the record of what it tells; else a crash may lose it."""
    schema: dict[str, Any]
    """JSON Schema of ``data``."""
    sample: dict[str, Any]
    """A whole body."""


class EventGroup(Struct, frozen=True):
    group: str
    name: str
    types: list[EventTypeRow]


class TypesAnswer(Struct, frozen=True):
    success: bool
    version: int
    groups: list[EventGroup]
    test: EventTypeRow
    """What the test button sends."""
