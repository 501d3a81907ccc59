"""Spaces, teams, users and tokens in memory, and the one way in which they are written."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from dockline.domain.ids import AgentId, SpaceId
from dockline.domain.space import Space, Team, User
from dockline.ports.clock import Clock
from dockline.ports.store import AppendAudit, AuditEntry, Store, StoreConflict, Write
from dockline.services.account_rules import NameTaken, NoSuchSpace, NoSuchTeam, NoSuchUser
from dockline.services.directory import Directory


class AccountBook:
    """Whoever writes holds `writing` from looking at what was there until the directory has what
    is there now; so does reading anew, and a picture read before a write never replaces it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.directory = Directory()
        self.on_change: list[Callable[[], None]] = []
        """Told when spaces, teams or users may be others; to look, and not to wait."""
        self._writing = asyncio.Lock()
        self.holding = asyncio.Lock()
        """Of legal holds: whoever lets go of calls has it from looking which are held until they
        are gone, and whoever holds one has it too, so that none goes that was told to be held."""
        self._generation: int | None = None
        self._before: Mapping[AgentId, User] | None = None
        """Users as they were before another process wrote, until `refresh` has told of it."""

    @property
    def writing(self) -> AbstractAsyncContextManager[None]:
        """What another process wrote a moment ago is there: whoever writes would undo it, with a
        row made from the one of before. Raises StoreUnavailable."""
        return self._held()

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[None]:
        async with self._writing:
            await self._catch_up()
            yield

    async def load(self) -> None:
        """Read everything. Raises StoreUnavailable."""
        async with self._writing:
            await self._read(await self.store.generation())

    async def refresh(self) -> Mapping[AgentId, User] | None:
        """Read everything again if another process has written. Returns the users of before, once
        for all that was written since it was asked last; None: nothing was. Raises
        StoreUnavailable."""
        async with self._writing:
            await self._catch_up()
            before, self._before = self._before, None
        return before

    async def _catch_up(self) -> None:
        generation = await self.store.generation()
        if generation != self._generation:
            before = self.directory.users
            await self._read(generation)
            if self._before is None:
                self._before = before

    async def _read(self, generation: int) -> None:
        # The generation is of before: what is written while we read is then noticed afterwards.
        self.directory = await Directory.read(self.store)
        self.directory.on_change = self._changed
        self._generation = generation
        self._changed()

    def _changed(self) -> None:
        for told in self.on_change:
            told()

    async def commit(
        self,
        space_id: SpaceId,
        actor: str,
        action: str,
        detail: dict[str, Any],
        writes: Sequence[Write],
    ) -> None:
        """Together with the line of the audit log; the directory is the caller's to keep up.
        Raises NameTaken, StoreUnavailable."""
        entry = AuditEntry(self.clock.now(), space_id, actor, action, detail)
        try:
            await self.store.commit([*writes, AppendAudit(entry)])
        except StoreConflict as conflict:
            raise NameTaken(conflict.field, "It is taken.") from None

    def require_space(self, space_id: SpaceId) -> Space:
        """Raises NoSuchSpace."""
        space = self.directory.spaces.get(space_id)
        if space is None:
            raise NoSuchSpace(space_id)
        return space

    def require_team(self, space_id: SpaceId, name: str) -> Team:
        """Raises NoSuchTeam."""
        team = self.directory.team_by_name(space_id, name)
        if team is None:
            raise NoSuchTeam(name)
        return team

    def require_user(self, user_id: AgentId) -> User:
        """Raises NoSuchUser."""
        user = self.directory.users.get(user_id)
        if user is None:
            raise NoSuchUser
        return user
