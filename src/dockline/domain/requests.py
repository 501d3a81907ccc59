"""What a dock may ask for has one base, so that it can be told apart by a tag."""

from msgspec import Struct


class DockRequest(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """Something a dock asks for."""
