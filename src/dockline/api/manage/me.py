"""``/manage/api/me``: who is signed in."""

from dockline.api.manage.admission import Manager
from dockline.api.manage.me_operations import TAKE_NAME, WHO_AM_I
from dockline.api.manage.me_wire import Me, OwnName, SpaceName
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.replies import Reply, json_reply
from dockline.domain.space import User
from dockline.services.accounts import Accounts
from dockline.services.own_name import take_name


class MeRoutes:
    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def routes(self) -> list[ManageRoute]:
        return [ManageRoute(WHO_AM_I, self.me), ManageRoute(TAKE_NAME, self.take_name)]

    async def me(self, asking: Asking) -> Reply:
        return self._told(asking.manager, asking.manager.user)

    async def take_name(self, asking: Asking) -> Reply:
        wish: OwnName = asking.body
        user = await take_name(self._accounts.book, asking.manager.user.user_id, wish.name)
        return self._told(asking.manager, user)

    def _told(self, manager: Manager, user: User) -> Reply:
        space = manager.space
        seen = self._accounts.spaces() if user.operator else [space]
        return json_reply(
            Me(
                success=True,
                login=user.login,
                name=user.name,
                role=user.role.value,
                operator=user.operator,
                rights=sorted(right.value for right in manager.rights),
                cloud_id=space.space_id,
                space_name=space.name,
                time_zone=space.settings.time_zone,
                own_cloud_id=user.space_id,
                spaces=[SpaceName(one.space_id, one.name) for one in seen],
            )
        )
