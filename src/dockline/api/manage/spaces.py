"""``/manage/api/spaces``: the spaces of this server, for its operators."""

from dockline.api import problems
from dockline.api.manage.routes import Asking, ManageRoute
from dockline.api.manage.spaces_operations import LIST_SPACES, MAKE_SPACE, RENAME_SPACE
from dockline.api.manage.spaces_wire import (
    NewSpace,
    SpaceAnswer,
    SpaceRename,
    SpaceRow,
    SpacesAnswer,
)
from dockline.api.replies import Reply, json_reply
from dockline.domain.space import Space, SpaceSettings
from dockline.services.accounts import Accounts


class SpacesRoutes:
    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._spaces = accounts.kept_spaces

    def routes(self) -> list[ManageRoute]:
        return [
            ManageRoute(LIST_SPACES, self.list),
            ManageRoute(MAKE_SPACE, self.make),
            ManageRoute(RENAME_SPACE, self.rename),
        ]

    async def list(self, asking: Asking) -> Reply:
        spaces = sorted(self._accounts.spaces(), key=lambda space: space.name.casefold())
        rows = [await self._row(space) for space in spaces]
        return json_reply(SpacesAnswer(success=True, spaces=rows))

    async def make(self, asking: Asking) -> Reply:
        wish: NewSpace = asking.body
        settings = SpaceSettings(time_zone=wish.time_zone, default_country=wish.default_country)
        space = await self._spaces.create(
            wish.cloud_id, wish.name, settings, actor=_operator(asking)
        )
        return json_reply(SpaceAnswer(success=True, space=await self._row(space)), status=201)

    async def rename(self, asking: Asking) -> Reply:
        wish: SpaceRename = asking.body
        space = self._accounts.space(asking.path("cloud_id"))
        if space is None:
            raise problems.not_found()
        space = await self._spaces.change(space.space_id, name=wish.name, actor=_operator(asking))
        return json_reply(SpaceAnswer(success=True, space=await self._row(space)))

    async def _row(self, space: Space) -> SpaceRow:
        users = self._accounts.users(space.space_id)
        return SpaceRow(
            cloud_id=space.space_id,
            name=space.name,
            users=sum(user.active for user in users),
            teams=len(self._accounts.teams(space.space_id)),
            calls_today=await self._spaces.calls_today(space.space_id),
            time_zone=space.settings.time_zone,
        )


def _operator(asking: Asking) -> str:
    """With the cloud: what they do here is not of the space that they are signed in to."""
    user = asking.manager.user
    return f"{user.login}@{user.space_id}"
