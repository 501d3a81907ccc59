"""Signing in: passwords, second factors, lock-outs."""

import asyncio
import ipaddress
import math
from collections.abc import Callable
from typing import Any, Final

from dockline.domain.access import may_use_password
from dockline.domain.errors import Refusal
from dockline.domain.ids import SpaceId
from dockline.domain.rates import LockOut
from dockline.domain.space import User
from dockline.ports.clock import Clock
from dockline.ports.people_store import SpendStep
from dockline.ports.store import AppendAudit, AuditEntry, Store, StoreConflict
from dockline.services.browser_sessions import BrowserSessions, SignedIn, Wanderer
from dockline.services.directory import Directory, key_of
from dockline.services.passwords import AT_ONCE, Passwords
from dockline.services.second_factor import SecondFactorNeeded, SecondFactorWrong, spending

LOCK_SECONDS: Final = 300.0
LOGIN_TRIES: Final = 5
ADDRESS_TRIES: Final = 30
"""More than for one login: many agents may sit behind one address."""


class SignInFailed(Refusal):
    """Login or password is wrong."""

    code = "sign-in-failed"


class PasswordsOff(Refusal):
    """Your space has you sign in with its own provider. Use the button for it."""

    code = "passwords-off"


class SignInLocked(Refusal):
    """Too many tries. Wait 5 minutes."""

    code = "sign-in-locked"

    def __init__(self, retry_after: float) -> None:
        minutes = max(1, math.ceil(retry_after / 60))
        wait = "1 minute" if minutes == 1 else f"{minutes} minutes"
        super().__init__(f"Too many tries. Wait {wait}.")
        self.retry_after = retry_after


class SignIns:
    """Passwords and codes are checked here, and whoever gives too many wrong ones is locked out."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        passwords: Passwords,
        directory: Callable[[], Directory],
        sessions: BrowserSessions,
    ) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords
        self._directory = directory
        self._sessions = sessions
        self._logins: LockOut[str] = LockOut(LOGIN_TRIES, LOCK_SECONDS)
        self._addresses: LockOut[str] = LockOut(ADDRESS_TRIES, LOCK_SECONDS)
        self._checking = asyncio.Semaphore(AT_ONCE)

    # --- signing in ---------------------------------------------------------------------------

    async def sign_in(
        self, login: str, password: str, whence: Wanderer, code: str | None = None
    ) -> SignedIn:
        """``code``: of the second factor, where they have one.

        Raises SignInFailed, SignInLocked, SecondFactorNeeded, SecondFactorWrong, PasswordsOff."""
        network = network_of(whence.address)
        self._require_unlocked(login, network)
        async with self._checking:
            # Again: others may have failed while this one waited for its turn.
            self._require_unlocked(login, network)
            user = self._directory().agent_named(login)
            kept = user.password_hash if user is not None else None
            matches = await self._passwords.match(kept, password)
            if user is not None:
                # What was changed while the password was looked at counts: it may be another now.
                user = self._directory().users.get(user.user_id, user)
                matches = matches and user.active and user.password_hash == kept
            refusal: Refusal = SignInFailed()
            if user is not None and matches:
                self._require_passwords(user)
                try:
                    begun = await self._begin(user, whence, code)
                except SecondFactorWrong as wrong:
                    refusal = wrong
                else:
                    self._logins.succeeded(self._lock_key(login))
                    return begun
            self._failed(login, network)
        await self._audit_failure(login, user, whence.address, refusal)
        raise refusal

    async def _begin(self, user: User, whence: Wanderer, code: str | None) -> SignedIn:
        """Raises SecondFactorNeeded, SecondFactorWrong, StoreUnavailable."""
        if not user.second_factor:
            return await self._sessions.begin(user, whence)
        if code is None:
            # Neither a failure nor a success: who knows the password alone gets no new tries.
            raise SecondFactorNeeded
        factor = await self._store.second_factor(user.user_id)
        spend = spending(factor, code, self._clock.now()) if factor is not None else None
        if spend is None:
            raise SecondFactorWrong
        used = "app" if isinstance(spend, SpendStep) else "recovery code"
        try:
            return await self._sessions.begin(user, whence, [spend], second_factor=used)
        except StoreConflict:
            raise SecondFactorWrong from None

    async def require_password(self, user: User, password: str) -> bool:
        """Whether it is theirs; wrong ones count as they do at sign-in. Raises SignInLocked."""
        async with self._checking:
            self._require_unlocked_user(user)
            matches = await self._passwords.match(user.password_hash or None, password)
            if not matches:
                self._logins.failed(_user_key(user), self._clock.now())
        return matches

    def failed(self, user: User) -> None:
        """Somebody who is signed in gave a wrong code. Raises SignInLocked for one too many."""
        self._require_unlocked_user(user)
        self._logins.failed(_user_key(user), self._clock.now())

    def _require_passwords(self, user: User) -> None:
        """Raises PasswordsOff."""
        space = self._directory().spaces.get(user.space_id)
        if space is not None and not may_use_password(user, space.settings):
            raise PasswordsOff

    # --- locks --------------------------------------------------------------------------------

    def locked_until(self, user: User) -> float | None:
        """When their login may be tried again; None: now."""
        now = self._clock.now()
        locked_for = self._logins.locked_for(_user_key(user), now)
        return now + locked_for if locked_for else None

    def unlock(self, user: User) -> None:
        self._logins.unlock(_user_key(user))

    def _failed(self, login: str, network: str) -> None:
        now = self._clock.now()
        self._logins.failed(self._lock_key(login), now)
        self._addresses.failed(network, now)

    async def _audit_failure(
        self, login: str, user: User | None, address: str, refusal: Refusal
    ) -> None:
        space_id = user.space_id if user is not None else SpaceId("")
        detail: dict[str, Any] = {"login": login[:254], "code": refusal.code}
        locked_for = self._locked_for(login, network_of(address))
        if locked_for > 0:
            detail["locked_seconds"] = round(locked_for)
        entry = AuditEntry(
            self._clock.now(), space_id, f"address:{address}", "sign-in.failed", detail
        )
        await self._store.commit([AppendAudit(entry)])

    def _require_unlocked(self, login: str, network: str) -> None:
        locked_for = self._locked_for(login, network)
        if locked_for > 0:
            raise SignInLocked(locked_for)

    def _locked_for(self, login: str, network: str) -> float:
        now = self._clock.now()
        return max(
            self._logins.locked_for(self._lock_key(login), now),
            self._addresses.locked_for(network, now),
        )

    def _require_unlocked_user(self, user: User) -> None:
        locked_for = self._logins.locked_for(_user_key(user), self._clock.now())
        if locked_for > 0:
            raise SignInLocked(locked_for)

    def _lock_key(self, login: str) -> str:
        """One key for all the ways to write a user's login; it has one even without a user."""
        user = self._directory().agent_named(login)
        return _user_key(user) if user is not None else f"login {key_of(login)}"


def _user_key(user: User) -> str:
    return f"user {user.user_id}"


def network_of(address: str) -> str:
    """What is locked out: an IPv4 address, or an IPv6 network of 64 bits, which one host owns."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return address
