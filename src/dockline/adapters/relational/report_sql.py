"""Every statement of reports, by name. ``(?*)`` is a set of strings; ``{slot}`` the number of a
row's slot, which each database rounds down in its own words."""

from typing import Final

from dockline.adapters.relational.life_sql import names
from dockline.domain.lead import FINISHED
from dockline.domain.live.counts import NEVER_QUEUED

REAL: Final = "cast(? as double precision)"
"""A value, for databases that ask what it is."""
_NEVER: Final = "(" + ", ".join(sorted(f"'{cause}'" for cause in NEVER_QUEUED)) + ")"


def total(of: str, where: str) -> str:
    return f"coalesce(sum(case when {where} then {of} else 0 end), 0)"


def positive(seconds: str) -> str:
    return f"(case when {seconds} > 0 then {seconds} else 0 end)"


def chosen(key: str, count: int) -> str:
    """Of so many pairs of values (a key and a number) the number, or else the last value."""
    if not count:
        return REAL
    return f"case {key} {f'when ? then {REAL} ' * count}else {REAL} end"


# --- calls --------------------------------------------------------------------------------------

_WAIT: Final = positive("answered_at - started_at")
_LOST_WAIT: Final = positive("ended_at - started_at")
_TALK: Final = positive(f"coalesce(ended_at, {REAL}) - answered_at - hold_seconds")
_LOST: Final = "answered_at is null and ended_at is not null"
_TURNED_AWAY: Final = f"{_LOST} and outcome = 'turned_away'"
_PERIOD: Final = "where space_id = ? and started_at >= ? and started_at < ?"
OF_TEAMS: Final = "and team_id in (?*)"


def talk() -> str:
    """One value for each of its two signs: what is now."""
    return total(_TALK, "answered_at is not null")


HOLD: Final = total("hold_seconds", "answered_at is not null")
CALL_FIGURES: Final = (
    "select {slot} as slot, team_id, team, kind, direction, count(*), "
    + ", ".join(
        (
            total("1", "answered_at is not null"),
            total("1", f"{_LOST} and outcome = 'abandoned'"),
            total("1", f"{_TURNED_AWAY} and cause not in {_NEVER}"),
            total("1", f"{_TURNED_AWAY} and cause in {_NEVER}"),
            total("1", f"answered_at is not null and {_WAIT} <= {{target}}"),
            total(_WAIT, "answered_at is not null"),
            "coalesce(max(case when answered_at is not null then "
            f"{_WAIT} when {_LOST} and (outcome = 'abandoned' or outcome = 'turned_away'"
            f" and cause not in {_NEVER}) then {_LOST_WAIT} else 0 end), 0)",
            talk(),
            HOLD,
        )
    )
    + f" from calls {_PERIOD} {{teams}} group by slot, team_id, team, kind, direction"
    " order by slot, team_id, team, kind, direction"
)
AGENT_FIGURES: Final = (
    "select agent_id, count(*), "
    + ", ".join(
        (
            total("1", "answered_at is not null"),
            total("1", "answered_at is not null and direction = 'inbound'"),
            talk(),
            HOLD,
        )
    )
    + f" from calls {_PERIOD} {{teams}} and agent_id <> '' group by agent_id order by agent_id"
)

# --- states -------------------------------------------------------------------------------------

_STATE: Final = "s.agent_id, s.at, s.seq, s.state, s.pause_reason, s.call_id, s.chats"
_OF_PEOPLE: Final = (
    f"select {_STATE} from people as p join agent_states as s"
    " on s.space_id = p.space_id and s.agent_id = p.user_id"
)
_ALIKE: Final = "t.agent_id, told, t.pause_reason, coalesce(c.team_id, ''), coalesce(c.team, '')"
_BEFORE: Final = (
    "(select b.{0} from agent_states as b where b.space_id = p.space_id and b.agent_id = p.user_id"
    " and b.at < ? order by b.at desc, b.seq desc limit 1) as {0}"
)
STATE_SECONDS: Final = (
    "with people as (select user_id, space_id from users where space_id = ? and user_id in (?*)),"
    # What they were when it began: looked up once for each, and not for every state there is.
    f" before as (select p.space_id, p.user_id, {_BEFORE.format('at')}, {_BEFORE.format('seq')}"
    " from people as p),"
    f" seen as ({_OF_PEOPLE} and s.at >= ? and s.at < ? union all"
    f" select {_STATE} from before as p join agent_states as s"
    " on s.space_id = p.space_id and s.agent_id = p.user_id and s.at = p.at and s.seq = p.seq),"
    " timed as (select agent_id, state, pause_reason, call_id, chats,"
    f" case when at < {REAL} then {REAL} else at end as begins,"
    f" coalesce(lead(at) over (partition by agent_id order by at, seq), {REAL}) as ends from seen)"
    " select t.agent_id, case when t.state = 'ready' and t.chats > 0 then 'chatting'"
    " else t.state end as told, t.pause_reason, coalesce(c.team_id, '') as team_id,"
    " coalesce(c.team, '') as team,"
    " sum(t.ends - t.begins) from timed as t left join calls as c"
    " on t.state = 'wrap_up' and c.call_id = t.call_id and c.space_id = ?"
    " where t.state <> 'offline' and t.ends > t.begins"
    f" group by {_ALIKE} order by {_ALIKE}"
)

# --- campaigns ----------------------------------------------------------------------------------

_DIALLED: Final = "campaign_id in (?*) and space_id = ? and dialled_at >= ? and dialled_at < ?"
_TOLD: Final = "coalesce(judged, outcome, '')"
ATTEMPT_FIGURES: Final = (
    f"select {{slot}} as slot, campaign_id, {_TOLD} as told, count(*) from attempts"
    f" where {_DIALLED} group by slot, campaign_id, {_TOLD} order by slot, campaign_id, {_TOLD}"
)
ATTEMPT_ENDS: Final = (
    f"select campaign_id, {_TOLD} as told, disposition, count(*) from attempts where {_DIALLED}"
    f" group by campaign_id, {_TOLD}, disposition order by campaign_id, {_TOLD}, disposition"
)
LEAD_ENDS: Final = (
    "select l.campaign_id, l.state, count(*) from leads as l where l.lead_id in"
    f" (select lead_id from attempts where {_DIALLED}) and l.state in {names(FINISHED)}"
    " group by l.campaign_id, l.state order by l.campaign_id, l.state"
)
_PEOPLE: Final = (
    "outcome in ('answered', 'cut_off', 'abandoned')"
    " or (outcome is null and answered_at is not null)"
)
_ABANDONED: Final = "outcome = 'abandoned'"
_MISTAKEN: Final = total("mistaken", "outcome = 'machine'")
WINDOW_FIGURES: Final = (
    "select {window} as place, {slot} as slot, count(*), "
    f"{total('1', _PEOPLE)} + {_MISTAKEN}, {total('1', _ABANDONED)} + {_MISTAKEN}"
    " from attempts where campaign_id = ? and space_id = ? and dialled_at >= ? and dialled_at < ?"
    " group by place, slot order by place, slot"
)

# --- chats --------------------------------------------------------------------------------------

_CHAT_WAIT: Final = positive("opened_at - started_at")
_CHAT_OVER: Final = "opened_at is not null and ended_at is not null"
CHAT_FIGURES: Final = (
    "select {slot} as slot, team_id, team, count(*), "
    + ", ".join(
        (
            total("1", "opened_at is not null"),
            total("1", "opened_at is null and ended_at is not null"),
            total("1", f"opened_at is not null and {_CHAT_WAIT} <= {{target}}"),
            total(_CHAT_WAIT, "opened_at is not null"),
            f"coalesce(max(case when opened_at is not null then {_CHAT_WAIT} else 0 end), 0)",
            total("1", _CHAT_OVER),
            total(positive("ended_at - opened_at"), _CHAT_OVER),
        )
    )
    + f" from chats {_PERIOD} {{teams}} group by slot, team_id, team order by slot, team_id, team"
)
