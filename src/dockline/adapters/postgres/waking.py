"""Leads that waited stand in line again, some at a time, so that nobody waits long for it.

Several servers may do it at once."""

from typing import Final

from dockline.adapters.postgres.sql import Connection, affected
from dockline.domain.ids import SpaceId

_WAKE: Final = """
with due as (
    select lead_id from leads where space_id = $1 and wakes_at is not null and wakes_at <= $2
    order by wakes_at limit $3 for no key update skip locked
)
update leads set wakes_at = null from due where leads.lead_id = due.lead_id
"""
_RECONSIDERED: Final = (
    "select campaign_id, after from reconsidered where space_id = $1"
    " order by campaign_id limit 1 for update skip locked"
)
_WAITING: Final = """
select lead_id from leads where lead_id in (
    select lead_id from leads where campaign_id = $1 and wakes_at is not null and lead_id > $2
    order by lead_id limit $3
) order by list_id, number for no key update
"""
"""Locked in the order in which pushes lock them, so that nobody waits in a circle."""
_LATER: Final = "greatest(due_at, not_before)"
_LOOK_AGAIN: Final = (
    f"update leads set wakes_at = case when {_LATER} > $1 then {_LATER} end"
    " where lead_id = any($2::text[]) and wakes_at is not null"
)
"""Of what was put off, the lead's own times are left."""
_WENT_ON: Final = "update reconsidered set after = $1 where campaign_id = $2"
_DONE: Final = "delete from reconsidered where campaign_id = $1"


async def wake(connection: Connection, space_id: SpaceId, now: float, limit: int) -> int:
    """How many leads it looked at."""
    looked_at = affected(await connection.execute(_WAKE, space_id, now, limit))
    while looked_at < limit:
        async with connection.transaction():
            row = await connection.fetchrow(_RECONSIDERED, space_id)
            if row is None:
                break
            campaign_id, after = row
            room = limit - looked_at
            found = await connection.fetch(_WAITING, campaign_id, after, room)
            if found:
                leads = [lead_id for (lead_id,) in found]
                await connection.execute(_LOOK_AGAIN, now, leads)
                await connection.execute(_WENT_ON, max(leads), campaign_id)
                looked_at += len(found)
            if len(found) < room:
                await connection.execute(_DONE, campaign_id)
    return looked_at
