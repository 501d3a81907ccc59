"""Somebody's own second factor: set up, confirmed, switched off."""

from msgspec import Struct
from msgspec.structs import replace

from dockline.domain.access import needs_second_factor
from dockline.domain.space import Space, User
from dockline.ports.people_store import DropSecondFactor, PutSecondFactor
from dockline.ports.store import PutUser, Write
from dockline.services.account_book import AccountBook
from dockline.services.account_rules import AccountRefused
from dockline.services.credentials import Credentials
from dockline.services.second_factor import (
    SecondFactorOff,
    SecondFactorOn,
    SecondFactorRequired,
    SecondFactorWrong,
    SetUp,
    begun,
    new_recovery_codes,
    step_of,
)
from dockline.services.sign_in import SignIns


class FactorState(Struct, frozen=True):
    on: bool
    required: bool
    """The space asks for one, and it cannot be switched off."""
    recovery_codes_left: int
    since: float | None


class OwnFactor:
    def __init__(self, book: AccountBook, credentials: Credentials, sign_ins: SignIns) -> None:
        self._book = book
        self._credentials = credentials
        self._sign_ins = sign_ins

    async def state(self, user: User) -> FactorState:
        required = needs_second_factor(user, self._space(user).settings)
        if not user.second_factor:
            return FactorState(False, required, 0, None)
        factor = await self._book.store.second_factor(user.user_id)
        left = await self._book.store.recovery_codes_left(user.user_id)
        return FactorState(True, required, left, factor.since if factor is not None else None)

    async def begin(self, user: User, password: str) -> SetUp:
        """What an app needs to know; it counts once a code was given. Beginning again makes
        another secret. Raises AccountRefused, SignInLocked, SecondFactorOn."""
        await self._credentials.require_own_password(user, password)
        factor, told = begun(user, self._space(user))
        async with self._book.writing:
            if self._book.require_user(user.user_id).second_factor:
                raise SecondFactorOn
            await self._book.store.commit([PutSecondFactor(factor)])
        return told

    async def confirm(self, user: User, code: str, *, actor: str) -> tuple[User, tuple[str, ...]]:
        """The user as they are now, and their recovery codes. Raises AccountRefused,
        SecondFactorOff (nothing was begun), SecondFactorOn, SignInLocked."""
        async with self._book.writing:
            before = self._book.require_user(user.user_id)
            if before.second_factor:
                raise SecondFactorOn
            factor = await self._book.store.second_factor(user.user_id)
            if factor is None:
                raise SecondFactorOff
            now = self._book.clock.now()
            step = step_of(factor, code, now)
            if step is None:
                self._sign_ins.failed(user)
                raise AccountRefused("code", str(SecondFactorWrong()))
            after = replace(before, second_factor=True)
            codes, put = new_recovery_codes(user.user_id)
            kept = PutSecondFactor(replace(factor, since=now, last_step=step))
            await self._commit(after, actor, "second-factor.on", [PutUser(after), kept, put])
        return after, codes

    async def renew_codes(self, user: User, password: str, *, actor: str) -> tuple[str, ...]:
        """Ten new ones; those before are good for nothing. Raises AccountRefused, SignInLocked,
        SecondFactorOff."""
        await self._credentials.require_own_password(user, password)
        async with self._book.writing:
            if not self._book.require_user(user.user_id).second_factor:
                raise SecondFactorOff
            codes, put = new_recovery_codes(user.user_id)
            await self._commit(user, actor, "second-factor.codes", [put])
        return codes

    async def switch_off(self, user: User, password: str, *, actor: str) -> User:
        """Raises AccountRefused, SignInLocked, SecondFactorRequired, SecondFactorOff."""
        if needs_second_factor(user, self._space(user).settings):
            raise SecondFactorRequired
        await self._credentials.require_own_password(user, password)
        async with self._book.writing:
            before = self._book.require_user(user.user_id)
            if not before.second_factor:
                raise SecondFactorOff
            after = replace(before, second_factor=False)
            writes: list[Write] = [PutUser(after), DropSecondFactor(user.user_id)]
            await self._commit(after, actor, "second-factor.off", writes)
        return after

    async def _commit(self, user: User, actor: str, action: str, writes: list[Write]) -> None:
        detail = {"login": user.login}
        await self._book.commit(user.space_id, actor, action, detail, writes)
        for write in writes:
            if isinstance(write, PutUser):
                self._book.directory.put_user(write.user)

    def _space(self, user: User) -> Space:
        return self._book.require_space(user.space_id)
