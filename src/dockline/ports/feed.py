"""The way of facts from a floor to those who watch it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from dockline.domain.facts import Addressed as Addressed, Stamped
from dockline.domain.ids import AgentId, SpaceId


class Feed(Protocol):
    @property
    def epoch(self) -> str:
        """Changes when numbering begins anew (the server was started again)."""

    def publish(self, space_id: SpaceId, facts: Sequence[Addressed]) -> None:
        """Hand them to the listeners, in order, before it returns. Never blocks."""

    def since(self, space_id: SpaceId, agent_id: AgentId, seq: int) -> list[Stamped] | None:
        """What this agent's dock missed after ``seq``; None where that is no longer kept."""

    def listen(
        self, space_id: SpaceId, agent_id: AgentId | None, heard: Callable[[Stamped], None]
    ) -> Callable[[], None]:
        """Hear the facts for one agent's dock, or (None) all of the space. Returns the way out.

        ``heard`` must not block; one that raises is logged and taken out."""
