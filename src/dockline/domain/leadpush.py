"""What a push makes of a lead's life: beside the lead itself (`dockline.domain.lead`), what was
promised of it, who holds it, and why it is finished."""

from msgspec.structs import replace

from dockline.domain.ids import CampaignId, ListId, SpaceId
from dockline.domain.lead import LeadState, Push, new_lead, pushed_again
from dockline.domain.leadlife import Life
from dockline.domain.leadoutcome import LISTED, forbid, queue_again


def new_life(
    push: Push,
    space_id: SpaceId,
    campaign_id: CampaignId,
    list_id: ListId,
    *,
    listed: bool,
    now: float,
) -> Life:
    """``listed``: the number is on a do-not-call list; the lead is kept as such."""
    lead = new_lead(push, space_id, campaign_id, list_id, listed=listed, now=now)
    return Life(lead, reason=LISTED if listed else "")


def life_after_push(life: Life, push: Push, *, listed: bool, requeue: bool, now: float) -> Life:
    """Where its state stays, so does all that happened to it. A lead that was held is not any
    more once it is on do-not-call; one that is queued again begins anew."""
    lead = pushed_again(life.lead, push, listed=listed, requeue=requeue, now=now)
    if lead.state is not life.state:
        forbidden = lead.state is LeadState.DO_NOT_CALL
        life = forbid(life, now) if forbidden else queue_again(life, now)
    return replace(life, lead=lead)
