"""The calls that came in today, from their records: what a restart would forget."""

from collections.abc import Iterable
from typing import Final

from dockline.domain.ids import SpaceId
from dockline.domain.live import Day
from dockline.domain.live.counts import counted_of
from dockline.domain.shown import CallKind
from dockline.domain.space import Team
from dockline.ports.store import CallFilter, Store

_PAGE: Final = 1000


async def recall(
    store: Store, space_id: SpaceId, teams: Iterable[Team], day: Day, until: float
) -> None:
    """Calls that were there before ``until``; those that the day knows already stay as they are.
    Raises StoreUnavailable."""
    known = {team.team_id for team in teams}
    which = CallFilter(since=day.begins_at, until=until, kind=CallKind.INBOUND.value)
    read = 0
    while True:
        page = await store.calls(space_id, which, limit=_PAGE, skip=read)
        read += len(page)
        for one in page:
            if one.team_id not in known:
                continue
            counted = counted_of(
                one.team_id, one.started_at, one.answered_at, one.outcome, one.cause
            )
            if counted is not None:
                day.put(one.call_id, counted)
        if len(page) < _PAGE:
            return
