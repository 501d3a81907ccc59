"""Calls by time with their kind and outcome beside it: those of a time are counted in the index
alone, without a look at the calls, whatever they are chosen by."""

from dockline.adapters.relational.ddl import execute

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    execute(
        "drop index calls_by_time",
        "create index calls_by_time on calls (space_id, started_at, call_id, kind, outcome)",
    )
