"""The sessions of browsers: begun, used, ended."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import msgspec
import structlog

from dockline.domain.access import Due, due
from dockline.domain.space import User
from dockline.domain.token import hash_of, new_session_secret, renewal_due, session_end, usable
from dockline.ports.clock import Clock
from dockline.ports.store import (
    AppendAudit,
    AuditEntry,
    ChangeSession,
    DropSession,
    DropSessionsOf,
    PutSession,
    Session,
    Store,
    StoreUnavailable,
    Write,
)
from dockline.services.directory import Directory

_log = structlog.get_logger(__name__)

_TOMBSTONE_SECONDS: Final = 60.0


class Wanderer(msgspec.Struct, frozen=True):
    """Where somebody comes from."""

    address: str
    browser: str = ""
    """In short words."""


class SignedIn(msgspec.Struct, frozen=True):
    """A session that has begun."""

    cookie: str
    user: User
    due: Due | None = None
    """What must be done first; the session is good for nothing else until it is."""


class Held(msgspec.Struct, frozen=True):
    """Somebody's session, whatever it is good for."""

    user: User
    session: Session


class BrowserSessions:
    """They are found in memory; the store is asked for those of before a restart."""

    def __init__(self, store: Store, clock: Clock, directory: Callable[[], Directory]) -> None:
        self._store = store
        self._clock = clock
        self._directory = directory
        self._sessions: dict[bytes, Session] = {}
        self._ended: dict[bytes, float] = {}
        """Those that were ended of late, so that a read under way does not bring one back."""
        self.on_ended: list[Callable[[User], Awaitable[None]]] = []
        """Told of whom a session may have ended, or whose rights may be others: what they have
        open is looked at."""

    async def begin(
        self,
        user: User,
        whence: Wanderer,
        writes: Sequence[Write] = (),
        *,
        elsewhere: bool = False,
        **told: Any,
    ) -> SignedIn:
        """A session of somebody who has shown who they are; ``elsewhere``: to a provider, whose
        business passwords and second factors are then; ``told``: more for the audit log.
        Raises StoreUnavailable, StoreConflict."""
        cookie, now = new_session_secret(), self._clock.now()
        owed = None if elsewhere else self._due(user)
        session = Session(
            session_hash=hash_of(cookie),
            space_id=user.space_id,
            user_id=user.user_id,
            created_at=now,
            expires_at=session_end(now),
            address=whence.address,
            browser=whence.browser,
            seen_at=now,
            limited=owed is not None,
        )
        detail = {"address": whence.address, "browser": whence.browser, **told}
        entry = AuditEntry(now, user.space_id, user.login, "sign-in", detail)
        await self._store.commit([*writes, PutSession(session), AppendAudit(entry)])
        self._sessions[session.session_hash] = session
        return SignedIn(cookie, user, owed)

    async def session(self, cookie: str) -> User | None:
        """Whose it is; None where it has ended, or something is due first. Its use moves its end
        on."""
        held = await self.held(cookie)
        return held.user if held is not None and not held.session.limited else None

    async def held(self, cookie: str) -> Held | None:
        """Also one in which something is due; None where it has ended. Its use moves its end
        on."""
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
        return Held(user, session)

    async def sessions_of(self, user: User) -> list[Session]:
        """Those that hold, the newest first."""
        now = self._clock.now()
        kept = await self._store.sessions_of(user.user_id)
        return [one for one in kept if usable(one.expires_at, now)]

    async def sign_out(self, cookie: str) -> None:
        session_hash = hash_of(cookie)
        self._forget(session_hash)
        await self._store.commit([DropSession(session_hash)])

    async def lift(self, user: User, session_hash: bytes) -> Due | None:
        """Something that was due has been done: the session is good for everything where nothing
        else is; what is, otherwise. Raises StoreUnavailable."""
        owed = self._due(user)
        session = self._sessions.get(session_hash)
        if session is None:  # another process has written meanwhile (`forget_all`)
            session = await self._store.session(session_hash)
        if owed is None and session is not None and session.limited:
            lifted = msgspec.structs.replace(session, limited=False)
            await self._store.commit([ChangeSession(lifted)])
            self._sessions[session_hash] = lifted
        return owed

    async def ended(self, user: User, *, keep: bytes = b"") -> None:
        """The user's sessions were dropped from the store, but for one; their pages are closed."""
        for session_hash, session in list(self._sessions.items()):
            if session.user_id == user.user_id and session_hash != keep:
                self._forget(session_hash)
        await self.tell(user)

    async def one_ended(self, user: User, session: Session) -> None:
        """It was dropped from the store."""
        self._forget(session.session_hash)
        await self.tell(user)

    async def tell(self, user: User) -> None:
        for look in self.on_ended:
            await look(user)

    def all_of(self, user: User, *, keep: bytes = b"") -> list[Write]:
        """The writes that end all of a user's sessions, but for one."""
        kept = self._sessions.get(keep)
        return [DropSessionsOf(user.user_id), *([PutSession(kept)] if kept is not None else [])]

    def one(self, session: Session) -> list[Write]:
        """The write that ends one session."""
        return [DropSession(session.session_hash)]

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

    def _forget(self, session_hash: bytes) -> None:
        self._sessions.pop(session_hash, None)
        self._ended[session_hash] = self._clock.now()

    async def _renew(self, session: Session, now: float) -> None:
        renewed = msgspec.structs.replace(session, expires_at=session_end(now), seen_at=now)
        self._sessions[session.session_hash] = renewed
        try:
            await self._store.commit([ChangeSession(renewed)])
        except StoreUnavailable:
            # The session holds as it was, and its next use tries again: work goes on.
            _log.warning("a session was not renewed: the store is away")
            if self._sessions.get(session.session_hash) is renewed:
                self._sessions[session.session_hash] = session

    def _due(self, user: User) -> Due | None:
        space = self._directory().spaces.get(user.space_id)
        return due(user, space.settings) if space is not None else None
