"""A space's settings, as the admin pages read and change them."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from dockline.domain.space import SpaceSettings


class SettingsAnswer(Struct, frozen=True):
    """The space, as it is set now."""

    success: bool
    cloud_id: str
    name: str
    settings: SpaceSettings
    usual: SpaceSettings
    """What each setting is where nobody has set it."""


class SettingsChange(Struct, frozen=True):
    """PATCH /manage/api/settings: what is left out stays."""

    name: Annotated[str | UnsetType, Meta(description="As people read it.")] = UNSET
    settings: Annotated[
        dict[str, Any] | UnsetType,
        Meta(
            description="What is to be another, as a JSON merge patch (RFC 7396): objects are "
            "merged, lists replaced, and `null` takes a field back to its default, or an entry out "
            "of a map. There are those of the answer's `settings` (the schema SpaceSettings).",
            examples=[{"click_to_call": {"policy": "token"}, "wrap_up_seconds": 30}],
        ),
    ] = UNSET
