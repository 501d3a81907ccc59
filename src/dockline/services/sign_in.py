"""Signing in and out: passwords, lock-outs, and the sessions of browsers."""

import asyncio
import ipaddress
import math
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

import msgspec
import structlog
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from dockline.domain.access import may_use_password
from dockline.domain.errors import Refusal
from dockline.domain.ids import SpaceId
from dockline.domain.rates import LockOut
from dockline.domain.space import User
from dockline.domain.token import (
    hash_of,
    new_session_secret,
    renewal_due,
    session_end,
    usable,
)
from dockline.ports.clock import Clock
from dockline.ports.store import (
    AppendAudit,
    AuditEntry,
    DropSession,
    PutSession,
    Session,
    Store,
    StoreUnavailable,
)
from dockline.services.directory import Directory, key_of

_log = structlog.get_logger(__name__)

_Result = TypeVar("_Result")

LOCK_SECONDS: Final = 300.0
LOGIN_TRIES: Final = 5
ADDRESS_TRIES: Final = 30
"""More than for one login: many agents may sit behind one address."""
_AT_ONCE: Final = 2
"""Passwords checked at the same time; each takes a core and 64 MiB for some 50 ms."""
_TOMBSTONE_SECONDS: Final = 60.0


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


class Passwords:
    """argon2id (RFC 9106), off the event loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="password")
        self._nobodys = ""
        """Checked for logins that do not exist, so that they take as long as those that do."""

    async def prepare(self) -> None:
        """Have the first unknown login take no longer than the next."""
        if not self._nobodys:
            self._nobodys = await self.hash(secrets.token_urlsafe(16))

    async def hash(self, password: str) -> str:
        return await self._run(lambda: self._hasher.hash(password))

    async def match(self, kept: str | None, password: str) -> bool:
        await self.prepare()
        matches = await self._run(lambda: self._match(kept or self._nobodys, password))
        return matches and kept is not None

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _match(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (Argon2Error, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)


class SignIns:
    """Sessions are found in memory; the store is asked for those of before a restart."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        passwords: Passwords,
        directory: Callable[[], Directory],
    ) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords
        self._directory = directory
        self._logins: LockOut[str] = LockOut(LOGIN_TRIES, LOCK_SECONDS)
        self._addresses: LockOut[str] = LockOut(ADDRESS_TRIES, LOCK_SECONDS)
        self._checking = asyncio.Semaphore(_AT_ONCE)
        self._sessions: dict[bytes, Session] = {}
        self._ended: dict[bytes, float] = {}
        """Sessions signed out of late, so that a read under way does not bring one back."""

    async def sign_in(self, login: str, password: str, address: str) -> tuple[str, User]:
        network = network_of(address)
        self._require_unlocked(login, network)
        async with self._checking:
            # Again: others may have failed while this one waited for its turn.
            self._require_unlocked(login, network)
            user = self._directory().agent_named(login)
            kept = user.password_hash if user is not None else None
            matches = await self._passwords.match(kept, password)
            now = self._clock.now()
            if matches and user is not None:
                self._require_passwords(user)
            if user is None or not matches:
                self._logins.failed(self._lock_key(login), now)
                self._addresses.failed(network, now)
            else:
                self._logins.succeeded(self._lock_key(login))
        if user is None or not matches:
            await self._audit_failure(login, user, address, now)
            raise SignInFailed
        return await self._begin(user, address, now), user

    async def session(self, cookie: str) -> User | None:
        """Whose it is; None where it has ended. Its use moves its end on."""
        session_hash = hash_of(cookie)
        session = self._sessions.get(session_hash)
        if session is None:
            session = await self._store.session(session_hash)
            if session is None or session_hash in self._ended:
                return None
            self._sessions.setdefault(session_hash, session)
        now = self._clock.now()
        user = self._directory().users.get(session.user_id)
        if user is None or not user.active or not usable(session.expires_at, now):
            self._sessions.pop(session_hash, None)
            return None
        if renewal_due(session.expires_at, now):
            await self._renew(session, now)
        return user

    async def sign_out(self, cookie: str) -> None:
        session_hash = hash_of(cookie)
        self._sessions.pop(session_hash, None)
        self._ended[session_hash] = self._clock.now()
        await self._store.commit([DropSession(session_hash)])

    def forget(self, user: User) -> None:
        """The user's sessions are dropped from the store."""
        for session_hash, session in list(self._sessions.items()):
            if session.user_id == user.user_id:
                del self._sessions[session_hash]
                self._ended[session_hash] = self._clock.now()

    def forget_all(self) -> None:
        """Another process has written: sessions are read again when they are next used."""
        self._sessions.clear()

    def tidy(self) -> None:
        now = self._clock.now()
        for session_hash, session in list(self._sessions.items()):
            if not usable(session.expires_at, now):
                del self._sessions[session_hash]
        for session_hash, at in list(self._ended.items()):
            if at <= now - _TOMBSTONE_SECONDS:
                del self._ended[session_hash]

    async def _renew(self, session: Session, now: float) -> None:
        renewed = msgspec.structs.replace(session, expires_at=session_end(now))
        self._sessions[session.session_hash] = renewed
        try:
            await self._store.commit([PutSession(renewed)])
        except StoreUnavailable:
            # The session holds as it was, and its next use tries again: work goes on.
            _log.warning("a session was not renewed: the store is away")
            if self._sessions.get(session.session_hash) is renewed:
                self._sessions[session.session_hash] = session

    async def begin_elsewhere(self, user: User, address: str, **told: Any) -> str:
        """A session of somebody whose provider has said who they are; ``told``: more for the audit
        log. Raises StoreUnavailable."""
        return await self._begin(user, address, self._clock.now(), **told)

    def _require_passwords(self, user: User) -> None:
        """Raises PasswordsOff."""
        space = self._directory().spaces.get(user.space_id)
        if space is not None and not may_use_password(user, space.settings):
            raise PasswordsOff

    async def _begin(self, user: User, address: str, now: float, **told: Any) -> str:
        cookie = new_session_secret()
        session = Session(
            session_hash=hash_of(cookie),
            space_id=user.space_id,
            user_id=user.user_id,
            created_at=now,
            expires_at=session_end(now),
        )
        entry = AuditEntry(now, user.space_id, user.login, "sign-in", {"address": address} | told)
        await self._store.commit([PutSession(session), AppendAudit(entry)])
        self._sessions[session.session_hash] = session
        return cookie

    async def _audit_failure(self, login: str, user: User | None, address: str, now: float) -> None:
        space_id = user.space_id if user is not None else SpaceId("")
        detail = {"login": login[:254]}
        entry = AuditEntry(now, space_id, f"address:{address}", "sign-in.failed", detail)
        await self._store.commit([AppendAudit(entry)])

    def _require_unlocked(self, login: str, network: str) -> None:
        now = self._clock.now()
        locked_for = max(
            self._logins.locked_for(self._lock_key(login), now),
            self._addresses.locked_for(network, now),
        )
        if locked_for > 0:
            raise SignInLocked(locked_for)

    def _lock_key(self, login: str) -> str:
        """One key for all the ways to write a user's login; it has one even without a user."""
        user = self._directory().agent_named(login)
        return f"user {user.user_id}" if user is not None else f"login {key_of(login)}"


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
