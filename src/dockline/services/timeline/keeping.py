"""Writing the states of agents down, in batches, beside the way of calls."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog
from msgspec import Struct

from dockline.domain import facts as f
from dockline.domain.ids import AgentId, SpaceId
from dockline.ports.clock import Clock
from dockline.ports.feed import Feed
from dockline.ports.store import (
    AgentStateRow,
    PutAgentState,
    PutAlive,
    Store,
    StoreUnavailable,
    Write,
)
from dockline.services.accounts import Accounts
from dockline.services.committer import Committer
from dockline.services.floors import Floors

_log = structlog.get_logger("dockline.timeline")
BATCH_SECONDS: Final = 1.0
ALIVE_SECONDS: Final = 30.0
"""How far the end of a server that was killed may be told too early."""
_WAIT_SECONDS: Final = 2.0
_OFFLINE: Final = f.AgentState.OFFLINE.value


class _Last(Struct):
    """What was written of an agent last."""

    view: f.AgentView
    told: tuple[str, str, str, int]


class StateKeeper:
    """Hears every space from `start` on.

    What the store does not take while it is away is kept, and written when it is back
    (`Committer`). Agents who were there when the last server ended are offline from the moment
    that it was last known to live."""

    def __init__(
        self, store: Store, feed: Feed, clock: Clock, accounts: Accounts, floors: Floors
    ) -> None:
        self._store = store
        self._feed = feed
        self._clock = clock
        self._accounts = accounts
        self._floors = floors
        self._committer = Committer(store, clock)
        self._spaces: dict[SpaceId, dict[AgentId, _Last]] = {}
        self._unclosed: dict[SpaceId, float] = {}
        """Spaces whose agents of before this server are not closed yet, and when it came."""
        self._waiting: list[Write] = []
        self._alive_at = float("-inf")
        self._ways_out: list[Callable[[], None]] = []
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._committer.start()
        for space in self._accounts.spaces():
            self._hear(space.space_id)
            await self._close(space.space_id)
        self._task = asyncio.create_task(self._run(), name="timeline")

    async def stop(self) -> None:
        """Write what is left, and that the server was there until now."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for way_out in self._ways_out:
            way_out()
        self._ways_out.clear()
        self._alive(self._clock.now())
        self._hand_on()
        await self._committer.stop()

    async def written(self, space_id: SpaceId) -> None:
        """Return when what was heard of a space so far is on the disk. Raises
        StoreUnavailable."""
        if space_id not in self._spaces:
            self._hear(space_id, new=True)
        done = self._hand_on() if self._waiting else self._committer.keep(())
        await asyncio.wait({done}, timeout=_WAIT_SECONDS)
        if not done.done():
            raise StoreUnavailable("the last states are not written yet")

    # --- hearing ------------------------------------------------------------------------------

    def _hear(self, space_id: SpaceId, *, new: bool = False) -> None:
        """``new``: it was made while we were here, so we know since when its agents are what they
        are. Nothing is awaited, so no fact falls between."""
        now = self._clock.now()
        last: dict[AgentId, _Last] = {}
        self._spaces[space_id] = last
        self._unclosed[space_id] = now
        for view in self._floors.agents(space_id):
            self._note(space_id, last, _copy(view), view.since if new else now, 0)

        def heard(stamped: f.Stamped) -> None:
            fact = stamped.fact
            if isinstance(fact, f.AgentSignedIn):
                self._note(space_id, last, _copy(fact.agent), stamped.at, stamped.seq)
            elif isinstance(fact, f.AgentStateChanged | f.AgentChatsChanged):
                known = last.get(fact.agent_id)
                if known is None:
                    return
                view = known.view
                if isinstance(fact, f.AgentStateChanged):
                    view.state, view.pause_reason = fact.state, fact.pause_reason
                    view.call_id = fact.call_id
                else:
                    view.chats = fact.chats
                self._note(space_id, last, view, stamped.at, stamped.seq)

        self._ways_out.append(self._feed.listen(space_id, None, heard))

    def _note(
        self,
        space_id: SpaceId,
        last: dict[AgentId, _Last],
        view: f.AgentView,
        at: float,
        seq: int,
    ) -> None:
        told = (view.state.value, view.pause_reason, view.call_id or "", len(view.chats))
        known = last.get(view.agent_id)
        last[view.agent_id] = _Last(view, told)
        new = known is None and view.state is not f.AgentState.OFFLINE
        if new or (known is not None and known.told != told):
            row = AgentStateRow(space_id, view.agent_id, at, seq, *told)
            self._waiting.append(PutAgentState(row))

    # --- writing ------------------------------------------------------------------------------

    async def _run(self) -> None:
        while True:
            await self._clock.sleep_until(self._clock.now() + BATCH_SECONDS)
            now = self._clock.now()
            for space in self._accounts.spaces():
                if space.space_id not in self._spaces:
                    self._hear(space.space_id, new=True)
            for space_id in list(self._unclosed):
                await self._close(space_id)
            if now - self._alive_at >= ALIVE_SECONDS:
                self._alive(now)
            if self._waiting:
                self._hand_on()

    def _hand_on(self) -> "asyncio.Future[None]":
        writes, self._waiting = self._waiting, []
        return self._committer.keep(writes)

    def _alive(self, now: float) -> None:
        """Not before the agents of the last server are closed: their end is told by its last."""
        if not self._unclosed:
            self._alive_at = now
            self._waiting += [PutAlive(space_id, now) for space_id in self._spaces]

    async def _close(self, space_id: SpaceId) -> None:
        """Agents who were there when the server before this one ended were offline from then."""
        came = self._unclosed[space_id]
        try:
            alive = await self._store.alive_at(space_id)
            for user in self._accounts.users(space_id):
                row = await self._store.agent_state_before(space_id, user.user_id, came)
                if row is None or row.state == _OFFLINE:
                    continue
                ended = min(came, max(row.at, alive if alive is not None else row.at))
                offline = AgentStateRow(
                    space_id,
                    user.user_id,
                    ended,
                    row.seq + 1,
                    f.AgentState.OFFLINE.value,
                    "",
                    "",
                    0,
                )
                self._waiting.append(PutAgentState(offline))
        except StoreUnavailable as why:
            _log.warning("states of before the start are not closed yet", why=str(why))
            return
        self._unclosed.pop(space_id, None)


def _copy(view: f.AgentView) -> f.AgentView:
    """Of what is kept here."""
    return f.AgentView(
        agent_id=view.agent_id,
        login=view.login,
        name=view.name,
        teams=view.teams,
        state=view.state,
        pause_reason=view.pause_reason,
        call_id=view.call_id,
        chats=view.chats,
    )
