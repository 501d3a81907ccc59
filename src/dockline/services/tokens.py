"""API tokens: made, reset, changed, revoked. Only their hashes are kept; a token is told once."""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from dockline.domain.errors import Refusal
from dockline.domain.ids import SpaceId
from dockline.domain.scope import EVERY_SCOPE, TokenScope
from dockline.domain.token import (
    MOST_GRACE,
    MOST_TOKENS,
    SHOWN_CHARACTERS,
    grace_end,
    hash_of,
    matching,
    new_token,
    usable,
)
from dockline.ports.store import (
    AppendAudit,
    AuditEntry,
    DropToken,
    PutToken,
    ReplaceToken,
    StoreConflict,
    Token,
    Write,
)
from dockline.ports.token_store import ChangeToken
from dockline.services.account_book import AccountBook
from dockline.services.account_rules import (
    AccountRefused,
    NameTaken,
    TokenRefused,
    checked_name,
)
from dockline.services.token_uses import TokenUses

_NOBODYS: Final = (bytes(32),)


class NoSuchToken(Refusal):
    """There is no such token."""

    code = "no-such-token"


class TokenEnding(Refusal):
    """This token was reset and ends soon. Change the one that took its place, or revoke it."""

    code = "token-ending"


class TooManyTokens(Refusal):
    """A space may have 100 tokens. Revoke one that is not used."""

    code = "too-many-tokens"


class TokenKeeping:
    """Raises StoreUnavailable where it writes."""

    def __init__(self, book: AccountBook) -> None:
        self._book = book
        self.uses = TokenUses(book.store, book.clock)

    def check(self, cloud_id: str, token: str) -> Token | None:
        """The token, if it is one of this cloud's and holds now.

        Takes as long whatever did not match: every token of the cloud is compared, and one that
        is nobody's where there is none."""
        directory = self._book.directory
        hashes = directory.token_hashes(SpaceId(cloud_id))
        place = matching(hash_of(token), hashes or _NOBODYS)
        if place is None or not hashes:
            return None
        kept = directory.tokens[hashes[place]]
        return kept if _holds(kept, self._book.clock.now()) else None

    def of(self, token: str) -> Token | None:
        """The token, if it is any cloud's and holds now."""
        # Found by its hash: what the time of the look-up tells of a hash tells nothing of a token.
        kept = self._book.directory.tokens.get(hash_of(token))
        return kept if kept is not None and _holds(kept, self._book.clock.now()) else None

    async def every(self, space_id: SpaceId) -> list[Token]:
        """Those that hold now, by name, the newest of a name first; with their last uses,
        whichever server of this database they were at."""
        now = self._book.clock.now()
        kept = [one for one in await self._book.store.tokens(space_id) if _holds(one, now)]
        kept.sort(key=lambda one: (one.name.casefold(), -one.created_at))
        return [self.uses.seen(one) for one in kept]

    async def create(
        self,
        space_id: SpaceId,
        name: str,
        scopes: Iterable[str] = EVERY_SCOPE,
        *,
        actor: str = "cli",
    ) -> tuple[str, Token]:
        """The secret, and what is kept of it. Raises AccountRefused, TooManyTokens."""
        name, wanted = checked_name("name", name), checked_scopes(scopes)
        async with self._book.writing:
            self._book.require_space(space_id)
            now, known = self._book.clock.now(), self._known(space_id)
            self._require_free(known, name)
            if sum(_holds(one, now) for one in known) >= MOST_TOKENS:
                raise TooManyTokens
            secret, token = _new(space_id, name, wanted, actor, now)
            ended = [one for one in known if not _holds(one, now)]
            detail = {"name": name, "token_id": token.token_id, "scopes": list(wanted)}
            await self._book.commit(
                space_id, actor, "token.created", detail, [*_drops(ended), PutToken(token)]
            )
            self._forget(ended)
            self._book.directory.put_token(token)
        return secret, token

    async def reset(
        self, cloud_id: str, auth_token: str, grace_seconds: float = 0, *, address: str = ""
    ) -> str:
        """A new token in the place of this one; of several who try at once, one gets it.

        The old one stops at once, or ``grace_seconds`` (0..86400) from now; until then it may
        not be reset again. Raises TokenRefused, AccountRefused."""
        check_grace(grace_seconds)
        async with self._book.writing:
            old = self.check(cloud_id, auth_token)
            if old is None or old.expires_at is not None:
                raise TokenRefused
            actor = f"token:{old.name}"
            secret, _ = await self._replace(old, grace_seconds, actor, {"address": address})
        return secret

    async def reset_by_id(
        self, space_id: SpaceId, token_id: str, grace_seconds: float = 0, *, actor: str
    ) -> tuple[str, Token]:
        """As `reset`, for somebody who does not have the token. Raises NoSuchToken, TokenEnding,
        AccountRefused."""
        check_grace(grace_seconds)
        async with self._book.writing:
            old = self._require_lasting(space_id, token_id)
            try:
                return await self._replace(old, grace_seconds, actor, {})
            except TokenRefused:
                raise NoSuchToken from None

    async def change(
        self,
        space_id: SpaceId,
        token_id: str,
        *,
        name: str | None = None,
        scopes: Iterable[str] | None = None,
        actor: str,
    ) -> Token:
        """What is None stays; it holds at once. Raises NoSuchToken, TokenEnding, AccountRefused."""
        async with self._book.writing:
            before = self._require_lasting(space_id, token_id)
            new_name = before.name if name is None else checked_name("name", name)
            new_scopes = before.scopes if scopes is None else checked_scopes(scopes)
            self._require_free(self._known(space_id), new_name, but=before)
            token = replace(before, name=new_name, scopes=new_scopes)
            if token != before:
                detail = {"name": before.name, "token_id": token_id} | _changes(before, token)
                writes = [ChangeToken(token.token_hash, new_name, new_scopes)]
                await self._book.commit(space_id, actor, "token.changed", detail, writes)
                self._book.directory.put_token(token)
        return self.uses.seen(token)

    async def revoke(self, space_id: SpaceId, token_id: str, *, actor: str) -> Token:
        """It stops at once. Raises NoSuchToken."""
        async with self._book.writing:
            token = self._require(space_id, token_id)
            detail = {"name": token.name, "token_id": token_id}
            await self._book.commit(space_id, actor, "token.revoked", detail, _drops([token]))
            self._forget([token])
        return token

    async def replace(self, space_id: SpaceId, name: str, *, actor: str = "cli") -> str:
        """A new token of this name, for what the one before was for; those that had the name stop
        at once. Raises AccountRefused."""
        name = checked_name("name", name)
        async with self._book.writing:
            self._book.require_space(space_id)
            old = [one for one in self._known(space_id) if _named(one, name)]
            lasting = [one for one in old if one.expires_at is None]
            scopes = (lasting or old)[-1].scopes if old else EVERY_SCOPE
            secret, token = _new(space_id, name, scopes, actor, self._book.clock.now())
            detail = {"name": name, "token_id": token.token_id}
            await self._book.commit(
                space_id, actor, "token.replaced", detail, [*_drops(old), PutToken(token)]
            )
            self._forget(old)
            self._book.directory.put_token(token)
        return secret

    def named(self, space_id: SpaceId, name: str) -> list[Token]:
        """Those of this name that hold now, the one that lasts first."""
        now = self._book.clock.now()
        found = [one for one in self._known(space_id) if _named(one, name) and _holds(one, now)]
        return sorted(found, key=lambda one: one.expires_at is not None)

    # --- with the lock held -------------------------------------------------------------------

    async def _replace(
        self, old: Token, grace_seconds: float, actor: str, more: dict[str, str]
    ) -> tuple[str, Token]:
        """Raises TokenRefused where another process was faster; its answer has the new one."""
        now = self._book.clock.now()
        secret, token = _new(old.space_id, old.name, old.scopes, actor, now)
        ends = grace_end(now, grace_seconds)
        detail = {
            "name": old.name,
            "token_id": token.token_id,
            "replaced": old.token_id,
            "grace_seconds": grace_seconds,
        } | more
        entry = AuditEntry(now, old.space_id, actor, "token.reset", detail)
        try:
            await self._book.store.commit(
                [ReplaceToken(old.token_hash, ends, token), AppendAudit(entry)]
            )
        except StoreConflict:
            raise TokenRefused from None
        self._forget([old])
        if ends is not None:
            self._book.directory.put_token(replace(old, expires_at=ends))
        self._book.directory.put_token(token)
        return secret, token

    def _known(self, space_id: SpaceId) -> list[Token]:
        return self._book.directory.tokens_of(space_id)

    def _require(self, space_id: SpaceId, token_id: str) -> Token:
        now = self._book.clock.now()
        for token in self._known(space_id):
            if token.token_id == token_id and _holds(token, now):
                return token
        raise NoSuchToken

    def _require_lasting(self, space_id: SpaceId, token_id: str) -> Token:
        token = self._require(space_id, token_id)
        if token.expires_at is not None:
            raise TokenEnding
        return token

    def _require_free(self, known: Iterable[Token], name: str, but: Token | None = None) -> None:
        """One that ends may share its name with the one that took its place."""
        for one in known:
            lasting = one.expires_at is None and one != but
            if lasting and _named(one, name):
                raise NameTaken("name", f"There is a token “{one.name}” already.")

    def _forget(self, tokens: Iterable[Token]) -> None:
        for one in tokens:
            self._book.directory.drop_token(one.token_hash)


def checked_scopes(scopes: Iterable[str]) -> tuple[TokenScope, ...]:
    """In their usual order. Raises AccountRefused."""
    wanted = set(scopes)
    unknown = sorted(wanted - set(EVERY_SCOPE))
    if unknown:
        known = ", ".join(EVERY_SCOPE)
        raise AccountRefused("scopes", f"There is no scope “{unknown[0]}”; there are {known}.")
    if not wanted:
        raise AccountRefused("scopes", "Choose at least one.")
    return tuple(scope for scope in EVERY_SCOPE if scope in wanted)


def check_grace(seconds: float) -> None:
    """Raises AccountRefused."""
    # Written so that "not a number" is refused too.
    if not 0 <= seconds <= MOST_GRACE:
        raise AccountRefused("grace_seconds", f"It must be 0 to {MOST_GRACE}.")


def _new(
    space_id: SpaceId, name: str, scopes: tuple[TokenScope, ...], actor: str, now: float
) -> tuple[str, Token]:
    secret = new_token()
    token = Token(
        token_hash=hash_of(secret),
        space_id=space_id,
        name=name,
        created_at=now,
        begins=secret[:SHOWN_CHARACTERS],
        scopes=scopes,
        created_by=actor,
    )
    return secret, token


def _named(token: Token, name: str) -> bool:
    """Without regard to case, as names are taken."""
    return token.name.casefold() == name.casefold()


def _holds(token: Token, now: float) -> bool:
    return usable(token.expires_at, now)


def _drops(tokens: Sequence[Token]) -> list[Write]:
    return [DropToken(one.token_hash) for one in tokens]


def _changes(before: Token, after: Token) -> dict[str, object]:
    """What the audit log is told."""
    told: dict[str, object] = {}
    if after.name != before.name:
        told["new_name"] = after.name
    if after.scopes != before.scopes:
        told |= {"scopes": list(after.scopes), "scopes_before": list(before.scopes)}
    return told
