"""Every statement about the life of leads, by name. ``(?*)`` is a set of strings.

The conditions are those of the indexes (migration 0003), word for word: a partial index serves
none but the questions that say its condition."""

from collections.abc import Iterable
from typing import Final

from dockline.adapters.relational.lead_sql import (
    DO_NOT_CALL_COLUMNS,
    LEAD_COLUMNS,
    SET_LEAD,
)
from dockline.adapters.relational.sql import put, select
from dockline.domain.lead import LIVE, LeadState
from dockline.domain.leadlife import RESTING, Attempt
from dockline.domain.leadoutcome import LISTED
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.retryplan import UNRUNG

LIFE_COLUMNS: Final = (
    "due_at",
    "callback",
    "held_from",
    "held_until",
    "held_by",
    "skips",
    "reason",
)
"""What a lead's row holds beside LEAD_COLUMNS, as `Life` has it; ``callback_agent_id`` stands
there once more for the indexes, and ``wakes_at`` is theirs alone."""
ATTEMPT_COLUMNS: Final = Attempt.__struct_fields__


def names(some: Iterable[LeadState | AttemptOutcome]) -> str:
    return "(" + ", ".join(sorted(f"'{one.value}'" for one in some)) + ")"


def _later(column: str) -> str:
    return f"{column} = case when {column} > ? then {column} else ? end"


# --- writes -------------------------------------------------------------------------------------

_FORGOTTEN: Final = (
    "due_at",
    "callback",
    "callback_agent_id",
    "held_from",
    "held_until",
    "held_by",
)
"""What `dockline.domain.leadoutcome` forgets when a lead is forbidden, or queued again."""
FORBIDDEN: Final = {name: "null" for name in _FORGOTTEN} | {"reason": f"'{LISTED}'"}
QUEUED_AGAIN: Final = {name: "null" for name in _FORGOTTEN} | {"skips": "null", "reason": "''"}


def assigned(values: dict[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())


_UNCHANGED: Final = (
    "coalesce(agent_id, '') = ? and time_zone = ?"
    " and coalesce(not_before, -1) = ? and coalesce(expires_at, -1) = ?"
)
"""By a push, of what tells when a lead is worth looking at."""
PUT_LIFE: Final = (
    f"update leads set state = ?, attempts = ?, {_later('updated_at')},"
    f" callback_agent_id = ?, {', '.join(f'{name} = ?' for name in LIFE_COLUMNS)},"
    f" wakes_at = case when {_UNCHANGED} then cast(? as double precision)"
    " else cast(? as double precision) end where lead_id = ?"
)
PUT_LIFE_FROM: Final = f"{PUT_LIFE} and state = ?"
PUT_LIFE_AS_OF: Final = f"{PUT_LIFE_FROM} and updated_at = ?"
PUT_ATTEMPT: Final = put("attempts", (*ATTEMPT_COLUMNS, "mistaken"), "attempt_id")
POSTPONE: Final = (
    f"update leads set wakes_at = ? where lead_id = ? and state = ? and state in {names(RESTING)}"
)
POSTPONE_AS_OF: Final = f"{POSTPONE} and updated_at = ?"
RECONSIDER: Final = (
    "insert into reconsidered (campaign_id, space_id, after) values (?, ?, '')"
    " on conflict (campaign_id) do update set after = ''"
)
_FORBID: Final = (
    f"update leads set state = 'do_not_call', {_later('updated_at')}, wakes_at = null,"
    f" {assigned(FORBIDDEN)}"
    f" where number = ? and state not in {names((*LIVE, LeadState.DO_NOT_CALL))}"
    " and list_id in (select list_id from dial_lists where space_id = ?"
)
FORBID_IN_SPACE: Final = f"{_FORBID})"
FORBID_IN_CAMPAIGN: Final = f"{_FORBID} and campaign_id = ?)"

PUSHED_AND_FORBIDDEN: Final = f"{SET_LEAD}, {assigned(FORBIDDEN)}, wakes_at = ? where lead_id = ?"
PUSHED_AND_QUEUED: Final = f"{SET_LEAD}, {assigned(QUEUED_AGAIN)}, wakes_at = ? where lead_id = ?"

# --- reads --------------------------------------------------------------------------------------


def _of(table: str, columns: Iterable[str]) -> str:
    return ", ".join(f"{table}.{column}" for column in columns)


LIVES: Final = (
    f"select {_of('l', (*LEAD_COLUMNS, *LIFE_COLUMNS))}, {_of('a', ATTEMPT_COLUMNS)}"
    " from leads as l left join attempts as a on a.lead_id = l.lead_id"
    " where l.space_id = ? and l.lead_id in (?*) order by l.lead_id, a.attempt_id"
)
"""A row for each attempt, in one statement, so that both are of one moment."""

LEADS_WITH_DUE: Final = (
    f"{select('leads', (*LEAD_COLUMNS, 'due_at'))}"
    " where list_id = ? and space_id = ? and number in (?*)"
)

_WANTED_BY: Final = "coalesce(callback_agent_id, agent_id, '')"
_DUE: Final = "coalesce(due_at, 0)"
_TURNS: Final = {
    LeadState.NEW: "priority desc, lead_id",
    LeadState.RETRY: f"priority desc, {_DUE}, lead_id",
    LeadState.CALLBACK: f"{_DUE}, lead_id",
}


def _in_turn(state: LeadState, whose: str) -> str:
    return (
        f"select lead_id from leads where list_id = ? and state = '{state.value}'"
        f" and wakes_at is null and {whose} and space_id = ? and {_DUE} <= ?"
        f" and coalesce(not_before, 0) <= ? order by {_TURNS[state]} limit ?"
    )


IN_TURN: Final = {state: _in_turn(state, f"{_WANTED_BY} = ?") for state in RESTING}
IN_TURN_OWNED: Final = {
    state: _in_turn(state, f"{_WANTED_BY} <> '' and created_at <= ?") for state in RESTING
}
UNSETTLED: Final = (
    "select lead_id from leads where space_id = ?"
    " and state in ('scheduled', 'dialling', 'connected', 'wrap_up') order by lead_id"
)
EXPIRED: Final = (
    "select lead_id from leads where space_id = ? and expires_at is not null"
    " and state in ('new', 'retry', 'callback') and expires_at <= ?"
    " order by expires_at, lead_id limit ?"
)
DIALLED_SINCE: Final = (
    "select number, lead_id, dialled_at, ended_at from attempts"
    " where space_id = ? and number in (?*)"
    f" and dialled_at >= ? and (outcome is null or outcome not in {names(UNRUNG)})"
    " order by dialled_at, attempt_id"
)
ENTRIES: Final = (
    f"{select('do_not_call', DO_NOT_CALL_COLUMNS)} where space_id = ? and number in (?*)"
    " order by number, campaign_id"
)
ENTRIES_OF: Final = (
    f"{select('do_not_call', DO_NOT_CALL_COLUMNS)} where space_id = ? and campaign_id = ?"
    " and number > ? order by number limit ?"
)


def _sum(of: str, where: str) -> str:
    return f"coalesce(sum(case when {where} then {of} else 0 end), 0)"


TALLY: Final = (
    "select count(*), "
    + ", ".join(
        (
            _sum(
                "1",
                "outcome in ('answered', 'cut_off', 'abandoned')"
                " or (outcome is null and answered_at is not null)",
            ),
            _sum("1", "outcome = 'abandoned'"),
            _sum("mistaken", "outcome = 'machine'"),
            _sum("1", "outcome = 'machine'"),
        )
    )
    + " from attempts where campaign_id = ? and dialled_at >= ? and space_id = ?"
)
_LISTS: Final = "(select list_id from dial_lists where space_id = ? and campaign_id = ?)"
LEAD_COUNTS: Final = (
    f"select list_id, '' as state, count(*) from leads where list_id in {_LISTS} group by list_id"
    " union all select list_id, state, count(*) from leads"
    f" where list_id in {_LISTS} and state <> 'new' group by list_id, state"
)
"""All of each list, from the index by number, and those that are not new any more."""
UNCALLED: Final = (
    "select a.number, coalesce(a.answered_at, a.dialled_at), a.ended_at from attempts as a"
    " where a.campaign_id in (select campaign_id from campaigns where space_id = ?)"
    " and a.space_id = ? and a.dialled_at >= ? and a.ended_at is not null"
    " and (a.answered_at is not null or a.outcome = 'machine')"
    " and not exists (select 1 from calls as c where c.call_id = a.call_id)"
    " order by a.dialled_at, a.attempt_id"
)
_ATTEMPTS: Final = (
    f"{select('attempts', ATTEMPT_COLUMNS)} where campaign_id = ? and space_id = ?"
    " and dialled_at >= ? and attempt_id"
)
ATTEMPTS_AFTER: Final = f"{_ATTEMPTS} > ? order by attempt_id limit ?"
ATTEMPTS_SINCE: Final = (
    f"{_ATTEMPTS} >= (select min(attempt_id) from attempts where campaign_id = ?"
    " and dialled_at >= ?) order by attempt_id limit ?"
)
"""The first page: what was dialled before is not walked over."""
