"""Supervisors in agents' calls: who may, and the log of who did."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from dockline.domain.access import NotPermitted, Right, may, may_watch_team, require
from dockline.domain.errors import NoSuchCall
from dockline.domain.facts import AnyFact, Stamped, TransferChanged
from dockline.domain.ids import AgentId, CallId, PhoneId, SpaceId
from dockline.domain.monitor import (
    MonitorChanged,
    MonitorMode,
    MonitorView,
    StartMonitor,
    StopMonitor,
    TakeOver,
)
from dockline.domain.space import User
from dockline.ports.clock import Clock
from dockline.ports.feed import Feed
from dockline.ports.store import AuditEntry
from dockline.services.accounts import Accounts
from dockline.services.floors import Floors

T = TypeVar("T")


class Monitors:
    """A supervisor hears the agents of their own teams; a manager and an admin everybody of the
    space. Nobody is asked by their session of this morning: rights are those of now."""

    def __init__(self, floors: Floors, accounts: Accounts, feed: Feed, clock: Clock) -> None:
        self._floors = floors
        self._accounts = accounts
        self._feed = feed
        self._clock = clock

    def of(self, user: User) -> MonitorView | None:
        """Whom they listen to now."""
        return self._floors.monitor(user.space_id, user.user_id)

    async def listen(
        self, user: User, phone_id: PhoneId, agent_id: AgentId, mode: MonitorMode
    ) -> None:
        """Have them in the call that the agent is in; in it already, only the mode changes.

        Raises NotPermitted, NoSuchCall, NotNow, VoiceUnavailable."""
        user, agent = self._both(user, agent_id)
        everybody, before = may(user, Right.WATCH_SPACE), self.of(user)
        with self._heard(user.space_id, lambda fact: _began(fact, user.user_id)) as began:
            await self._floors.do(
                user.space_id,
                StartMonitor(
                    supervisor_id=user.user_id,
                    supervisor=user.name,
                    phone_id=phone_id,
                    agent_id=agent_id,
                    mode=mode,
                    team_ids=None if everybody else user.teams,
                ),
            )
        for view in began[:1]:
            if before is None or _what(view) != _what(before):  # and not how the phone fares
                self._note(user, agent, view.call_id, "call.monitored", mode=view.mode.value)

    async def stop(self, user: User, why: str = "stopped") -> None:
        """Fine, too, for those who listen to nobody."""
        await self._floors.do(user.space_id, StopMonitor(supervisor_id=user.user_id, why=why))

    async def take_over(self, user: User, agent_id: AgentId) -> None:
        """The agent's call goes to the supervisor's own dock. Raises NotPermitted, NoSuchCall,
        NotNow, TargetUnavailable, VoiceUnavailable."""
        user, agent = self._both(user, agent_id)
        with self._heard(user.space_id, lambda fact: _taken(fact, user.user_id)) as taken:
            await self._floors.do(
                user.space_id, TakeOver(supervisor_id=user.user_id, agent_id=agent_id)
            )
        for call_id in taken[:1]:
            self._note(user, agent, call_id, "call.taken-over")

    def _both(self, user: User, agent_id: AgentId) -> tuple[User, User]:
        """Who asks, as they are now, and the agent. Raises NotPermitted, NoSuchCall."""
        now = self._accounts.user(user.user_id)
        if now is None:
            raise NotPermitted
        require(now, Right.WATCH_OWN_TEAMS)
        agent = self._accounts.user(agent_id)
        if agent is None or agent.space_id != now.space_id:
            raise NoSuchCall("There is no such agent.")
        if may(now, Right.WATCH_SPACE) or any(may_watch_team(now, one) for one in agent.teams):
            return now, agent
        raise NotPermitted("That agent is in none of your teams.")

    @contextmanager
    def _heard(self, space_id: SpaceId, pick: Callable[[AnyFact], T | None]) -> Iterator[list[T]]:
        """What of the facts told meanwhile is picked. They are the only true word of what a step
        did: the next one may have undone it before the one who asked gets to look."""
        found: list[T] = []

        def hear(stamped: Stamped) -> None:
            picked = pick(stamped.fact)
            if picked is not None:
                found.append(picked)

        way_out = self._feed.listen(space_id, None, hear)
        try:
            yield found
        finally:
            way_out()

    def _note(self, user: User, agent: User, call_id: CallId, action: str, **more: str) -> None:
        detail = {"agent": agent.login, "call_id": call_id, **more}
        now = self._clock.now()
        self._floors.note(AuditEntry(now, user.space_id, user.login, action, detail))


def _what(view: MonitorView) -> tuple[CallId, AgentId, MonitorMode]:
    return view.call_id, view.agent_id, view.mode


def _began(fact: AnyFact, supervisor_id: AgentId) -> MonitorView | None:
    if not isinstance(fact, MonitorChanged) or fact.monitor.supervisor_id != supervisor_id:
        return None
    return fact.monitor


def _taken(fact: AnyFact, supervisor_id: AgentId) -> CallId | None:
    if not isinstance(fact, TransferChanged) or fact.transfer is None:
        return None
    return fact.call_id if fact.transfer.target == supervisor_id else None
