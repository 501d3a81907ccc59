"""What the API itself remembers of the floors' facts: since when each agent is online, and how
calls have ended."""

from collections.abc import Callable

from dockline.api.metrics import Metrics
from dockline.domain.facts import AgentSignedIn, AgentState, AgentStateChanged, CallEnded, Stamped
from dockline.domain.ids import AgentId, SpaceId
from dockline.ports.feed import Feed


class Watch:
    """Listens to every space it is told of; a space is told of before its first agent comes."""

    def __init__(self, feed: Feed, metrics: Metrics) -> None:
        self._feed = feed
        self._metrics = metrics
        self._online: dict[SpaceId, dict[AgentId, float]] = {}
        self._ways_out: list[Callable[[], None]] = []

    def space(self, space_id: SpaceId) -> None:
        """Listen to a space; once is enough."""
        if space_id in self._online:
            return
        online: dict[AgentId, float] = {}
        self._online[space_id] = online
        self._ways_out.append(
            self._feed.listen(space_id, None, lambda stamped: self._heard(online, stamped))
        )

    def online_since(self, space_id: SpaceId, agent_id: AgentId, otherwise: float) -> float:
        """When the agent came online; ``otherwise`` where that was before we listened."""
        return self._online.get(space_id, {}).get(agent_id, otherwise)

    def stop(self) -> None:
        for way_out in self._ways_out:
            way_out()
        self._ways_out.clear()
        self._online.clear()

    def _heard(self, online: dict[AgentId, float], stamped: Stamped) -> None:
        fact = stamped.fact
        if isinstance(fact, AgentStateChanged):
            if fact.state is AgentState.OFFLINE:
                online.pop(fact.agent_id, None)
            else:
                online.setdefault(fact.agent_id, stamped.at)
        elif isinstance(fact, AgentSignedIn):
            if fact.agent.state is not AgentState.OFFLINE:
                online.setdefault(fact.agent.agent_id, stamped.at)
        elif isinstance(fact, CallEnded):
            self._metrics.call_ended(fact.outcome)
