"""``/manage/api/settings``: how a space is set."""

from dockline.api import problems
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.manage.settings_operations import CHANGE_SETTINGS, SHOW_SETTINGS
from dockline.api.manage.settings_wire import SettingsAnswer, SettingsChange
from dockline.api.replies import Reply, json_reply
from dockline.domain.access import Right
from dockline.domain.space import Space, SpaceSettings
from dockline.services.space_keeping import SpaceKeeping


class SettingsRoutes:
    def __init__(self, spaces: SpaceKeeping) -> None:
        self._spaces = spaces

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(SHOW_SETTINGS, self.show),
            ManageRoute(CHANGE_SETTINGS, self.change),
        ]

    async def show(self, asking: Asking) -> Reply:
        return _answer(asking.manager.space)

    async def change(self, asking: Asking) -> Reply:
        wish: SettingsChange = asking.body
        manager = asking.manager
        if isinstance(wish.settings, dict) and "sso" in wish.settings:
            # Beside it stand a secret, and what operators alone may allow.
            raise problems.invalid("sso: is changed at /manage/api/sign-on.")
        space = await self._spaces.change(
            manager.space_id,
            name=wish.name if isinstance(wish.name, str) else None,
            patch=wish.settings if isinstance(wish.settings, dict) else None,
            may_reach_private=manager.may(Right.KEEP_SPACES),
            actor=manager.actor,
        )
        return _answer(space)


def _answer(space: Space) -> Reply:
    return json_reply(
        SettingsAnswer(
            success=True,
            cloud_id=space.space_id,
            name=space.name,
            settings=space.settings,
            usual=SpaceSettings(),
        )
    )
