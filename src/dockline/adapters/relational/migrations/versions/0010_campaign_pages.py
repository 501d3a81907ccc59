"""What the pages of campaigns look for.

``leads_by_state`` and, of those that are new, ``leads_fresh`` have the leads' ids now: a page of a
list in any of its states is read from where the last one ended. What is fresh is said in other
words than the turn of new leads is asked for: PostgreSQL, before it has counted, would take this
index for it, and look at every lead that waits.
"""

from dockline.adapters.relational.ddl import execute

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_STATEMENTS: tuple[str, ...] = (
    "drop index leads_by_state",
    "create index leads_by_state on leads (list_id, state, lead_id) where state <> 'new'",
    "create index leads_fresh on leads (list_id, lead_id) where coalesce(state, '') = 'new'",
    "create index leads_by_external_id on leads (list_id, external_id) where external_id <> ''",
    "create index leads_finished on leads (campaign_id, updated_at)"
    " where state in ('do_not_call', 'done', 'exhausted', 'expired') and attempts > 0",
)


def upgrade() -> None:
    execute(*_STATEMENTS)
