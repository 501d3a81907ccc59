"""What one row of SQLite's ``intake`` holds."""

from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import astuple

from dockline.domain.ids import CampaignId, ListId, SpaceId
from dockline.domain.lead import Push
from dockline.ports.lead_store import LeadBatch


class _Part(Struct, frozen=True):
    space_id: SpaceId
    campaign_id: CampaignId
    list_id: ListId
    requeue: bool
    at: float
    pushes: list[Push]


_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(_Part).decode


def written(batch: LeadBatch) -> bytes:
    """But for what has to be made first."""
    return _encode(_Part(*astuple(batch)[:-1]))


def read(body: bytes) -> LeadBatch:
    """Raises msgspec.DecodeError."""
    return LeadBatch(*astuple(_decode(body)))
