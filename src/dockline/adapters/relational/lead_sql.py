"""Every statement about campaigns and leads, by name. ``(?*)`` is a set of strings."""

from typing import Final

from dockline.adapters.relational.sql import insert, put, select
from dockline.domain.campaign import RunState

CAMPAIGN_COLUMNS: Final = (
    "campaign_id",
    "space_id",
    "team_id",
    "name",
    "name_key",
    "created_at",
    "settings",
)
LIST_COLUMNS: Final = ("list_id", "space_id", "campaign_id", "name", "name_key", "created_at")
LEAD_COLUMNS: Final = (
    "lead_id",
    "space_id",
    "campaign_id",
    "list_id",
    "number",
    "state",
    "data",
    "agent_id",
    "external_id",
    "priority",
    "time_zone",
    "expires_at",
    "not_before",
    "attempts",
    "created_at",
    "updated_at",
)
CHANGING_LEAD_COLUMNS: Final = tuple(
    name
    for name in LEAD_COLUMNS
    if name not in ("lead_id", "space_id", "campaign_id", "list_id", "number", "created_at")
)
DO_NOT_CALL_COLUMNS: Final = ("space_id", "number", "campaign_id", "at", "reason")

PUT_CAMPAIGN: Final = put("campaigns", CAMPAIGN_COLUMNS, "campaign_id")
_DRAINING, _STOPPED = (f'"state":"{one.value}"' for one in (RunState.DRAINING, RunState.STOPPED))
STOP_DRAINED: Final = (
    f"update campaigns set settings = replace(settings, '{_DRAINING}', '{_STOPPED}')"
    f" where campaign_id = ? and space_id = ? and settings like '%{_DRAINING}%'"
)
"""The settings are JSON as `json_text` writes it: in no text of theirs does a quote stand so."""
PUT_LIST: Final = put("dial_lists", LIST_COLUMNS, "list_id")
NEW_LEAD_COLUMNS: Final = (*LEAD_COLUMNS, "reason", "wakes_at")
SET_LEAD: Final = f"update leads set {', '.join(f'{name} = ?' for name in CHANGING_LEAD_COLUMNS)}"
PUT_LEAD: Final = f"{SET_LEAD}, wakes_at = ? where lead_id = ?"
PUT_DO_NOT_CALL: Final = put(
    "do_not_call", DO_NOT_CALL_COLUMNS, "space_id", "number", "campaign_id"
)
DROP_DO_NOT_CALL: Final = (
    "delete from do_not_call where space_id = ? and number = ? and campaign_id = ?"
)

CAMPAIGNS: Final = f"{select('campaigns', CAMPAIGN_COLUMNS)} where space_id = ? order by name_key"
LISTS: Final = (
    f"{select('dial_lists', LIST_COLUMNS)} where space_id = ? order by name_key, campaign_id"
)
LEAD: Final = f"{select('leads', LEAD_COLUMNS)} where lead_id = ? and space_id = ?"
LEADS: Final = (
    f"{select('leads', LEAD_COLUMNS)} where space_id = ? and list_id = ? and lead_id > ?"
    " order by lead_id limit ?"
)

LEADS_WITH: Final = (
    f"{select('leads', LEAD_COLUMNS)} where list_id = ? and space_id = ? and number in (?*)"
)
LISTED: Final = (
    "select distinct number from do_not_call where space_id = ? and campaign_id in ('', ?)"
    " and number in (?*)"
)

# --- SQLite: slices of a large body -------------------------------------------------------------

_MARKS: Final = f"({', '.join('?' * len(NEW_LEAD_COLUMNS))})"
# What fails loses its transaction, which is begun anew without it. Else SQLite would keep every
# page that a statement with many rows changes as it was, to take back that statement alone: a third
# of the writer's time, measured with leads that come one by one.
_INSERT_LEAD: Final = insert("leads", NEW_LEAD_COLUMNS).replace("insert", "insert or rollback", 1)
INSERT_LEADS: Final = {
    count: f"{_INSERT_LEAD}{f', {_MARKS}' * (count - 1)} on conflict (list_id, number) do nothing"
    for count in (256, 64, 32, 16, 8, 4, 2, 1)
}
"""By how many. A statement with many rows is one step, which lets other threads of ours run
meanwhile; with a step a row they would be woken for each."""
ANYTHING_LISTED: Final = "select 1 from do_not_call where space_id = ? limit 1"

PUT_PART: Final = insert("intake", ("batch_id", "part", "body"))
PARTS: Final = "select batch_id, part, body from intake order by batch_id, part limit 1"
DROP_PART: Final = "delete from intake where batch_id = ? and part = ?"
