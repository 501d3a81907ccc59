"""The life of leads: attempts, and what a lead's row holds beside what was pushed.

A lead at rest either stands in line, in one of the indexes by turn, or waits: then ``wakes_at``
says until when, and it is in none of them. So whoever asks for the next leads of a list walks over
none that wait, and a lead that is pushed goes to the end of those of its priority.

``leads_*_owned`` hold those that go to somebody, whoever it is, for when they have waited for
their agent long enough. What a lead is wanted by is worked out, not kept, so that a push that
changes its agent changes it too.

``reconsidered`` names campaigns whose waiting leads are to be looked at again, and how far that
has come: there may be a million of them, which nobody should have to wait for.
"""

from dockline.adapters.relational.ddl import execute

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_COLUMNS = (
    "due_at real",
    "callback text",
    "callback_agent_id text",
    "held_from text",
    "held_until real",
    "held_by text",
    "skips text",
    "reason text not null default ''",
    "wakes_at real",
)
_WANTED_BY = "coalesce(callback_agent_id, agent_id, '')"
_DUE = "coalesce(due_at, 0)"
_TURNS = {
    "new": "priority desc, lead_id",
    "retry": f"priority desc, {_DUE}, lead_id",
    "callback": f"{_DUE}, lead_id",
}
_ATTEMPTS = """
create table attempts (
    attempt_id text primary key,
    space_id text not null,
    campaign_id text not null,
    list_id text not null,
    lead_id text not null,
    call_id text not null,
    number text not null,
    caller_id text not null,
    round integer not null,
    dialled_at real not null,
    agent_id text,
    answered_at real,
    ended_at real,
    outcome text,
    judged text,
    disposition text not null,
    mistaken real not null
) strict
"""
_RECONSIDERED = """
create table reconsidered (
    campaign_id text primary key,
    space_id text not null,
    after text not null
) strict, without rowid
"""


def upgrade() -> None:
    execute(*(f"alter table leads add column {column}" for column in _COLUMNS))
    for state, turn in _TURNS.items():
        where = f"where state = '{state}' and wakes_at is null"
        execute(
            f"create index leads_{state} on leads (list_id, {_WANTED_BY}, {turn}) {where}",
            f"create index leads_{state}_owned on leads (list_id, {turn})"
            f" {where} and {_WANTED_BY} <> ''",
        )
    execute(
        "create index leads_waiting on leads (space_id, wakes_at) where wakes_at is not null",
        "create index leads_waiting_by_campaign on leads (campaign_id, lead_id)"
        " where wakes_at is not null",
        "create index leads_unsettled on leads (space_id, lead_id)"
        " where state in ('scheduled', 'dialling', 'connected', 'wrap_up')",
        "create index leads_expiring on leads (space_id, expires_at, lead_id)"
        " where expires_at is not null and state in ('new', 'retry', 'callback')",
        "create index leads_by_state on leads (list_id, state) where state <> 'new'",
        _ATTEMPTS,
        "create index attempts_by_lead on attempts (lead_id, attempt_id)",
        "create index attempts_by_number on attempts (space_id, number, dialled_at)",
        "create index attempts_by_campaign on attempts (campaign_id, attempt_id)",
        "create index attempts_by_time on attempts (campaign_id, dialled_at, attempt_id)",
        _RECONSIDERED,
        "create index do_not_call_by_scope on do_not_call (space_id, campaign_id, number)",
    )
