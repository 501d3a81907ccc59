"""Who waits for each team, in order, and who is free for them.

Kept up as things happen (`Queues.follow`, `Queues.seat`), so that no step looks at everybody: what
is asked of it is a place in a sorted list, or the first of each kind of caller.
"""

from bisect import bisect_left, insort
from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

from dockline.domain.call import Call
from dockline.domain.facts import AgentState, AgentView, CallPhase
from dockline.domain.ids import AgentId, CallId, TeamId
from dockline.domain.space import SpaceSettings, Team

Key = tuple[int, float, CallId]
"""Sorts callers: a higher priority first, then who came earlier."""
Free = tuple[bool, float, AgentId]
"""Sorts agents (`Agent.idle`): who has no chats first, then since when, and who."""
Skills = tuple[str, ...]

HANDLINGS: Final = 20
"""How many of a team's last conversations its handling time is worked out from."""
UNKNOWN_HANDLING: Final = 180.0
"""Seconds, before there was any."""


class _Team(Struct):
    line: list[Key] = field(default_factory=list)
    """All who wait for it, whether a dock rings for them or not."""
    open: dict[Skills, list[Key]] = field(default_factory=dict)
    """Those who may be offered to somebody, by what they need."""
    free: list[Free] = field(default_factory=list)
    """Agents who may be rung, the longest idle first."""
    signed_in: set[AgentId] = field(default_factory=set)
    working: set[AgentId] = field(default_factory=set)
    """Signed in and not paused."""
    handlings: deque[float] = field(default_factory=lambda: deque(maxlen=HANDLINGS))


class _Place(Struct, frozen=True):
    team_id: TeamId
    key: Key
    skills: Skills
    open: bool


class _Seat(Struct, frozen=True):
    team_ids: tuple[TeamId, ...]
    free: Free | None
    signed_in: bool
    working: bool


class Queues:
    def __init__(self) -> None:
        self._teams: defaultdict[TeamId, _Team] = defaultdict(_Team)
        self._places: dict[CallId, _Place] = {}
        self._seats: dict[AgentId, _Seat] = {}
        self._fresh_calls: set[CallId] = set()
        self._fresh_agents: set[AgentId] = set()
        self.settings: SpaceSettings | None = None
        """Those by which all were looked at last; ..."""
        self.teams: dict[TeamId, Team] | None = None
        self.since: float | None = None
        """When the floor began; docks of before take a moment to come back."""
        self.watched = False
        """Whether an alarm is set to see new ones."""

    # --- kept up --------------------------------------------------------------------------------

    def follow(self, call: Call | None) -> None:
        """Bring the lines in order with what a call that is, or was, in one has become."""
        queue = call.view.queue if call is not None else None
        if call is None or queue is None:
            return
        call_id = call.view.call_id
        before = self._places.pop(call_id, None)
        if before is not None:
            self._leave(before)
        self._fresh_calls.discard(call_id)
        if call.view.phase is not CallPhase.QUEUED or call.wait is None:
            return
        ready = call.wait.greeted or queue.callback
        place = self._places[call_id] = _Place(
            team_id=queue.team_id,
            key=(-queue.priority, queue.since, call_id),
            skills=queue.skills,
            open=ready and queue.offered_to is None,
        )
        team = self._teams[place.team_id]
        insort(team.line, place.key)
        if place.open:
            insort(team.open.setdefault(place.skills, []), place.key)
            self._fresh_calls.add(call_id)

    def _leave(self, place: _Place) -> None:
        team = self._teams[place.team_id]
        del team.line[bisect_left(team.line, place.key)]
        if place.open:
            keys = team.open[place.skills]
            del keys[bisect_left(keys, place.key)]
            if not keys:
                del team.open[place.skills]

    def seat(
        self, me: AgentView, team_ids: tuple[TeamId, ...], *, free: tuple[bool, float] | None
    ) -> None:
        """What an agent is now; ``free``: their place among those who may be rung for a caller
        (`Agent.idle`), None where they may not."""
        here = me.state is not AgentState.OFFLINE  # or about to come back: see the dock's grace
        seat = _Seat(
            team_ids=team_ids,
            free=(*free, me.agent_id) if free is not None else None,
            signed_in=here,
            working=here and me.state is not AgentState.PAUSED,
        )
        before = self._seats.get(me.agent_id)
        if seat != before:
            self._reseat(me.agent_id, before, seat)
        # Even where nothing of this has changed: they may have learnt something.
        (self._fresh_agents.discard if free is None else self._fresh_agents.add)(me.agent_id)

    def _reseat(self, agent_id: AgentId, before: _Seat | None, after: _Seat) -> None:
        if before is not None:
            for team_id in before.team_ids:
                team = self._teams[team_id]
                team.signed_in.discard(agent_id)
                team.working.discard(agent_id)
                if before.free is not None:
                    del team.free[bisect_left(team.free, before.free)]
        self._seats[agent_id] = after
        for team_id in after.team_ids:
            team = self._teams[team_id]
            if after.signed_in:
                team.signed_in.add(agent_id)
            if after.working:
                team.working.add(agent_id)
            if after.free is not None:
                insort(team.free, after.free)

    def handled(self, team_id: TeamId, seconds: float) -> None:
        """A conversation took an agent so long, with what they did after it."""
        self._teams[team_id].handlings.append(seconds)

    # --- asked ----------------------------------------------------------------------------------

    @property
    def stirred(self) -> bool:
        """Whether somebody is there who was not looked at yet."""
        return bool(self._fresh_calls or self._fresh_agents)

    def take_fresh(self) -> tuple[list[AgentId], list[CallId]]:
        """Agents who are free and callers who wait since this was last asked, in order."""
        agents = sorted(
            self._fresh_agents, key=lambda one: self._seats[one].free or (True, 0.0, one)
        )
        calls = sorted(self._fresh_calls, key=lambda one: self._places[one].key)
        self._fresh_agents, self._fresh_calls = set(), set()
        return agents, calls

    def calls(self) -> list[CallId]:
        """All that wait, in every team's queue."""
        return list(self._places)

    def waiting(self, team_id: TeamId) -> int:
        return len(self._teams[team_id].line)

    def place(self, call_id: CallId) -> int:
        """1: the next one."""
        place = self._places[call_id]
        return bisect_left(self._teams[place.team_id].line, place.key) + 1

    def is_open(self, call_id: CallId) -> bool:
        """Whether it waits, and no dock rings for it."""
        place = self._places.get(call_id)
        return place is not None and place.open

    def is_free(self, agent_id: AgentId) -> bool:
        seat = self._seats.get(agent_id)
        return seat is not None and seat.free is not None

    def free(self, team_id: TeamId) -> list[Free]:
        """The longest idle first. To be read only."""
        return self._teams[team_id].free

    def open_for(self, team_id: TeamId, skills: dict[str, int]) -> Iterator[list[Key]]:
        """Lines of those whom somebody with these skills may have. To be read only."""
        for needed, keys in self._teams[team_id].open.items():
            if all(one in skills for one in needed):
                yield keys

    def signed_in(self, team_id: TeamId) -> int:
        return len(self._teams[team_id].signed_in)

    def working(self, team_id: TeamId) -> set[AgentId]:
        """Signed in and not paused. To be read only."""
        return self._teams[team_id].working

    def handling(self, team_id: TeamId) -> float:
        """Seconds that a conversation takes an agent, by the last ones."""
        known = self._teams[team_id].handlings
        return sum(known) / len(known) if known else UNKNOWN_HANDLING
