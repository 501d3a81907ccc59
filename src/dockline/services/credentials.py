"""What people sign in with, and where they are signed in."""

from msgspec.structs import replace

from dockline.domain.errors import Refusal
from dockline.domain.ids import AgentId
from dockline.domain.passwords import made_password
from dockline.domain.space import User
from dockline.ports.people_store import DropSecondFactor
from dockline.ports.store import PutUser, Session, Write
from dockline.services.account_book import AccountBook
from dockline.services.account_rules import AccountRefused, checked_password
from dockline.services.browser_sessions import BrowserSessions
from dockline.services.passwords import Passwords
from dockline.services.people_rules import NotOneself, guard
from dockline.services.sign_in import SignIns


class UnknownSession(Refusal):
    """There is no such session, or it has ended."""

    code = "no-such-session"


class Credentials:
    """``by`` is who does it; None for the command line."""

    def __init__(
        self,
        book: AccountBook,
        passwords: Passwords,
        sessions: BrowserSessions,
        sign_ins: SignIns,
    ) -> None:
        self._book = book
        self._passwords = passwords
        self._sessions = sessions
        self._sign_ins = sign_ins

    async def reset_password(
        self,
        user_id: AgentId,
        password: str = "",
        *,
        due: bool = False,
        by: User | None = None,
        actor: str = "cli",
    ) -> str:
        """The password; one is made where none is given. All of the user's sessions end, and a
        lock is taken off. ``due``: they must take another one when they sign in.

        Raises AccountRefused, NotOneself, OperatorsOnly."""
        before = self._book.require_user(user_id)
        if by is not None and by.user_id == user_id:
            raise NotOneself
        guard(self._book.directory, before, before, by)
        password = password or made_password()
        checked_password(password, before.login)
        await self._put_password(user_id, password, due, "password.set", actor)
        return password

    async def change_own_password(
        self, user: User, current: str, password: str, *, keep: bytes, actor: str
    ) -> User:
        """The user's other sessions end. Raises AccountRefused, SignInLocked."""
        await self.require_own_password(user, current, "current_password")
        checked_password(password, user.login)
        if password == current:
            raise AccountRefused("password", "It is the one you have. Take another.")
        return await self._put_password(
            user.user_id, password, False, "password.changed", actor, keep=keep
        )

    async def require_own_password(
        self, user: User, password: str, field: str = "password"
    ) -> None:
        """Wrong ones count as they do at sign-in. Raises AccountRefused, SignInLocked."""
        if not await self._sign_ins.require_password(user, password):
            raise AccountRefused(field, "It is not your password.")

    async def _put_password(
        self,
        user_id: AgentId,
        password: str,
        due: bool,
        action: str,
        actor: str,
        *,
        keep: bytes = b"",
    ) -> User:
        password_hash = await self._passwords.hash(password)
        async with self._book.writing:
            before = self._book.require_user(user_id)
            user = replace(before, password_hash=password_hash, password_due=due)
            writes = [PutUser(user), *self._sessions.all_of(user, keep=keep)]
            detail = {"login": user.login}
            await self._book.commit(user.space_id, actor, action, detail, writes)
            self._book.directory.put_user(user)
        self._sign_ins.unlock(user)
        await self._sessions.ended(user, keep=keep)
        return user

    async def reset_second_factor(
        self, user_id: AgentId, *, by: User | None = None, actor: str = "cli"
    ) -> User:
        """Of somebody who has lost theirs: their password alone lets them in, and where the space
        asks for one they are led to set up another. Raises OperatorsOnly, NotOneself."""
        if by is not None and by.user_id == user_id:
            raise NotOneself
        async with self._book.writing:
            before = self._book.require_user(user_id)
            guard(self._book.directory, before, before, by)
            user = replace(before, second_factor=False)
            writes: list[Write] = [PutUser(user), DropSecondFactor(user_id)]
            detail = {"login": user.login}
            await self._book.commit(user.space_id, actor, "second-factor.reset", detail, writes)
            self._book.directory.put_user(user)
        return user

    async def unlock(self, user_id: AgentId, *, by: User | None = None, actor: str = "cli") -> User:
        """After too many wrong passwords. Raises OperatorsOnly."""
        user = self._book.require_user(user_id)
        guard(self._book.directory, user, user, by)
        await self._book.commit(user.space_id, actor, "user.unlocked", {"login": user.login}, [])
        self._sign_ins.unlock(user)
        return user

    def locked_until(self, user: User) -> float | None:
        return self._sign_ins.locked_until(user)

    # --- sessions -----------------------------------------------------------------------------

    async def sessions(self, user: User) -> list[Session]:
        """The newest first."""
        return await self._sessions.sessions_of(user)

    async def end_session(
        self, user: User, session_id: str, *, by: User | None = None, actor: str = "cli"
    ) -> None:
        """What is open in it is closed at once. Raises UnknownSession, OperatorsOnly."""
        guard(self._book.directory, user, user, by)
        kept = await self.sessions(user)
        found = next((one for one in kept if session_id_of(one) == session_id), None)
        if found is None:
            raise UnknownSession
        detail = {"login": user.login, "address": found.address, "browser": found.browser}
        async with self._book.writing:
            await self._book.commit(
                user.space_id, actor, "session.ended", detail, self._sessions.one(found)
            )
        await self._sessions.one_ended(user, found)

    async def end_sessions(
        self, user: User, *, keep: bytes = b"", by: User | None = None, actor: str = "cli"
    ) -> int:
        """All of them but ``keep``; how many there were. Raises OperatorsOnly."""
        guard(self._book.directory, user, user, by)
        ended = [one for one in await self.sessions(user) if one.session_hash != keep]
        if not ended:
            return 0
        detail = {"login": user.login, "sessions": len(ended)}
        async with self._book.writing:
            writes = self._sessions.all_of(user, keep=keep)
            await self._book.commit(user.space_id, actor, "sessions.ended", detail, writes)
        await self._sessions.ended(user, keep=keep)
        return len(ended)


def session_id_of(session: Session) -> str:
    """As it is told. It opens nothing: the cookie cannot be found from it."""
    return session.session_hash.hex()
