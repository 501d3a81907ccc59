"""Who is signed in."""

from typing import Annotated

from msgspec import Meta, Struct


class SpaceName(Struct, frozen=True):
    cloud_id: str
    name: str


class Me(Struct, frozen=True):
    """Who asks, and what they may do in the space they act in."""

    success: bool
    login: str
    name: str
    role: str
    operator: bool
    rights: list[str]
    cloud_id: str
    space_name: str
    time_zone: str
    """The space's, by IANA's name."""
    own_cloud_id: str
    spaces: list[SpaceName]
    """Those they may act in."""


class OwnName(Struct, frozen=True):
    """PATCH /manage/api/me"""

    name: Annotated[str, Meta(description="As people read it.", examples=["Anita"])]
