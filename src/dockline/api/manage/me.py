"""``/manage/api/me``: who is signed in."""

from dockline.api.manage.me_operations import WHO_AM_I
from dockline.api.manage.me_wire import Me, SpaceName
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.replies import Reply, json_reply
from dockline.services.accounts import Accounts


class MeRoutes:
    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def routes(self) -> list[ManageRoute]:
        return [ManageRoute(WHO_AM_I, self.me)]

    async def me(self, asking: Asking) -> Reply:
        manager = asking.manager
        user, space = manager.user, manager.space
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
