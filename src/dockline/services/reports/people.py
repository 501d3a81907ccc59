"""Reports of agents: what they worked on calls, and what they did with their time."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Final

from dockline.domain.ids import AgentId
from dockline.domain.space import User
from dockline.ports.clock import Clock
from dockline.ports.report_store import AgentFigures, ReportStore, StateSeconds
from dockline.services.accounts import Accounts
from dockline.services.reports.figures import handling_of, ratio
from dockline.services.reports.queues import QueueReports, by_team, together
from dockline.services.reports.scope import Scope
from dockline.services.reports.shapes import (
    AgentHandling,
    AgentsTold,
    AgentTime,
    TalkTold,
    TeamHandling,
)

READY: Final = "ready"
_PAUSED: Final = "paused"
_WRAP_UP: Final = "wrap_up"
_slot = attrgetter("slot")


class PeopleReports:
    """Raises StoreUnavailable."""

    def __init__(
        self, store: ReportStore, accounts: Accounts, queues: QueueReports, clock: Clock
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._queues = queues
        self._clock = clock

    def users(self, scope: Scope) -> list[User]:
        """Who is in the teams that are asked for; without such, everybody."""
        users = self._accounts.users(scope.space_id)
        if scope.team_ids is None:
            return users
        return [user for user in users if not set(scope.team_ids).isdisjoint(user.teams)]

    async def talk(self, scope: Scope) -> TalkTold:
        """Of calls of these teams, whoever worked on them."""
        ids, now = scope.team_ids, self._clock.now()
        figures = await self._queues.figures(scope)
        of_agents = await self._store.agent_figures(scope.space_id, scope.slots, teams=ids, now=now)
        users = self._accounts.users(scope.space_id)
        states = [
            one
            for one in await self._states(scope, users)
            if one.state == _WRAP_UP and (ids is None or one.team_id in ids)
        ]
        wrapped = _added((scope.called(one.team_id, one.team), one) for one in states)
        teams = [
            TeamHandling(name, handling_of(some, wrapped.get(name, 0.0)))
            async for name, some in by_team(scope, figures)
        ]
        every = await together(figures)
        return TalkTold(
            handling_of(every, sum(one.seconds for one in states)),
            scope.by_bucket(every, _slot, handling_of),
            teams,
            _handled(of_agents, states, users),
        )

    async def agents(self, scope: Scope) -> AgentsTold:
        """Of everybody in these teams, whatever team their calls were of; who was not there and
        had no call is left out."""
        users = self.users(scope)
        states: dict[AgentId, list[StateSeconds]] = {}
        for one in await self._states(scope, users):
            states.setdefault(one.agent_id, []).append(one)
        calls: dict[AgentId, list[AgentFigures]] = {}
        for each in await self._store.agent_figures(
            scope.space_id, scope.slots, teams=None, now=self._clock.now()
        ):
            calls.setdefault(each.agent_id, []).append(each)
        found = [
            self._time(scope, user, states.get(user.user_id, []), calls.get(user.user_id, []))
            for user in users
            if user.user_id in states or user.user_id in calls
        ]
        return AgentsTold(found)

    async def _states(self, scope: Scope, users: list[User]) -> list[StateSeconds]:
        until = min(scope.period.until, self._clock.now())
        if until <= scope.period.since:
            return []
        ids = [user.user_id for user in users]
        return await self._store.state_seconds(scope.space_id, ids, scope.period.since, until)

    def _time(
        self, scope: Scope, user: User, states: list[StateSeconds], calls: list[AgentFigures]
    ) -> AgentTime:
        seconds = _added((one.state, one) for one in states)
        there = sum(seconds.values())
        ready, paused = seconds.get(READY, 0.0), seconds.get(_PAUSED, 0.0)
        names = (scope.team_name(team_id) for team_id in user.teams)
        return AgentTime(
            user.user_id,
            user.login,
            user.name,
            [name for name in names if name],
            signed_in_seconds=there,
            states=seconds,
            pauses=_added((one.pause_reason, one) for one in states if one.state == _PAUSED),
            occupancy=ratio(there - paused - ready, there - paused),
            calls=sum(one.calls for one in calls),
            answered=sum(one.answered for one in calls),
        )


def _handled(
    figures: list[AgentFigures], wrapped: list[StateSeconds], users: list[User]
) -> list[AgentHandling]:
    """By name; those without a call that was answered are left out."""
    known = {user.user_id: user for user in users}
    wrap_up = _added((one.agent_id, one) for one in wrapped)
    some_of: dict[AgentId, list[AgentFigures]] = {}
    for one in figures:
        some_of.setdefault(one.agent_id, []).append(one)
    found = []
    for agent_id, some in some_of.items():
        told = handling_of(some, wrap_up.get(agent_id, 0.0))
        user = known.get(agent_id)
        if told.answered:
            login, name = (user.login, user.name) if user is not None else ("", "")
            found.append(AgentHandling(agent_id, login, name, told))
    return sorted(found, key=lambda one: (one.name.casefold(), one.login))


def _added(some: Iterable[tuple[str, StateSeconds]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for key, one in some:
        found[key] = found.get(key, 0.0) + one.seconds
    return found
