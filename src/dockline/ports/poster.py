"""The way of our own requests to other people's servers."""

from collections.abc import Mapping
from typing import Protocol


class PostFailed(Exception):
    """It did not get there. ``for_good``: it never will, as things are."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good


class Poster(Protocol):
    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, private: bool
    ) -> int:
        """The status of the answer; redirections are not followed. ``private``: addresses that
        are not public will do. Raises PostFailed."""
