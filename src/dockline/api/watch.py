"""What the API counts of the floors' facts: how calls have ended."""

from collections.abc import Callable

from dockline.api.metrics import Metrics
from dockline.domain.facts import CallEnded, Stamped
from dockline.domain.ids import SpaceId
from dockline.ports.feed import Feed


class Watch:
    """Listens to every space it is told of; a space is told of before its first agent comes."""

    def __init__(self, feed: Feed, metrics: Metrics) -> None:
        self._feed = feed
        self._metrics = metrics
        self._spaces: set[SpaceId] = set()
        self._ways_out: list[Callable[[], None]] = []

    def space(self, space_id: SpaceId) -> None:
        """Listen to a space; once is enough."""
        if space_id in self._spaces:
            return
        self._spaces.add(space_id)
        self._ways_out.append(self._feed.listen(space_id, None, self._heard))

    def stop(self) -> None:
        for way_out in self._ways_out:
            way_out()
        self._ways_out.clear()
        self._spaces.clear()

    def _heard(self, stamped: Stamped) -> None:
        if isinstance(stamped.fact, CallEnded):
            self._metrics.call_ended(stamped.fact.outcome)
