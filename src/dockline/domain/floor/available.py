"""Who has room for one more of something, best first, without looking at everybody each time."""

import heapq
from collections.abc import Collection
from typing import Final

from dockline.domain.ids import AgentId, TeamId

Turn = tuple[int, float, AgentId]
"""How many they have, since when they have had no new one, and who; the least comes first."""

_SLACK: Final = 64


class Available:
    """A heap a team. An entry that no longer holds is thrown away when it comes to the top."""

    def __init__(self) -> None:
        self._turns: dict[AgentId, tuple[Turn, tuple[TeamId, ...]]] = {}
        self._heaps: dict[TeamId, list[Turn]] = {}

    def put(self, agent_id: AgentId, having: int, since: float, teams: tuple[TeamId, ...]) -> None:
        """They have room in these teams, and in no other."""
        turn = (having, since, agent_id)
        before = self._turns.get(agent_id)
        if before == (turn, teams):
            return
        self._turns[agent_id] = (turn, teams)
        for team_id in teams:
            heap = self._heaps.setdefault(team_id, [])
            heapq.heappush(heap, turn)
            if len(heap) > 2 * len(self._turns) + _SLACK:
                heap[:] = sorted({one for one in heap if self._holds(one, team_id)})

    def drop(self, agent_id: AgentId) -> None:
        self._turns.pop(agent_id, None)

    def first(self, team_id: TeamId, avoid: Collection[AgentId]) -> AgentId | None:
        """Whose turn it is: of those to avoid one only where there is nobody else."""
        heap = self._heaps.get(team_id, [])
        aside: list[Turn] = []
        found: AgentId | None = None
        while heap and found is None:
            if not self._holds(heap[0], team_id):
                heapq.heappop(heap)
            elif heap[0][2] in avoid:
                aside.append(heapq.heappop(heap))
            else:
                found = heap[0][2]
        for turn in aside:
            heapq.heappush(heap, turn)
        if found is None and aside:
            return aside[0][2]
        return found

    def _holds(self, turn: Turn, team_id: TeamId) -> bool:
        now = self._turns.get(turn[2])
        return now is not None and now[0] == turn and team_id in now[1]
