"""What is kept of tokens after they are made (`dockline.ports.store` has the rest)."""

from msgspec import Struct

from dockline.domain.scope import TokenScope


class ChangeToken(Struct, frozen=True):
    """Another name, other scopes; the rest stays. Nothing, where the token is gone."""

    token_hash: bytes
    name: str
    scopes: tuple[TokenScope, ...]


class NoteTokenUse(Struct, frozen=True):
    """Nothing, where the token is gone or was used later."""

    token_hash: bytes
    at: float
    name: str


TokenWrite = ChangeToken | NoteTokenUse
