"""The way of our own requests to other people's servers."""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct


class PostFailed(Exception):
    """It did not get there. ``for_good``: it never will, as things are."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good


class Posted(Struct, frozen=True):
    """What was answered."""

    status: int
    """HTTP's; redirections are not followed."""
    text: str = ""
    """How the answer begins, as far as it was asked for."""

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300


class Poster(Protocol):
    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        private: bool,
        most: int = 0,
    ) -> Posted:
        """``private``: addresses that are not public will do. ``most``: bytes of the answer that
        are read, should they come soon. Raises PostFailed."""
