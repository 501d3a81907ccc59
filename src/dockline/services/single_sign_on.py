"""Signing in with an account of a space's provider (OpenID Connect).

An account belongs to a user by the provider's own name for it (issuer and subject), never by a name
or an address alone: those bind it, once. Operators are not let in this way: a space's admin names
the provider, and whoever keeps the whole server is not theirs to name.
"""

import secrets
from typing import Any, Final

import structlog
from msgspec import Struct

from dockline.domain.errors import Refusal
from dockline.domain.ids import AgentId, new_id
from dockline.domain.rates import LockOut
from dockline.domain.space import SingleSignOn, Space, User
from dockline.ports.identity import (
    Attempt,
    CodeRefused,
    IdentityProviders,
    ProviderFailed,
    Relation,
)
from dockline.ports.identity_store import DropIdentitiesOf, Identity, PutIdentity
from dockline.ports.store import AppendAudit, AuditEntry, PutUser, Write
from dockline.services.account_rules import AccountRefused, checked_login, checked_name
from dockline.services.accounts import Accounts
from dockline.services.browser_sessions import Wanderer
from dockline.services.sign_in import ADDRESS_TRIES, LOCK_SECONDS, SignInLocked, network_of

_log = structlog.get_logger(__name__)
_LONGEST: Final = 500
"""Characters of what a provider tells, in the audit log."""


class SignOnRefused(Refusal):
    """The sign-in came to nothing."""

    code = "sign-on-refused"


class SignOnOff(SignOnRefused):
    """This space has no provider to sign in with."""

    code = "sign-on-off"


class ProviderTrouble(SignOnRefused):
    """The provider does not answer as it should. Try again; an admin sees why in the audit log."""

    code = "sign-on-provider"


class AccountUnknown(SignOnRefused):
    """Nobody here has this account. Ask an admin to add you, with the login your account has."""

    code = "sign-on-unknown"


class AccountElsewhere(SignOnRefused):
    """Your login here is tied to another account of the provider. Ask an admin to untie it."""

    code = "sign-on-other-account"


class AccountNotAllowed(SignOnRefused):
    """Accounts of this kind may not sign in here. Ask an admin."""

    code = "sign-on-not-allowed"


class EmailUnverified(SignOnRefused):
    """The provider has not verified your e-mail address. Verify it there, then try again."""

    code = "sign-on-unverified"


class OperatorsByPassword(SignOnRefused):
    """Operators sign in with their password."""

    code = "sign-on-operator"


class SignInWays(Struct, frozen=True):
    """How one may sign in to a space."""

    password: bool
    provider: str
    """What stands on the provider's button; empty: there is none."""


class SingleSignOns:
    def __init__(self, accounts: Accounts, providers: IdentityProviders) -> None:
        self._accounts = accounts
        self._book = accounts.book
        self._providers = providers
        # Who has signed in elsewhere has proven themselves: only whoever tries codes that are none
        # is made to wait. An office whose provider is away, or does not know some of its people,
        # is not.
        self._tries: LockOut[str] = LockOut(ADDRESS_TRIES, LOCK_SECONDS)
        self._noted: LockOut[str] = LockOut(ADDRESS_TRIES, LOCK_SECONDS)
        """More failures of one address are not put into the audit log: nobody is to fill it."""

    def ways(self, space_id: str) -> SignInWays:
        """Of a space that is none: a password, as everywhere."""
        space = self._accounts.space(space_id)
        sso = space.settings.sso if space is not None else SingleSignOn()
        if not sso.issuer:
            return SignInWays(password=True, provider="")
        return SignInWays(password=sso.passwords, provider=sso.label or "single sign-on")

    async def begin(self, space_id: str, redirect_uri: str, address: str) -> tuple[str, Attempt]:
        """Where the browser is sent, and what it must bring back.

        Raises SignOnOff, ProviderTrouble, StoreUnavailable."""
        space = self._space(space_id)
        attempt = Attempt(*(secrets.token_urlsafe(32) for _ in range(3)))
        try:
            relation = await self._relation(space)
            return await self._providers.address(relation, redirect_uri, attempt), attempt
        except ProviderFailed as why:
            await self._failed(space, address, ProviderTrouble(), why=str(why))
            raise ProviderTrouble from why

    async def finish(
        self, space_id: str, redirect_uri: str, attempt: Attempt, code: str, whence: Wanderer
    ) -> tuple[str, User]:
        """The session's cookie, and who it is.

        Raises SignOnRefused, SignInLocked, StoreUnavailable."""
        address = whence.address
        self._require_unlocked(address)
        space = self._space(space_id)
        try:
            relation = await self._relation(space)
            claims = await self._providers.claims(relation, redirect_uri, attempt, code)
        except ProviderFailed as why:
            if isinstance(why, CodeRefused):
                self._tries.failed(network_of(address), self._book.clock.now())
            await self._failed(space, address, ProviderTrouble(), why=str(why))
            raise ProviderTrouble from why
        try:
            user = await self._user(space, claims)
        except SignOnRefused as refused:
            subject, email = claims.get("sub"), claims.get("email")
            await self._failed(space, address, refused, subject=subject, email=email)
            raise
        told = {"way": "single sign-on", "subject": str(claims["sub"])[:_LONGEST]}
        return await self._accounts.sign_in_elsewhere(user, whence, **told), user

    async def refused_there(self, space_id: str, error: str, address: str) -> None:
        """The provider sent somebody back with an error; so says the browser, which anybody's may.
        Raises StoreUnavailable."""
        space = self._accounts.space(space_id)
        if space is not None:
            await self._failed(space, address, ProviderTrouble(), why=f"The provider says: {error}")

    async def untie(self, user: User, actor: str) -> int:
        """Forget which accounts are a user's; how many there were. The next that signs in with the
        user's login is theirs. Raises StoreUnavailable."""
        known = await self._book.store.identities_of(user.user_id)
        if known:
            detail = {"login": user.login, "accounts": len(known)}
            writes = [DropIdentitiesOf(user.user_id)]
            await self._book.commit(user.space_id, actor, "sign-on.untied", detail, writes)
        return len(known)

    # --- who it is ----------------------------------------------------------------------------

    async def _user(self, space: Space, claims: dict[str, Any]) -> User:
        """Raises SignOnRefused."""
        sso, subject = space.settings.sso, str(claims["sub"])
        _require_domain(sso, claims)
        known = await self._book.store.identity(space.space_id, sso.issuer, subject)
        if known is not None:
            return _checked(self._accounts.user(known.user_id))
        login = _login(sso, claims)
        async with self._book.writing:
            user = self._book.directory.user_by_login(space.space_id, login)
            if user is None and not sso.newcomers:
                raise AccountUnknown
            now = self._book.clock.now()
            if user is not None:
                _checked(user)
                tied = await self._book.store.identities_of(user.user_id)
                if any((one.issuer, one.subject) == (sso.issuer, subject) for one in tied):
                    return user  # by another window, a moment ago
                if any(one.issuer == sso.issuer for one in tied):
                    raise AccountElsewhere
                bound = Identity(space.space_id, sso.issuer, subject, user.user_id, now)
                detail = {"login": user.login, "issuer": sso.issuer, "subject": subject[:_LONGEST]}
                writes = [PutIdentity(bound)]
                await self._book.commit(
                    space.space_id, "single sign-on", "sign-on.tied", detail, writes
                )
                return user
            return await self._newcomer(space, login, subject, claims, now)

    async def _newcomer(
        self, space: Space, login: str, subject: str, claims: dict[str, Any], now: float
    ) -> User:
        """Somebody who is not known yet becomes a user. Raises AccountNotAllowed."""
        sso = space.settings.sso
        try:
            name = checked_name("name", str(claims.get("name") or login)[:80])
            login = checked_login(login)
        except AccountRefused as wrong:
            raise AccountNotAllowed from wrong
        there = self._book.directory.teams_by_id(space.space_id)
        user = User(
            user_id=AgentId(new_id()),
            space_id=space.space_id,
            login=login,
            name=name,
            role=sso.newcomer_role,
            # Matched by no password there is.
            password_hash="",
            teams=tuple(team_id for team_id in sso.newcomer_teams if team_id in there),
        )
        bound = Identity(space.space_id, sso.issuer, subject, user.user_id, now)
        detail = {"login": login, "role": user.role, "issuer": sso.issuer}
        detail["subject"] = subject[:_LONGEST]
        writes: list[Write] = [PutUser(user), PutIdentity(bound)]
        await self._book.commit(space.space_id, "single sign-on", "user.created", detail, writes)
        self._book.directory.put_user(user)
        return user

    # --- beside -------------------------------------------------------------------------------

    def _space(self, space_id: str) -> Space:
        """Raises SignOnOff."""
        space = self._accounts.space(space_id)
        if space is None or not space.settings.sso.issuer:
            raise SignOnOff
        return space

    async def _relation(self, space: Space) -> Relation:
        sso = space.settings.sso
        secret = await self._book.store.provider_secret(space.space_id)
        return Relation(sso.issuer, sso.client_id, secret, sso.private, _wanted(sso))

    def _require_unlocked(self, address: str) -> None:
        """Raises SignInLocked."""
        left = self._tries.locked_for(network_of(address), self._book.clock.now())
        if left > 0:
            raise SignInLocked(left)

    async def _failed(self, space: Space, address: str, refusal: Refusal, **told: Any) -> None:
        now, network = self._book.clock.now(), network_of(address)
        detail = {"way": "single sign-on", "code": refusal.code}
        detail |= {name: str(value)[:_LONGEST] for name, value in told.items() if value is not None}
        _log.info("a single sign-on failed", space_id=space.space_id, **detail)
        if self._noted.locked_for(network, now) > 0:
            return
        self._noted.failed(network, now)
        entry = AuditEntry(now, space.space_id, f"address:{address}", "sign-in.failed", detail)
        await self._book.store.commit([AppendAudit(entry)])


def _checked(user: User | None) -> User:
    """Raises SignOnRefused."""
    if user is None or not user.active:
        raise AccountUnknown
    if user.operator:
        raise OperatorsByPassword
    return user


def _wanted(sso: SingleSignOn) -> tuple[str, ...]:
    """The claims that nobody is let in without."""
    by_email = bool(sso.domains) or sso.login_claim == "email"
    names = ["email"] if by_email else []
    if by_email and not sso.unverified_email:
        names.append("email_verified")
    return tuple(dict.fromkeys([*names, sso.login_claim]))


def _email(sso: SingleSignOn, claims: dict[str, Any]) -> str:
    """Empty: none. Raises EmailUnverified."""
    email = claims.get("email")
    if not isinstance(email, str) or not email:
        return ""
    # Some providers say it in words.
    if claims.get("email_verified") not in (True, "true") and not sso.unverified_email:
        raise EmailUnverified
    return email


def _require_domain(sso: SingleSignOn, claims: dict[str, Any]) -> None:
    """Raises AccountNotAllowed, EmailUnverified."""
    if sso.domains:
        _, _, domain = _email(sso, claims).rpartition("@")
        if domain.casefold() not in sso.domains:
            raise AccountNotAllowed


def _login(sso: SingleSignOn, claims: dict[str, Any]) -> str:
    """Raises AccountUnknown, EmailUnverified."""
    told = _email(sso, claims) if sso.login_claim == "email" else claims.get(sso.login_claim)
    login = told.strip() if isinstance(told, str) else ""
    if not login:
        raise AccountUnknown
    return login
