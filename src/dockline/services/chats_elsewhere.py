"""Chats that bots and front ends of somebody's own begin, found again by their visitors' ids."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any, Final

from dockline.domain.chatshown import ChatState
from dockline.domain.ids import SpaceId
from dockline.domain.space import Space, Team
from dockline.ports.chat_store import ChatKeys
from dockline.services.accounts import Accounts
from dockline.services.chat_hooks import ChatHooks
from dockline.services.chats import Chats
from dockline.services.floors import Floors

_FORGET_AT: Final = 1000


class ChatsElsewhere:
    def __init__(
        self, chats: Chats, accounts: Accounts, floors: Floors, chat_hooks: ChatHooks
    ) -> None:
        self._chats = chats
        self._accounts = accounts
        self._floors = floors
        self._chat_hooks = chat_hooks
        self._external: dict[tuple[SpaceId, str], ChatKeys] = {}
        """The last chat of each visitor."""
        self._locks: dict[tuple[SpaceId, str], tuple[asyncio.Lock, int]] = {}
        self._forget_at = _FORGET_AT

    async def start(self) -> None:
        """Find those that go on. Raises StoreUnavailable."""
        for space in self._accounts.spaces():
            for view in self._floors.chats(space.space_id):
                keys = await self._chats.keys(view.chat_id) if view.channel == "api" else None
                if keys is not None and keys.external_id:
                    self._external[keys.space_id, keys.external_id] = keys

    async def begin(
        self,
        space: Space,
        team: Team,
        *,
        external_id: str,
        visitor: str,
        attributes: dict[str, Any],
        webhook: str,
    ) -> ChatKeys:
        """The chat that goes on for this visitor of somebody's own system, or a new one. Raises
        ChatRefused."""
        whose = (space.space_id, external_id)
        async with self._one_at_a_time(whose):
            known = self._external.get(whose)
            if known is not None:
                view = self._floors.chat(space.space_id, known.chat_id)
                if view is not None and view.state is not ChatState.ENDED:
                    return known
            begun = await self._chats.begin(
                space,
                team,
                channel="api",
                visitor=visitor,
                attributes=attributes,
                external_id=external_id,
                webhook=webhook,
            )
            self._external[whose] = begun.keys
        self._chat_hooks.follow(begun.keys)
        self._forget_ended()
        return begun.keys

    @contextlib.asynccontextmanager
    async def _one_at_a_time(self, whose: tuple[SpaceId, str]) -> AsyncIterator[None]:
        """Of two who begin for the same visitor at once, the second finds the first one's chat."""
        lock, users = self._locks.get(whose, (asyncio.Lock(), 0))
        self._locks[whose] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            users = self._locks[whose][1]
            if users == 1:
                del self._locks[whose]
            else:
                self._locks[whose] = (lock, users - 1)

    def _forget_ended(self) -> None:
        if len(self._external) < self._forget_at:
            return
        self._external = {
            whose: keys
            for whose, keys in self._external.items()
            if self._floors.chat(keys.space_id, keys.chat_id) is not None
        }
        self._forget_at = max(_FORGET_AT, 2 * len(self._external))
