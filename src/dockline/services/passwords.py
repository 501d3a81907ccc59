"""Passwords: hashed and compared away from the event loop."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_Result = TypeVar("_Result")

AT_ONCE: Final = 2
"""Passwords checked at the same time; each takes a core and 64 MiB for some 50 ms."""
_OF_MADE: Final = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
"""Nobody guesses 79 random bits, however fast; a table of 500 people is not to take a minute."""
_MADE: Final = "$argon2id$v=19$m=1024,"


class Passwords:
    """argon2id (RFC 9106), off the event loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")
        self._nobodys = ""
        """Checked for logins that do not exist, so that they take as long as those that do."""

    async def prepare(self) -> None:
        """Have the first unknown login take no longer than the next."""
        if not self._nobodys:
            self._nobodys = await self.hash(secrets.token_urlsafe(16))

    async def hash(self, password: str) -> str:
        return await self._run(lambda: self._hasher.hash(password))

    async def hash_made(self, password: str) -> str:
        """Of one that `made_password` made, and nobody else."""
        return await self._run(lambda: _OF_MADE.hash(password))

    async def match(self, kept: str | None, password: str) -> bool:
        await self.prepare()
        matches = await self._run(lambda: self._match(kept or self._nobodys, password))
        return matches and kept is not None

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _match(self, kept: str, password: str) -> bool:
        if kept.startswith(_MADE):  # it takes as long as with any other
            self._hasher.hash(password)
        try:
            return self._hasher.verify(kept, password)
        except (Argon2Error, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)
