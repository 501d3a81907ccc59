"""Leads that waited stand in line again, some at a time, so that no commit waits long for it."""

import sqlite3
from collections.abc import Sequence
from typing import Final

from dockline.domain.ids import SpaceId

_WAKE: Final = (
    "update leads set wakes_at = null where rowid in (select rowid from leads"
    " where space_id = ? and wakes_at is not null and wakes_at <= ? order by wakes_at limit ?)"
)
_RECONSIDERED: Final = (
    "select campaign_id, after from reconsidered where space_id = ? order by campaign_id limit 1"
)
_WAITING: Final = (
    "select lead_id from leads where campaign_id = ? and wakes_at is not null and lead_id > ?"
    " order by lead_id limit ?"
)
_LATER: Final = "max(coalesce(due_at, 0), coalesce(not_before, 0))"
_LOOK_AGAIN: Final = (
    f"update leads set wakes_at = case when {_LATER} > ? then {_LATER} end"
    " where campaign_id = ? and wakes_at is not null and lead_id > ? and lead_id <= ?"
)
"""Of what was put off, the lead's own times are left."""
_WENT_ON: Final = "update reconsidered set after = ? where campaign_id = ?"
_DONE: Final = "delete from reconsidered where campaign_id = ?"

Wake = tuple[SpaceId, float, int]
"""Of which space, when, and how many at most."""


def wake(connection: sqlite3.Connection, some: Sequence[Wake]) -> list[int]:
    """How many leads each of them looked at."""
    return [_wake(connection, *one) for one in some]


def _wake(connection: sqlite3.Connection, space_id: SpaceId, now: float, limit: int) -> int:
    looked_at = connection.execute(_WAKE, (space_id, now, limit)).rowcount
    while looked_at < limit:
        row = connection.execute(_RECONSIDERED, (space_id,)).fetchone()
        if row is None:
            break
        campaign_id, after = row
        room = limit - looked_at
        found = connection.execute(_WAITING, (campaign_id, after, room)).fetchall()
        if found:
            last = found[-1][0]
            connection.execute(_LOOK_AGAIN, (now, campaign_id, after, last))
            connection.execute(_WENT_ON, (last, campaign_id))
            looked_at += len(found)
        if len(found) < room:
            connection.execute(_DONE, (campaign_id,))
    return looked_at
