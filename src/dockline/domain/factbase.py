"""What all facts are."""

from msgspec import Struct


class Fact(Struct, frozen=True, tag_field="type"):
    """Something that happened."""
