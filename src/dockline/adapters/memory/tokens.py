"""Tokens in memory."""

from abc import abstractmethod

import msgspec

from dockline.adapters.memory.tables import Tables
from dockline.domain.ids import SpaceId
from dockline.ports.store import DropToken, PutToken, ReplaceToken, StoreConflict, Token
from dockline.ports.token_store import ChangeToken, NoteTokenUse, TokenWrite


class MemoryTokens(Tables):
    def __init__(self) -> None:
        self._tokens: dict[bytes, Token] = {}
        super().__init__()

    @abstractmethod
    def _check(self) -> None:
        """Raises StoreUnavailable."""

    def _apply_token_write(self, write: PutToken | DropToken | ReplaceToken | TokenWrite) -> None:
        match write:
            case PutToken(token):
                self._put(self._tokens, token.token_hash, token)
            case DropToken(token_hash):
                self._drop(self._tokens, token_hash)
            case ReplaceToken(old_hash, old_expires_at, token):
                self._replace_token(old_hash, old_expires_at, token)
            case ChangeToken(token_hash, name, scopes):
                kept = self._tokens.get(token_hash)
                if kept is not None:
                    changed = msgspec.structs.replace(kept, name=name, scopes=scopes)
                    self._put(self._tokens, token_hash, changed)
            case NoteTokenUse(token_hash, at, name):
                kept = self._tokens.get(token_hash)
                if kept is not None and (kept.last_used_at is None or kept.last_used_at < at):
                    used = msgspec.structs.replace(kept, last_used_at=at, last_used_for=name)
                    self._put(self._tokens, token_hash, used)

    def _replace_token(self, old_hash: bytes, expires_at: float | None, token: Token) -> None:
        old = self._tokens.get(old_hash)
        if old is None or old.expires_at is not None:
            raise StoreConflict("auth_token")
        if expires_at is None:
            self._drop(self._tokens, old_hash)
        else:
            ending = msgspec.structs.replace(old, expires_at=expires_at)
            self._put(self._tokens, old_hash, ending)
        self._put(self._tokens, token.token_hash, token)

    async def tokens(self, space_id: SpaceId) -> list[Token]:
        self._check()
        found = [token for token in self._tokens.values() if token.space_id == space_id]
        return sorted(found, key=lambda token: (token.created_at, token.token_hash))
