"""The spaces of a server, as its operators keep them."""

from typing import Annotated

from msgspec import Meta, Struct


class SpaceRow(Struct, frozen=True):
    cloud_id: str
    name: str
    users: int
    """Those who may sign in."""
    teams: int
    calls_today: int
    """Begun since midnight where the space is."""
    time_zone: str


class SpacesAnswer(Struct, frozen=True):
    """Every space, by name."""

    success: bool
    spaces: list[SpaceRow]


class SpaceAnswer(Struct, frozen=True):
    success: bool
    space: SpaceRow


class NewSpace(Struct, frozen=True):
    """POST /manage/api/spaces"""

    cloud_id: Annotated[
        str,
        Meta(
            description="1 to 63 lower-case letters, digits and dashes. It stands in every login "
            "and in the API's requests, and stays for good.",
            examples=["novanet"],
        ),
    ]
    name: Annotated[str, Meta(description="As people read it.", examples=["NovaNet"])]
    time_zone: Annotated[str, Meta(description="By IANA's name.", examples=["Europe/London"])] = (
        "UTC"
    )
    default_country: Annotated[
        str,
        Meta(description="ISO 3166 code for national numbers; empty: none.", examples=["GB"]),
    ] = ""


class SpaceRename(Struct, frozen=True):
    """PATCH /manage/api/spaces/{cloud_id}"""

    name: Annotated[str, Meta(description="As people read it.", examples=["NovaNet"])]
