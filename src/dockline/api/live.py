"""``POST /pulse-api/live``: what is true this second, from the floor's memory."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from starlette.types import Receive, Scope

from dockline.api import problems
from dockline.api.bodies import JsonBody, read_body, require_json
from dockline.api.callers import space_named
from dockline.api.replies import Reply, json_reply
from dockline.api.voice_wire import (
    Activity,
    ChatActivity,
    LiveAgent,
    LiveAnswer,
    LiveBody,
    LiveTeam,
)
from dockline.api.watch import Watch
from dockline.domain.facts import AgentState, AgentView, CallView
from dockline.domain.ids import SpaceId
from dockline.domain.space import Team
from dockline.ports.clock import Clock
from dockline.services.accounts import Accounts
from dockline.services.floors import Floors

_TALKING: Final = frozenset({AgentState.TALKING, AgentState.HELD})
_NO_CHAT: Final = ChatActivity(active=False, duration=0, count=0)
_NO_CALL: Final = Activity(active=False, duration=0)


class Live:
    def __init__(self, accounts: Accounts, floors: Floors, watch: Watch, clock: Clock) -> None:
        self._accounts = accounts
        self._floors = floors
        self._watch = watch
        self._clock = clock
        self._body = JsonBody(LiveBody)

    async def __call__(self, scope: Scope, receive: Receive) -> Reply:
        require_json(scope)
        body = self._body.decode(await read_body(scope, receive))
        space_id = space_named(body.cloud_id, body.space_id)
        if not self._accounts.check_token(space_id, body.auth_token):
            raise problems.unauthorized()
        teams = self._accounts.teams(space_id)
        return json_reply(self.answer(space_id, teams, body.team_names or [], self._clock.now()))

    def answer(
        self, space_id: SpaceId, teams: list[Team], wanted: list[str], now: float
    ) -> LiveAnswer:
        """The agents and teams asked for (all, where none is named), those offline left out."""
        by_name = {team.name.casefold(): team for team in teams}
        unknown = [name for name in wanted if name.casefold() not in by_name]
        shown = teams
        if wanted:
            named = {name.casefold() for name in wanted}
            shown = [team for team in teams if team.name.casefold() in named]
        names = {team.name for team in shown}
        online = [
            agent
            for agent in self._floors.agents(space_id)
            if agent.state is not AgentState.OFFLINE
            and (not wanted or not names.isdisjoint(agent.teams))
        ]
        return LiveAnswer(
            success=True,
            as_of=datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds"),
            agents=[self._agent(space_id, agent, now) for agent in online],
            teams=_teams(shown, online),
            unknown_teams=unknown,
        )

    def _agent(self, space_id: SpaceId, agent: AgentView, now: float) -> LiveAgent:
        online_for = _since(self._watch.online_since(space_id, agent.agent_id, agent.since), now)
        online = Activity(active=True, duration=online_for)
        talking = _NO_CALL
        if agent.state in _TALKING:
            call = self._floors.call(space_id, agent.call_id) if agent.call_id else None
            talking = Activity(active=True, duration=_since(_began(agent, call), now))
        current = talking if talking.active else online
        return LiveAgent(
            agent_name=agent.name,
            username=agent.login,
            teams=list(agent.teams),
            status="Talking" if talking.active else "Online",
            duration=current.duration,
            talking=talking,
            chatting=_NO_CHAT,
            online=online,
            state=agent.state.value,
            pause_reason=agent.pause_reason,
        )


def _began(agent: AgentView, call: CallView | None) -> float:
    """When the talk began: a hold in the middle of it does not begin it anew."""
    if call is not None and call.agent_id == agent.agent_id and call.answered_at is not None:
        return call.answered_at
    return agent.since


def _since(when: float, now: float) -> int:
    return max(0, int(now - when))


def _teams(teams: Iterable[Team], online: list[AgentView]) -> list[LiveTeam]:
    present: dict[str, int] = {}
    ready: dict[str, int] = {}
    for agent in online:
        for name in agent.teams:
            present[name] = present.get(name, 0) + 1
            if agent.state is AgentState.READY:
                ready[name] = ready.get(name, 0) + 1
    return [
        LiveTeam(
            team_name=team.name,
            call_queue_count=0,
            chat_queue_count=0,
            longest_call_wait=0,
            longest_chat_wait=0,
            agents_online=present.get(team.name, 0),
            agents_ready=ready.get(team.name, 0),
        )
        for team in teams
    ]
