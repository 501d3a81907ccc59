"""What agents do, as the pacing sees it: idle, talking to somebody the dialer reached, wrapping up
after that, or busy with something else and not counted on."""

from enum import Enum
from itertools import count
from typing import Final

from dockline.domain.facts import AgentState, AgentView, CallKind, CallView
from dockline.domain.ids import AgentId, CallId, TeamId
from dockline.domain.pacing import Team
from dockline.domain.space import Blending


class Doing(Enum):
    IDLE = "idle"
    TALKING = "talking"
    WRAPPING = "wrapping"
    AWAY = "away"


_BLENDS: Final = Blending()
_BUSY: Final = (Doing.TALKING, Doing.WRAPPING)


def doing(
    me: AgentView, call: CallView | None, *, has_card: bool, blending: Blending = _BLENDS
) -> Doing:
    """``call``: that of ``me.call_id``."""
    if not (me.linked and me.phone):
        return Doing.AWAY
    dialers = call is not None and call.kind is CallKind.DIALER
    match me.state:
        case AgentState.READY:
            free = not has_card and blending.gives_calls(me.chats)
            return Doing.IDLE if free else Doing.AWAY
        case AgentState.TALKING | AgentState.HELD if dialers:
            return Doing.TALKING
        case AgentState.WRAP_UP if dialers:
            return Doing.WRAPPING
        case _:
            return Doing.AWAY


class Crew:
    """The agents of every team that the dialer dials for; `pacing.Team` knows them by number."""

    def __init__(self) -> None:
        self.teams: dict[TeamId, Team] = {}
        self._numbers: dict[AgentId, int] = {}
        self._next = count(1)
        self._doing: dict[AgentId, tuple[Doing, float]] = {}
        self._calls: dict[AgentId, CallId | None] = {}
        self._of: dict[AgentId, tuple[TeamId, ...]] = {}

    def team(self, team_id: TeamId, wait_seconds: float) -> Team:
        """Made when it is first asked for, with those who are here already."""
        team = self.teams.get(team_id)
        if team is None:
            team = self.teams[team_id] = Team(wait_seconds)
            for agent_id, (what, since) in self._doing.items():
                if team_id in self._of.get(agent_id, ()):
                    _tell(team, self._number(agent_id), Doing.AWAY, what, since)
        return team

    def idle(self, team_id: TeamId) -> list[AgentId]:
        """The longest idle first."""
        found = [
            (since, agent_id)
            for agent_id, (what, since) in self._doing.items()
            if what is Doing.IDLE and team_id in self._of.get(agent_id, ())
        ]
        return [agent_id for _, agent_id in sorted(found)]

    def in_common(self) -> dict[TeamId, set[TeamId]]:
        """Of each team, those that an agent of it is in as well. Who is away is counted on in none:
        a supervisor may be in all of them, and never take a call."""
        found: dict[TeamId, set[TeamId]] = {}
        for agent_id, (what, _) in self._doing.items():
            if what is not Doing.AWAY:
                for team_id in self._of[agent_id]:
                    found.setdefault(team_id, set()).update(self._of[agent_id])
        return found

    def seen(
        self,
        agent_id: AgentId,
        teams: tuple[TeamId, ...],
        what: Doing,
        call_id: CallId | None,
        now: float,
    ) -> bool:
        """Whether somebody became free. ``call_id``: the call that they talk in or wrap up."""
        if teams != self._of.get(agent_id, teams):
            self._leave(agent_id)
            self._doing.pop(agent_id, None)
        self._of[agent_id] = teams
        before, _ = self._doing.get(agent_id, (Doing.AWAY, now))
        call_before, self._calls[agent_id] = self._calls.get(agent_id), call_id
        another = what is Doing.TALKING and before in _BUSY and call_id != call_before
        if what is before and not another:
            return False
        self._doing[agent_id] = (what, now)
        for team_id in teams:
            if team_id in self.teams:
                team, number = self.teams[team_id], self._number(agent_id)
                if another:  # somebody waited already, and had them in the step that freed them
                    team.freed(number, now)
                _tell(team, number, before, what, now)
        return what is Doing.IDLE

    def _leave(self, agent_id: AgentId) -> None:
        for team_id in self._of.get(agent_id, ()):
            if team_id in self.teams:
                self.teams[team_id].left(self._number(agent_id))

    def _number(self, agent_id: AgentId) -> int:
        number = self._numbers.get(agent_id)
        if number is None:
            number = self._numbers[agent_id] = next(self._next)
        return number


def _tell(team: Team, agent: int, before: Doing, what: Doing, now: float) -> None:
    match what:
        case Doing.IDLE if before in _BUSY:
            team.freed(agent, now)
        case Doing.IDLE:
            team.came(agent)
        case Doing.TALKING:
            team.connected(agent, now)
        case Doing.WRAPPING:
            if before is not Doing.TALKING:
                team.connected(agent, now)
            team.wrap_up_began(agent, now)
        case Doing.AWAY:
            team.left(agent)
