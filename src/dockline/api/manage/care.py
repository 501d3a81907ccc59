"""``/manage/api/retention``, ``/manage/api/calls/{call_id}/keep`` and ``/manage/api/erase``."""

from msgspec import UNSET, structs

from dockline.api import problems
from dockline.api.manage.care_operations import (
    CHANGE_RETENTION,
    ERASE,
    KEEP_CALL,
    PREVIEW_RETENTION,
    RELEASE_CALL,
    SHOW_RETENTION,
)
from dockline.api.manage.care_wire import (
    EraseAnswer,
    EraseBody,
    GoingAnswer,
    KeepBody,
    KeptAnswer,
    KeptCallView,
    RetentionAnswer,
    RetentionBody,
    RetentionView,
)
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.replies import Reply, json_reply
from dockline.api.times import moment
from dockline.domain.errors import NoSuchCall
from dockline.domain.ids import CallId
from dockline.services.accounts import Accounts
from dockline.services.care.erasing import Erasing
from dockline.services.care.holds import LegalHolds
from dockline.services.care.retention import RetentionKeeper


class CareRoutes:
    def __init__(
        self,
        accounts: Accounts,
        retention: RetentionKeeper,
        holds: LegalHolds,
        erasing: Erasing,
    ) -> None:
        self._accounts = accounts
        self._retention = retention
        self._holds = holds
        self._erasing = erasing

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(SHOW_RETENTION, self.show),
            ManageRoute(CHANGE_RETENTION, self.change),
            ManageRoute(PREVIEW_RETENTION, self.preview),
            ManageRoute(KEEP_CALL, self.keep),
            ManageRoute(RELEASE_CALL, self.release),
            ManageRoute(ERASE, self.erase),
        ]

    async def show(self, asking: Asking) -> Reply:
        space_id = asking.manager.space_id
        kept = await self._holds.all(space_id)
        retention = self._accounts.book.require_space(space_id).settings.retention
        return json_reply(
            RetentionAnswer(
                success=True,
                retention=RetentionView(**structs.asdict(retention)),
                kept_calls=[
                    KeptCallView(one.call_id, moment(one.at), one.actor, one.reason) for one in kept
                ],
            )
        )

    async def change(self, asking: Asking) -> Reply:
        manager = asking.manager
        named = _named(asking.body)
        await self._retention.change(manager.space_id, named, actor=manager.actor)
        return await self.show(asking)

    async def preview(self, asking: Asking) -> Reply:
        space = self._accounts.book.require_space(asking.manager.space_id)
        wanted = structs.replace(space.settings.retention, **_named(asking.body))
        going = await self._retention.look(space.space_id, wanted)
        return json_reply(GoingAnswer(success=True, **structs.asdict(going)))

    async def keep(self, asking: Asking) -> Reply:
        body: KeepBody = asking.body
        manager, call_id = asking.manager, CallId(asking.path("call_id"))
        try:
            await self._holds.keep(manager.space_id, call_id, body.reason, actor=manager.actor)
        except NoSuchCall as missing:
            raise _not_there() from missing
        return json_reply(KeptAnswer(success=True, kept=True))

    async def release(self, asking: Asking) -> Reply:
        manager, call_id = asking.manager, CallId(asking.path("call_id"))
        try:
            await self._holds.release(manager.space_id, call_id, actor=manager.actor)
        except NoSuchCall as missing:
            raise _not_there() from missing
        return json_reply(KeptAnswer(success=True, kept=False))

    async def erase(self, asking: Asking) -> Reply:
        body: EraseBody = asking.body
        manager = asking.manager
        found = await self._erasing.look(manager.space_id, body.number)
        if body.confirm:
            if _digits(body.confirm) not in (_digits(body.number), found.number):
                raise problems.invalid("confirm: Type the same number again.")
            found = await self._erasing.erase(
                manager.space_id, body.number, never_call=body.never_call, actor=manager.actor
            )
        told = structs.asdict(found) | {"never_call": body.never_call}
        return json_reply(EraseAnswer(success=True, erased=bool(body.confirm), **told))


def _named(body: RetentionBody) -> dict[str, int | None]:
    return {name: days for name, days in structs.asdict(body).items() if days is not UNSET}


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _not_there() -> problems.Problem:
    return problems.Problem(404, NoSuchCall.code, "There is no such call.")
