"""Past calls, as the dock and the reports want them."""

from msgspec import Struct

from dockline.domain.days import day_bounds
from dockline.domain.ids import AgentId, SpaceId
from dockline.ports.chat_store import ChatFilter, ChatRecord
from dockline.ports.clock import Clock
from dockline.ports.store import CallFilter, CallRecord, Store

_PAGE = 500
"""Records read from the store at a time."""


class Figures(Struct, frozen=True):
    """One agent's own figures of a day."""

    calls: int
    answered: int
    talk_seconds: float


class Records:
    """Reads raise StoreUnavailable."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def history(
        self,
        space_id: SpaceId,
        agent_id: AgentId,
        number: str | None = None,
        limit: int = 50,
    ) -> list[CallRecord]:
        """The agent's own calls; with a number (digits of E.164), everybody's calls with it.

        Newest first."""
        which = CallFilter(agent_id=agent_id) if number is None else CallFilter(number=number)
        return await self._store.calls(space_id, which, limit=limit)

    async def page(
        self, space_id: SpaceId, which: CallFilter, *, limit: int, skip: int
    ) -> tuple[int, list[CallRecord]]:
        """How many calls match, and some of them, the newest first."""
        total = await self._store.count_calls(space_id, which)
        if skip >= total:
            return total, []
        return total, await self._store.calls(space_id, which, limit=limit, skip=skip)

    async def chats_page(
        self, space_id: SpaceId, which: ChatFilter, *, limit: int, skip: int
    ) -> tuple[int, list[ChatRecord]]:
        """How many chats match, and some of them, the newest first."""
        total = await self._store.count_chats(space_id, which)
        if skip >= total:
            return total, []
        return total, await self._store.chats(space_id, which, limit=limit, skip=skip)

    async def today(self, space_id: SpaceId, agent_id: AgentId, time_zone: str) -> Figures:
        """Since midnight in the time zone; a call that goes on counts with its time so far."""
        now = self._clock.now()
        since, until = day_bounds(now, time_zone)
        which = CallFilter(agent_id=agent_id, since=since, until=until)
        calls = answered = 0
        talked = 0.0
        while True:
            page = await self._store.calls(space_id, which, limit=_PAGE, skip=calls)
            calls += len(page)
            answered += sum(record.answered_at is not None for record in page)
            talked += sum(talk_seconds(record, now) for record in page)
            if len(page) < _PAGE:
                return Figures(calls, answered, talked)


def talk_seconds(record: CallRecord, now: float) -> float:
    """From the answer to the end (or now), without the time on hold."""
    if record.answered_at is None:
        return 0.0
    ended_at = record.ended_at if record.ended_at is not None else now
    return max(0.0, ended_at - record.answered_at - record.hold_seconds)
