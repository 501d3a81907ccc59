"""Time as the services need it."""

from typing import Protocol


class Clock(Protocol):
    """Seconds since 1970 (UTC). Never runs backwards while the server lives."""

    def now(self) -> float: ...

    async def sleep_until(self, when: float) -> None:
        """Return at ``when`` or at once where that is past."""
