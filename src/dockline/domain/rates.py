"""How often something may happen: sliding windows and lock-outs, with time as an argument."""

from collections import deque
from collections.abc import Hashable
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)

_TIDY_AT = 10_000
"""Keys; more than that and those that no longer count are let go. Where many of them still do, the
next look waits until there are twice as many: it goes through all of them."""


class Window:
    """The times of what happened in the last ``seconds``."""

    def __init__(self, seconds: float = 60.0) -> None:
        self.seconds = seconds
        self._times: deque[float] = deque()

    def count(self, now: float) -> int:
        while self._times and self._times[0] + self.seconds <= now:
            self._times.popleft()
        return len(self._times)

    def note(self, now: float) -> None:
        self._times.append(now)

    def free_at(self, limit: int, now: float) -> float | None:
        """When there is room for one more under ``limit``; None: there is now.

        With a limit of 0 it is never: the end of the window is told, to ask again."""
        count = self.count(now)
        if count < limit:
            return None
        if limit <= 0:
            return now + self.seconds
        return self._times[count - limit] + self.seconds


class Windows(Generic[_Key]):
    """A window for each key (an agent, an address), forgotten when it is empty."""

    def __init__(self, seconds: float = 60.0) -> None:
        self.seconds = seconds
        self._windows: dict[_Key, Window] = {}
        self._tidy_at = _TIDY_AT

    def free_at(self, key: _Key, limit: int, now: float) -> float | None:
        window = self._windows.get(key)
        if window is None:
            return None if limit > 0 else now + self.seconds
        return window.free_at(limit, now)

    def note(self, key: _Key, now: float) -> None:
        if len(self._windows) >= self._tidy_at:
            self._windows = {k: w for k, w in self._windows.items() if w.count(now)}
            self._tidy_at = max(_TIDY_AT, 2 * len(self._windows))
        self._windows.setdefault(key, Window(self.seconds)).note(now)


class LockOut(Generic[_Key]):
    """Locks a key for ``seconds`` after ``limit`` failures within that time."""

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit = limit
        self.seconds = seconds
        self._failures: dict[_Key, Window] = {}
        self._locked_until: dict[_Key, float] = {}

    def locked_for(self, key: _Key, now: float) -> float:
        """Seconds until the key may be tried again; 0 where it may now."""
        until = self._locked_until.get(key)
        if until is None:
            return 0.0
        if until <= now:
            del self._locked_until[key]
            return 0.0
        return until - now

    def failed(self, key: _Key, now: float) -> None:
        self._tidy(now)
        failures = self._failures.setdefault(key, Window(self.seconds))
        failures.note(now)
        if failures.count(now) >= self.limit:
            self._locked_until[key] = now + self.seconds
            del self._failures[key]

    def succeeded(self, key: _Key) -> None:
        self._failures.pop(key, None)

    def unlock(self, key: _Key) -> None:
        """Forget what failed."""
        self._failures.pop(key, None)
        self._locked_until.pop(key, None)

    def _tidy(self, now: float) -> None:
        if len(self._failures) >= _TIDY_AT:
            self._failures = {k: w for k, w in self._failures.items() if w.count(now)}
        if len(self._locked_until) >= _TIDY_AT:
            self._locked_until = {k: at for k, at in self._locked_until.items() if at > now}
