"""What goes to a subscription's address: the envelope of an event, and its headers."""

import secrets
from typing import Any, Final

import msgspec
from msgspec import Struct

from dockline.domain.moments import moment
from dockline.ports.event_store import Event, LoggedEvent, Webhook
from dockline.services.events.catalogue import VERSION
from dockline.services.signing import signature

SECRET_PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 24


class Envelope(Struct, frozen=True):
    """The body of every delivery."""

    event_id: str
    """The same at every delivery of this event."""
    seq: int
    """Its number in the space, rising by one; 0 of a test."""
    type: str
    version: int
    at: str
    """When it happened: RFC 3339, in UTC."""
    cloud_id: str
    external_id: str | None
    """Your own id of the lead, or of the visitor who chats; null where there is none."""
    custom: dict[str, Any] | None
    """What you said of the call, the lead or the visitor; null where it is about none."""
    data: dict[str, Any]


def new_secret() -> str:
    return SECRET_PREFIX + secrets.token_urlsafe(_SECRET_BYTES)


def encoded(logged: LoggedEvent) -> bytes:
    return msgspec.json.encode(envelope(logged.event, logged.seq))


def envelope(event: Event, seq: int) -> Envelope:
    return Envelope(
        event_id=event.event_id,
        seq=seq,
        type=event.type,
        version=VERSION,
        at=moment(event.at),
        cloud_id=event.space_id,
        external_id=event.external_id or None,
        custom=event.body.get("custom"),
        data=event.body["data"],
    )


def headers(
    webhook: Webhook, event: Event, body: bytes, now: float, *, attempt: int, replayed: bool
) -> dict[str, str]:
    """``attempt``: from 1. While the secret before is good, both sign."""
    told = {
        "Content-Type": "application/json",
        "User-Agent": "Dockline",
        "Dockline-Signature": _signature(webhook, body, now),
        "Dockline-Event-Id": event.event_id,
        "Dockline-Event-Type": event.type,
        "Dockline-Delivery-Attempt": str(attempt),
    }
    return told | ({"Dockline-Replayed": "true"} if replayed else {})


def _signature(webhook: Webhook, body: bytes, now: float) -> str:
    timestamp = str(int(now))
    keys = [webhook.secret]
    if webhook.old_secret_until is not None and now < webhook.old_secret_until:
        keys.append(webhook.old_secret)
    signed = (f"v1={signature(key, timestamp, body)}" for key in keys)
    return ",".join((f"t={timestamp}", *signed))
