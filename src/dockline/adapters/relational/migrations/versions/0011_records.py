"""What searches of calls and reports look for.

A page of calls is read from an index in the order of time, whatever the calls are chosen by that
many are not: their team, their disposition, a recording, a note. ``dropped_recordings`` has by
whom and when a recording was deleted; ``agent_states_by_call`` finds who was in a call.
"""

from dockline.adapters.relational.ddl import execute

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_STATEMENTS: tuple[str, ...] = (
    "create index calls_by_team on calls (space_id, team, started_at, call_id, kind, outcome)",
    # In other words than calls are counted by: that is done from another index alone.
    "create index calls_by_outcome on calls"
    " (space_id, (coalesce(outcome, '')), started_at, call_id)",
    "create index calls_by_disposition on calls (space_id, disposition, started_at, call_id)"
    " where disposition <> ''",
    "create index calls_recorded on calls (space_id, started_at, call_id) where recording <> ''",
    "create index calls_with_note on calls (space_id, started_at, call_id) where note <> ''",
    "create index agent_states_by_call on agent_states (call_id, at) where call_id <> ''",
    """
    create table dropped_recordings (
        space_id text not null,
        call_id text not null,
        at real not null,
        actor text not null,
        recording text not null,
        primary key (space_id, call_id)
    ) strict, without rowid
    """,
)


def upgrade() -> None:
    execute(*_STATEMENTS)
