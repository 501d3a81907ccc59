"""Spaces: made, named and set, each change with a line of the audit log that tells what it was."""

from typing import Any

from msgspec.structs import replace

from dockline.domain.days import day_bounds
from dockline.domain.ids import SpaceId
from dockline.domain.space import Space, SpaceSettings
from dockline.ports.store import CallFilter, PutSpace
from dockline.services.account_book import AccountBook
from dockline.services.account_rules import (
    PRIVATE_REFUSED,
    AccountRefused,
    checked_cloud_id,
    checked_name,
    checked_settings,
)
from dockline.services.settings_changes import changes
from dockline.services.settings_patch import patched


class SpaceKeeping:
    """Writes raise AccountRefused and SettingRefused (which name the field), StoreUnavailable."""

    def __init__(self, book: AccountBook) -> None:
        self._book = book

    async def create(
        self, cloud_id: str, name: str, settings: SpaceSettings | None = None, *, actor: str
    ) -> Space:
        space = Space(
            space_id=SpaceId(checked_cloud_id(cloud_id)),
            name=checked_name("name", name),
            settings=checked_settings(settings or SpaceSettings()),
        )
        async with self._book.writing:
            writes = [PutSpace(space, new=True)]
            detail = {"name": space.name}
            await self._book.commit(space.space_id, actor, "space.created", detail, writes)
            self._book.directory.put_space(space)
        return space

    async def change(
        self,
        space_id: SpaceId,
        *,
        name: str | None = None,
        patch: dict[str, Any] | None = None,
        may_reach_private: bool = False,
        actor: str,
    ) -> Space:
        """``patch``: of the settings (`dockline.services.settings_patch`). Where one of them is
        wrong, nothing is changed. Docks, calls and campaigns follow at once.
        ``may_reach_private``: whether they may let the server's own networks be reached."""
        async with self._book.writing:
            before = self._book.require_space(space_id)
            settings = before.settings
            if patch is not None:
                settings = checked_settings(patched(settings, patch))
            private = settings.chat.webhook_private and not before.settings.chat.webhook_private
            if private and not may_reach_private:
                raise AccountRefused("chat.webhook_private", PRIVATE_REFUSED)
            named = before.name if name is None else checked_name("name", name)
            return await self._put(before, replace(before, name=named, settings=settings), actor)

    async def put_settings(
        self, space_id: SpaceId, settings: SpaceSettings, *, actor: str
    ) -> Space:
        """All of them at once."""
        settings = checked_settings(settings)
        async with self._book.writing:
            before = self._book.require_space(space_id)
            return await self._put(before, replace(before, settings=settings), actor)

    async def calls_today(self, space_id: SpaceId) -> int:
        """Begun since midnight where the space is. Raises StoreUnavailable."""
        space = self._book.require_space(space_id)
        since, until = day_bounds(self._book.clock.now(), space.settings.time_zone)
        which = CallFilter(since=since, until=until)
        return await self._book.store.count_calls(space_id, which)

    async def _put(self, before: Space, after: Space, actor: str) -> Space:
        changed = changes(before.settings, after.settings)
        if before.name != after.name:
            changed["name"] = [before.name, after.name]
        if not changed:
            return before
        await self._book.commit(
            after.space_id, actor, "settings.changed", {"changed": changed}, [PutSpace(after)]
        )
        self._book.directory.put_space(after)
        return after
