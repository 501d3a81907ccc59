"""Every statement about searches of calls, by name. ``(?*)`` is a set of strings."""

from typing import Final

from dockline.adapters.relational.life_sql import ATTEMPT_COLUMNS
from dockline.adapters.relational.sql import CALL_COLUMNS, select

DROPPED_COLUMNS: Final = ("space_id", "call_id", "at", "actor", "recording")

CALLS: Final = f"{select('calls', CALL_COLUMNS)} where space_id = ?"
FOUND: Final = "select 1 from calls where space_id = ?"
OF_TEAM: Final = "and team_id = ?"
OF_TEAMS: Final = "and team_id in (?*)"
OF_TEAMS_TOO: Final = "and coalesce(team_id, '') in (?*)"
"""Where another index leads to fewer calls in the right order: so said, that of teams is left."""
SINCE: Final = "and started_at >= ?"
UNTIL: Final = "and started_at < ?"
AFTER: Final = "and (started_at, call_id) < (?, ?)"
OF_AGENT: Final = "and agent_id = ?"
IN_DIRECTION: Final = "and direction = ?"
OF_KIND: Final = "and kind = ?"
WITH_OUTCOME: Final = "and coalesce(outcome, '') = ?"
WITH_NUMBER: Final = "and number = ?"
WITH_DISPOSITION: Final = "and disposition = ? and disposition <> ''"
RECORDED: Final = "and recording <> ''"
SAYING: Final = "and note <> '' and lower(note) like ? escape '!'"
NEWEST: Final = "order by started_at desc, call_id desc limit ?"
BOUNDED: Final = "limit ?"

_WITH_RECORDING: Final = "where space_id = ? and call_id = ? and recording <> ''"
KEEP_DROPPED: Final = (
    f"insert into dropped_recordings ({', '.join(DROPPED_COLUMNS)})"
    " select space_id, call_id, cast(? as double precision), cast(? as text), recording"
    f" from calls {_WITH_RECORDING} on conflict (space_id, call_id)"
    " do update set at = excluded.at, actor = excluded.actor, recording = excluded.recording"
)
DROP_RECORDING: Final = f"update calls set recording = '' {_WITH_RECORDING}"
DROPPED: Final = (
    f"{select('dropped_recordings', DROPPED_COLUMNS)} where space_id = ? and call_id = ?"
)
STATES: Final = (
    "select s.agent_id, s.state, s.at, (select n.at from agent_states as n"
    " where n.space_id = s.space_id and n.agent_id = s.agent_id and (n.at, n.seq) > (s.at, s.seq)"
    " order by n.at, n.seq limit 1) from agent_states as s"
    " where s.call_id = ? and s.call_id <> '' and s.space_id = ? order by s.at, s.agent_id, s.seq"
)
ATTEMPTS: Final = (
    f"{select('attempts', ATTEMPT_COLUMNS)} where space_id = ? and number = ?"
    " order by dialled_at desc, attempt_id desc limit ?"
)
