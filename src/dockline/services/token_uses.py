"""When each token was last used, and for what: noted in memory, written a little later."""

from typing import Final

import structlog
from msgspec.structs import replace

from dockline.ports.clock import Clock
from dockline.ports.store import Store, StoreUnavailable, Token
from dockline.ports.token_store import NoteTokenUse

_log = structlog.get_logger(__name__)

WRITE_SECONDS: Final = 60.0
"""How often the last uses are written. A server that is killed loses those since."""


class TokenUses:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._unwritten: dict[bytes, NoteTokenUse] = {}
        self._written_at = clock.now()

    def note(self, token: Token, name: str) -> None:
        """Costs next to nothing: for every request."""
        self._unwritten[token.token_hash] = NoteTokenUse(token.token_hash, self._clock.now(), name)

    def seen(self, token: Token) -> Token:
        """With a use that is not written yet."""
        use = self._unwritten.get(token.token_hash)
        if use is None or (token.last_used_at is not None and token.last_used_at > use.at):
            return token
        return replace(token, last_used_at=use.at, last_used_for=use.name)

    async def write_when_due(self) -> None:
        if self._clock.now() - self._written_at >= WRITE_SECONDS:
            await self.write()

    async def write(self) -> None:
        """What cannot be written is kept for the next time."""
        uses, self._unwritten = self._unwritten, {}
        self._written_at = self._clock.now()
        try:
            if uses:
                await self._store.commit(list(uses.values()))
        except StoreUnavailable:
            self._unwritten = uses | self._unwritten
            _log.warning("last uses of tokens were not written: the store is away")
        except BaseException:
            self._unwritten = uses | self._unwritten
            raise
