"""Supervisors in agents' calls: who may, and the log of who did."""

from collections.abc import Callable

from dockline.domain.access import NotPermitted, Right, may, may_watch_team, require
from dockline.domain.errors import NoSuchCall
from dockline.domain.facts import Stamped, TransferChanged, TransferView
from dockline.domain.ids import AgentId, CallId, PhoneId, SpaceId
from dockline.domain.monitor import (
    MonitorChanged,
    MonitorEnded,
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

_What = tuple[CallId, AgentId, MonitorMode]


class Monitors:
    """A supervisor hears the agents of their own teams; a manager and an admin everybody of the
    space. Nobody is asked by their session of this morning: rights are those of now.

    The log is written from the facts, so that it has what happened and not what was asked: a call
    that went to another agent while somebody listened is in it, too."""

    def __init__(self, floors: Floors, accounts: Accounts, feed: Feed, clock: Clock) -> None:
        self._floors = floors
        self._accounts = accounts
        self._feed = feed
        self._clock = clock
        self._last: dict[AgentId, _What] = {}
        """What the log has last of each who listens."""
        self._ways_out: dict[SpaceId, Callable[[], None]] = {}

    def of(self, user: User) -> MonitorView | None:
        """Whom they listen to now."""
        return self._floors.monitor(user.space_id, user.user_id)

    async def listen(
        self, user: User, phone_id: PhoneId, agent_id: AgentId, mode: MonitorMode
    ) -> None:
        """Have them in the call that the agent is in; in it already, only the mode changes.

        Raises NotPermitted, NoSuchCall, NotNow, VoiceUnavailable."""
        user, _ = self._both(user, agent_id)
        self._watch(user.space_id)
        everybody = may(user, Right.WATCH_SPACE)
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

    async def stop(self, user: User, why: str = "stopped") -> None:
        """Fine, too, for those who listen to nobody."""
        await self._floors.do(user.space_id, StopMonitor(supervisor_id=user.user_id, why=why))

    async def take_over(self, user: User, agent_id: AgentId) -> None:
        """The agent's call goes to the supervisor's own dock. Raises NotPermitted, NoSuchCall,
        NotNow, TargetUnavailable, VoiceUnavailable."""
        user, agent = self._both(user, agent_id)
        taken: list[CallId] = []

        def hear(stamped: Stamped) -> None:
            match stamped.fact:
                case TransferChanged(call_id, TransferView(target=user.user_id)):
                    taken.append(call_id)

        way_out = self._feed.listen(user.space_id, None, hear)
        try:
            await self._floors.do(
                user.space_id, TakeOver(supervisor_id=user.user_id, agent_id=agent_id)
            )
        finally:
            way_out()
        for call_id in taken[:1]:
            self._note(user, agent, call_id, "call.taken-over")

    async def review(self, user: User) -> None:
        """Their rights are others: who may not hear that agent any more hears nothing."""
        monitor = self.of(user)
        if monitor is None:
            return
        try:
            self._both(user, monitor.agent_id)
        except (NotPermitted, NoSuchCall):
            await self.stop(user, "not-permitted")

    def close(self) -> None:
        """Nothing is heard any more."""
        for way_out in self._ways_out.values():
            way_out()
        self._ways_out.clear()

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

    # --- the log ------------------------------------------------------------------------------

    def _watch(self, space_id: SpaceId) -> None:
        """Hear the space's facts from its first supervisor who listens on."""
        if space_id not in self._ways_out:
            self._ways_out[space_id] = self._feed.listen(space_id, None, self._heard)

    def _heard(self, stamped: Stamped) -> None:
        match stamped.fact:
            case MonitorChanged(view):
                what = (view.call_id, view.agent_id, view.mode)
                if self._last.get(view.supervisor_id) == what:
                    return  # how their phone fares
                self._last[view.supervisor_id] = what
                user = self._accounts.user(view.supervisor_id)
                agent = self._accounts.user(view.agent_id)
                if user is not None and agent is not None:
                    self._note(user, agent, view.call_id, "call.monitored", mode=view.mode.value)
            case MonitorEnded() as ended:
                self._last.pop(ended.supervisor_id, None)

    def _note(self, user: User, agent: User, call_id: CallId, action: str, **more: str) -> None:
        detail = {"agent": agent.login, "call_id": call_id, **more}
        now = self._clock.now()
        self._floors.note(AuditEntry(now, user.space_id, user.login, action, detail))
