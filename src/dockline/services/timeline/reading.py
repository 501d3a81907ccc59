"""Reading who was where, page by page."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from dockline.domain.facts import AgentState
from dockline.domain.ids import SpaceId
from dockline.domain.space import User
from dockline.ports.store import AgentStateRow, Store
from dockline.services.directory import key_of

USERS_A_PAGE: Final = 200


class Segment(Struct, frozen=True):
    """Nothing is told of the time that somebody was offline."""

    state: str
    pause_reason: str
    begins_at: float
    ends_at: float
    call_id: str
    chats: int


class AgentTimeline(Struct, frozen=True):
    user: User
    segments: list[Segment]


class Place(Struct, frozen=True):
    """Where the next page begins."""

    login: str
    since: float


class Page(Struct, frozen=True):
    agents: list[AgentTimeline]
    """By login; those of whom nothing is known in that time are left out."""
    after: Place | None
    """None: this was the last one."""


class Timeline:
    """Reads raise StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(
        self,
        space_id: SpaceId,
        users: Sequence[User],
        since: float,
        until: float,
        *,
        now: float | None,
        limit: int,
        place: Place | None = None,
    ) -> Page:
        """At most ``limit`` segments.

        ``now``: what somebody is they are until then; None: until the server was last known to
        live (no server runs)."""
        if now is None:
            now = await self._store.alive_at(space_id)
        until = until if now is None else min(until, now)
        wanted = sorted(users, key=lambda user: key_of(user.login))
        if place is not None:
            wanted = [user for user in wanted if key_of(user.login) >= key_of(place.login)]
        found: list[AgentTimeline] = []
        left = limit
        for n, user in enumerate(wanted):
            begins = since
            if place is not None and key_of(user.login) == key_of(place.login):
                begins = max(since, place.since)
            if not left or n >= USERS_A_PAGE:
                return Page(found, Place(user.login, begins))
            segments, cut = await self._segments(space_id, user, begins, until, left)
            if segments:
                found.append(AgentTimeline(user, segments))
                left -= len(segments)
            if cut is not None:
                return Page(found, Place(user.login, cut))
        return Page(found, None)

    async def _segments(
        self, space_id: SpaceId, user: User, since: float, until: float, limit: int
    ) -> tuple[list[Segment], float | None]:
        """And, where there are more than ``limit``, when those that are left out begin."""
        if since >= until:
            return [], None
        before = await self._store.agent_state_before(space_id, user.user_id, since)
        most = limit + 2
        while True:
            rows = await self._store.agent_states(space_id, user.user_id, since, until, limit=most)
            # What the last row read began may have been something else at the same moment.
            cut = rows[-1].at if len(rows) == most else None
            whole = [*([before] if before is not None else []), *rows]
            segments = _joined(whole, since, until if cut is None else cut)
            if len(segments) > limit:
                return segments[:limit], segments[limit].begins_at
            if cut is None or cut > since:
                return segments, cut
            most *= 4  # all of them are of one moment


def _joined(rows: Sequence[AgentStateRow], since: float, until: float) -> list[Segment]:
    found: list[Segment] = []
    for n, row in enumerate(rows):
        begins = max(row.at, since)
        ends = min(rows[n + 1].at if n + 1 < len(rows) else until, until)
        if row.state != AgentState.OFFLINE.value and ends > begins:
            found.append(Segment(row.state, row.pause_reason, begins, ends, row.call_id, row.chats))
    return found
