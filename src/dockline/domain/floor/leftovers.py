"""Legs that the dialer of before a restart dialled, and whose line nobody knows any more.

One that rings may not be hung up before it has rung its least; who answers it, or has answered it
meanwhile, hears the message of a call for which no agent is free, and is told as abandoned.
"""

from dockline.domain.facts import LineAbandoned, LineAnswered, LineEnded
from dockline.domain.floor.state import Floor
from dockline.domain.ids import LegId
from dockline.domain.orders import HangUp, Play, Tags
from dockline.domain.outcomes import AttemptOutcome
from dockline.domain.pacing.answering import LEAST_RING
from dockline.domain.signals import LegEnded, LegSeen


def is_one(leg: LegSeen) -> bool:
    """A lead of the dialer that stands in no room; not one that an agent called from a card."""
    tags = leg.tags
    alone = tags.role == "customer" and tags.agent_id is None and leg.room_id is None
    return alone and tags.lead_id is not None


def found(floor: Floor, leg: LegSeen, now: float) -> None:
    if leg.state == "up":
        answered(floor, leg.leg_id, leg.tags, now)
    else:
        floor.leftovers.setdefault(leg.leg_id, False)
        if leg.state == "ringing":
            ringing(floor, leg.leg_id, now)
        # else its ringing is told, or the engine gives it up


def ringing(floor: Floor, leg_id: LegId, now: float) -> None:
    """For how long already nobody knows."""
    if not floor.leftovers[leg_id]:
        floor.leftovers[leg_id] = True
        floor.wake(now + LEAST_RING, "leftover", leg_id)


def answered(floor: Floor, leg_id: LegId, tags: Tags, now: float) -> None:
    floor.leftovers.pop(leg_id, None)
    if leg_id not in floor.apologised:
        floor.apologised.add(leg_id)
        floor.tell(LineAnswered(tags.call_id), now)
        floor.tell(LineAbandoned(tags.call_id), now)
        floor.order(Play(leg_id=leg_id, tags=tags, message=""))


def ended(floor: Floor, signal: LegEnded, now: float) -> None:
    """Of those that somebody answered all is told."""
    if floor.leftovers.pop(signal.leg_id, None) is not None:
        call_id, outcome = signal.tags.call_id, AttemptOutcome.INTERRUPTED
        floor.tell(LineEnded(call_id, outcome, "server-restarted", signal.sip_status), now)


def rung(floor: Floor, leg_id: LegId, _now: float) -> None:
    """The alarm: it has rung its least."""
    if leg_id in floor.leftovers:
        floor.order(HangUp(leg_id=leg_id, if_unanswered=True))
