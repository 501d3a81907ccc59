"""A space's provider of identities: set, changed, tried."""

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dockline.domain.ids import SpaceId
from dockline.domain.space import SingleSignOn, Space
from dockline.ports.identity import IdentityProviders, ProviderFailed
from dockline.ports.identity_store import PutProviderSecret
from dockline.ports.store import PutSpace, Write
from dockline.services.account_book import AccountBook
from dockline.services.account_rules import PRIVATE_REFUSED, AccountRefused, check_sign_on
from dockline.services.settings_changes import changes
from dockline.services.settings_patch import patched


class Trial(Struct, frozen=True):
    """What came of asking a provider."""

    why: str
    """What is wrong, in one sentence; empty: nothing."""
    keys: int = 0
    """How many keys it signs with."""
    algorithms: tuple[str, ...] = ()


class SignOnSettings:
    def __init__(self, book: AccountBook, providers: IdentityProviders) -> None:
        self._book = book
        self._providers = providers

    async def has_secret(self, space_id: SpaceId) -> bool:
        """Raises StoreUnavailable."""
        return bool(await self._book.store.provider_secret(space_id))

    async def change(
        self,
        space_id: SpaceId,
        patch: dict[str, object],
        secret: str | None,
        *,
        may_reach_private: bool,
        actor: str,
    ) -> Space:
        """``secret``: None: stays; it is told to nobody, the audit log neither.

        Raises AccountRefused, SettingRefused, StoreUnavailable."""
        async with self._book.writing:
            space = self._book.require_space(space_id)
            before = space.settings.sso
            after = patched(before, patch)
            if after.private and not before.private and not may_reach_private:
                raise AccountRefused("private", PRIVATE_REFUSED)
            self._check(space_id, after)
            changed: dict[str, Any] = dict(changes(before, after))
            writes: list[Write] = []
            if secret is not None:
                _check_secret(secret)
                writes.append(PutProviderSecret(space_id, secret))
                changed["client_secret"] = "set" if secret else "removed"
            if not changed:
                return space
            space = replace(space, settings=replace(space.settings, sso=after))
            writes.append(PutSpace(space))
            await self._book.commit(
                space_id, actor, "sign-on.changed", {"changed": changed}, writes
            )
            self._book.directory.put_space(space)
        return space

    async def attempt(self, sso: SingleSignOn) -> Trial:
        """Ask the provider who it is and for its keys, as a sign-in would. Raises
        AccountRefused."""
        if not sso.issuer:
            raise AccountRefused("issuer", "It must not be empty.")
        check_sign_on(replace(sso, client_id=sso.client_id or "-"))
        try:
            provider = await self._providers.look(sso.issuer, private=sso.private, fresh=True)
            keys = await self._providers.check_keys(sso.issuer, private=sso.private)
        except ProviderFailed as why:
            return Trial(str(why))
        return Trial("", keys, provider.algorithms)

    def _check(self, space_id: SpaceId, sso: SingleSignOn) -> None:
        """Raises AccountRefused."""
        check_sign_on(sso)
        there = self._book.directory.teams_by_id(space_id)
        for team_id in sso.newcomer_teams:
            if team_id not in there:
                raise AccountRefused("newcomer_teams", "There is no such team.")


def _check_secret(secret: str) -> None:
    """Raises AccountRefused."""
    if len(secret) > 1000 or not secret.isprintable():
        raise AccountRefused("client_secret", "Use at most 1,000 characters that can be printed.")
