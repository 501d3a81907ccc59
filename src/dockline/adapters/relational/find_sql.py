"""Every statement by which the pages of campaigns and docks look for leads. The conditions are
those of the indexes (migrations 0010 and 0013), word for word."""

from collections.abc import Collection
from typing import Final

from dockline.domain.lead import LeadState

_OF_STATE: Final = (
    "select lead_id from (select lead_id from leads where list_id = ? and {is_it}"
    " and lead_id > ? and space_id = ? order by lead_id limit ?) as of_{state}"
)
FINISHED_SINCE: Final = (
    "select count(*) from leads where campaign_id = ? and updated_at >= ? and space_id = ?"
    " and state in ('do_not_call', 'done', 'exhausted', 'expired') and attempts > 0"
)
NUMBER_BEGINS: Final = (
    "select lead_id from leads where list_id in (?*) and number >= ? and number < ?"
    " and space_id = ? limit ?"
)
EXTERNAL_ID_BEGINS: Final = (
    "select lead_id from leads where list_id in (?*) and external_id <> ''"
    " and external_id >= ? and external_id < ? and space_id = ? limit ?"
)
PROMISED: Final = (
    "select lead_id from leads where space_id = ? and callback_agent_id = ? and due_at < ?"
    " and state = 'callback' and campaign_id in (?*) order by due_at, lead_id limit ?"
)


def leads_in(states: Collection[LeadState]) -> str:
    """A walk of the index for each state, joined in the order of ids."""
    each = [_OF_STATE.format(state=one.value, is_it=_is(one)) for one in sorted(states)]
    return f"{' union all '.join(each)} order by lead_id limit ?"


def _is(state: LeadState) -> str:
    if state is LeadState.NEW:
        return "coalesce(state, '') = 'new'"
    return f"state = '{state.value}' and state <> 'new'"
