"""``/manage/api/account``: one's own password, sessions and second factor."""

import base64
import io

import segno

from dockline.api.manage.account_operations import (
    BEGIN_SECOND_FACTOR,
    CHANGE_OWN_PASSWORD,
    CONFIRM_SECOND_FACTOR,
    END_OTHER_SESSIONS,
    END_OWN_SESSION,
    OWN_SECOND_FACTOR,
    OWN_SESSIONS,
    RENEW_RECOVERY_CODES,
    SWITCH_OFF_SECOND_FACTOR,
)
from dockline.api.manage.account_wire import (
    AccountChanged,
    PasswordAgain,
    PasswordChange,
    RecoveryCodes,
    SecondFactorCode,
    SecondFactorSetUp,
    SecondFactorState,
    SessionList,
    SessionRow,
    SessionsEnded,
)
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.replies import Reply, json_reply
from dockline.domain.space import User
from dockline.ports.store import Session
from dockline.services.accounts import Accounts
from dockline.services.credentials import session_id_of


class AccountRoutes:
    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._credentials = accounts.credentials
        self._factor = accounts.own_factor

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(CHANGE_OWN_PASSWORD, self.change_password, while_due=True),
            ManageRoute(OWN_SESSIONS, self.sessions),
            ManageRoute(END_OTHER_SESSIONS, self.end_others),
            ManageRoute(END_OWN_SESSION, self.end_one),
            ManageRoute(OWN_SECOND_FACTOR, self.second_factor),
            ManageRoute(BEGIN_SECOND_FACTOR, self.begin, while_due=True),
            ManageRoute(CONFIRM_SECOND_FACTOR, self.confirm, while_due=True),
            ManageRoute(RENEW_RECOVERY_CODES, self.renew_codes),
            ManageRoute(SWITCH_OFF_SECOND_FACTOR, self.switch_off),
        ]

    async def change_password(self, asking: Asking) -> Reply:
        manager, form = asking.manager, asking.body
        assert isinstance(form, PasswordChange)
        user = await self._credentials.change_own_password(
            manager.user,
            form.current_password,
            form.password,
            keep=manager.session_hash,
            actor=manager.user.login,
        )
        return json_reply(AccountChanged(True, await self._lift(user, asking)))

    async def sessions(self, asking: Asking) -> Reply:
        manager = asking.manager
        kept = await self._credentials.sessions(manager.user)
        return json_reply(session_list(kept, manager.session_hash))

    async def end_others(self, asking: Asking) -> Reply:
        manager = asking.manager
        ended = await self._credentials.end_sessions(
            manager.user, keep=manager.session_hash, actor=manager.user.login
        )
        return json_reply(SessionsEnded(True, ended))

    async def end_one(self, asking: Asking) -> Reply:
        user = asking.manager.user
        await self._credentials.end_session(user, asking.path("session_id"), actor=user.login)
        return json_reply(SessionsEnded(True, 1))

    async def second_factor(self, asking: Asking) -> Reply:
        state = await self._factor.state(asking.manager.user)
        return json_reply(
            SecondFactorState(
                True, state.on, state.required, state.recovery_codes_left, state.since
            )
        )

    async def begin(self, asking: Asking) -> Reply:
        form = asking.body
        assert isinstance(form, PasswordAgain)
        told = await self._factor.begin(asking.manager.user, form.password)
        return json_reply(
            SecondFactorSetUp(True, told.secret, told.address, qr_picture(told.address))
        )

    async def confirm(self, asking: Asking) -> Reply:
        form, who = asking.body, asking.manager.user
        assert isinstance(form, SecondFactorCode)
        user, codes = await self._factor.confirm(who, form.code, actor=who.login)
        return json_reply(RecoveryCodes(True, list(codes), await self._lift(user, asking)))

    async def renew_codes(self, asking: Asking) -> Reply:
        form, user = asking.body, asking.manager.user
        assert isinstance(form, PasswordAgain)
        codes = await self._factor.renew_codes(user, form.password, actor=user.login)
        return json_reply(RecoveryCodes(True, list(codes), ""))

    async def switch_off(self, asking: Asking) -> Reply:
        form, user = asking.body, asking.manager.user
        assert isinstance(form, PasswordAgain)
        await self._factor.switch_off(user, form.password, actor=user.login)
        return json_reply(AccountChanged(True, ""))

    async def _lift(self, user: User, asking: Asking) -> str:
        """What is due still."""
        owed = await self._accounts.sessions.lift(user, asking.manager.session_hash)
        return owed.value if owed is not None else ""


def session_list(kept: list[Session], current: bytes) -> SessionList:
    return SessionList(
        True,
        [
            SessionRow(
                session_id=session_id_of(one),
                current=one.session_hash == current,
                address=one.address,
                browser=one.browser,
                created_at=one.created_at,
                seen_at=one.seen_at,
                expires_at=one.expires_at,
            )
            for one in kept
        ],
    )


def qr_picture(address: str) -> str:
    """A QR code (ISO/IEC 18004) as an SVG in a ``data:`` address, dark on light in any theme, with
    the quiet border that readers need."""
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", scale=1, border=4, light="#fff", xmldecl=False, svgns=True
    )
    return "data:image/svg+xml;base64," + base64.b64encode(picture.getvalue()).decode()
