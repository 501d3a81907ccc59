"""Calls know whose they are, whatever the team is called by now.

Those of before belong to the team that has their name."""

from dockline.adapters.relational.ddl import execute

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_STATEMENTS: tuple[str, ...] = (
    "alter table calls add column team_id text not null default ''",
    "update calls set team_id = (select t.team_id from teams as t"
    " where t.space_id = calls.space_id and t.name = calls.team)"
    " where exists (select 1 from teams as t"
    " where t.space_id = calls.space_id and t.name = calls.team)",
    "drop index calls_by_team",
    "create index calls_by_team on calls (space_id, team_id, started_at, call_id, kind, outcome)",
)


def upgrade() -> None:
    execute(*_STATEMENTS)
