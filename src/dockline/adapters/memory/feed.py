"""The feed of one node: the last facts of each space, and those who listen."""

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Sequence

import structlog

from dockline.domain.facts import Stamped
from dockline.domain.ids import AgentId, SpaceId, new_id
from dockline.ports.feed import Addressed

_log = structlog.get_logger(__name__)

Heard = Callable[[Stamped], None]


class _Listener:
    """Compared by identity: the same function may listen twice."""

    def __init__(self, agent_id: AgentId | None, heard: Heard) -> None:
        self.agent_id = agent_id
        self.heard = heard


class _SpaceFeed:
    def __init__(self, keep: int) -> None:
        self.kept: deque[Addressed] = deque(maxlen=keep)
        self.last = 0
        self.dropped = 0
        """The number of the newest fact that is no longer kept."""
        self.listeners: dict[AgentId | None, list[_Listener]] = {}

    def keep(self, addressed: Addressed) -> None:
        if len(self.kept) == self.kept.maxlen:
            self.dropped = self.kept[0].stamped.seq
        self.kept.append(addressed)
        self.last = addressed.stamped.seq

    def listeners_of(self, audience: frozenset[AgentId] | None) -> list[_Listener]:
        if audience is None:
            return [one for group in self.listeners.values() for one in group]
        found = list(self.listeners.get(None, ()))
        for agent_id in audience:
            found.extend(self.listeners.get(agent_id, ()))
        return found


class MemoryFeed:
    """Keeps the last ``keep`` facts of each space for docks that come back."""

    def __init__(self, keep: int = 10_000) -> None:
        self._keep = keep
        self._epoch = new_id()
        self._spaces: dict[SpaceId, _SpaceFeed] = {}

    @property
    def epoch(self) -> str:
        return self._epoch

    def publish(self, space_id: SpaceId, facts: Sequence[Addressed]) -> None:
        feed = self._space(space_id)
        for addressed in facts:
            feed.keep(addressed)
            for listener in feed.listeners_of(addressed.audience):
                try:
                    listener.heard(addressed.stamped)
                except Exception:
                    _log.exception(
                        "listener failed and was taken out",
                        space_id=space_id,
                        agent_id=listener.agent_id,
                        seq=addressed.stamped.seq,
                    )
                    self._remove(feed, listener)

    def since(self, space_id: SpaceId, agent_id: AgentId, seq: int) -> list[Stamped] | None:
        feed = self._space(space_id)
        if not feed.dropped <= seq <= feed.last:
            return None
        first = bisect_right(feed.kept, seq, key=lambda addressed: addressed.stamped.seq)
        return [
            feed.kept[n].stamped
            for n in range(first, len(feed.kept))
            if (audience := feed.kept[n].audience) is None or agent_id in audience
        ]

    def listen(
        self, space_id: SpaceId, agent_id: AgentId | None, heard: Heard
    ) -> Callable[[], None]:
        feed = self._space(space_id)
        listener = _Listener(agent_id, heard)
        feed.listeners.setdefault(agent_id, []).append(listener)
        return lambda: self._remove(feed, listener)

    def _remove(self, feed: _SpaceFeed, listener: _Listener) -> None:
        group = feed.listeners.get(listener.agent_id, [])
        if listener in group:
            group.remove(listener)
        if not group:
            feed.listeners.pop(listener.agent_id, None)

    def _space(self, space_id: SpaceId) -> _SpaceFeed:
        feed = self._spaces.get(space_id)
        if feed is None:
            feed = self._spaces[space_id] = _SpaceFeed(self._keep)
        return feed
