"""A lead: one number of one dial list, and what becomes of it when it is pushed again."""

from enum import StrEnum
from typing import Any, Final

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from dockline.domain.ids import AgentId, CampaignId, LeadId, ListId, SpaceId
from dockline.domain.zones import zones_of

MOST_PRIORITY: Final = 99
MOST_DATA: Final = 64 * 1024
"""Bytes of JSON that a lead's data may come to by pushes, each of which is merged with the rest."""


class LeadState(StrEnum):
    NEW = "new"
    SCHEDULED = "scheduled"
    DIALLING = "dialling"
    CONNECTED = "connected"
    WRAP_UP = "wrap_up"
    RETRY = "retry"
    CALLBACK = "callback"
    DONE = "done"
    DO_NOT_CALL = "do_not_call"
    EXPIRED = "expired"
    EXHAUSTED = "exhausted"


LIVE: Final = frozenset({LeadState.DIALLING, LeadState.CONNECTED, LeadState.WRAP_UP})
"""Somebody is at it: the attempt's end says what comes next, whatever is pushed meanwhile."""

FINISHED: Final = frozenset(
    {LeadState.DONE, LeadState.DO_NOT_CALL, LeadState.EXPIRED, LeadState.EXHAUSTED}
)
"""Not dialled again by itself."""


class Lead(Struct, frozen=True):
    lead_id: LeadId
    """Stays with (dial list, number), however often it is pushed."""
    space_id: SpaceId
    campaign_id: CampaignId
    list_id: ListId
    number: str
    """Digits of E.164 without the plus; unique in its dial list."""
    state: LeadState
    data: dict[str, Any]
    agent_id: AgentId | None
    """Whom it belongs to; None: whoever of the team is free."""
    external_id: str
    priority: int
    """-99..99, the highest first."""
    time_zone: str
    """IANA name; empty: as the number tells (`zones`)."""
    expires_at: float | None
    """Unix seconds; not dialled from then on."""
    not_before: float | None
    """Unix seconds; not dialled before."""
    attempts: int
    created_at: float
    updated_at: float

    @property
    def zones(self) -> tuple[str, ...]:
        """Where the one who is called may be; empty where nobody can tell."""
        return (self.time_zone,) if self.time_zone else zones_of(self.number)


class Push(Struct, frozen=True, omit_defaults=True, gc=False):
    """What a push says of one lead; of what is unset, it says nothing.

    It holds nothing that holds it in turn: thousands of them are no work for the collector, whose
    pauses a call beside them would feel."""

    number: str
    lead_id: LeadId
    """The lead's name, should it be a new one; made anew for each push."""
    data: dict[str, Any] | UnsetType = UNSET
    agent_id: AgentId | UnsetType | None = UNSET
    external_id: str | UnsetType = UNSET
    priority: int | UnsetType = UNSET
    time_zone: str | UnsetType = UNSET
    expires_at: float | UnsetType | None = UNSET
    not_before: float | UnsetType | None = UNSET


REPLACED: Final = (
    "agent_id",
    "external_id",
    "priority",
    "time_zone",
    "expires_at",
    "not_before",
)
"""Fields that a push replaces where it names them."""


def first_values(push: Push) -> tuple[Any, ...]:
    """What a new lead has in the fields of REPLACED, in their order."""
    return (
        None if push.agent_id is UNSET else push.agent_id,
        "" if push.external_id is UNSET else push.external_id,
        0 if push.priority is UNSET else push.priority,
        "" if push.time_zone is UNSET else push.time_zone,
        None if push.expires_at is UNSET else push.expires_at,
        None if push.not_before is UNSET else push.not_before,
    )


def new_lead(
    push: Push,
    space_id: SpaceId,
    campaign_id: CampaignId,
    list_id: ListId,
    *,
    listed: bool,
    now: float,
) -> Lead:
    """``listed``: the number is on a do-not-call list; the lead is kept as such."""
    return Lead(
        lead_id=push.lead_id,
        space_id=space_id,
        campaign_id=campaign_id,
        list_id=list_id,
        number=push.number,
        state=LeadState.DO_NOT_CALL if listed else LeadState.NEW,
        data={} if push.data is UNSET else push.data,
        attempts=0,
        created_at=now,
        updated_at=now,
        **dict(zip(REPLACED, first_values(push), strict=True)),
    )


def pushed_again(lead: Lead, push: Push, *, listed: bool, requeue: bool, now: float) -> Lead:
    """The lead after a push: ``data`` merged key by key, the rest replaced where it is named;
    its id and its attempts are kept.

    ``requeue``: the campaign queues finished leads again."""
    said = {field: value for field in REPLACED if (value := getattr(push, field)) is not UNSET}
    return replace(
        lead,
        state=state_after_push(lead.state, listed=listed, requeue=requeue),
        data=lead.data if push.data is UNSET else lead.data | push.data,
        updated_at=now,
        **said,
    )


def overgrown(before: int, after: int) -> bool:
    """Whether a push makes too much of a lead's ``data``, in bytes of JSON before and after it.
    What is too large already may only become smaller."""
    return after > max(before, MOST_DATA)


def state_after_push(state: LeadState, *, listed: bool, requeue: bool) -> LeadState:
    if state in LIVE:
        return state
    if listed:
        return LeadState.DO_NOT_CALL
    return LeadState.NEW if requeue and state in FINISHED else state
