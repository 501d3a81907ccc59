"""What a space's calls of today have cost, from their records: what a restart would forget."""

from collections.abc import Collection
from typing import Final

from dockline.domain.days import day_bounds
from dockline.domain.ids import CallId
from dockline.domain.space import Space
from dockline.ports.record_store import CallPlace, CallSearch
from dockline.ports.store import Store
from dockline.services.guard import Guard

_PAGE: Final = 1_000
"""Calls that are read at a time: of a busy day there may be hundreds of thousands."""


async def recall_today(
    guard: Guard, store: Store, space: Space, now: float, up: Collection[CallId] | None = None
) -> None:
    """``up``: calls that go on; None: all whose records have no end. Raises StoreUnavailable."""
    midnight = day_bounds(now, space.settings.time_zone)[0]
    guard.recall([], await store.uncalled_since(space.space_id, midnight), (), space, now)
    which, after = CallSearch(since=midnight), None
    while page := await store.search_calls(space.space_id, which, after=after, limit=_PAGE):
        going_on = {one.call_id for one in page} if up is None else up
        guard.recall(page, [], going_on, space, now)
        after = CallPlace(page[-1].started_at, page[-1].call_id)
